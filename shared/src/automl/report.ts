import { AwsError } from '../aws/errors';
import type { AwsApi, CallOptions } from '../aws/api';
import { getObjectText, joinS3Uri, listPrefix, requireS3Uri } from '../aws/s3';
import type { Candidate, ProblemType } from './types';

/** One figure of a quality report. */
export interface QualityMetric {
  /** As in the file, e.g. `f0_5`. */
  key: string;
  label: string;
  value: number | undefined;
  /** Absent if the file gives none. */
  deviation?: number;
  /** The same figure of a classifier that always gives the same answer. */
  constant?: number;
}

/** Counts by class: `counts[actual][predicted]`; `undefined` where there are none. */
export interface ConfusionMatrix {
  labels: string[];
  counts: (number | undefined)[][];
}

export interface QualityReport {
  problemType?: ProblemType;
  metrics: QualityMetric[];
  confusion?: ConfusionMatrix;
}

const groups: [string, ProblemType][] = [
  ['binary_classification_metrics', 'BinaryClassification'],
  ['multiclass_classification_metrics', 'MulticlassClassification'],
  ['regression_metrics', 'Regression']
];

const labels = new Map([
  ['mae', 'MAE'],
  ['mse', 'MSE'],
  ['rmse', 'RMSE'],
  ['r2', 'R²'],
  ['auc', 'AUC'],
  ['auprc', 'AUPRC'],
  ['f0_5', 'F0.5'],
  ['f1', 'F1'],
  ['f2', 'F2'],
  ['weighted_f0_5', 'Weighted F0.5'],
  ['weighted_f1', 'Weighted F1'],
  ['weighted_f2', 'Weighted F2'],
  ['log_loss', 'Log loss']
]);

const constantSuffix = '_best_constant_classifier';

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON number; the reports also write `NaN` and numbers as text. */
function number(value: unknown): number | undefined {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/**
 * Read a `statistics.json`. Keys that are not known are listed like the known ones if they
 * hold a figure, and left out otherwise.
 *
 * @throws AwsError `InvalidReport` if this is no such report.
 */
export function parseQualityReport(text: string): QualityReport {
  let content: unknown;
  try {
    // Some writers put bare NaN where JSON has no such number. In strings it stays.
    content = JSON.parse(
      text.replace(/("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b/g, (found, quoted) => {
        return quoted === undefined ? 'null' : (found as string);
      })
    );
  } catch {
    throw invalid('it is not JSON');
  }
  const group = isFields(content)
    ? groups.find(([key]) => Object.hasOwn(content as Fields, key))
    : undefined;
  const fields = group && (content as Fields)[group[0]];
  if (!group || !isFields(fields)) {
    throw invalid('it has no metrics of a known problem type');
  }
  const metrics: QualityMetric[] = [];
  for (const [key, leaf] of Object.entries(fields)) {
    if (key.endsWith(constantSuffix) || !isFields(leaf) || !Object.hasOwn(leaf, 'value')) {
      continue;
    }
    const yardstick = fields[`${key}${constantSuffix}`];
    const deviation = number(leaf.standard_deviation);
    const constant = isFields(yardstick) ? number(yardstick.value) : undefined;
    metrics.push({
      key,
      label: labels.get(key) ?? words(key),
      value: number(leaf.value),
      ...(deviation === undefined ? {} : { deviation }),
      ...(constant === undefined ? {} : { constant })
    });
  }
  const confusion = confusionMatrix(fields.confusion_matrix);
  return { problemType: group[1], metrics, ...(confusion ? { confusion } : {}) };
}

function words(key: string): string {
  const text = key.replace(/_/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function confusionMatrix(found: unknown): ConfusionMatrix | undefined {
  if (!isFields(found)) {
    return undefined;
  }
  const rows = Object.entries(found).filter((entry): entry is [string, Fields] =>
    isFields(entry[1])
  );
  const names = new Set(rows.map(([actual]) => actual));
  for (const [, row] of rows) {
    Object.keys(row).forEach(predicted => names.add(predicted));
  }
  const all = [...names];
  const byName = new Map(rows);
  const counts = all.map(actual =>
    all.map(predicted => {
      const row = byName.get(actual);
      return row && Object.hasOwn(row, predicted) ? number(row[predicted]) : undefined;
    })
  );
  return all.length > 0 ? { labels: all, counts } : undefined;
}

/** Key of the figure that belongs to an objective metric, e.g. `f1` for `F1`. */
export function reportKey(objective: string): string {
  const special: Record<string, string> = {
    F1macro: 'weighted_f1',
    PrecisionMacro: 'weighted_precision',
    RecallMacro: 'weighted_recall',
    BalancedAccuracy: 'balanced_accuracy'
  };
  return Object.hasOwn(special, objective)
    ? (special[objective] as string)
    : objective.toLowerCase();
}

/**
 * The quality report of a candidate.
 *
 * @returns `undefined` if the candidate has none.
 * @throws AwsError as the calls do, and `InvalidReport`.
 */
export async function loadQualityReport(
  api: AwsApi,
  candidate: Candidate,
  options?: CallOptions
): Promise<QualityReport | undefined> {
  const prefix = candidate.CandidateProperties?.CandidateArtifactLocations?.ModelInsights;
  if (!prefix) {
    return undefined;
  }
  // The location is a prefix; where below it the file is differs between jobs.
  const location = requireS3Uri(joinS3Uri(prefix, ''));
  for await (const { key } of listPrefix(api, location, options)) {
    if (/(^|\/)statistics\.json$/.test(key)) {
      return parseQualityReport(
        await getObjectText(api, { bucket: location.bucket, key }, options)
      );
    }
  }
  return undefined;
}

function invalid(why: string): AwsError {
  return new AwsError({
    code: 'InvalidReport',
    message: `The quality report (statistics.json) cannot be read: ${why}.`,
    retryable: false
  });
}
