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
  const statistics = featureStatistics(e, label, records);
  if (how === 'mean_abs') {
    return statistics.meanAbs;
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

function compute(
  e: TabularExplanation,
  label: number,
  how: Aggregation,
  records: ArrayLike<number> | undefined
): Float64Array {
  const width = e.features.length;
  const total = records?.length ?? e.records;
  const at = (i: number, f: number): number =>
    e.values[(label * e.records + (records ? (records[i] as number) : i)) * width + f] as number;
  const result = new Float64Array(width).fill(NaN);
  const column = new Float64Array(total);
  for (let f = 0; f < width; f += 1) {
    let count = 0;
    let squares = 0;
    let most = 0;
    for (let i = 0; i < total; i += 1) {
      const value = at(i, f);
      if (value === value) {
        column[count] = how === 'median' ? value : Math.abs(value);
        squares += value * value;
        most = Math.max(most, Math.abs(value));
        count += 1;
      }
    }
    if (count > 0) {
      result[f] =
        how === 'mean_sq'
          ? squares / count
          : how === 'max_abs'
            ? most
            : median(column.subarray(0, count));
    }
  }
  return result;
}
