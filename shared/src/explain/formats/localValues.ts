/**
 * F5: `explanations_shap/out.csv`, contributions of each record. Read piece by piece from bytes;
 * with several part files, each may carry the header again.
 */
import { FormatError } from './analysis';
import { isMark, joinBytes, QUOTE, FEED, feedsIn, quotedEnd, UNCLOSED } from './csvBytes';
import { isRecord, planColumns, type ColumnHints, type ColumnPlan } from './columnPlan';
import { csvRecords } from './csv';
import { DecimalReader } from './decimal';
import { toNumber } from './json';
import { COMMA, labelMajor, NumberRows, RETURN } from './numberRows';
import { TableDamage } from './tableDamage';

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

/** No record is longer; what is, has a quote that nothing closes. */
const MAX_RECORD = 32 * 1024 * 1024;
/** Values that are read in one go. */
const BLOCK = 4096;
/** Most values that room is made for before they are there. */
const MAX_GUESS = 64 * 1024 * 1024;

/** Reads one or several `out.csv` parts in name order. */
export class LocalValuesReader {
  private plan: ColumnPlan | undefined;
  /** Columns of the part that is read: `columns[i]` goes to value `i` of a record. */
  private columns: number[] = [];
  private joinColumn = -1;
  private used = new Set<number>();
  /** Column i holds value i. */
  private straight = false;
  private header: string[] = [];
  /** Header of the first part. */
  private planned: string[] = [];
  private cells = new Float64Array(0);
  private row = new Float64Array(0);
  private records = 0;
  private joinKey: string[] = [];
  private readonly decimal = new DecimalReader();
  private readonly rows = new NumberRows();
  private rest = new Uint8Array(0);
  private line = 0;
  /** Names the part that is read; '' if there is one file. */
  private part = '';
  private atStart = true;
  private rejected = false;
  private readonly damage = new TableDamage();
  /** Records that were no plain ones. */
  private odd = 0;

  /**
   * @param source - The file, or the folder of all parts; for messages.
   * @param size - Bytes of all parts, if known: spares copies.
   */
  constructor(
    private readonly source: string,
    private readonly hints: ColumnHints = {},
    private readonly size = 0
  ) {}

  /** The line that is read, and the part it is in if there are several. */
  private place(more = 0): string {
    return `${this.part === '' ? '' : `${this.part}, `}line ${this.line + more}`;
  }

  /** Number of values so far. */
  get valueCount(): number {
    return this.records * this.columns.length;
  }

  /** Add bytes, or text for short ones; a record may be split over pieces at any place. */
  push(piece: Uint8Array | string): void {
    const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
    if (this.rejected) {
      return;
    }
    let from = 0;
    if (this.rest.length > 0) {
      // Only the record that the border cuts is put together, not the whole piece.
      const feed = bytes.indexOf(FEED);
      from = feed < 0 ? bytes.length : feed + 1;
      this.rest = this.take(joinBytes(this.rest, bytes.subarray(0, from)), false);
    }
    const more = bytes.subarray(from);
    this.rest = this.take(this.rest.length > 0 ? joinBytes(this.rest, more) : more, false);
  }

  /** Go on with the next part file. */
  nextPart(part: string): void {
    this.finish();
    this.part = part;
    this.atStart = true;
    this.rejected = false;
    this.line = 0;
  }

  /**
   * Everything was pushed.
   *
   * @throws FormatError if there was no header.
   */
  end(): LocalValues {
    this.finish();
    return this.result();
  }

  /** Reading stops before the end: a record that is not complete is left out. */
  endCut(): LocalValues {
    return this.result();
  }

  private finish(): void {
    const { rest } = this;
    this.rest = new Uint8Array(0);
    if (rest.length > 0 && !this.rejected) {
      this.take(rest, true);
    }
  }

  /** Take all complete records; returns the bytes after the last of them, copied. */
  private take(bytes: Uint8Array, last: boolean): Uint8Array<ArrayBuffer> {
    let start = this.atStart && isMark(bytes) ? 3 : 0;
    // Old Macs end lines with a return alone; then there is no line feed at all.
    const mark = this.atStart && bytes.indexOf(FEED) < 0 && bytes.includes(RETURN) && last;
    const ending = mark ? RETURN : FEED;
    const complete = bytes.lastIndexOf(FEED) + 1;
    while (start < bytes.length && !this.rejected) {
      start = this.plainRecords(bytes, start, complete);
      if (start >= bytes.length) {
        break;
      }
      let end = bytes.indexOf(ending, start);
      const quote = this.quoteIn(bytes, start, end < 0 ? bytes.length : end);
      if (quote) {
        end = quotedEnd(bytes, start, ending);
        if (end === UNCLOSED || (end < 0 && last)) {
          // The rest of the file is not part of this record.
          end = bytes.indexOf(ending, start);
          this.damage.unclosed.add(this.place(1));
        }
      }
      if (end < 0) {
        if (!last && bytes.length - start < MAX_RECORD) {
          break;
        }
        end = bytes.length;
      }
      const stop = end > start && bytes[end - 1] === RETURN ? end - 1 : end;
      this.line += 1;
      if (stop > start) {
        this.record(bytes, start, stop, quote);
      }
      this.line += quote ? feedsIn(bytes, start, stop) : 0;
      start = end + 1;
    }
    return bytes.slice(Math.min(start, bytes.length));
  }

  /**
   * The usual case in one pass: records of as many numbers as the header names.
   *
   * @param end - The bytes up to here hold complete records.
   * @returns Where the first record begins that is another.
   */
  private plainRecords(bytes: Uint8Array, start: number, end: number): number {
    const width = this.columns.length;
    const most = Math.max(1, Math.floor(BLOCK / width));
    // The first record tells how much room to make. Where many records are no plain ones, reading
    // them twice would cost more than it spares.
    const isUsual = this.straight && this.records > 0 && !this.atStart;
    let from = start;
    while (isUsual && from < end && this.odd <= this.records / 8) {
      const at = this.records * width;
      this.reserve(at + most * width, 0);
      const read = this.rows.read(bytes, from, end, width, this.cells, at, most);
      this.line += read;
      this.records += read;
      from = this.rows.next;
      if (read < most && from < end) {
        this.odd += 1;
        return from;
      }
    }
    return from;
  }

  private quoteIn(bytes: Uint8Array, start: number, end: number): boolean {
    // Tables of numbers hold no quotes: one search per piece tells for all of its records.
    if (this.quoteFree === bytes) {
      return false;
    }
    const at = bytes.indexOf(QUOTE, start);
    if (at < 0) {
      this.quoteFree = bytes;
    }
    return at >= 0 && at < end;
  }

  private quoteFree: Uint8Array | undefined;

  private record(bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    if (this.atStart) {
      this.atStart = false;
      if (!this.firstLine(bytes, start, end)) {
        return;
      }
    }
    const width = this.columns.length;
    const at = this.records * width;
    this.reserve(at + width, end - start + 1);
    const found = quoted
      ? this.textCells(bytes, start, end, this.row)
      : this.numberCells(bytes, start, end, this.straight ? at : -1);
    if (found === 0) {
      return;
    }
    if (found !== this.header.length) {
      this.damage.uneven.add(this.place());
    }
    if (!this.straight || quoted) {
      for (let i = 0; i < width; i += 1) {
        const column = this.columns[i] as number;
        this.cells[at + i] = column < 0 ? NaN : (this.row[column] as number);
      }
    }
    this.records += 1;
  }

  /**
   * Cells of a line without quotes, into the row or straight to `to`.
   *
   * @returns How many cells there are; 0 for the header once more.
   */
  private numberCells(bytes: Uint8Array, start: number, end: number, to: number): number {
    const { decimal, row } = this;
    const target = to < 0 ? row : this.cells;
    const offset = to < 0 ? 0 : to;
    const width = this.header.length;
    let count = 0;
    let numbers = 0;
    decimal.at = start;
    for (;;) {
      const from = decimal.at;
      let value = decimal.read(bytes, end);
      if (value - value !== 0 || (decimal.at < end && bytes[decimal.at] !== COMMA)) {
        let stop = bytes.indexOf(COMMA, from);
        stop = stop < 0 || stop > end ? end : stop;
        const text = new TextDecoder().decode(bytes.subarray(from, stop));
        value = this.finite(toNumber(text), count);
        if (count === this.joinColumn) {
          this.joinKey[this.records] = text;
        }
        decimal.at = stop;
      } else if (count === this.joinColumn) {
        this.joinKey[this.records] = new TextDecoder().decode(bytes.subarray(from, decimal.at));
      }
      if (count < width) {
        target[offset + count] = value;
        numbers += value === value ? 1 : 0;
      }
      count += 1;
      if (decimal.at >= end) {
        break;
      }
      decimal.at += 1;
    }
    for (let c = count; c < width; c += 1) {
      target[offset + c] = this.finite(NaN, c);
    }
    if (count < this.joinColumn + 1) {
      this.joinKey[this.records] = '';
    }
    if (numbers === 0 && count === width && this.isHeader(bytes, start, end)) {
      this.damage.notNumbers.count -= this.columns.filter(column => column >= 0).length;
      return 0;
    }
    return count;
  }

  /** A finite number as it is; any other value is missing, which is counted. */
  private finite(value: number, column: number): number {
    if (value - value === 0) {
      return value;
    }
    if (column !== this.joinColumn && this.used.has(column)) {
      this.damage.notNumbers.add(`${this.place()}, column ${this.header[column]}`);
    }
    return NaN;
  }

  private isHeader(bytes: Uint8Array, start: number, end: number): boolean {
    const [cells] = csvRecords(new TextDecoder().decode(bytes.subarray(start, end)));
    return cells?.join('\u0000') === this.header.join('\u0000');
  }

  private textCells(bytes: Uint8Array, start: number, end: number, row: Float64Array): number {
    const [cells = []] = csvRecords(new TextDecoder().decode(bytes.subarray(start, end)));
    if (cells.join('\u0000') === this.header.join('\u0000')) {
      return 0;
    }
    row.forEach((_, c) => {
      row[c] = this.finite(c < cells.length ? toNumber(cells[c]) : NaN, c);
    });
    if (this.joinColumn >= 0) {
      this.joinKey[this.records] = cells[this.joinColumn] ?? '';
    }
    return cells.length;
  }

  /**
   * The first line of a part.
   *
   * @returns True if it is a record: parts may lack the header.
   */
  private firstLine(bytes: Uint8Array, start: number, end: number): boolean {
    const [cells = []] = csvRecords(new TextDecoder().decode(bytes.subarray(start, end)));
    if (!this.plan) {
      this.planned = [...(this.hints.header ?? cells)];
      this.plan = planColumns(this.planned, this.hints, this.source);
    }
    // Parts without a header, or with the first one, have the order of the first.
    this.use(this.planned, this.plan.columns, this.plan.joinKey);
    if (isRecord(cells, this.joinColumn)) {
      return true;
    }
    if (cells.join('\u0000') !== this.header.join('\u0000')) {
      this.reorder(cells);
    }
    return false;
  }

  /** A part whose columns stand in another order, or that has not all of them. */
  private reorder(header: string[]): void {
    const plan = this.plan as ColumnPlan;
    const position = new Map(header.map((name, index) => [name, index]));
    const columns = plan.suffixes.flatMap(suffix =>
      plan.features.map(feature => position.get(feature + suffix) ?? -1)
    );
    const missing = columns.filter((column, i) => column < 0 && plan.columns[i] !== -1).length;
    if (missing > columns.length / 2) {
      this.rejected = true;
      this.damage.unfit.add(this.part);
      return;
    }
    if (missing > 0) {
      this.damage.lacking.add(this.part);
    }
    const used = new Set(columns);
    const free = header.findIndex((_, index) => !used.has(index));
    this.use(header, columns, this.plan?.joinKey === -1 ? -1 : free);
  }

  private use(header: string[], columns: number[], joinColumn: number): void {
    this.header = header;
    this.columns = columns;
    this.joinColumn = joinColumn;
    this.used = new Set(columns);
    this.row = new Float64Array(header.length);
    this.straight =
      columns.length === header.length && columns.every((column, index) => column === index);
  }

  /** Room for `length` values; at first for as many records of this size as the files hold. */
  private reserve(length: number, recordBytes: number): void {
    if (length <= this.cells.length) {
      return;
    }
    const records = this.records === 0 ? (this.size / recordBytes) * 1.05 : 0;
    const guess = Math.min(records * this.columns.length, MAX_GUESS);
    const larger = new Float64Array(Math.ceil(Math.max(4096, length * 1.5, guess)));
    larger.set(this.cells);
    this.cells = larger;
  }

  private result(): LocalValues {
    if (!this.plan) {
      throw new FormatError(this.source, 'is empty; expected a header of <feature>_<label>.');
    }
    const { labels, features, joinKey } = this.plan;
    return {
      labels,
      features,
      records: this.records,
      values: labelMajor(this.cells, this.records, labels.length, features.length),
      ...(joinKey >= 0
        ? { joinKey: Array.from({ length: this.records }, (_, r) => this.joinKey[r] ?? '') }
        : {}),
      warnings: [...this.plan.warnings, ...this.damage.said(this.source)]
    };
  }
}
