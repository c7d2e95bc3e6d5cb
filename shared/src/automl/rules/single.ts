import type { Rule } from './model';
import { isKnownMetric } from './newer';

/** V-14: image, text, series and language models are trained as one candidate. */
export const singleCandidate: Rule = {
  id: 'V-14',
  field: 'maxCandidates',
  severity: 'error',
  check: ({ plan }) => {
    const config = Object.values(plan.request.AutoMLProblemTypeConfig)[0] as
      { CompletionCriteria?: { MaxCandidates?: number } } | undefined;
    const most = config?.CompletionCriteria?.MaxCandidates;
    return most === undefined || most === 1
      ? undefined
      : `This problem type trains one candidate, but the request asks for ${most}. ` +
          'Set 1, or leave it empty.';
  }
};

/** V-07 for problem types whose list does not depend on the draft. */
export function knownObjective(names: readonly string[]): Rule {
  return {
    id: 'V-07',
    field: 'objective',
    severity: 'error',
    check: ({ plan }) => {
      const objective = plan.request.AutoMLJobObjective?.MetricName;
      return objective === undefined || names.includes(objective) || !isKnownMetric(objective)
        ? undefined
        : `${objective} cannot be the objective here. Choose ${names.join(', ')}, or leave it out.`;
    }
  };
}
