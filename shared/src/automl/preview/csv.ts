import Papa from 'papaparse';
import { lookAtColumn, shareRepeated } from './columns';
import { detectDelimiter } from './delimiter';
import { decodeText, detectEncoding } from './encoding';
import { fileProblem, nameProblems, valueProblems } from './problems';
import { isMissing, parseNumber } from './values';
import type { DataProblem, DataProfile, Encoding } from './model';

/** The first part of a CSV. */
export interface CsvSample {
  name: string;
  /** Uncompressed bytes from the start. */
  bytes: Uint8Array;
  /** Uncompressed size of the whole file; `undefined` if it cannot be known. */
  size: number | undefined;
  /** Size as stored. */
  storedSize: number;
  compressed: boolean;
}

const shownRows = 20;

/** Rows with their lines, as far as the sample holds them whole. */
interface Table {
  header: string[];
  rows: string[][];
  /** Line in the file of each row, from 1. */
  lines: number[];
  /** Share of the sample that the rows take up. */
  consumed: number;
  /** Line of a quote that is never closed. */
  openQuote?: number;
}

/** Profile of a CSV from a sample of it. Never throws for bad content: that is a problem. */
export function profileCsv(sample: CsvSample): DataProfile {
  const truncated = sample.size === undefined || sample.size > sample.bytes.length;
  const encoding = detectEncoding(sample.bytes, truncated);
  const text = decodeText(sample.bytes, encoding, truncated);
  const delimiter = detectDelimiter(text);
  const table = readTable(text, delimiter, truncated);
  const profile: DataProfile = {
    name: sample.name,
    format: 'csv',
    compressed: sample.compressed,
    encoding,
    delimiter,
    rows: countRows(table, sample, truncated),
    bytes: sample.storedSize,
    columns: [],
    sampleRows: [],
    sampled: table.rows.length,
    repeatedRows: shareRepeated(table.rows),
    problems: fileProblems(sample.name, encoding, delimiter, table, truncated)
  };
  if (profile.problems.some(({ code }) => code === 'empty-file')) {
    return profile;
  }
  const looks = table.header.map((name, column) =>
    lookAtColumn(
      name,
      table.rows.map(row => row[column] ?? null)
    )
  );
  profile.columns = looks.map(look => look.profile);
  profile.sampleRows = table.rows
    .slice(0, shownRows)
    .map(row => table.header.map((_, i) => (isMissing(row[i]) ? null : (row[i] ?? null))));
  profile.problems.push(
    ...nameProblems(sample.name, table.header),
    ...valueProblems(looks, row => table.lines[row] ?? row + 2)
  );
  return profile;
}

function readTable(text: string, delimiter: string, truncated: boolean): Table {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter });
  const openRow = errors.find(({ code }) => code === 'MissingQuotes')?.row;
  if (truncated && data.length > 1) {
    // The last row may be cut, and with it an opened quote is no error.
    data.pop();
  }
  const table: Table = { header: [], rows: [], lines: [], consumed: 1 };
  let line = 1;
  let chars = 0;
  data.forEach((row, index) => {
    const blank = row.length === 1 && row[0] === '';
    if (index === openRow) {
      table.openQuote = line;
    } else if (!blank && table.header.length === 0) {
      table.header = row;
    } else if (!blank) {
      table.rows.push(row);
      table.lines.push(line);
    }
    line += 1;
    chars += row.length;
    for (const cell of row) {
      chars += cell.length;
      if (cell.includes('\n') || cell.includes('\r')) {
        line += cell.split(/\r\n|\r|\n/).length - 1;
      }
    }
  });
  // Quotes and two-character line ends are not counted; good enough for an estimate.
  table.consumed = text.length > 0 ? Math.min(1, chars / text.length) : 1;
  return table;
}

function countRows(table: Table, sample: CsvSample, truncated: boolean): DataProfile['rows'] {
  if (!truncated) {
    return { count: table.rows.length, exact: true };
  }
  const total = sample.size ?? sample.storedSize * 4;
  const part = (sample.bytes.length / Math.max(1, total)) * table.consumed;
  return { count: Math.round(table.rows.length / Math.max(part, 1e-9)), exact: false };
}

function fileProblems(
  file: string,
  encoding: Encoding,
  delimiter: string,
  table: Table,
  truncated: boolean
): DataProblem[] {
  const problems: DataProblem[] = [];
  const add = (...args: Parameters<typeof fileProblem>): void => {
    problems.push(fileProblem(...args));
  };
  const width = table.header.length;
  if (width === 0) {
    add(
      'error',
      'empty-file',
      `${file} is empty.`,
      'Choose a file with a header line and data rows.'
    );
    return problems;
  }
  if (table.openQuote !== undefined) {
    add(
      'error',
      'open-quote',
      `${file}, line ${table.openQuote}: a quote (") is opened and never closed.`,
      'Close it, or double quotes that belong to the text ("").',
      table.openQuote
    );
  }
  if (!truncated && table.rows.length === 0) {
    add(
      'error',
      'header-only',
      `${file} has a header line but no data rows.`,
      'Choose a file with data below the header.'
    );
  }
  if (!truncated && table.rows.length === 1) {
    add(
      'error',
      'one-row',
      `${file} has a single data row; nothing can be learned from it.`,
      'Choose a file with more rows (500 or more are advised).'
    );
  }
  if (truncated && table.rows.length === 0) {
    add(
      'error',
      'no-line-end',
      `The first line of ${file} does not end within what was read of it.`,
      'Make sure that the file is a CSV with line breaks.'
    );
  }
  if (width > 1 && table.header.every(name => parseNumber(name) !== undefined)) {
    add(
      'warning',
      'no-header',
      `The first line of ${file} holds only numbers; it is taken as the column names.`,
      'Add a line with the column names at the top.',
      1
    );
  }
  if (width === 1) {
    add(
      'error',
      'one-column',
      `${file} has a single column.`,
      'A target and at least one feature are needed, separated by commas.'
    );
  }
  if (encoding.startsWith('UTF-16') || encoding === 'Latin-1') {
    add(
      'warning',
      'encoding',
      `${file} is saved as ${encoding}; UTF-8 is expected, so letters may be garbled.`,
      'Save it as “CSV UTF-8”.'
    );
  }
  if (delimiter !== ',') {
    const name = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' }[delimiter] ?? delimiter;
    add(
      'error',
      'delimiter',
      `${file} is separated by ${name}; commas are expected.`,
      'Save it with commas as separators.'
    );
  }
  problems.push(...raggedRows(file, table));
  return problems;
}

/** Rows with more or fewer fields than the header, the first of each kind by its line. */
function raggedRows(file: string, table: Table): DataProblem[] {
  const width = table.header.length;
  const problems: DataProblem[] = [];
  for (const kind of ['more', 'fewer'] as const) {
    const bad = table.rows.flatMap((row, index) =>
      (kind === 'more' ? row.length > width : row.length < width) ? [index] : []
    );
    const first = bad[0];
    if (first === undefined) {
      continue;
    }
    const line = table.lines[first] ?? first + 2;
    const others = bad.length > 1 ? `; ${bad.length - 1} more of the rows read do so too` : '';
    problems.push(
      fileProblem(
        'error',
        kind === 'more' ? 'long-rows' : 'short-rows',
        `${file}, line ${line} has ${table.rows[first]?.length} fields; ` +
          `the header has ${width}${others}.`,
        kind === 'more'
          ? 'Put text that contains the separator into double quotes, or remove the extra fields.'
          : 'Fill the row up with separators (empty fields count as missing), or remove it.',
        line
      )
    );
  }
  return problems;
}
