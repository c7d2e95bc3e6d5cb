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
  const key = by === 'output' ? outputs(e, label) : alongComponent(e, label, shown);
  return shown.slice().sort((a, b) => (key[a] as number) - (key[b] as number) || a - b);
}

function outputs(e: TabularExplanation, label: number): Float64Array {
  return Float64Array.from({ length: e.records }, (_, record) => outputOf(e, label, record));
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
  const means = new Float64Array(width);
  const at = (record: number, f: number): number => {
    const value = e.values[(label * e.records + record) * width + f] as number;
    return value - value === 0 ? value : 0;
  };
  for (const record of sample) {
    for (let f = 0; f < width; f += 1) {
      means[f] = (means[f] as number) + at(record, f) / sample.length;
    }
  }
  const project = (record: number, direction: Float64Array): number => {
    let sum = 0;
    for (let f = 0; f < width; f += 1) {
      sum += (at(record, f) - (means[f] as number)) * (direction[f] as number);
    }
    return sum;
  };
  const direction = firstDirection(sample, width, at, means, project);
  let agreement = 0;
  for (const record of shown) {
    const value = project(record, direction);
    along[record] = value;
    let sum = 0;
    for (let f = 0; f < width; f += 1) {
      sum += at(record, f) - (means[f] as number);
    }
    agreement += value * sum;
  }
  if (agreement < 0) {
    along.forEach((value, record) => (along[record] = -value));
  }
  return along;
}

/** First principal direction by power iteration: a few passes, however many features. */
function firstDirection(
  sample: Uint32Array,
  width: number,
  at: (record: number, feature: number) => number,
  means: Float64Array,
  project: (record: number, direction: Float64Array) => number
): Float64Array {
  // Begin with the variances: never at a right angle to the answer in practice.
  let direction = new Float64Array(width);
  for (const record of sample) {
    for (let f = 0; f < width; f += 1) {
      direction[f] = (direction[f] as number) + (at(record, f) - (means[f] as number)) ** 2;
    }
  }
  direction = unit(direction.map((value, f) => value * (1 + 1e-3 * Math.sin(f + 1))));
  const rounds = Math.max(10, Math.min(MOST_ROUNDS, Math.floor(4e8 / (sample.length * width + 1))));
  for (let round = 0; round < rounds; round += 1) {
    const next = new Float64Array(width);
    for (const record of sample) {
      const share = project(record, direction);
      for (let f = 0; f < width; f += 1) {
        next[f] = (next[f] as number) + share * (at(record, f) - (means[f] as number));
      }
    }
    const turned = unit(next);
    const change = turned.reduce((sum, v, f) => sum + (v - (direction[f] as number)) ** 2, 0);
    direction = turned;
    if (change < 1e-20) {
      break;
    }
  }
  return direction;
}

function unit(vector: Float64Array): Float64Array<ArrayBuffer> {
  const length = Math.hypot(...vector) || 1;
  return Float64Array.from(vector, value => value / length);
}
