/** Parts of the records of an explanation, by what they have in common. */
import type { FeatureColumn, TabularExplanation } from './model';

/** Which records; numbers of features and labels are indices. */
export type Cohort =
  | { kind: 'all' }
  /** A numeric feature from `low` to `high`, both included. */
  | { kind: 'range'; feature: number; low: number; high: number }
  /** A feature has one of these values; `null`: none. */
  | { kind: 'values'; feature: number; values: (string | number | null)[] }
  /** The model's answer; -1: none of the labels (binary: the negative class). */
  | { kind: 'predicted'; label: number }
  /** The model's answer is the true one, or is not. */
  | { kind: 'outcome'; right: boolean }
  /** The contribution of a feature from `low` to `high`, both included. */
  | { kind: 'contribution'; label: number; feature: number; low: number; high: number };

export const ALL: Cohort = { kind: 'all' };

/**
 * Index of the label that the model gives a record; -1: none of them, which with a single label
 * is the negative class. `undefined`: not known, or the model does not classify.
 */
export function predictedLabel(e: TabularExplanation, record: number): number | undefined {
  const { predictions, labels, unit } = e;
  if (!predictions || (unit !== 'log-odds' && unit !== 'probability')) {
    return undefined;
  }
  const threshold = unit === 'log-odds' ? 0 : 0.5;
  if (labels.length === 1) {
    const value = predictions[record] as number;
    return Number.isNaN(value) ? undefined : value >= threshold ? 0 : -1;
  }
  let best: number | undefined;
  let most = -Infinity;
  for (let label = 0; label < labels.length; label += 1) {
    const value = predictions[label * e.records + record] as number;
    if (value > most) {
      most = value;
      best = label;
    }
  }
  return best;
}

/** Is the model's answer the true one? `undefined`: not known. */
export function isRight(e: TabularExplanation, record: number): boolean | undefined {
  const truth = e.actual?.[record];
  const label = predictedLabel(e, record);
  if (truth === undefined || truth === null || label === undefined || !namesClasses(e)) {
    return undefined;
  }
  const is = (name: string): boolean => sameClass(name, truth);
  if (label >= 0) {
    return is(e.labels[label] as string);
  }
  return !is(e.labels[0] as string);
}

const naming = new WeakMap<TabularExplanation, boolean>();

/** True if some true answer is called as a label is: labels such as `label0` name no class. */
function namesClasses(e: TabularExplanation): boolean {
  let known = naming.get(e);
  if (known === undefined) {
    const truths = new Set(e.actual?.filter(truth => truth !== null));
    known = [...truths].some(truth => e.labels.some(name => sameClass(name, truth)));
    naming.set(e, known);
  }
  return known;
}

/** Classes are written as text or number: `1`, `1.0` and `"1"` are one class. */
function sameClass(name: string, truth: string | number): boolean {
  const text = String(truth);
  return name === text || (name.trim() !== '' && Number(name) === Number(text));
}

/** True if right and wrong answers can be told apart for some record. */
export function knowsOutcome(e: TabularExplanation): boolean {
  return e.actual !== undefined && e.actual.some((_, record) => isRight(e, record) !== undefined);
}

/** @returns records of a cohort in rising order; `undefined`: all of them. */
export function cohortRecords(e: TabularExplanation, cohort: Cohort): Uint32Array | undefined {
  if (cohort.kind === 'all') {
    return undefined;
  }
  const belongs = membership(e, cohort);
  const found = new Uint32Array(e.records);
  let count = 0;
  for (let record = 0; record < e.records; record += 1) {
    if (belongs(record)) {
      found[count] = record;
      count += 1;
    }
  }
  return found.slice(0, count);
}

function membership(
  e: TabularExplanation,
  cohort: Exclude<Cohort, { kind: 'all' }>
): (record: number) => boolean {
  switch (cohort.kind) {
    case 'range': {
      const column = e.data?.[cohort.feature];
      return record => {
        const value = column?.[record];
        return typeof value === 'number' && value >= cohort.low && value <= cohort.high;
      };
    }
    case 'values': {
      const column = e.data?.[cohort.feature];
      const wanted = new Set(cohort.values);
      return record => {
        const value = column?.[record];
        return wanted.has(value === undefined || Number.isNaN(value) ? null : value);
      };
    }
    case 'predicted':
      return record => predictedLabel(e, record) === cohort.label;
    case 'outcome':
      return record => isRight(e, record) === cohort.right;
    case 'contribution': {
      const width = e.features.length;
      const start = cohort.label * e.records * width + cohort.feature;
      return record => {
        const value = e.values[start + record * width] as number;
        return value >= cohort.low && value <= cohort.high;
      };
    }
  }
}

/** Name of a cohort for people. */
export function cohortName(
  e: TabularExplanation,
  cohort: Cohort,
  number: (value: number) => string
): string {
  const range = (low: number, high: number): string =>
    low === -Infinity
      ? `up to ${number(high)}`
      : high === Infinity
        ? `from ${number(low)}`
        : `${number(low)} to ${number(high)}`;
  switch (cohort.kind) {
    case 'all':
      return 'All records';
    case 'range':
      return `${e.features[cohort.feature]}: ${range(cohort.low, cohort.high)}`;
    case 'values':
      return `${e.features[cohort.feature]} = ${cohort.values
        .map(value => (value === null ? 'missing' : String(value)))
        .join(', ')}`;
    case 'predicted':
      return cohort.label < 0
        ? `Predicted: not ${e.labels[0]}`
        : `Predicted: ${e.labels[cohort.label]}`;
    case 'outcome':
      return cohort.right ? 'Right predictions' : 'Wrong predictions';
    case 'contribution':
      return `Contribution of ${e.features[cohort.feature]}: ${range(cohort.low, cohort.high)}`;
  }
}

/** What a feature's values are like, for offering cohorts. */
export interface ValueSummary {
  /** Least and greatest number; absent: no numbers. */
  numbers?: { low: number; high: number; median: number };
  /** Most frequent values that are no numbers first, `null` for missing; at most `limit`. */
  categories: { value: string | null; count: number }[];
  /** Categories beyond the limit. */
  omitted: number;
}

export function summariseValues(column: FeatureColumn | undefined, limit = 50): ValueSummary {
  const counts = new Map<string | null, number>();
  const numbers: number[] = [];
  for (const value of column ?? []) {
    if (typeof value === 'number' && value === value) {
      numbers.push(value);
    } else {
      const key = typeof value === 'string' ? value : null;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const categories = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || String(a.value).localeCompare(String(b.value)));
  const sorted = Float64Array.from(numbers).sort();
  return {
    ...(sorted.length > 0
      ? {
          numbers: {
            low: sorted[0] as number,
            high: sorted[sorted.length - 1] as number,
            median: sorted[Math.floor((sorted.length - 1) / 2)] as number
          }
        }
      : {}),
    categories: categories.slice(0, limit),
    omitted: Math.max(0, categories.length - limit)
  };
}
