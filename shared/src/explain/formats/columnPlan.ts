/** Which column of `out.csv` holds the contributions of which feature to which label. */
import { inferLabels } from './inferLabels';
import { toNumber } from './json';

/** What is known about the columns from other files. */
export interface ColumnHints {
  /** Label keys of `analysis.json`. */
  labels?: readonly string[];
  /** Feature names of `analysis.json` or the baseline. */
  features?: readonly string[];
  /** Columns that the analysis does not have either. */
  absent?: ReadonlySet<string>;
  /** Header that most parts have; absent: that of the first part. */
  header?: readonly string[];
}

/** Which column holds what. */
export interface ColumnPlan {
  labels: string[];
  features: string[];
  /** `columns[label * features.length + feature]`: index into the header, −1 if missing. */
  columns: number[];
  /** What the name of a column has behind that of its feature, by label. */
  suffixes: string[];
  /** Index of the join key, or −1. */
  joinKey: number;
  warnings: string[];
}

/** The label of columns that name none. */
const NO_LABEL = 'label0';

/**
 * Split the header `<feature>_<label>` into labels and features. Names may hold underscores:
 * known names decide first, then the longest suffix that is a known label, then the suffix that
 * all headers share. A header that fits no label is the join key.
 */
export function planColumns(
  header: readonly string[],
  hints: ColumnHints,
  source: string
): ColumnPlan {
  const warnings: string[] = [];
  const position = new Map(header.map((name, index) => [name, index]));
  if (isRecord(header)) {
    return planByPlace(header, hints, source);
  }
  if (position.size < header.length) {
    const plan = planInBlocks(header, hints);
    if (plan) {
      return plan;
    }
    warnings.push(`${source}: a column name appears twice; the last one counts.`);
  }
  const known = hints.labels ?? [];
  const fitting = known.filter(label => header.some(name => endsWith(name, label)));
  const names = hints.features ?? [];
  if (fitting.length === 0) {
    const bare = bareLabel(header, names, known);
    const inferred = bare === undefined ? inferLabels(header) : [];
    if (inferred.length === 0) {
      return withoutLabel(header, names, bare, known, source, warnings);
    }
    if (known.length > 0) {
      warnings.push(
        `${source}: no column ends in a label of the analysis (${known.slice(0, 5).join(', ')}); ` +
          `its columns are taken for those of ${inferred.slice(0, 5).join(', ')}.`
      );
    }
    fitting.push(...inferred);
  }
  const cells = new Map(fitting.map(label => [label, new Map<string, number>()]));
  const used = new Set<number>();
  const take = (label: string, feature: string, index: number): void => {
    cells.get(label)?.set(feature, index);
    used.add(index);
  };
  const byLength = [...fitting].sort((a, b) => b.length - a.length);
  for (const label of byLength) {
    for (const feature of names) {
      const index = position.get(`${feature}_${label}`);
      if (index !== undefined && !used.has(index)) {
        take(label, feature, index);
      }
    }
  }
  header.forEach((name, index) => {
    const label = used.has(index) ? undefined : byLength.find(l => endsWith(name, l));
    if (label !== undefined) {
      take(label, name.slice(0, -label.length - 1), index);
    }
  });
  const found = new Set([...cells.values()].flatMap(row => [...row.keys()]));
  // Features in the order of the analysis, then in that of the columns.
  const features = [...new Set([...names.filter(name => found.has(name)), ...found])];
  const columns = fitting.flatMap(label => features.map(f => cells.get(label)?.get(f) ?? -1));
  const expected = (fitting.some(l => known.includes(l)) ? known : []).flatMap(label =>
    names.map(feature => `${feature}_${label}`)
  );
  const missing = expected.filter(name => !position.has(name) && !hints.absent?.has(name)).length;
  if (missing > 0) {
    warnings.push(`${source}: ${missing} of ${expected.length} expected columns are missing.`);
  }
  return {
    labels: fitting,
    features,
    columns,
    suffixes: fitting.map(label => `_${label}`),
    joinKey: joinKeyOf(header, used, source, warnings),
    warnings
  };
}

/**
 * Columns of which some have the same name: `a_very_yes` is `a_very` for `yes` and `a` for
 * `very_yes`. Labels stand one after the other, each with its features.
 *
 * @returns `undefined` if the columns are not all told apart by that.
 */
function planInBlocks(
  header: readonly string[],
  { labels = [] }: ColumnHints
): ColumnPlan | undefined {
  const blocks: Map<string, number>[] = [];
  for (const [index, name] of header.entries()) {
    for (;;) {
      const label = labels[Math.max(0, blocks.length - 1)];
      const block = blocks.at(-1);
      const feature = label === undefined ? '' : name.slice(0, -label.length - 1);
      if (block && label !== undefined && endsWith(name, label) && !block.has(feature)) {
        block.set(feature, index);
        break;
      }
      if (blocks.length === labels.length) {
        return undefined;
      }
      blocks.push(new Map());
    }
  }
  if (blocks.length < labels.length || blocks.some(block => block.size === 0)) {
    return undefined;
  }
  const features = [...new Set(blocks.flatMap(block => [...block.keys()]))];
  return {
    labels: [...labels],
    features,
    columns: blocks.flatMap(block => features.map(feature => block.get(feature) ?? -1)),
    suffixes: labels.map(label => `_${label}`),
    joinKey: -1,
    warnings: []
  };
}

/** Columns that end in no label: each name is that of a feature. */
function withoutLabel(
  header: readonly string[],
  names: readonly string[],
  bare: string | undefined,
  known: readonly string[],
  source: string,
  warnings: string[]
): ColumnPlan {
  const expected = known[0] === undefined ? '<label>' : known.slice(0, 5).join(', _');
  warnings.push(
    `${source}: no column ends in _${expected}; the names of the columns are taken for features.`
  );
  const indices = header.map((_, index) => index);
  const features =
    bare === undefined ? indices : indices.filter(i => names.includes(header[i] as string));
  return {
    labels: [bare ?? NO_LABEL],
    features: features.map(index => header[index] as string),
    columns: features,
    suffixes: [''],
    joinKey: joinKeyOf(header, new Set(features), source, warnings),
    warnings
  };
}

/** The only label, if the columns are called like the features alone. */
function bareLabel(
  header: readonly string[],
  features: readonly string[],
  labels: readonly string[]
): string | undefined {
  const same = header.filter(name => features.includes(name)).length;
  return labels.length === 1 && same > 0 && same >= header.length - 1 ? labels[0] : undefined;
}

/** What Python and Spark write where there is no finite number. */
const MISSING = /^\s*(nan|null|none|na|[+-]?inf(inity)?)?\s*$/i;

/** True if a cell may stand in a column of numbers. */
function isValue(cell: string): boolean {
  return !Number.isNaN(toNumber(cell)) || MISSING.test(cell);
}

/**
 * True if a line that should be a header is a record: numbers, maybe with a join key.
 *
 * @param joinKey - Column of the join key, if it is known.
 */
export function isRecord(cells: readonly string[], joinKey = -1): boolean {
  const values = cells.filter((cell, index) => index === joinKey || isValue(cell)).length;
  const numbers = cells.some(cell => !Number.isNaN(toNumber(cell)));
  return (
    values === cells.length || (numbers && values >= cells.length - (cells.length > 2 ? 1 : 0))
  );
}

/** There is no header: columns stand as the analysis has them, or are numbered. */
function planByPlace(
  cells: readonly string[],
  { labels = [], features = [] }: ColumnHints,
  source: string
): ColumnPlan {
  const hasKey = !isRecord(cells.slice(-1));
  const known = labels.length * features.length;
  const fits = known > 0 && (cells.length === known || cells.length === known + 1);
  const width = fits ? known : cells.length - (hasKey ? 1 : 0);
  const columns = Array.from({ length: width }, (_, index) => index);
  return {
    labels: fits ? [...labels] : [NO_LABEL],
    features: fits ? [...features] : columns.map(index => `column_${index}`),
    columns,
    suffixes: fits ? labels.map(label => `_${label}`) : [`_${NO_LABEL}`],
    joinKey: width < cells.length ? width : -1,
    warnings: [
      `${source}: there is no header; its columns are ` +
        (fits ? 'taken in the order of the analysis.' : 'numbered.')
    ]
  };
}

/** True if a column name is that of a feature and this label. */
function endsWith(name: string, label: string): boolean {
  return name.length > label.length + 1 && name.endsWith(`_${label}`);
}

/** The header that fits no label: the last one, where it stands as a rule, or the only one. */
function joinKeyOf(
  header: readonly string[],
  used: ReadonlySet<number>,
  source: string,
  warnings: string[]
): number {
  const others = header.map((_, index) => index).filter(index => !used.has(index));
  const last = others.at(-1) ?? -1;
  const key = last === header.length - 1 || others.length === 1 ? last : -1;
  const left = others.filter(index => index !== key);
  if (left.length > 0) {
    warnings.push(
      `${source}: ${left.length} ${left.length === 1 ? 'column fits' : 'columns fit'} no label, ` +
        `left out (first: ${header[left[0] as number]}).`
    );
  }
  return key;
}
