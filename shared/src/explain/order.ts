/** Aggregates over records and the order in which features are shown. */
import type { TabularExplanation } from './model';

/** Contributions of one record for one label; a view into the explanation, not a copy. */
export function contributions(e: TabularExplanation, label: number, record: number): Float64Array {
  const start = (label * e.records + record) * e.features.length;
  return e.values.subarray(start, start + e.features.length);
}

/** Mean of absolute contributions per feature; NaN for a feature without any value. */
export function meanAbs(
  e: TabularExplanation,
  label: number,
  records?: readonly number[]
): Float64Array {
  const width = e.features.length;
  const sums = new Float64Array(width);
  const counts = new Float64Array(width);
  const count = records?.length ?? e.records;
  for (let i = 0; i < count; i += 1) {
    const row = contributions(e, label, records ? (records[i] as number) : i);
    for (let f = 0; f < width; f += 1) {
      const value = row[f] as number;
      if (value === value) {
        sums[f] = (sums[f] as number) + Math.abs(value);
        counts[f] = (counts[f] as number) + 1;
      }
    }
  }
  return sums.map((sum, f) => sum / (counts[f] as number));
}

/** Mean signed contribution per feature; NaN for a feature without any value. */
export function meanSigned(e: TabularExplanation, label: number): Float64Array {
  const sums = new Float64Array(e.features.length);
  const counts = new Float64Array(e.features.length);
  for (let record = 0; record < e.records; record += 1) {
    contributions(e, label, record).forEach((value, f) => {
      if (value === value) {
        sums[f] = (sums[f] as number) + value;
        counts[f] = (counts[f] as number) + 1;
      }
    });
  }
  return sums.map((sum, f) => sum / (counts[f] as number));
}

/** Global values of one label: those of the file, else the mean of absolute contributions. */
export function globalValues(e: TabularExplanation, label: number): Float64Array {
  const width = e.features.length;
  return e.global ? e.global.slice(label * width, (label + 1) * width) : meanAbs(e, label);
}

/** Indices by falling absolute value; ties keep their order, missing values come last. */
export function orderBySize(values: ArrayLike<number>): number[] {
  const size = (index: number): number => {
    const value = Math.abs(values[index] as number);
    return Number.isNaN(value) ? -1 : value;
  };
  return Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => size(b) - size(a) || a - b
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
  let sum = 0;
  for (const value of contributions(e, label, record)) {
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
