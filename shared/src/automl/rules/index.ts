import { problems } from '../problems';
import type { ProblemId } from '../problems';
import { channelRules } from './channels';
import { jobRules } from './job';
import { newerRules } from './newer';
import { limitRules } from './training';
import type { Field, Rule, RuleContext, Violation } from './model';

export type { Field, Rule, RuleContext, Violation } from './model';

/** The rules of a problem type: those of every job, and its own. */
export function rulesOf(problem: ProblemId): readonly Rule[] {
  return [...channelRules, ...problems[problem].rules, ...limitRules, ...jobRules, ...newerRules];
}

/** What is wrong with a draft, errors first, each with its field and its fix. */
export function checkDraft(context: RuleContext): Violation[] {
  const found = rulesOf(context.draft.problem).flatMap(
    ({ id, field, severity, check }): Violation[] => {
      const message = check(context);
      return message === undefined ? [] : [{ id, field, severity, message }];
    }
  );
  const { draft, profile } = context;
  for (const problem of profile?.problems ?? []) {
    // A fault of a column that is not used does no harm.
    const unused = problem.column !== undefined && draft.excluded.includes(problem.column);
    if (!(unused && problem.severity !== 'error')) {
      found.push({
        id: `D-${problem.code}`,
        field: 'data',
        severity: problem.severity,
        message: `${problem.message} ${problem.fix}`
      });
    }
  }
  const order = { error: 0, warning: 1, info: 2 };
  return found.sort((a, b) => order[a.severity] - order[b.severity]);
}

/** The first error of a field, for the place below it. */
export function errorOf(violations: readonly Violation[], field: Field): string | undefined {
  return violations.find(found => found.field === field && found.severity === 'error')?.message;
}
