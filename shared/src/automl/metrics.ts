import { numberFormat } from '../environment/intl';
import type { Metric, ProblemType } from './types';

/** Whether more or less is better; `undefined` is neutral. */
export type Direction = 'maximize' | 'minimize';

export interface MetricInfo {
  /** As the API names it. */
  key: string;
  /** As a person reads it. */
  label: string;
  direction?: Direction;
  /** `share`: 0-1. `seconds`: a duration. `number`: any size. */
  format: 'share' | 'seconds' | 'number';
  description?: string;
}

function metric(
  key: string,
  label: string,
  direction: Direction,
  format: MetricInfo['format'],
  description: string
): [string, MetricInfo] {
  return [key, { key, label, direction, format, description }];
}

const catalogue = new Map<string, MetricInfo>([
  metric('Accuracy', 'Accuracy', 'maximize', 'share', 'Right rows among all rows.'),
  metric('AUC', 'AUC', 'maximize', 'share', 'Area under the ROC curve; 0.5 is chance.'),
  metric(
    'BalancedAccuracy',
    'Balanced accuracy',
    'maximize',
    'share',
    'Mean of the share found of each class; for uneven classes.'
  ),
  metric('F1', 'F1', 'maximize', 'share', 'Harmonic mean of precision and recall.'),
  metric('F1macro', 'F1 (macro)', 'maximize', 'share', 'F1 of each class, averaged.'),
  metric('Precision', 'Precision', 'maximize', 'share', 'Right ones among those called positive.'),
  metric(
    'PrecisionMacro',
    'Precision (macro)',
    'maximize',
    'share',
    'Precision of each class, averaged.'
  ),
  metric('Recall', 'Recall', 'maximize', 'share', 'Positives that were found.'),
  metric('RecallMacro', 'Recall (macro)', 'maximize', 'share', 'Recall of each class, averaged.'),
  metric('LogLoss', 'Log loss', 'minimize', 'number', 'Cross-entropy of the probabilities.'),
  metric('InferenceLatency', 'Latency', 'minimize', 'seconds', 'Time from request to answer.'),
  metric('MAE', 'MAE', 'minimize', 'number', 'Mean absolute error, in units of the target.'),
  metric('MSE', 'MSE', 'minimize', 'number', 'Mean squared error.'),
  metric('RMSE', 'RMSE', 'minimize', 'number', 'Root of the mean squared error.'),
  metric('R2', 'R²', 'maximize', 'number', 'Share of the variance explained; 0 is a constant.'),
  metric('AverageWeightedQuantileLoss', 'Weighted quantile loss', 'minimize', 'number', ''),
  metric(
    'MASE',
    'MASE',
    'minimize',
    'number',
    'Error against a simple baseline; below 1 beats it.'
  ),
  metric('MAPE', 'MAPE', 'minimize', 'number', 'Mean percentage error.'),
  metric('WAPE', 'WAPE', 'minimize', 'number', 'Absolute errors by the sum of the target.'),
  metric('Rouge1', 'ROUGE-1', 'maximize', 'share', ''),
  metric('Rouge2', 'ROUGE-2', 'maximize', 'share', ''),
  metric('RougeL', 'ROUGE-L', 'maximize', 'share', ''),
  metric('RougeLSum', 'ROUGE-L (sum)', 'maximize', 'share', ''),
  metric('Perplexity', 'Perplexity', 'minimize', 'number', ''),
  metric('TrainingLoss', 'Training loss', 'minimize', 'number', ''),
  metric('ValidationLoss', 'Validation loss', 'minimize', 'number', '')
]);

const byLowerName = new Map([...catalogue.keys()].map(key => [key.toLowerCase(), key]));

/**
 * The API's name of a metric. Old jobs write `validation:accuracy`: what stands before the
 * colon is the data set, and case does not count.
 */
export function metricKey(name: string): string {
  let key = keys.get(name);
  if (key === undefined) {
    key = readKey(name);
    if (keys.size < MOST_KEYS) {
      keys.set(name, key);
    }
  }
  return key;
}

/** Of names that were asked for: a job of many candidates repeats the same few. */
const keys = new Map<string, string>();
/** Names come from answers, which may hold any number of them. */
const MOST_KEYS = 1000;

function readKey(name: string): string {
  const plain = name.includes(':') ? (name.split(':').pop() ?? name) : name;
  return byLowerName.get(plain.toLowerCase().replace(/_/g, '')) ?? plain;
}

/** Key of a metric in an answer. */
export function keyOf(datum: Metric): string | undefined {
  const name = datum.StandardMetricName ?? datum.MetricName;
  return name === undefined ? undefined : metricKey(name);
}

/** What is known about a metric; unknown ones are shown by their name, without a direction. */
export function metricInfo(name: string): MetricInfo {
  const key = metricKey(name);
  return catalogue.get(key) ?? { key, label: key, format: 'number' };
}

/** Objectives that can be chosen, the default first. */
export const objectives: Record<ProblemType, readonly string[]> = {
  BinaryClassification: ['F1', 'AUC', 'Accuracy', 'BalancedAccuracy', 'Precision', 'Recall'],
  MulticlassClassification: [
    'Accuracy',
    'BalancedAccuracy',
    'F1macro',
    'PrecisionMacro',
    'RecallMacro'
  ],
  Regression: ['MSE', 'RMSE', 'MAE', 'R2']
};

/** The objective that a problem type has unless another is chosen. */
export function defaultObjective(type: ProblemType): string {
  return objectives[type][0] as string;
}

const DURATION = { maximumSignificantDigits: 3 };
const SMALL = { minimumSignificantDigits: 4, maximumSignificantDigits: 4 };
const WHOLE = { minimumSignificantDigits: 1, maximumSignificantDigits: 5 };
const LARGE = { minimumSignificantDigits: 4, maximumSignificantDigits: 5 };
const FOUR_DECIMALS = { minimumFractionDigits: 4, maximumFractionDigits: 4 };

/**
 * A value as text, with the same digits for all values of a metric: 4 decimals, 4 significant
 * digits below 0.1 where these are not shares, 5 above 10; durations with their unit.
 */
export function formatMetric(value: number, info: MetricInfo, locale?: string): string {
  if (!Number.isFinite(value)) {
    return String(value);
  }
  if (info.format === 'share') {
    return fourDecimals(value, locale);
  }
  if (info.format === 'seconds') {
    const format = numberFormat(locale, DURATION);
    return value < 1 ? `${format.format(value * 1000)} ms` : `${format.format(value)} s`;
  }
  const size = Math.abs(value);
  if (size < 10 && (size >= 0.1 || size === 0)) {
    return fourDecimals(value, locale);
  }
  if (size < 0.1) {
    return numberFormat(locale, SMALL).format(value).replace('-', '−');
  }
  const style = Number.isInteger(value) ? WHOLE : LARGE;
  return numberFormat(locale, style).format(value).replace('-', '−');
}

function fourDecimals(value: number, locale: string | undefined): string {
  return numberFormat(locale, FOUR_DECIMALS)
    .format(value === 0 ? 0 : value)
    .replace('-', '−');
}
