/** Aggregates over records and the order in which features are shown. */
import { aggregated, ownAggregation } from './aggregate';
import type { Aggregation, TabularExplanation } from './model';
import { featureStatistics } from './statistics';

/** Contributions of one record for one label; a view into the explanation, not a copy. */
export function contributions(e: TabularExplanation, label: number, record: number): Float64Array {
  const start = (label * e.records + record) * e.features.length;
  return e.values.subarray(start, start + e.features.length);
}

/** Mean of absolute contributions per feature; NaN for a feature without any value. */
export function meanAbs(
  e: TabularExplanation,
  label: number,
  records?: ArrayLike<number>
): Float64Array {
  return featureStatistics(e, label, records).meanAbs;
}

/** Mean signed contribution per feature; NaN for a feature without any value. */
export function meanSigned(
  e: TabularExplanation,
  label: number,
  records?: ArrayLike<number>
): Float64Array {
  return featureStatistics(e, label, records).mean;
}

/**
 * Global values of one label: those of the file, else what contributions come to.
 *
 * @param records - Only these; the file's own values are about all of them.
 * @param how - Another way than the file's own.
 */
export function globalValues(
  e: TabularExplanation,
  label: number,
  records?: ArrayLike<number>,
  how: Aggregation = ownAggregation(e)
): Float64Array {
  const width = e.features.length;
  // Without records there is nothing else.
  return e.global && !records && (how === ownAggregation(e) || e.records === 0)
    ? e.global.slice(label * width, (label + 1) * width)
    : aggregated(e, label, how, records);
}

/** Indices by falling absolute value; ties keep their order, missing values come last. */
export function orderBySize(values: ArrayLike<number>): number[] {
  const sizes = Float64Array.from(values, value => (Number.isNaN(value) ? -1 : Math.abs(value)));
  return Array.from(sizes, (_, i) => i).sort(
    (a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b
  );
}

/** The first of an order, and what the rest comes to. */
export interface TopOfOrder {
  top: number[];
  others: { count: number; sum: number; sumOfSizes: number };
}

/** Cut an order after `count`; a single leftover is shown rather than called "others (1)". */
export function topOf(
  values: ArrayLike<number>,
  order: readonly number[],
  count: number
): TopOfOrder {
  const cut = order.length === count + 1 ? count + 1 : count;
  const rest = order.slice(cut);
  let sum = 0;
  let sumOfSizes = 0;
  for (const index of rest) {
    const value = values[index] as number;
    if (value === value) {
      sum += value;
      sumOfSizes += Math.abs(value);
    }
  }
  return { top: order.slice(0, cut), others: { count: rest.length, sum, sumOfSizes } };
}

/** Sum of the contributions of a record; missing ones count as 0. */
export function contributionSum(e: TabularExplanation, label: number, record: number): number {
  const { values, features } = e;
  const start = (label * e.records + record) * features.length;
  let sum = 0;
  for (let at = start; at < start + features.length; at += 1) {
    const value = values[at] as number;
    sum += value === value ? value : 0;
  }
  return sum;
}

/** Model output of a record in the explanation's unit, `undefined` if unknown. */
export function predictionOf(
  e: TabularExplanation,
  label: number,
  record: number
): number | undefined {
  const value = e.predictions?.[label * e.records + record];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
