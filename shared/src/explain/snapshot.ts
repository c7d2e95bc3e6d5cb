/**
 * A bounded copy of an explanation for notebooks: int16 contributions of chosen records. Written
 * here and by `%pilot`, read back from whatever a notebook holds.
 */
import { AGGREGATION_TEXT } from './aggregate';
import type { ExplanationSnapshot } from '../views/snapshot/format';
import { fromBase64, toBase64 } from './base64';
import { FormatError } from './formats/analysis';
import { isObject, stringList, type JsonObject } from './formats/json';
import type { Aggregation, TabularExplanation, ExplanationUnit } from './model';
import { contributionSum, contributions, globalValues, orderBySize, predictionOf } from './order';

/** Largest snapshot in bytes of UTF-8 JSON. */
export const MAX_SNAPSHOT = 250_000;
const MAX_RECORDS = 5000;
const MAX_FEATURES = 200;
const MAX_LABELS = 50;
const MAX_NAME = 200;
const MAX_TEXT = 60;
const MISSING = -32768;
const ALL_AGGREGATIONS = Object.keys(AGGREGATION_TEXT) as Aggregation[];
const UNITS: readonly ExplanationUnit[] = ['log-odds', 'probability', 'target', 'unknown'];

interface Bounds {
  records: number;
  features: number;
  labels: number;
}

/** The largest snapshot of an explanation that fits into `maxBytes`. */
export function buildSnapshot(e: TabularExplanation, maxBytes = MAX_SNAPSHOT): ExplanationSnapshot {
  const bounds: Bounds = {
    records: Math.min(e.records, MAX_RECORDS),
    features: Math.min(e.features.length, MAX_FEATURES),
    labels: Math.min(e.labels.length, MAX_LABELS)
  };
  // A first guess, so that few copies are made: base64 of int16, and the text of values.
  const perRecord =
    bounds.features * (bounds.labels * 2.7 + (e.data ? 4 : 0)) + bounds.labels * 10 + 6;
  bounds.records = Math.min(bounds.records, Math.max(200, Math.floor(maxBytes / perRecord)));
  for (;;) {
    const snapshot = cut(e, bounds);
    if (new TextEncoder().encode(JSON.stringify(snapshot)).length <= maxBytes) {
      return snapshot;
    }
    // Records go first down to a readable sample, then weak features, then labels.
    if (bounds.records > 200 || (bounds.records > 0 && bounds.features <= 5)) {
      bounds.records = Math.floor(bounds.records * 0.8);
    } else if (bounds.features > 5) {
      bounds.features = Math.floor(bounds.features * 0.8);
    } else if (bounds.labels > 1) {
      bounds.labels = Math.floor(bounds.labels / 2);
    } else {
      return snapshot;
    }
  }
}

function cut(e: TabularExplanation, bounds: Bounds): ExplanationSnapshot {
  const labels = Array.from({ length: bounds.labels }, (_, i) => i);
  const features = strongest(e, bounds.features);
  const snapshot: ExplanationSnapshot = {
    labels: labels.map(l => shorten(e.labels[l] as string, MAX_NAME)),
    features: features.map(f => shorten(e.features[f] as string, MAX_NAME)),
    unit: e.unit,
    base: labels.map(l => e.base[l] ?? null),
    global: labels.map(l => {
      // With records the mean of sizes; without, as the file has them.
      const values = globalValues(e, l, undefined, 'mean_abs');
      return features.map(f => round(values[f] as number) ?? 0);
    }),
    ...(e.records === 0 && e.aggregation ? { aggregation: e.aggregation } : {}),
    ...(e.meta.method ? { method: shorten(e.meta.method, MAX_NAME) } : {}),
    ...(e.baseline ? { baseline: features.map(f => cell(e.baseline?.[f])) } : {}),
    ...(features.length < e.features.length
      ? { omittedFeatures: e.features.length - features.length }
      : {}),
    ...(labels.length < e.labels.length ? { omittedLabels: e.labels.length - labels.length } : {})
  };
  if (e.records === 0 || bounds.records === 0) {
    return snapshot;
  }
  const records = chooseRecords(e, labels, features, bounds.records);
  const { scale, values } = quantise(e, labels, features, records);
  snapshot.records = {
    total: e.records,
    shown: records.length,
    scale,
    values,
    ...(records.length < e.records ? { indices: records } : {}),
    ...(e.data ? { data: features.map(f => records.map(r => cell(e.data?.[f]?.[r]))) } : {}),
    ...(e.actual ? { actual: records.map(r => cell(e.actual?.[r])) } : {}),
    ...(e.predictions
      ? { predictions: labels.map(l => records.map(r => round(predictionOf(e, l, r)))) }
      : {}),
    ...(features.length < e.features.length
      ? {
          others: labels.map(l =>
            records.map(r => {
              const row = contributions(e, l, r);
              const shown = features.reduce((sum, f) => sum + (row[f] || 0), 0);
              return round(contributionSum(e, l, r) - shown) ?? 0;
            })
          )
        }
      : {})
  };
  return snapshot;
}

/** The features with the largest global value for any label, in the explanation's own order. */
function strongest(e: TabularExplanation, count: number): number[] {
  const best = new Float64Array(e.features.length);
  e.labels.forEach((_, label) => {
    globalValues(e, label).forEach((value, f) => {
      best[f] = Math.max(best[f] as number, Math.abs(value) || 0);
    });
  });
  return orderBySize(best)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** All records, or the extremes of every shown feature and an even spread of the others. */
function chooseRecords(
  e: TabularExplanation,
  labels: readonly number[],
  features: readonly number[],
  count: number
): number[] {
  if (count >= e.records) {
    return Array.from({ length: e.records }, (_, i) => i);
  }
  const chosen = new Set<number>();
  const keep = (records: readonly number[]): void => {
    for (const record of records) {
      if (record >= 0 && chosen.size < count) {
        chosen.add(record);
      }
    }
  };
  for (const label of labels) {
    if (e.predictions) {
      keep(extremes(e.predictions, label * e.records, 1, e.records));
    }
  }
  const width = e.features.length;
  for (const feature of features) {
    for (const label of labels) {
      keep(extremes(e.values, label * e.records * width + feature, width, e.records));
    }
  }
  for (let i = 0; chosen.size < count && i < e.records; i += 1) {
    const even = Math.floor((i * e.records) / count);
    chosen.add(even < e.records ? even : i);
  }
  for (let record = 0; chosen.size < count; record += 1) {
    chosen.add(record);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Index of the least and of the largest of `count` values; −1 if there is none. */
function extremes(
  values: Float64Array,
  start: number,
  stride: number,
  count: number
): [number, number] {
  let low = -1;
  let high = -1;
  let least = Infinity;
  let largest = -Infinity;
  for (let i = 0, at = start; i < count; i += 1, at += stride) {
    const value = values[at] as number;
    if (value < least) {
      least = value;
      low = i;
    }
    if (value > largest) {
      largest = value;
      high = i;
    }
  }
  return [low, high];
}

function quantise(
  e: TabularExplanation,
  labels: readonly number[],
  features: readonly number[],
  records: readonly number[]
): { scale: number[]; values: string } {
  const bytes = new Uint8Array(labels.length * records.length * features.length * 2);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const scale = labels.map(label => {
    let largest = 0;
    for (const record of records) {
      const row = contributions(e, label, record);
      for (const f of features) {
        largest = Math.max(largest, Math.abs(row[f] as number) || 0);
      }
    }
    const step = largest > 0 && Number.isFinite(largest) ? largest / 32767 : 1;
    for (const record of records) {
      const row = contributions(e, label, record);
      for (const f of features) {
        const value = row[f] as number;
        view.setInt16(at, Number.isFinite(value) ? Math.round(value / step) : MISSING, true);
        at += 2;
      }
    }
    return step;
  });
  return { scale, values: toBase64(bytes) };
}

/**
 * The explanation in a snapshot, checked in every field: it may come from anywhere.
 *
 * @throws FormatError naming the field that is wrong.
 */
export function readSnapshot(value: unknown): TabularExplanation {
  if (!isObject(value)) {
    throw wrong('is not an object.');
  }
  const labels = names(value, 'labels');
  const features = names(value, 'features');
  const unit = UNITS.find(known => known === value.unit) ?? 'unknown';
  const global = Float64Array.from(matrix(value.global, labels.length, features.length, 'global'));
  const base = list(value.base, labels.length, 'base').map(item =>
    typeof item === 'number' && Number.isFinite(item) ? item : null
  );
  const aggregation = ALL_AGGREGATIONS.find(known => known === value.aggregation);
  const warnings: string[] = [];
  const explanation: TabularExplanation = {
    kind: 'tabular',
    labels,
    features,
    records: 0,
    values: new Float64Array(0),
    global,
    ...(aggregation ? { aggregation } : {}),
    base,
    unit,
    ...(value.baseline === undefined
      ? {}
      : { baseline: list(value.baseline, features.length, 'baseline').map(cell) }),
    meta: {
      format: 'snapshot',
      source: 'Notebook',
      ...(typeof value.method === 'string' ? { method: shorten(value.method, MAX_NAME) } : {}),
      warnings
    }
  };
  const omittedFeatures = count(value.omittedFeatures ?? 0, 'omittedFeatures');
  const omittedLabels = count(value.omittedLabels ?? 0, 'omittedLabels');
  if (value.records === undefined || value.records === null) {
    if (omittedFeatures + omittedLabels > 0) {
      explanation.partOf = { records: 0, omittedFeatures, omittedLabels };
    }
    return explanation;
  }
  if (!isObject(value.records)) {
    throw wrong('records is not an object.');
  }
  readRecords(explanation, value.records, omittedFeatures, omittedLabels);
  return explanation;
}

function readRecords(
  e: TabularExplanation,
  records: JsonObject,
  omittedFeatures: number,
  omittedLabels: number
): void {
  const shown = count(records.shown, 'records.shown');
  const total = count(records.total, 'records.total');
  if (total < shown) {
    throw wrong(`records.total (${total}) is less than records.shown (${shown}).`);
  }
  const scale = list(records.scale, e.labels.length, 'records.scale').map(step => {
    if (typeof step !== 'number' || !Number.isFinite(step)) {
      throw wrong('records.scale holds something else than numbers.');
    }
    return step;
  });
  const size = shown * e.features.length;
  const bytes = typeof records.values === 'string' ? fromBase64(records.values) : undefined;
  if (!bytes || bytes.length !== e.labels.length * size * 2) {
    throw wrong(
      `records.values holds ${bytes ? `${bytes.length} bytes` : 'no base64'}, ` +
        `expected ${e.labels.length * size * 2} bytes.`
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  e.records = shown;
  e.rounding = scale.map(step => Math.abs(step) / 2);
  e.values = Float64Array.from({ length: e.labels.length * size }, (_, i) => {
    const raw = view.getInt16(i * 2, true);
    return raw === MISSING ? NaN : raw * (scale[Math.floor(i / size)] as number);
  });
  if (records.data !== undefined) {
    e.data = list(records.data, e.features.length, 'records.data').map((column, f) =>
      list(column, shown, `records.data[${f}]`).map(cell)
    );
  }
  if (records.actual !== undefined) {
    e.actual = list(records.actual, shown, 'records.actual').map(cell);
  }
  if (records.predictions !== undefined) {
    e.predictions = Float64Array.from(
      matrix(records.predictions, e.labels.length, shown, 'records.predictions')
    );
  }
  const indices =
    records.indices === undefined
      ? undefined
      : list(records.indices, shown, 'records.indices').map(i => count(i, 'records.indices'));
  if (total > shown || omittedFeatures + omittedLabels > 0) {
    e.partOf = {
      records: total,
      indices,
      omittedFeatures,
      omittedLabels,
      ...(records.others === undefined
        ? {}
        : {
            others: Float64Array.from(
              matrix(records.others, e.labels.length, shown, 'records.others')
            )
          })
    };
  }
}

function wrong(problem: string): FormatError {
  return new FormatError('Explanation snapshot', problem);
}

function names(value: JsonObject, field: string): string[] {
  const found = stringList(value[field]);
  if (!found || found.length === 0) {
    throw wrong(`${field} is not a list of names.`);
  }
  return found;
}

function list(value: unknown, length: number, field: string): unknown[] {
  if (!Array.isArray(value) || value.length !== length) {
    throw wrong(`${field} is not a list of ${length} items.`);
  }
  return value as unknown[];
}

/** Rows of numbers, flattened; anything else in a cell is NaN. */
function matrix(value: unknown, rows: number, columns: number, field: string): number[] {
  return list(value, rows, field).flatMap((row, i) =>
    list(row, columns, `${field}[${i}]`).map(item => (typeof item === 'number' ? item : NaN))
  );
}

function count(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw wrong(`${field} is not a whole number of 0 or more.`);
  }
  return value;
}

/** Six digits are more than int16 contributions can use. */
function round(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(6));
}

function cell(value: unknown): number | string | null {
  if (typeof value === 'number') {
    return round(value);
  }
  return typeof value === 'string' ? shorten(value, MAX_TEXT) : null;
}

/** Cut in the middle; whole code points are kept. */
function shorten(text: string, length: number): string {
  const letters = text.length > length ? [...text] : [];
  if (letters.length <= length) {
    return text;
  }
  const half = Math.floor((length - 1) / 2);
  return `${letters.slice(0, half).join('')}…${letters.slice(-half).join('')}`;
}
