/**
 * F5: `explanations_shap/out.csv`, contributions of each record. Read piece by piece; with
 * several part files, each may carry the header again.
 */
import { FormatError } from './analysis';
import { CsvReader } from './csv';
import { toNumber } from './json';

export interface LocalValues {
  labels: string[];
  features: string[];
  records: number;
  /** Label-major, then record-major. NaN where a cell was no number. */
  values: Float64Array;
  /** Cells of the join key column, one per record, if the file has one. */
  joinKey?: string[];
  warnings: string[];
}

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

/** Reads one or several `out.csv` parts in name order. */
export class LocalValuesReader {
  private csv: CsvReader;
  private header: string[] | undefined;
  private headerKey = '';
  private plan: ColumnPlan | undefined;
  private cells = new Float64Array(0);
  private records = 0;
  private joinKey: string[] = [];
  private notNumbers = 0;
  private firstBad = '';
  private ragged = 0;
  private source: string;

  constructor(
    source: string,
    private readonly hints: ColumnHints = {}
  ) {
    this.source = source;
    this.csv = new CsvReader(cells => this.take(cells));
  }

  push(text: string): void {
    this.csv.push(text);
  }

  /** Go on with the next part file. */
  nextPart(source: string): void {
    this.csv.end();
    this.source = source;
    this.csv = new CsvReader(cells => this.take(cells));
  }

  /**
   * Everything was pushed.
   *
   * @throws FormatError if there was no header.
   */
  end(): LocalValues {
    this.csv.end();
    return this.result();
  }

  /** Reading stops before the end: a record that is not complete is left out. */
  endCut(): LocalValues {
    return this.result();
  }

  private result(): LocalValues {
    if (!this.plan) {
      throw new FormatError(this.source, 'is empty; expected a header of <feature>_<label>.');
    }
    const { labels, features, joinKey } = this.plan;
    const width = labels.length * features.length;
    const warnings = [...this.plan.warnings];
    if (this.notNumbers > 0) {
      warnings.push(
        `${this.source}: ${this.notNumbers} cells are not numbers and were left out ` +
          `(first: ${this.firstBad}).`
      );
    }
    if (this.ragged > 0) {
      warnings.push(`${this.source}: ${this.ragged} rows do not have as many cells as the header.`);
    }
    const values = new Float64Array(this.records * width);
    const count = features.length;
    for (let label = 0; label < labels.length; label += 1) {
      for (let record = 0; record < this.records; record += 1) {
        const from = record * width + label * count;
        values.set(
          this.cells.subarray(from, from + count),
          (label * this.records + record) * count
        );
      }
    }
    return {
      labels,
      features,
      records: this.records,
      values,
      ...(joinKey >= 0 ? { joinKey: this.joinKey } : {}),
      warnings
    };
  }

  private take(cells: string[]): void {
    if (!this.plan || !this.header) {
      this.header = cells;
      this.headerKey = cells.join('\u0000');
      this.plan = planColumns(cells, this.hints, this.source);
      return;
    }
    if (cells.length === this.header.length && cells.join('\u0000') === this.headerKey) {
      return;
    }
    if (cells.length !== this.header.length) {
      this.ragged += 1;
    }
    const { columns, joinKey } = this.plan;
    const at = this.records * columns.length;
    if (at + columns.length > this.cells.length) {
      const larger = new Float64Array(Math.max(1024, (at + columns.length) * 2));
      larger.set(this.cells);
      this.cells = larger;
    }
    for (let i = 0; i < columns.length; i += 1) {
      const column = columns[i] as number;
      const value = column < 0 ? NaN : toNumber(cells[column]);
      this.cells[at + i] = value;
      if (column >= 0 && !Number.isFinite(value)) {
        this.notNumbers += 1;
        this.firstBad ||= `record ${this.records + 1}, column ${this.header[column]}`;
        this.cells[at + i] = NaN;
      }
    }
    if (joinKey >= 0) {
      this.joinKey.push(cells[joinKey] ?? '');
    }
    this.records += 1;
  }
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
  const suffixes = known.length > 0 ? known : [commonLabel(header)];
  const byLength = [...suffixes].sort((a, b) => b.length - a.length);
  const cells = new Map<string, Map<string, number>>();
  const features: string[] = [];
  const seen = new Set<string>();
  const used = new Set<number>();
  header.forEach((name, index) => {
    const label =
      byLength.find(l => l !== '' && name.length > l.length + 1 && name.endsWith(`_${l}`)) ??
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
