/**
 * Features that are one feature in several columns: one-hot columns such as `color_red` and
 * `color_blue`. Found by their names and their values, put together on request.
 */
import type { FeatureColumn, TabularExplanation } from './model';

export interface Family {
  /** What the names have in common, e.g. `color`. */
  name: string;
  /** Indices of its columns, in order. */
  features: number[];
  /** What each column stands for, e.g. `red`. */
  values: string[];
}

/** What may stand between a feature and its value; the first wins where several do. */
const SEPARATORS = /[=:_\-.[\s|/]/g;
/** Value of a folded feature in a record in which no column is set. */
export const NONE = '(none)';

/**
 * Families among the features, the largest first found. Names alone prove nothing (`day_minutes`,
 * `day_calls`): in each record at most one column may be set, all others 0.
 */
export function findFamilies(e: TabularExplanation): Family[] {
  const { data } = e;
  if (!data || e.records === 0) {
    return [];
  }
  const byName = new Map<string, number[]>();
  e.features.forEach((name, feature) => {
    for (const { index } of name.matchAll(SEPARATORS)) {
      if (index > 0 && index < name.length - 1) {
        const start = name.slice(0, index + 1);
        const members = byName.get(start) ?? [];
        members.push(feature);
        byName.set(start, members);
      }
    }
  });
  const binary = new Map<number, boolean>();
  const isBinary = (feature: number): boolean => {
    const known = binary.get(feature) ?? data[feature]?.every(value => isSet(value) !== undefined);
    binary.set(feature, known ?? false);
    return known ?? false;
  };
  const taken = new Set<number>();
  const families: Family[] = [];
  const candidates = [...byName]
    .map(([start, members]) => ({ start, members: members.filter(isBinary) }))
    .filter(({ members }) => members.length > 1)
    .sort((a, b) => b.members.length - a.members.length || b.start.length - a.start.length);
  for (const { start, members } of candidates) {
    const free = members.filter(feature => !taken.has(feature));
    if (free.length > 1 && excludeEachOther(free, data, e.records)) {
      free.forEach(feature => taken.add(feature));
      families.push({
        name: start.slice(0, -1),
        features: free,
        values: free.map(feature => (e.features[feature] as string).slice(start.length))
      });
    }
  }
  return families.sort((a, b) => (a.features[0] as number) - (b.features[0] as number));
}

/** Whether a column is set; `undefined`: the value is none of a one-hot column. */
function isSet(value: number | string | null | undefined): boolean | undefined {
  switch (value) {
    case 1:
    case 'True':
    case 'true':
      return true;
    case 0:
    case 'False':
    case 'false':
      return false;
    default:
      return undefined;
  }
}

function excludeEachOther(
  features: readonly number[],
  data: readonly FeatureColumn[],
  records: number
): boolean {
  let any = false;
  for (let record = 0; record < records; record += 1) {
    let set = 0;
    for (const feature of features) {
      set += isSet(data[feature]?.[record]) ? 1 : 0;
    }
    if (set > 1) {
      return false;
    }
    any ||= set === 1;
  }
  return any;
}

/** What a folded explanation was made of. */
export interface Folding {
  plain: TabularExplanation;
  families: readonly Family[];
  /** Feature of the folded explanation by feature of the plain one. */
  to: Uint32Array;
}

const foldings = new WeakMap<TabularExplanation, Folding>();

/** `undefined` for an explanation that is not folded. */
export function foldingOf(e: TabularExplanation): Folding | undefined {
  return foldings.get(e);
}

/**
 * The explanation with each family as one feature in the place of its first column: contributions
 * are summed, so that they still add up to the prediction. Global values are worked out anew, for
 * sizes of sums are not the sums of sizes.
 */
export function foldFamilies(
  e: TabularExplanation,
  families: readonly Family[]
): TabularExplanation {
  const owner = new Map(families.flatMap(family => family.features.map(f => [f, family] as const)));
  const columns: { name: string; from: number[]; family?: Family }[] = [];
  const done = new Set<Family>();
  e.features.forEach((name, feature) => {
    const family = owner.get(feature);
    if (!family) {
      columns.push({ name, from: [feature] });
    } else if (!done.has(family)) {
      done.add(family);
      columns.push({ name: family.name, from: family.features, family });
    }
  });
  const from = e.features.length;
  const width = columns.length;
  const to = new Uint32Array(from);
  columns.forEach((column, index) => column.from.forEach(feature => (to[feature] = index)));
  const rows = e.labels.length * e.records;
  const values = new Float64Array(rows * width).fill(NaN);
  for (let row = 0; row < rows; row += 1) {
    for (let feature = 0; feature < from; feature += 1) {
      const value = e.values[row * from + feature] as number;
      const at = row * width + (to[feature] as number);
      if (value === value) {
        const sum = values[at] as number;
        values[at] = (sum === sum ? sum : 0) + value;
      }
    }
  }
  const valueOf = (
    family: Family,
    read: (feature: number) => number | string | null | undefined
  ): string => {
    const set = family.features.findIndex(feature => isSet(read(feature)));
    return set < 0 ? NONE : (family.values[set] as string);
  };
  const largest = Math.max(1, ...families.map(({ features }) => features.length));
  const folded: TabularExplanation = {
    ...e,
    features: columns.map(({ name }) => name),
    values,
    ...(e.rounding ? { rounding: e.rounding.map(error => error * largest) } : {}),
    ...(e.data
      ? {
          data: columns.map(({ family, from: [first = 0] }) =>
            family
              ? Array.from({ length: e.records }, (_, record) =>
                  valueOf(family, feature => e.data?.[feature]?.[record])
                )
              : (e.data?.[first] ?? [])
          )
        }
      : {}),
    ...(e.baseline
      ? {
          baseline: columns.map(({ family, from: [first = 0] }) =>
            !family
              ? (e.baseline?.[first] ?? null)
              : // Means of several rows are no value of the feature.
                family.features.every(feature => isSet(e.baseline?.[feature]) !== undefined)
                ? valueOf(family, feature => e.baseline?.[feature])
                : null
          )
        }
      : {})
  };
  delete folded.global;
  delete folded.statistics;
  foldings.set(folded, { plain: e, families, to });
  return folded;
}
