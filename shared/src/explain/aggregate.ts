/** One number per feature for many records: how much it matters. */
import type { Aggregation, TabularExplanation } from './model';
import { median } from './ranks';
import { featureStatistics } from './statistics';

/** What people can choose where there are local values. */
export const AGGREGATIONS: readonly Aggregation[] = [
  'mean_abs',
  'median_abs',
  'max_abs',
  'mean_sq'
];

/** The words of an aggregation, for axes and lists. */
export const AGGREGATION_TEXT: Record<Aggregation, { axis: string; name: string }> = {
  mean_abs: { axis: 'mean |contribution|', name: 'Mean size' },
  median_abs: { axis: 'median |contribution|', name: 'Median size' },
  max_abs: { axis: 'largest |contribution|', name: 'Largest size' },
  mean_sq: { axis: 'mean contribution²', name: 'Mean square' },
  median: { axis: 'median contribution', name: 'Median' }
};

/** How the global values of the explanation's own file came about; Clarify's default otherwise. */
export function ownAggregation(e: TabularExplanation): Aggregation {
  return e.aggregation ?? 'mean_abs';
}

const known = new WeakMap<object, WeakMap<TabularExplanation, Map<string, Float64Array>>>();

/**
 * Contributions of each feature as one number; NaN for a feature without any.
 *
 * @param records - Only these; absent: all.
 */
export function aggregated(
  e: TabularExplanation,
  label: number,
  how: Aggregation,
  records?: ArrayLike<number>
): Float64Array {
  if (how === 'mean_abs') {
    return featureStatistics(e, label, records).meanAbs;
  }
  const lists =
    known.get(records ?? e) ?? new WeakMap<TabularExplanation, Map<string, Float64Array>>();
  known.set(records ?? e, lists);
  const mine = lists.get(e) ?? new Map<string, Float64Array>();
  lists.set(e, mine);
  const key = `${how} ${label}`;
  const values = mine.get(key) ?? compute(e, label, how, records);
  mine.set(key, values);
  return values;
}

/** Columns that are gathered at a time: neighbours lie in the same line of the memory's cache. */
const BESIDE = 8;

function compute(
  e: TabularExplanation,
  label: number,
  how: Exclude<Aggregation, 'mean_abs'>,
  records: ArrayLike<number> | undefined
): Float64Array {
  const width = e.features.length;
  const total = records?.length ?? e.records;
  const result = new Float64Array(width).fill(NaN);
  const columns = Array.from({ length: BESIDE }, () => new Float64Array(total));
  const counts = new Uint32Array(BESIDE);
  for (let from = 0; from < width; from += BESIDE) {
    const beside = Math.min(BESIDE, width - from);
    counts.fill(0);
    for (let i = 0; i < total; i += 1) {
      const record = records ? (records[i] as number) : i;
      const at = (label * e.records + record) * width + from;
      for (let k = 0; k < beside; k += 1) {
        const value = e.values[at + k] as number;
        if (value === value) {
          const count = counts[k] as number;
          (columns[k] as Float64Array)[count] = how === 'median' ? value : Math.abs(value);
          counts[k] = count + 1;
        }
      }
    }
    for (let k = 0; k < beside; k += 1) {
      const column = (columns[k] as Float64Array).subarray(0, counts[k]);
      result[from + k] = column.length === 0 ? NaN : ofColumn(column, how);
    }
  }
  return result;
}

/** @param column - Sizes, for the median values with their sign. */
function ofColumn(column: Float64Array, how: Exclude<Aggregation, 'mean_abs'>): number {
  if (how === 'median' || how === 'median_abs') {
    return median(column);
  }
  let squares = 0;
  let most = 0;
  for (const size of column) {
    squares += size * size;
    most = size > most ? size : most;
  }
  return how === 'mean_sq' ? squares / column.length : most;
}
