/** An explanation in a few facts, for scripts: one entry of `pilothouse inspect --json`. */
import type { Explanation, FormatName, NamedCheck } from '../model';
import { globalValues, meanAbs, orderBySize } from '../order';
import { namedChecks } from '../namedChecks';

export interface InspectEntry {
  /** File, or the folder of several parts. */
  path: string;
  format: FormatName;
  kind: Explanation['kind'];
  labels: string[];
  /** Records in the file, explained or not; null if it has none. */
  records: number | null;
  /** Number of features. */
  features: number;
  /** The number of the only label, or one per label; null if none is known. */
  base: number | Record<string, number> | null;
  /** At most five, by size. */
  top: { feature: string; value: number }[];
  checks: NamedCheck[];
  warnings: string[];
}

const TOP = 5;

export function inspectEntry(e: Explanation): InspectEntry {
  return {
    path: e.meta.source,
    format: formatOf(e),
    kind: e.kind,
    labels: labelsOf(e),
    records: recordsOf(e),
    features: e.features.length,
    base: baseOf(e),
    top: topOf(e),
    checks: namedChecks(e),
    warnings: e.meta.warnings
  };
}

/** A copy in a notebook has the numbers of local values, or global ones alone. */
function formatOf(e: Explanation): FormatName {
  return e.meta.format === 'snapshot' ? (e.records > 0 ? 'F5' : 'F2') : e.meta.format;
}

/** Autopilot explains the label that was predicted, which differs from sample to sample. */
function labelsOf(e: Explanation): string[] {
  return e.meta.format === 'F10' && e.kind === 'text'
    ? [...new Set(e.items.flatMap(({ predictedLabel }) => predictedLabel ?? []))]
    : e.labels;
}

function recordsOf(e: Explanation): number | null {
  switch (e.kind) {
    case 'tabular':
      return e.requestRecords ?? e.partOf?.records ?? (formatOf(e) === 'F2' ? null : e.records);
    case 'series':
      return e.meta.format === 'F4' ? null : e.records;
    case 'text':
      return e.requestRecords ?? e.records;
    case 'image':
    case 'baseline':
      return e.records;
    default:
      return null;
  }
}

function baseOf(e: Explanation): InspectEntry['base'] {
  const known = e.labels.flatMap((label, l): [string, number][] => {
    const base = e.base[l] ?? null;
    return base === null ? [] : [[label, base]];
  });
  if (known.length === 0) {
    return null;
  }
  return e.labels.length === 1 ? (known[0] as [string, number])[1] : Object.fromEntries(known);
}

/** Of several labels, the largest value of each feature counts. */
function topOf(e: Explanation): InspectEntry['top'] {
  const values = new Float64Array(e.features.length).fill(NaN);
  const take = (feature: number, value: number): void => {
    const best = values[feature] as number;
    if (Number.isNaN(best) || Math.abs(value) > Math.abs(best)) {
      values[feature] = value;
    }
  };
  switch (e.kind) {
    case 'tabular':
      // Records speak for themselves; global values beside them may be about others.
      e.labels.forEach((_, label) =>
        (formatOf(e) === 'F2' ? globalValues(e, label) : meanAbs(e, label)).forEach((v, f) =>
          take(f, v)
        )
      );
      break;
    case 'text':
      textSizes(e).forEach((value, f) => take(f, value));
      break;
    case 'series':
      seriesSizes(e).forEach((value, f) => take(f, value));
      break;
    case 'pdp':
      e.curves.forEach((_, f) => take(f, curveRange(e, f)));
      break;
    default:
  }
  return orderBySize(values)
    .filter(f => Number.isFinite(values[f]))
    .slice(0, TOP)
    .map(f => ({ feature: e.features[f] as string, value: values[f] as number }));
}

/** Mean over the records of the size of what a feature contributes; the largest label counts. */
function textSizes(e: Extract<Explanation, { kind: 'text' }>): number[] {
  const index = new Map(e.features.map((name, i) => [name, i]));
  const sums = e.labels.map(() => new Float64Array(e.features.length));
  const add = (feature: string, label: number, value: number): void => {
    const row = sums[label] as Float64Array;
    const at = index.get(feature) ?? -1;
    row[at] = (row[at] ?? 0) + (Number.isNaN(value) ? 0 : Math.abs(value));
  };
  for (const { parts, others } of e.items) {
    e.labels.forEach((_, label) => {
      for (const { feature, first, units } of parts) {
        const from = first + label * units.length;
        add(feature, label, e.values.subarray(from, from + units.length).reduce(sumOf, 0));
      }
      others.forEach(({ feature, first }) => add(feature, label, e.values[first + label] ?? NaN));
    });
  }
  return e.features.map((_, f) =>
    sums.reduce((most, row) => Math.max(most, (row[f] as number) / Math.max(1, e.records)), 0)
  );
}

const sumOf = (a: number, b: number): number => a + (Number.isNaN(b) ? 0 : b);

/** Mean over items and steps of the sum of sizes. */
function seriesSizes(e: Extract<Explanation, { kind: 'series' }>): number[] {
  const sums = new Float64Array(e.features.length);
  let steps = 0;
  for (const { entries, horizon, first } of e.items) {
    steps += horizon;
    entries.forEach(({ feature }, i) => {
      for (let step = 0; step < horizon; step += 1) {
        const value = e.values[first + i * horizon + step] as number;
        sums[feature] = (sums[feature] as number) + (Number.isNaN(value) ? 0 : Math.abs(value));
      }
    });
  }
  return [...sums].map(sum => sum / Math.max(1, steps));
}

/** How far the mean prediction moves. */
function curveRange(e: Extract<Explanation, { kind: 'pdp' }>, index: number): number {
  const curve = e.curves[index] as (typeof e.curves)[number];
  const size = curve.grid.length;
  const ranges = curve.labels.map((_, label) => {
    const from = curve.first + label * size;
    const points = e.values.subarray(from, from + size).filter(Number.isFinite);
    return points.length === 0
      ? NaN
      : points.reduce((a, b) => Math.max(a, b)) - points.reduce((a, b) => Math.min(a, b));
  });
  return ranges.reduce((a, b) => (b > a || Number.isNaN(a) ? b : a), NaN);
}
