/**
 * `statistics.json`, the model quality report. Model Monitor's names; the engine adds data of
 * further graphs. What is not read here is kept in {@link QualityReport.rest}.
 */
import { AwsError } from '../../aws/errors';
import { isFields, looseJson, numberOf, numbersOf, textOf, type Fields } from '../fields';
import { metricInfo } from '../metrics';
import { confusionMatrix, type ConfusionMatrix } from './confusion';

/** One figure of a quality report. */
export interface QualityMetric {
  /** As in the file, e.g. `f0_5`. */
  key: string;
  label: string;
  value: number | undefined;
  /** Absent if the file gives none. */
  deviation?: number;
  /** The same figure of a model that always gives the same answer. */
  constant?: number;
}

/** Points of a curve; the arrays have one length. */
export interface RocCurve {
  falsePositiveRates: number[];
  truePositiveRates: number[];
  /** Score from which a row counts as positive; absent where the file has none. */
  thresholds?: number[];
}

export interface PrecisionRecallCurve {
  precisions: number[];
  recalls: number[];
  thresholds?: number[];
}

/** Bins of rows with like scores. */
export interface Calibration {
  predictions: number[];
  shares: number[];
  counts: number[];
}

/** Gain or lift over the share of rows, best scores first. */
export interface ShareCurve {
  shares: number[];
  values: number[];
}

export interface Residuals {
  actual: number[];
  predicted: number[];
  /** In standard deviations. */
  standardized: number[];
}

export interface Histogram {
  counts: number[];
  /** One more than counts. */
  edges: number[];
}

/** What the engine tells about a forecasting model beside its metrics. */
export interface ForecastDetails {
  coverage?: number;
  /** By quantile, e.g. `p10`. */
  quantileLoss: [string, number][];
  /** Mean absolute error at each step of the horizon. */
  errorByStep: number[];
  /** Weight of each model in the blend. */
  weights: [string, number][];
}

export type QualityProblem =
  'BinaryClassification' | 'MulticlassClassification' | 'Regression' | 'TimeSeriesForecasting';

export interface QualityReport {
  problemType?: QualityProblem;
  metrics: QualityMetric[];
  /** Rows that were evaluated. */
  rows?: number;
  evaluatedAt?: string;
  confusion?: ConfusionMatrix;
  roc?: RocCurve;
  precisionRecall?: PrecisionRecallCurve;
  calibration?: Calibration;
  gain?: ShareCurve;
  lift?: ShareCurve;
  residuals?: Residuals;
  histogram?: Histogram;
  forecast?: ForecastDetails;
  /** Everything that is not in the fields above, as it stands in the file; absent if nothing. */
  rest?: Fields;
}

const groups: [string, QualityProblem][] = [
  ['binary_classification_metrics', 'BinaryClassification'],
  ['multiclass_classification_metrics', 'MulticlassClassification'],
  ['regression_metrics', 'Regression'],
  ['time_series_forecasting_metrics', 'TimeSeriesForecasting']
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

function words(key: string): string {
  const known = metricInfo(key);
  if (known.direction) {
    return known.label;
  }
  const text = key.replace(/_/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Read a `statistics.json`.
 *
 * @throws AwsError `InvalidReport` if this is no such report.
 */
export function parseQualityReport(text: string): QualityReport {
  let content: unknown;
  try {
    content = looseJson(text);
  } catch {
    throw invalid('it is not JSON');
  }
  const document = isFields(content) ? content : {};
  const group = groups.find(([key]) => Object.hasOwn(document, key));
  const section = group && document[group[0]];
  if (!group || !isFields(section)) {
    throw invalid('it has no metrics of a known problem type');
  }
  const left: Fields = { ...section };
  const take = (key: string): Fields | undefined => {
    const found = Object.hasOwn(left, key) ? left[key] : undefined;
    return isFields(found) ? found : undefined;
  };
  const drop = <T>(key: string, read: T | undefined): T | undefined => {
    if (read !== undefined) {
      delete left[key];
    }
    return read;
  };
  const constants = take('constant_predictor');
  const metrics = readMetrics(section, constants, left);
  const matrix = take('confusion_matrix');
  const dataset = isFields(document.dataset) ? document.dataset : {};
  const details = isFields(document.pilothouse) ? document.pilothouse : undefined;
  const report: QualityReport = {
    problemType: group[1],
    metrics,
    rows: numberOf(dataset.item_count),
    evaluatedAt: textOf(dataset.evaluation_time),
    confusion: drop('confusion_matrix', matrix && confusionMatrix(matrix)),
    roc: drop(
      'receiver_operating_characteristic_curve',
      rocOf(take('receiver_operating_characteristic_curve'))
    ),
    precisionRecall: drop('precision_recall_curve', prOf(take('precision_recall_curve'))),
    calibration: drop('calibration_curve', calibrationOf(take('calibration_curve'))),
    gain: drop('gain_curve', shareCurve(take('gain_curve'), 'percentage_of_positives')),
    lift: drop('lift_curve', shareCurve(take('lift_curve'), 'lifts')),
    residuals: drop('residuals', residualsOf(take('residuals'))),
    histogram: drop('residual_histogram', histogramOf(take('residual_histogram'))),
    forecast: group[1] === 'TimeSeriesForecasting' && details ? forecastOf(details) : undefined
  };
  const others = Object.fromEntries(
    Object.entries(document).filter(
      ([key]) => key !== group[0] && key !== 'dataset' && key !== 'version'
    )
  );
  const rest = { ...(Object.keys(left).length > 0 ? { [group[0]]: left } : {}), ...others };
  return defined({ ...report, rest: Object.keys(rest).length > 0 ? rest : undefined });
}

/** Without the fields that are `undefined`. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, own]) => own !== undefined)) as T;
}

/** Leaves of `section`; those that were read are taken out of `left`. */
function readMetrics(
  section: Fields,
  constants: Fields | undefined,
  left: Fields
): QualityMetric[] {
  const metrics: QualityMetric[] = [];
  for (const [key, leaf] of Object.entries(section)) {
    if (!isFields(leaf) || !Object.hasOwn(leaf, 'value')) {
      continue;
    }
    delete left[key];
    if (
      key.endsWith(constantSuffix) &&
      Object.hasOwn(section, key.slice(0, -constantSuffix.length))
    ) {
      continue;
    }
    const name = `${key}${constantSuffix}`;
    const yardstick = Object.hasOwn(section, name) ? section[name] : undefined;
    const deviation = numberOf(leaf.standard_deviation);
    const constant = isFields(yardstick)
      ? numberOf(yardstick.value)
      : constants && Object.hasOwn(constants, key)
        ? numberOf(constants[key])
        : undefined;
    metrics.push({
      key,
      label: labels.get(key) ?? words(key),
      value: numberOf(leaf.value),
      ...(deviation === undefined ? {} : { deviation }),
      ...(constant === undefined ? {} : { constant })
    });
  }
  if (constants) {
    delete left.constant_predictor;
  }
  return metrics;
}

/** The lists of `names`, if they are there and of one length. */
function columns(from: Fields | undefined, ...names: string[]): number[][] | undefined {
  const lists = names.map(name => from && numbersOf(from[name]));
  const length = lists[0]?.length ?? 0;
  return length > 0 && lists.every(list => list?.length === length)
    ? (lists as number[][])
    : undefined;
}

function thresholdsOf(from: Fields | undefined, length: number): number[] | undefined {
  const found = from && numbersOf(from.thresholds);
  return found?.length === length ? found : undefined;
}

function rocOf(from: Fields | undefined): RocCurve | undefined {
  const lists = columns(from, 'false_positive_rates', 'true_positive_rates');
  if (!lists) {
    return undefined;
  }
  const [fpr, tpr] = lists as [number[], number[]];
  const thresholds = thresholdsOf(from, fpr.length);
  // Some writers begin where everything is positive.
  const isBackwards = (fpr[0] ?? 0) + (tpr[0] ?? 0) > (fpr.at(-1) ?? 0) + (tpr.at(-1) ?? 0);
  const inOrder = (list: number[]): number[] => (isBackwards ? [...list].reverse() : list);
  return defined({
    falsePositiveRates: inOrder(fpr),
    truePositiveRates: inOrder(tpr),
    thresholds: thresholds && inOrder(thresholds)
  });
}

function prOf(from: Fields | undefined): PrecisionRecallCurve | undefined {
  const lists = columns(from, 'precisions', 'recalls');
  return (
    lists &&
    defined({
      precisions: lists[0] as number[],
      recalls: lists[1] as number[],
      thresholds: thresholdsOf(from, (lists[0] as number[]).length)
    })
  );
}

function calibrationOf(from: Fields | undefined): Calibration | undefined {
  const lists = columns(from, 'mean_predictions', 'shares_of_positives', 'counts');
  return lists && ({ predictions: lists[0], shares: lists[1], counts: lists[2] } as Calibration);
}

function shareCurve(from: Fields | undefined, values: string): ShareCurve | undefined {
  const lists = columns(from, 'percentage_of_data', values);
  return lists && ({ shares: lists[0], values: lists[1] } as ShareCurve);
}

function residualsOf(from: Fields | undefined): Residuals | undefined {
  const lists = columns(from, 'actual', 'predicted', 'standardized_residuals');
  return lists && ({ actual: lists[0], predicted: lists[1], standardized: lists[2] } as Residuals);
}

function histogramOf(from: Fields | undefined): Histogram | undefined {
  const counts = from && numbersOf(from.counts);
  const edges = from && numbersOf(from.edges);
  return counts && edges && edges.length === counts.length + 1 ? { counts, edges } : undefined;
}

/** Pairs of name and number, those that are no number left out. */
function pairs(value: unknown): [string, number][] {
  return isFields(value)
    ? Object.entries(value).flatMap(([name, found]): [string, number][] => {
        const number = numberOf(found);
        return number === undefined ? [] : [[name, number]];
      })
    : [];
}

function forecastOf(details: Fields): ForecastDetails {
  return defined({
    coverage: numberOf(details.coverage_p10_p90),
    quantileLoss: pairs(details.weighted_quantile_loss),
    errorByStep: numbersOf(details.absolute_error_by_step) ?? [],
    weights: pairs(details.weights)
  });
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

/** Standard deviation of an objective metric, if the report has it. */
export function deviationOf(report: QualityReport, objective: string): number | undefined {
  const keys = [objective, reportKey(objective)];
  return report.metrics.find(metric => keys.includes(metric.key))?.deviation;
}

function invalid(why: string): AwsError {
  return new AwsError({
    code: 'InvalidReport',
    message: `The quality report (statistics.json) cannot be read: ${why}.`,
    retryable: false
  });
}
