import { defaultObjective, metricInfo } from './metrics';
import type { ColumnProfile, DataProfile } from './preview';
import { quoteName } from './preview/problems';
import type { ProblemType } from './types';

const targetNames =
  /^(target|label|labels|y|class|classes|outcome|response|churn|churned|survived|species|diagnosis|is_[a-z_]+)\??$/i;

/** The column that is probably to be predicted: one with a telling name, else the last. */
export function guessTarget(profile: DataProfile): string | undefined {
  const named = profile.columns.filter(({ name }) => name.trim() !== '');
  const telling = named.find(({ name }) => targetNames.test(name.trim()));
  return (telling ?? named[named.length - 1])?.name;
}

export interface TargetFinding {
  /** What the job will probably be; absent if it cannot be told. */
  problemType?: ProblemType;
  /** One line, e.g. `2 classes, 14 % True → binary, F1`. */
  text: string;
  /** Why nothing can be learned from this target, and the fix. */
  error?: string;
  /** Share of the rarest class among the rows looked at, for two classes. */
  minority?: number;
}

const problemWords: Record<ProblemType, string> = {
  BinaryClassification: 'binary',
  MulticlassClassification: 'multiclass',
  Regression: 'regression'
};

/** More different whole numbers than this are quantities, not classes. */
const mostNumberedClasses = 20;

/** What predicting a column comes to, by the sample of its values. */
export function examineTarget(column: ColumnProfile, profile: DataProfile): TargetFinding {
  const name = quoteName(column.name);
  if (profile.sampled === 0) {
    return { text: '' };
  }
  if (column.present === 0) {
    return {
      text: 'no values',
      error: `Target ${name} has no values. Choose another column or fill it.`
    };
  }
  if (column.distinct === 1) {
    const only = quoteName(column.top[0]?.value ?? '');
    const whole = profile.rows.exact;
    return {
      text: '1 class',
      ...(whole
        ? {
            error:
              `Target ${name} has the single value ${only}; nothing can be learned from it. ` +
              'Choose a column with two or more values.'
          }
        : {})
    };
  }
  if (column.distinct === 2) {
    const rare = column.top[1];
    const minority = rare ? rare.count / column.present : 0;
    return {
      problemType: 'BinaryClassification',
      minority,
      text: `2 classes, ${percent(minority)} ${shorten(rare?.value ?? '')} → ${outcome('BinaryClassification')}`
    };
  }
  const quantity =
    column.numbers >= 0.95 && (column.integers < 1 || column.distinct > mostNumberedClasses);
  if (quantity) {
    return {
      problemType: 'Regression',
      text: `${column.distinct} different numbers → ${outcome('Regression')}`
    };
  }
  if (column.distinct > column.present / 2 && column.distinct > mostNumberedClasses) {
    return {
      problemType: 'MulticlassClassification',
      text: `${column.distinct} different texts in ${column.present} rows: an identifier or free text?`
    };
  }
  return {
    problemType: 'MulticlassClassification',
    text: `${column.distinct} classes → ${outcome('MulticlassClassification')}`
  };
}

function outcome(type: ProblemType): string {
  return `${problemWords[type]}, ${metricInfo(defaultObjective(type)).label}`;
}

function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? value.toFixed(1) : Math.round(value)} %`;
}

function shorten(text: string): string {
  const letters = Array.from(text);
  return letters.length > 30 ? `${letters.slice(0, 30).join('')}…` : text;
}
