/** Which second feature explains best why equal values of a feature contribute differently. */
import type { FeatureColumn, TabularExplanation } from './model';

/** Records looked at, evenly spread: more change nothing but the time. */
const MOST_RECORDS = 10_000;
/** Values looked at; fewer records where there are very many features, but never below 1,000. */
const MOST_VALUES = 200_000;

/**
 * Strength of the interaction of each feature with `feature`: records are ordered by the value of
 * `feature` and cut into stretches of nearly equal values; within each, how far its contribution
 * goes along with the other feature's value (absolute correlation), added up. The measure that
 * shap offers as `approximate_interactions`.
 *
 * @returns one number per feature, 0 for `feature` itself; `undefined` without feature values.
 */
export function interactionStrengths(
  e: TabularExplanation,
  label: number,
  feature: number
): Float64Array | undefined {
  const own = e.data?.[feature];
  if (!e.data || !own || e.records === 0) {
    return undefined;
  }
  const most = Math.min(MOST_RECORDS, Math.max(1000, MOST_VALUES / e.features.length));
  const step = Math.max(1, e.records / most);
  const count = Math.floor(e.records / step);
  const sample = Uint32Array.from({ length: count }, (_, i) => Math.floor(i * step));
  const x = encoded(own, sample);
  const order = sample
    .map((_, i) => i)
    .sort((a, b) => compareMissingLast(x[a] as number, x[b] as number) || a - b);
  const width = e.features.length;
  const start = label * e.records * width + feature;
  const contribution = Float64Array.from(
    order,
    i => e.values[start + (sample[i] as number) * width] as number
  );
  const stretch = Math.max(Math.min(Math.floor(count / 10), 50), 1);
  return Float64Array.from(e.data, (column, other) => {
    if (other === feature) {
      return 0;
    }
    const values = encoded(column, sample);
    const sorted = Float64Array.from(order, i => values[i] as number);
    const missing = sorted.map(value => (Number.isNaN(value) ? 1 : 0));
    return Math.max(
      goingAlong(contribution, sorted, stretch),
      goingAlong(contribution, missing, stretch)
    );
  });
}

/** Features by falling interaction with `feature`, those without any left out. */
export function strongestInteractions(
  e: TabularExplanation,
  label: number,
  feature: number
): number[] {
  const strengths = interactionStrengths(e, label, feature) ?? new Float64Array(0);
  return Array.from(strengths, (_, f) => f)
    .filter(f => (strengths[f] as number) > 0)
    .sort((a, b) => (strengths[b] as number) - (strengths[a] as number) || a - b);
}

/** Numbers as they are, categories by their place in the alphabet, NaN for missing. */
function encoded(column: FeatureColumn, sample: Uint32Array): Float64Array {
  const names = new Set<string>();
  for (const record of sample) {
    const value = column[record];
    if (typeof value === 'string') {
      names.add(value);
    }
  }
  const places = new Map([...names].sort().map((name, place) => [name, place]));
  return Float64Array.from(sample, record => {
    const value = column[record];
    return typeof value === 'number'
      ? value
      : typeof value === 'string'
        ? (places.get(value) as number)
        : NaN;
  });
}

function compareMissingLast(a: number, b: number): number {
  if (a !== a || b !== b) {
    return Number(a !== a) - Number(b !== b);
  }
  return a - b;
}

function goingAlong(a: Float64Array, b: Float64Array, stretch: number): number {
  let sum = 0;
  for (let from = 0; from < a.length; from += stretch) {
    const correlation = Math.abs(correlate(a, b, from, Math.min(a.length, from + stretch)));
    sum += correlation === correlation ? correlation : 0;
  }
  return sum;
}

/** Pearson's correlation of a part of two lists; NaN where one of them is constant or no number. */
function correlate(a: Float64Array, b: Float64Array, from: number, to: number): number {
  const count = to - from;
  let meanA = 0;
  let meanB = 0;
  for (let i = from; i < to; i += 1) {
    meanA += (a[i] as number) / count;
    meanB += (b[i] as number) / count;
  }
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = from; i < to; i += 1) {
    const da = (a[i] as number) - meanA;
    const db = (b[i] as number) - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  // Rounding leaves a trace of variance in what is constant.
  const traceA = 1e-24 * count * meanA * meanA;
  const traceB = 1e-24 * count * meanB * meanB;
  return aa > traceA && bb > traceB ? ab / Math.sqrt(aa * bb) : NaN;
}
