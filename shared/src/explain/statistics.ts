/** What is known of the contributions of each feature over many records; found in one pass. */
import type { FeatureStatistics, TabularExplanation } from './model';

const known = new WeakMap<object, WeakMap<TabularExplanation, FeatureStatistics[]>>();

/**
 * Statistics of one label. They are kept: neither explanations nor lists of records change.
 *
 * @param records - Only these; absent: all.
 */
export function featureStatistics(
  e: TabularExplanation,
  label: number,
  records?: ArrayLike<number>
): FeatureStatistics {
  const given = records ? undefined : e.statistics?.[label];
  if (given) {
    return given;
  }
  const lists = known.get(records ?? e) ?? new WeakMap<TabularExplanation, FeatureStatistics[]>();
  known.set(records ?? e, lists);
  const byLabel = lists.get(e) ?? [];
  lists.set(e, byLabel);
  return (byLabel[label] ??= compute(e, label, records));
}

function compute(
  e: TabularExplanation,
  label: number,
  records: ArrayLike<number> | undefined
): FeatureStatistics {
  const width = e.features.length;
  const { values } = e;
  const count = new Uint32Array(width);
  const sizes = new Float64Array(width);
  const sums = new Float64Array(width);
  const low = new Float64Array(width).fill(Infinity);
  const high = new Float64Array(width).fill(-Infinity);
  const total = records?.length ?? e.records;
  for (let i = 0; i < total; i += 1) {
    const record = records ? (records[i] as number) : i;
    const start = (label * e.records + record) * width;
    for (let f = 0; f < width; f += 1) {
      const value = values[start + f] as number;
      if (value !== value) {
        continue;
      }
      count[f] = (count[f] as number) + 1;
      sizes[f] = (sizes[f] as number) + Math.abs(value);
      sums[f] = (sums[f] as number) + value;
      if (value < (low[f] as number) && value !== -Infinity) {
        low[f] = value;
      }
      if (value > (high[f] as number) && value !== Infinity) {
        high[f] = value;
      }
    }
  }
  const meanOf = (sum: number, f: number): number => sum / (count[f] as number);
  return { count, meanAbs: sizes.map(meanOf), mean: sums.map(meanOf), low, high };
}

/** Contributions of one feature by record; NaN for records that are not among `records`. */
export function contributionColumn(
  e: TabularExplanation,
  label: number,
  feature: number,
  records?: Uint32Array
): Float32Array {
  const width = e.features.length;
  const column = new Float32Array(e.records);
  if (records) {
    column.fill(NaN);
    for (const record of records) {
      column[record] = e.values[(label * e.records + record) * width + feature] as number;
    }
    return column;
  }
  takeEvery(width, e.values, label * e.records * width + feature, column);
  return column;
}

/** Every `width`-th number; a function of its own is compiled once and for all columns. */
function takeEvery(width: number, values: Float64Array, from: number, column: Float32Array): void {
  let at = from;
  for (let record = 0; record < column.length; record += 1) {
    column[record] = values[at] as number;
    at += width;
  }
}
