/**
 * Do the numbers hold together? The outcome is shown with every explanation; nothing is
 * rescaled.
 */
import { aggregated, ownAggregation } from './aggregate';
import type { Aggregation, TabularExplanation } from './model';
import { contributionSum, predictionOf } from './order';

export interface Check {
  id: 'additivity' | 'global';
  /** `unknown`: the files do not hold what the check needs. */
  state: 'exact' | 'close' | 'broken' | 'unknown';
  /** Largest deviation found; absent if unknown. */
  worst?: number;
  /** Index of the record with the largest deviation. */
  record?: number;
  /** Name of the feature with the largest deviation. */
  feature?: string;
  /** What global values were compared with. */
  how?: Aggregation;
}

/** Deviation from which sums count as exact, relative to max(1, abs output). */
const EXACT = 1e-6;
/** Deviation from which there is a warning, relative to max(1, abs(output − base)). */
const BROKEN = 0.01;

/** What base + sum of contributions leaves of a record's prediction; `undefined` if unknown. */
export function residual(e: TabularExplanation, label: number, record: number): number | undefined {
  const base = e.base[label];
  const prediction = predictionOf(e, label, record);
  return base === null || base === undefined || prediction === undefined
    ? undefined
    : prediction - base - contributionSum(e, label, record);
}

/**
 * How a residual is to be judged.
 *
 * @param slack - What rounding alone may leave, see {@link roundingSlack}.
 */
export function judgeResidual(
  residualValue: number,
  prediction: number,
  base: number,
  slack = 0
): 'exact' | 'close' | 'broken' {
  const size = Math.abs(residualValue);
  if (size <= slack + EXACT * Math.max(1, Math.abs(prediction))) {
    return 'exact';
  }
  return size <= BROKEN * Math.max(1, Math.abs(prediction - base)) ? 'close' : 'broken';
}

/** The most that rounded contributions of one record may sum up to be off; 0 if none are rounded. */
export function roundingSlack(e: TabularExplanation, label: number): number {
  return (e.rounding?.[label] ?? 0) * e.features.length;
}

/** base + sum of contributions = prediction, for every record of a label. */
export function checkAdditivity(e: TabularExplanation, label: number): Check {
  const rank = { exact: 0, close: 1, broken: 2 };
  let check: Check = { id: 'additivity', state: 'unknown' };
  for (let record = 0; record < e.records; record += 1) {
    const left = residual(e, label, record);
    if (left === undefined) {
      continue;
    }
    const state = judgeResidual(
      left,
      predictionOf(e, label, record) as number,
      e.base[label] as number,
      roundingSlack(e, label)
    );
    const worst = Math.abs(left);
    const worse =
      check.state === 'unknown' ||
      rank[state] > rank[check.state] ||
      (state === check.state && worst > (check.worst as number));
    if (worse) {
      check = { id: 'additivity', state, worst, record };
    }
  }
  return check;
}

/** Global values of the file = contributions of all records, aggregated as its configuration says. */
export function checkGlobal(e: TabularExplanation, label: number): Check {
  if (!e.global || e.records === 0) {
    return { id: 'global', state: 'unknown' };
  }
  const own = compareGlobal(e, label, ownAggregation(e));
  if (own.state !== 'broken' || e.aggregation) {
    return own;
  }
  // The configuration names no way: it may have been another than the default.
  return (
    (['mean_sq', 'median'] as const)
      .map(how => compareGlobal(e, label, how))
      .find(({ state }) => state === 'exact') ?? own
  );
}

function compareGlobal(e: TabularExplanation, label: number, how: Aggregation): Check {
  const check: Check = { id: 'global', state: 'unknown', how };
  const width = e.features.length;
  const means = aggregated(e, label, how);
  let scale = 0;
  for (let f = 0; f < width; f += 1) {
    const given = e.global?.[label * width + f] as number;
    const deviation = Math.abs(given - (means[f] as number));
    if (Number.isNaN(deviation)) {
      continue;
    }
    scale = Math.max(scale, Math.abs(given));
    if (check.worst === undefined || deviation > check.worst) {
      check.worst = deviation;
      check.feature = e.features[f];
    }
  }
  if (check.worst !== undefined) {
    const relative = check.worst / Math.max(scale, Number.MIN_VALUE);
    check.state =
      check.worst <= (e.rounding?.[label] ?? 0) || relative <= EXACT
        ? 'exact'
        : relative <= BROKEN
          ? 'close'
          : 'broken';
  }
  return check;
}

/**
 * The base as predictions and contributions imply it (prediction − sum), if it is the same for
 * all records within 1 % of the range of the predictions; else `null`.
 *
 * @param predictions - Model output of each record in the unit of the contributions.
 * @param sums - Sum of the contributions of each record.
 */
export function impliedBase(
  predictions: readonly number[],
  sums: readonly number[]
): number | null {
  const bases = predictions.map((p, i) => p - (sums[i] as number)).sort((a, b) => a - b);
  const first = bases[0];
  const last = bases[bases.length - 1];
  if (first === undefined || last === undefined || !Number.isFinite(first + last)) {
    return null;
  }
  const range =
    predictions.reduce((a, b) => Math.max(a, b), -Infinity) -
    predictions.reduce((a, b) => Math.min(a, b), Infinity);
  const tolerance = Math.max(BROKEN * range, EXACT * Math.max(1, Math.abs(first)));
  return last - first <= tolerance ? (bases[Math.floor(bases.length / 2)] as number) : null;
}
