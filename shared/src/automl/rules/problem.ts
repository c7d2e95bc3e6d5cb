import { metricInfo, objectives } from '../metrics';
import { examineTarget } from '../target';
import { quoteName } from '../preview/problems';
import type { TargetFinding } from '../target';
import type { ColumnProfile } from '../preview';
import { problemTypes } from '../types';
import type { Rule, RuleContext } from './model';
import { isKnown, isKnownMetric } from './newer';

const fewestRows = 500;

function target({ draft, profile }: RuleContext): ColumnProfile | undefined {
  return profile?.columns.find(({ name }) => name === draft.target);
}

function finding(context: RuleContext): TargetFinding | undefined {
  const column = target(context);
  return column && context.profile ? examineTarget(column, context.profile) : undefined;
}

function tooFewRows({ profile }: RuleContext): boolean {
  return (
    profile !== undefined &&
    profile.rows.exact &&
    profile.rows.count > 1 &&
    profile.rows.count < fewestRows
  );
}

/** Target, problem type, objective, rows: V-06, V-07, V-13, V-36, V-37. */
export const problemRules: Rule[] = [
  {
    id: 'F-03',
    field: 'target',
    severity: 'error',
    check: context => {
      const { draft, profile } = context;
      if (draft.target === '') {
        return 'No target is chosen. Choose the column to predict.';
      }
      return profile && profile.columns.length > 0 && !target(context)
        ? `The data have no column ${quoteName(draft.target)}. Choose one of its columns; ` +
            'names are case sensitive.'
        : undefined;
    }
  },
  {
    id: 'D-01',
    field: 'target',
    severity: 'error',
    check: context => finding(context)?.error
  },
  {
    id: 'D-02',
    field: 'problemType',
    severity: 'error',
    check: context => {
      const column = target(context);
      const { problemType } = context.draft;
      if (!column || column.present === 0) {
        return undefined;
      }
      if (problemType === 'Regression' && column.numbers < 0.5 && column.type !== 'numeric') {
        return (
          `Regression needs numbers, but ${quoteName(column.name)} holds text such as ` +
          `${quoteName(column.examples[0] ?? '')}. Choose binary or multiclass.`
        );
      }
      if (problemType === 'BinaryClassification' && column.distinct > 2) {
        return (
          `Binary needs 2 classes, but ${quoteName(column.name)} has ${column.distinct} ` +
          'different values. Choose multiclass or regression.'
        );
      }
      return undefined;
    }
  },
  {
    id: 'V-06',
    field: 'objective',
    severity: 'error',
    check: ({ plan }) => {
      const type = plan.request.AutoMLProblemTypeConfig.TabularJobConfig?.ProblemType;
      const objective = plan.request.AutoMLJobObjective?.MetricName;
      return (type === undefined) === (objective === undefined)
        ? undefined
        : 'Objective and problem type go together. Choose both, or leave both automatic.';
    }
  },
  {
    id: 'V-07',
    field: 'objective',
    severity: 'error',
    check: ({ plan }) => {
      const type = plan.request.AutoMLProblemTypeConfig.TabularJobConfig?.ProblemType;
      const objective = plan.request.AutoMLJobObjective?.MetricName;
      if (
        !isKnown(type, problemTypes) ||
        !objective ||
        objectives[type].includes(objective) ||
        !isKnownMetric(objective)
      ) {
        return undefined;
      }
      const choices = objectives[type].map(name => metricInfo(name).label).join(', ');
      return `${metricInfo(objective).label} does not fit this problem. Choose one of ${choices}.`;
    }
  },
  {
    id: 'H-01',
    field: 'objective',
    severity: 'info',
    check: context => {
      const minority = finding(context)?.minority;
      return minority !== undefined && minority < 0.2 && context.draft.objective === 'Accuracy'
        ? `${Math.round((1 - minority) * 100)} % of the rows are of one class; F1 or AUC say ` +
            'more than Accuracy.'
        : undefined;
    }
  },
  {
    id: 'V-13',
    field: 'data',
    severity: 'error',
    check: context =>
      tooFewRows(context) && context.cost === 'billed'
        ? `The data have ${context.profile?.rows.count} rows; at least ${fewestRows} are needed. ` +
          'Add rows, or try a small table on the local engine.'
        : undefined
  },
  {
    id: 'V-13',
    field: 'data',
    severity: 'info',
    check: context =>
      tooFewRows(context) && context.cost === 'free'
        ? `The data have ${context.profile?.rows.count} rows. Scores from fewer than ` +
          `${fewestRows} are rough, and Amazon SageMaker asks for that many.`
        : undefined
  },
  {
    id: 'V-36',
    field: 'data',
    severity: 'warning',
    check: ({ profile }) =>
      profile && profile.repeatedRows > 0.1
        ? `${Math.round(profile.repeatedRows * 100)} % of the rows looked at repeat others. ` +
          'If they were up-sampled, scores look better than they are: remove the copies, ' +
          'or give validation data of their own.'
        : undefined
  },
  {
    id: 'V-37',
    field: 'problemType',
    severity: 'warning',
    check: context => {
      const column = target(context);
      if (!column || context.draft.problemType !== 'auto' || column.distinct <= 2) {
        return undefined;
      }
      const countable = column.numbers >= 0.95 && column.integers === 1 && column.distinct <= 50;
      const identifier = column.numbers < 0.95 && column.distinct > column.present / 2;
      return countable || (identifier && column.distinct > 20)
        ? `${quoteName(column.name)} could be classes or quantities. Choose the problem ` +
            'yourself, or the job may choose differently or fail.'
        : undefined;
    }
  }
];
