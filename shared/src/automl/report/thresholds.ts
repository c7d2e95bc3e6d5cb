/** Where a binary classifier can be cut: every point of its ROC curve with what follows from it. */
import { totals } from './confusion';
import type { PrecisionRecallCurve, QualityReport } from './statistics';

/** One way to tell the classes apart. Counts are absent where the numbers of rows are not known. */
export interface OperatingPoint {
  /** Score from which a row counts as positive; absent where the file has none. */
  threshold?: number;
  falsePositiveRate: number;
  truePositiveRate: number;
  /** `NaN` if no row is positive, or the share of positives is not known. */
  precision: number;
  f1: number;
  accuracy: number;
  /** Share of rows that count as positive. */
  flagged: number;
  counts?: { tp: number; fp: number; fn: number; tn: number };
}

export interface Binary {
  /** Index of the positive class in the confusion matrix; absent without one. */
  positive?: number;
  positiveLabel?: string;
  negativeLabel?: string;
  /** Share of positive rows. */
  prevalence?: number;
  /** From nothing is positive to everything is; empty without a ROC curve. */
  points: OperatingPoint[];
  /** The point that the confusion matrix of the report was made with. */
  usual: number;
}

/** Which of two classes counts as positive: the one whose recall is that of the report. */
function positiveClass(report: QualityReport): number {
  const { confusion, metrics } = report;
  const value = (key: string): number | undefined => metrics.find(one => one.key === key)?.value;
  const told = value('recall') ?? value('true_positive_rate');
  if (!confusion || told === undefined) {
    return 1;
  }
  const { actual } = totals(confusion);
  const distance = (i: number): number => {
    const recall = (confusion.counts[i]?.[i] ?? 0) / (actual[i] as number);
    return Math.abs(recall - told);
  };
  return distance(0) + 1e-9 < distance(1) ? 0 : 1;
}

export function binaryOf(report: QualityReport): Binary {
  const { confusion, roc } = report;
  const two = confusion?.labels.length === 2 ? confusion : undefined;
  const positive = two && positiveClass(report);
  const rows = two && totals(two).actual;
  const p = positive === undefined ? undefined : rows?.[positive];
  const n = positive === undefined ? undefined : rows?.[1 - positive];
  const told = report.metrics.find(({ key }) => key === 'precision')?.constant;
  const prevalence =
    p !== undefined && n !== undefined && p + n > 0
      ? p / (p + n)
      : told !== undefined && told > 0 && told < 1
        ? told
        : undefined;
  const points = (roc?.falsePositiveRates ?? []).map((fpr, i): OperatingPoint => {
    const tpr = roc?.truePositiveRates[i] ?? NaN;
    const threshold = roc?.thresholds?.[i];
    return {
      ...(threshold === undefined || Number.isNaN(threshold) ? {} : { threshold }),
      falsePositiveRate: fpr,
      truePositiveRate: tpr,
      ...consequences(tpr, fpr, prevalence),
      ...(p !== undefined && n !== undefined
        ? {
            counts: {
              tp: Math.round(tpr * p),
              fn: p - Math.round(tpr * p),
              fp: Math.round(fpr * n),
              tn: n - Math.round(fpr * n)
            }
          }
        : {})
    };
  });
  return {
    ...(positive === undefined || !two
      ? {}
      : {
          positive,
          positiveLabel: two.labels[positive],
          negativeLabel: two.labels[1 - positive]
        }),
    ...(prevalence === undefined ? {} : { prevalence }),
    points,
    usual: usualPoint(
      points,
      two && positive !== undefined ? ratesOf(two.counts, positive) : undefined
    )
  };
}

function consequences(
  tpr: number,
  fpr: number,
  prevalence: number | undefined
): Pick<OperatingPoint, 'precision' | 'f1' | 'accuracy' | 'flagged'> {
  if (prevalence === undefined) {
    return { precision: NaN, f1: NaN, accuracy: NaN, flagged: NaN };
  }
  const hits = tpr * prevalence;
  const alarms = fpr * (1 - prevalence);
  const flagged = hits + alarms;
  return {
    flagged,
    precision: flagged > 0 ? hits / flagged : NaN,
    f1: flagged + prevalence > 0 ? (2 * hits) / (flagged + prevalence) : NaN,
    accuracy: hits + (1 - prevalence) - alarms
  };
}

function ratesOf(counts: (number | undefined)[][], positive: number): { tpr: number; fpr: number } {
  const at = (i: number, j: number): number => counts[i]?.[j] ?? 0;
  const negative = 1 - positive;
  return {
    tpr: at(positive, positive) / (at(positive, positive) + at(positive, negative)),
    fpr: at(negative, positive) / (at(negative, positive) + at(negative, negative))
  };
}

/** The point nearest to the report's own confusion matrix, else the threshold nearest to 0.5. */
function usualPoint(
  points: readonly OperatingPoint[],
  rates: { tpr: number; fpr: number } | undefined
): number {
  let best = 0;
  let least = Infinity;
  points.forEach((point, index) => {
    const distance = rates
      ? Math.hypot(point.truePositiveRate - rates.tpr, point.falsePositiveRate - rates.fpr)
      : Math.abs((point.threshold ?? NaN) - 0.5);
    if (distance < least) {
      least = distance;
      best = index;
    }
  });
  return best;
}

/** Index of the point that a threshold leads to: the last one whose threshold is not below it. */
export function pointAt(points: readonly OperatingPoint[], threshold: number): number {
  let at = 0;
  points.forEach((point, index) => {
    if (point.threshold !== undefined && point.threshold >= threshold) {
      at = index;
    }
  });
  return at;
}

/** Area under the ROC curve, by trapezoids; `NaN` with fewer than two points. */
export function areaUnderRoc(points: readonly OperatingPoint[]): number {
  return points.length < 2
    ? NaN
    : points.slice(1).reduce((area, point, i) => {
        const before = points[i] as OperatingPoint;
        const width = point.falsePositiveRate - before.falsePositiveRate;
        return area + (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
      }, 0);
}

/**
 * Average precision: the precision of each step of recall, weighted by its width. `NaN` with
 * fewer than two points.
 */
export function averagePrecision({ precisions, recalls }: PrecisionRecallCurve): number {
  const points = recalls
    .map((recall, i) => ({ recall, precision: precisions[i] as number }))
    .filter(point => Number.isFinite(point.recall) && Number.isFinite(point.precision))
    // At one recall the best precision is reached first.
    .sort((a, b) => a.recall - b.recall || b.precision - a.precision);
  return points.length < 2
    ? NaN
    : points
        .slice(1)
        .reduce(
          (area, { recall, precision }, i) => area + (recall - points[i]!.recall) * precision,
          0
        );
}
