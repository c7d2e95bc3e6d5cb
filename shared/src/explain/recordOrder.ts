/** Orders of records for pictures of many of them: like beside like. */
import type { TabularExplanation } from './model';
import { contributionSum, predictionOf } from './order';

export type RecordOrder = 'similarity' | 'output' | 'file';

/** Records that the direction of most variance is looked for in; all are ordered by it. */
const MOST_RECORDS = 5000;
const MOST_ROUNDS = 300;

/** Model output of a record, or what its contributions add up to above an unknown base. */
export function outputOf(e: TabularExplanation, label: number, record: number): number {
  return predictionOf(e, label, record) ?? (e.base[label] ?? 0) + contributionSum(e, label, record);
}

/** @returns records in the order of drawing. */
export function orderRecords(
  e: TabularExplanation,
  label: number,
  by: RecordOrder,
  records?: Uint32Array
): Uint32Array {
  const shown = records ?? Uint32Array.from({ length: e.records }, (_, i) => i);
  if (by === 'file') {
    return shown;
  }
  const key = by === 'output' ? outputsOf(e, label) : alongComponent(e, label, shown);
  return shown.slice().sort((a, b) => (key[a] as number) - (key[b] as number) || a - b);
}

const known = new WeakMap<TabularExplanation, Float64Array[]>();

/** {@link outputOf} for every record; found once, in the order in which memory is fast. */
export function outputsOf(e: TabularExplanation, label: number): Float64Array {
  const byLabel = known.get(e) ?? [];
  known.set(e, byLabel);
  const all = byLabel[label] ?? new Float64Array(e.records);
  if (!byLabel[label]) {
    for (let record = 0; record < e.records; record += 1) {
      all[record] = outputOf(e, label, record);
    }
    byLabel[label] = all;
  }
  return all;
}

/**
 * How far each record goes along the direction in which contributions vary most (first principal
 * component; missing ones count as 0), pointing to where contributions add up to more.
 *
 * @returns by record; 0 for records not in `shown`.
 */
export function alongComponent(
  e: TabularExplanation,
  label: number,
  shown: Uint32Array
): Float64Array {
  const width = e.features.length;
  const along = new Float64Array(e.records);
  const step = Math.max(1, shown.length / MOST_RECORDS);
  const sample = Uint32Array.from(
    { length: Math.floor(shown.length / step) },
    (_, i) => shown[Math.floor(i * step)] as number
  );
  const { values } = e;
  const means = new Float64Array(width);
  const rows = new Float64Array(sample.length * width);
  sample.forEach((record, i) => {
    const start = (label * e.records + record) * width;
    for (let f = 0; f < width; f += 1) {
      const value = values[start + f] as number;
      // Missing and infinite ones count as 0.
      const counted = value - value === 0 ? value : 0;
      rows[i * width + f] = counted;
      means[f] = (means[f] as number) + counted / sample.length;
    }
  });
  for (let at = 0; at < rows.length; at += 1) {
    rows[at] = (rows[at] as number) - (means[at % width] as number);
  }
  const direction = firstDirection(rows, width);
  let agreement = 0;
  for (const record of shown) {
    const start = (label * e.records + record) * width;
    let share = 0;
    let sum = 0;
    for (let f = 0; f < width; f += 1) {
      const value = values[start + f] as number;
      const centred = (value - value === 0 ? value : 0) - (means[f] as number);
      share += centred * (direction[f] as number);
      sum += centred;
    }
    along[record] = share;
    agreement += share * sum;
  }
  if (agreement < 0) {
    along.forEach((value, record) => (along[record] = -value));
  }
  return along;
}

/** Up to so many features their covariances are computed once: rounds then cost nearly nothing. */
const COVARIANCES = 300;

/** First principal direction of centred rows, by power iteration. */
function firstDirection(rows: Float64Array, width: number): Float64Array {
  const covariance = width <= COVARIANCES ? covariances(rows, width) : undefined;
  // Begin near the variances: never at a right angle to the answer in practice.
  const begin = new Float64Array(width);
  for (let at = 0; at < rows.length; at += 1) {
    const f = at % width;
    begin[f] = (begin[f] as number) + (rows[at] as number) ** 2;
  }
  let direction = unit(begin.map((value, f) => value * (1 + 1e-3 * Math.sin(f + 1))));
  const most = covariance ? MOST_ROUNDS : Math.max(8, Math.floor(1e8 / (rows.length + 1)));
  for (let round = 0; round < Math.min(most, MOST_ROUNDS); round += 1) {
    const turned = unit(
      covariance ? times(covariance, direction) : throughRows(rows, width, direction)
    );
    const change = turned.reduce((sum, v, f) => sum + (v - (direction[f] as number)) ** 2, 0);
    direction = turned;
    if (change < 1e-20) {
      break;
    }
  }
  return direction;
}

function covariances(rows: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(width * width);
  for (let start = 0; start < rows.length; start += width) {
    for (let a = 0; a < width; a += 1) {
      const value = rows[start + a] as number;
      for (let b = a; b < width; b += 1) {
        const at = a * width + b;
        sums[at] = (sums[at] as number) + value * (rows[start + b] as number);
      }
    }
  }
  for (let a = 0; a < width; a += 1) {
    for (let b = 0; b < a; b += 1) {
      sums[a * width + b] = sums[b * width + a] as number;
    }
  }
  return sums;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const width = vector.length;
  return vector.map((_, a) => {
    let sum = 0;
    for (let b = 0; b < width; b += 1) {
      sum += (matrix[a * width + b] as number) * (vector[b] as number);
    }
    return sum;
  });
}

/** Rows, transposed, times rows times a vector. */
function throughRows(rows: Float64Array, width: number, vector: Float64Array): Float64Array {
  const result = new Float64Array(width);
  for (let start = 0; start < rows.length; start += width) {
    let share = 0;
    for (let f = 0; f < width; f += 1) {
      share += (rows[start + f] as number) * (vector[f] as number);
    }
    for (let f = 0; f < width; f += 1) {
      result[f] = (result[f] as number) + share * (rows[start + f] as number);
    }
  }
  return result;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  return vector.map(value => value / length);
}
