/**
 * CSV read piece by piece (RFC 4180: quotes, doubled quotes, line feeds inside quotes; LF, CRLF
 * or CR ends), and written.
 */

/** Reads CSV text as it arrives. Blank lines are skipped. */
export class CsvReader {
  private rest = '';
  private first = true;
  /** Number of the record handed out last, from 1. */
  record = 0;

  /** @param onRecord - Called with the cells of each record. */
  constructor(private readonly onRecord: (cells: string[]) => void) {}

  /** Add text; a record may be split over pieces at any place. */
  push(text: string): void {
    let piece = text;
    if (this.first && piece !== '') {
      this.first = false;
      piece = piece.charCodeAt(0) === 0xfeff ? piece.slice(1) : piece;
    }
    this.rest = this.read(this.rest + piece, false);
  }

  /** The text is complete. */
  end(): void {
    this.read(this.rest, true);
    this.rest = '';
  }

  /** Hand out all complete records; returns the text after the last of them. */
  private read(text: string, last: boolean): string {
    let start = 0;
    while (start < text.length) {
      const end = recordEnd(text, start, last);
      if (end < 0) {
        break;
      }
      const line = text.slice(start, end);
      if (line !== '') {
        this.record += 1;
        this.onRecord(line.includes('"') ? quotedCells(line) : line.split(','));
      }
      start = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
    }
    return text.slice(Math.min(start, text.length));
  }
}

/**
 * Index of the line end that closes the record beginning at `start`; the text's length if it is
 * the last one; −1 if more text is needed.
 */
function recordEnd(text: string, start: number, last: boolean): number {
  let from = start;
  for (;;) {
    const feed = text.indexOf('\n', from);
    const carriage = text.lastIndexOf('\r', feed < 0 ? text.length : feed);
    let end = feed;
    if (carriage >= from) {
      // A carriage return ends a record too; the first one counts.
      end = text.indexOf('\r', from);
      if (end === text.length - 1 && !last) {
        return -1;
      }
    }
    if (end < 0) {
      return last ? text.length : -1;
    }
    if (evenQuotes(text, start, end)) {
      return end;
    }
    from = end + 1;
  }
}

/** True if no quoted cell is open at `end`. */
function evenQuotes(text: string, start: number, end: number): boolean {
  let even = true;
  for (let at = text.indexOf('"', start); at >= 0 && at < end; at = text.indexOf('"', at + 1)) {
    even = !even;
  }
  return even;
}

/** Cells of one record that holds quotes. A quote inside an unquoted cell is kept as it is. */
function quotedCells(line: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const lead = /^[ \t]*/.exec(line.slice(at, at + 64))?.[0].length ?? 0;
    if (line[at + lead] === '"') {
      let cell = '';
      let from = at + lead + 1;
      for (;;) {
        const quote = line.indexOf('"', from);
        if (quote < 0) {
          cell += line.slice(from);
          from = line.length;
          break;
        }
        cell += line.slice(from, quote);
        if (line[quote + 1] !== '"') {
          from = quote + 1;
          break;
        }
        cell += '"';
        from = quote + 2;
      }
      const comma = line.indexOf(',', from);
      cells.push(cell + line.slice(from, comma < 0 ? line.length : comma).trimEnd());
      at = comma;
    } else {
      const comma = line.indexOf(',', at);
      cells.push(line.slice(at, comma < 0 ? line.length : comma));
      at = comma;
    }
    if (at < 0) {
      return cells;
    }
    at += 1;
  }
}

/** All records of a text. */
export function csvRecords(text: string): string[][] {
  const records: string[][] = [];
  const reader = new CsvReader(cells => records.push(cells));
  reader.push(text);
  reader.end();
  return records;
}

/** Records as CSV, each ended by a line feed; cells are quoted where needed. */
export function toCsv(records: readonly (readonly unknown[])[]): string {
  return records.map(cells => `${cells.map(csvCell).join(',')}\n`).join('');
}

function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
