import { parseWhole } from '../typed';
import { algorithms } from '../algorithms';
import type { Field, Rule } from './model';
import { allAlgorithms, isKnown } from './newer';

/** 30 days: the service's ceiling for a job. */
const longestJob = 2_592_000;

function limit(field: Field, what: string, most: number, text: (rule: Typed) => string): Rule {
  return {
    id: 'F-04',
    field,
    severity: 'error',
    check: ({ draft }) => {
      const typed = text(draft).trim();
      const value = parseWhole(typed);
      return typed === '' || (value !== undefined && value >= 1 && value <= most)
        ? undefined
        : `${what} must be a whole number from 1 to ${most.toLocaleString('en')}. ` +
            'Leave it empty for no limit of your own.';
    }
  };
}

type Typed = { maxCandidates: string; maxSecondsPerTrial: string; maxSeconds: string };

/** Training mode and algorithms: V-08, V-09. */
export const trainingRules: Rule[] = [
  {
    id: 'V-08',
    field: 'algorithms',
    severity: 'error',
    check: ({ plan }) => {
      const config = plan.request.AutoMLProblemTypeConfig.TabularJobConfig;
      const chosen = config?.CandidateGenerationConfig?.AlgorithmsConfig;
      return chosen && (config?.Mode === undefined || config.Mode === 'AUTO')
        ? 'Algorithms can only be chosen with the mode Ensembling or Hyperparameter tuning. ' +
            'Choose one of them, or take all algorithms.'
        : undefined;
    }
  },
  {
    id: 'V-09',
    field: 'algorithms',
    severity: 'error',
    check: ({ draft, plan }) => {
      const config = plan.request.AutoMLProblemTypeConfig.TabularJobConfig;
      const lists = config?.CandidateGenerationConfig?.AlgorithmsConfig;
      if (lists && lists.length > 1) {
        return 'The request has several lists of algorithms; one is allowed. Remove the others.';
      }
      if (draft.mode === 'AUTO') {
        return undefined;
      }
      const known = algorithms[draft.mode].map(({ id }) => id);
      const wrong = draft.algorithms.filter(
        id => !known.includes(id) && isKnown(id, allAlgorithms)
      );
      return wrong.length > 0
        ? `This mode does not train ${wrong.join(', ')}. Choose among ${known.join(', ')}.`
        : undefined;
    }
  }
];

/** Limits of jobs of every problem type. */
export const limitRules: Rule[] = [
  limit('maxCandidates', 'The number of candidates', 750, draft => draft.maxCandidates),
  limit(
    'maxSecondsPerTrial',
    'The time of one training, in seconds,',
    longestJob,
    draft => draft.maxSecondsPerTrial
  ),
  limit('maxSeconds', 'The time of the job, in seconds,', longestJob, draft => draft.maxSeconds)
];
