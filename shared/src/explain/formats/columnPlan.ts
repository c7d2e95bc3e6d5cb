/** Which column of `out.csv` holds the contributions of which feature to which label. */
import { FormatError } from './analysis';

/** What is known about the columns from other files. */
export interface ColumnHints {
  /** Label keys of `analysis.json`. */
  labels?: readonly string[];
  /** Feature names of `analysis.json` or the baseline. */
  features?: readonly string[];
}

/** Which column holds what. */
export interface ColumnPlan {
  labels: string[];
  features: string[];
  /** `columns[label * features.length + feature]`: index into the header, −1 if missing. */
  columns: number[];
  /** Index of the join key, or −1. */
  joinKey: number;
  warnings: string[];
}

/**
 * Split the header `<feature>_<label>` into labels and features. Names may hold underscores:
 * known names decide first, then the longest suffix that is a known label, then the suffix that
 * all headers share.
 */
export function planColumns(
  header: readonly string[],
  hints: ColumnHints,
  source: string
): ColumnPlan {
  const warnings: string[] = [];
  const position = new Map(header.map((name, index) => [name, index]));
  if (position.size < header.length) {
    warnings.push(`${source}: a column name appears twice; the last one counts.`);
  }
  const known = hints.labels?.filter(label => label !== '') ?? [];
  if (known.length > 0 && hints.features && hints.features.length > 0) {
    const columns = known.flatMap(label =>
      (hints.features as string[]).map(feature => position.get(`${feature}_${label}`) ?? -1)
    );
    const missing = columns.filter(column => column < 0).length;
    if (missing < columns.length) {
      const used = new Set(columns);
      const kept = keptFeatures(hints.features, columns);
      if (missing > 0) {
        warnings.push(`${source}: ${missing} of ${columns.length} expected columns are missing.`);
      }
      return {
        labels: known,
        features: kept.map(f => (hints.features as string[])[f] as string),
        columns: known.flatMap((_, l) =>
          kept.map(f => columns[l * (hints.features as string[]).length + f] as number)
        ),
        joinKey: lastUnused(header, used),
        warnings
      };
    }
  }
  const fitting = known.filter(label => header.some(name => endsWith(name, label)));
  const inferred = fitting.length === 0 ? inferLabels(header) : [];
  if (known.length > 0 && fitting.length === 0 && inferred.length > 0) {
    warnings.push(
      `${source}: no column ends in a label of the analysis (${known.slice(0, 5).join(', ')}); ` +
        `its columns are taken for those of ${inferred.slice(0, 5).join(', ')}.`
    );
  }
  const suffixes = fitting.length > 0 ? fitting : inferred.length > 0 ? inferred : known;
  if (suffixes.length === 0) {
    suffixes.push('');
    warnings.push(`${source}: the columns share no label; their names are taken for features.`);
  }
  const byLength = [...suffixes].sort((a, b) => b.length - a.length);
  const cells = new Map<string, Map<string, number>>();
  const features: string[] = [];
  const seen = new Set<string>();
  const used = new Set<number>();
  header.forEach((name, index) => {
    const label =
      byLength.find(l => l !== '' && endsWith(name, l)) ??
      (byLength.length === 1 && byLength[0] === '' ? '' : undefined);
    if (label === undefined) {
      return;
    }
    const feature = label === '' ? name : name.slice(0, -label.length - 1);
    if (!seen.has(feature)) {
      seen.add(feature);
      features.push(feature);
    }
    const ofLabel = cells.get(label) ?? new Map<string, number>();
    cells.set(label, ofLabel.set(feature, index));
    used.add(index);
  });
  if (cells.size === 0) {
    throw new FormatError(
      source,
      `no column ends in _${known[0]}; expected headers of the form <feature>_<label>.`
    );
  }
  const labels = suffixes.filter(label => cells.has(label));
  return {
    labels,
    features,
    columns: labels.flatMap(label => features.map(f => cells.get(label)?.get(f) ?? -1)),
    joinKey: lastUnused(header, used),
    warnings
  };
}

/** True if a column name is that of a feature and this label. */
function endsWith(name: string, label: string): boolean {
  return name.length > label.length + 1 && name.endsWith(`_${label}`);
}

/**
 * Labels that a header tells without other files: the suffix of all columns, or of each of
 * several equal blocks of features; the last column may be a join key. Empty if it tells none.
 */
export function inferLabels(header: readonly string[]): string[] {
  for (const columns of header.length > 2 ? [header, header.slice(0, -1)] : [header]) {
    const shared = commonLabel(columns);
    if (shared !== '') {
      return [shared];
    }
    for (let blocks = 2; blocks <= Math.min(columns.length, MAX_LABELS); blocks += 1) {
      const labels = columns.length % blocks === 0 ? blockLabels(columns, blocks) : undefined;
      if (labels) {
        return labels;
      }
    }
  }
  return [];
}

/** More labels than this are not guessed. */
const MAX_LABELS = 1000;

function blockLabels(columns: readonly string[], blocks: number): string[] | undefined {
  const width = columns.length / blocks;
  const labels: string[] = [];
  let first = '';
  for (let block = 0; block < blocks; block += 1) {
    const names = columns.slice(block * width, (block + 1) * width);
    const label = commonLabel(names);
    const features = names.map(name => name.slice(0, -label.length - 1)).join('\u0000');
    first ||= features;
    if (label === '' || features !== first || labels.includes(label)) {
      return undefined;
    }
    labels.push(label);
  }
  return labels;
}

function keptFeatures(features: readonly string[], columns: readonly number[]): number[] {
  return features
    .map((_, f) => f)
    .filter(f => {
      for (let at = f; at < columns.length; at += features.length) {
        if ((columns[at] as number) >= 0) {
          return true;
        }
      }
      return false;
    });
}

/** The join key stands last: index of the last header that fits no label, or −1. */
function lastUnused(header: readonly string[], used: ReadonlySet<number>): number {
  return header.length > 0 && !used.has(header.length - 1) ? header.length - 1 : -1;
}

/** The suffix behind an underscore that all headers share; '' if there is none. */
export function commonLabel(header: readonly string[]): string {
  const first = header[0] ?? '';
  // From the longest to the shortest suffix that leaves a name before it.
  for (let at = first.indexOf('_', 1); at > 0; at = first.indexOf('_', at + 1)) {
    const suffix = first.slice(at);
    if (header.length === 1 && first.indexOf('_', at + 1) > 0) {
      continue;
    }
    if (header.every(name => name.length > suffix.length && name.endsWith(suffix))) {
      return suffix.slice(1);
    }
  }
  return '';
}
