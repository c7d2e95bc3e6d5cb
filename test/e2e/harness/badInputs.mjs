// Files that are wrong or odd on purpose, and what the form must say about each of them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Rows enough to learn from; no two are the same. */
const rowNumbers = Array.from({ length: 80 }, (_, i) => i);

/** A CSV of a header and one line per row number. */
const csv = (header, line) => [header, ...rowNumbers.map(line), ''].join('\n');
const answer = i => (i % 3 === 0 ? 'yes' : 'no');
const withFirstColumn = value => csv('a,b,target', i => `${value(i)},${i % 7},${answer(i)}`);

/** Longest name of a column in {@link badInputs}. */
const longName = `${'very '.repeat(39)}long`.padEnd(200, '!');
const width = 10_000;
const each = value => Array.from({ length: width }, (_, i) => value(i)).join(',');
const umlauts = csv('größe,b,target', i => `${i * 1.5},${i % 7},${answer(i)}`);

/**
 * What stands in the table of {@link badInputs}:
 *
 * - `content`: of the file, text (UTF-8) or bytes.
 * - `outcome`: `blocked` (the form refuses to start), `hint` (it says something and would start)
 *   or `clean` (nothing but hints on the number of rows).
 * - `says`: what the form's start section must say: what is wrong, by file, column or line, and
 *   the fix.
 * - `columns`: names that the preview must show, in order.
 * - `types`: types that the preview must have found, by column.
 * - `data`: what the preview's section must say besides.
 */
export const badInputs = {
  'empty.csv': {
    content: '',
    outcome: 'blocked',
    says: [/empty\.csv is empty/, /Choose a file with a header line and data rows/]
  },
  'header-only.csv': {
    content: 'a,b,target\n',
    outcome: 'blocked',
    says: [
      /header-only\.csv has a header line but no data rows/,
      /Choose a file with data below the header/
    ]
  },
  'one-row.csv': {
    content: 'a,b,target\n1,2,yes\n',
    outcome: 'blocked',
    says: [/one-row\.csv has a single data row/, /Choose a file with more rows/]
  },
  'one-class.csv': {
    content: csv('a,b,target', i => `${i},${i % 7},yes`),
    outcome: 'blocked',
    says: [/Target “target” has the single value “yes”/, /Choose a column with two or more values/]
  },
  'target-missing.csv': {
    content: csv('a,b,target', i => `${i},${i % 7},`),
    outcome: 'blocked',
    says: [/Target “target” has no values/, /Choose another column or fill it/]
  },
  'duplicate-columns.csv': {
    content: csv('a,a,target', i => `${i},${i % 7},${answer(i)}`),
    outcome: 'blocked',
    says: [
      /duplicate-columns\.csv: more than one column is called “a”/,
      /Give every column its own name/
    ]
  },
  'empty-names.csv': {
    content: csv('a,,target', i => `${i},${i % 7},${answer(i)}`),
    outcome: 'blocked',
    says: [/empty-names\.csv: column 2 .*has no name/, /Give it a name in the first line/],
    columns: ['a', 'column 2', 'target']
  },
  'odd-names.csv': {
    content: csv(`"a,b","say ""hi""",🚢 ship,${longName},target`, i =>
      [i, i % 7, i % 5, i % 3, answer(i)].join(',')
    ),
    outcome: 'hint',
    says: [/“a,b”, “say "hi"”/, /It works as it is/],
    columns: ['a,b', 'say "hi"', '🚢 ship', longName, 'target']
  },
  'mixed-types.csv': {
    content: withFirstColumn(i => (i === 3 ? 'unknown' : i)),
    outcome: 'hint',
    says: [
      /Column “a” mixes numbers with text such as “unknown” \(line 5\)/,
      /Correct these values or leave them empty/
    ]
  },
  'dates.csv': {
    content: withFirstColumn(i => new Date(Date.UTC(2024, 0, i + 1)).toISOString().slice(0, 10)),
    outcome: 'clean',
    types: { a: 'datetime', b: 'numeric' }
  },
  'thousands.csv': {
    content: withFirstColumn(i => `"${i + 1},250.5"`),
    outcome: 'hint',
    says: [
      /Column “a” holds numbers with thousands separators \(line 2\)/,
      /Write the numbers without separators/
    ],
    types: { a: 'numeric' }
  },
  'utf-16.csv': {
    content: Buffer.from(`\ufeff${umlauts}`, 'utf16le'),
    outcome: 'hint',
    says: [/utf-16\.csv is saved as UTF-16 LE/, /Save it as “CSV UTF-8”/],
    columns: ['größe', 'b', 'target']
  },
  'latin-1.csv': {
    content: Buffer.from(umlauts, 'latin1'),
    outcome: 'hint',
    says: [/latin-1\.csv is saved as Latin-1/, /Save it as “CSV UTF-8”/],
    columns: ['größe', 'b', 'target']
  },
  'bom.csv': {
    content: `\ufeff${umlauts}`,
    outcome: 'clean',
    columns: ['größe', 'b', 'target']
  },
  'ragged.csv': {
    content: `${withFirstColumn(i => i)}1,2,yes,extra\n1,2\n`,
    outcome: 'blocked',
    says: [
      /ragged\.csv, line 82 has 4 fields; the header has 3/,
      /ragged\.csv, line 83 has 2 fields; the header has 3/,
      /double quotes, or remove the extra fields/
    ]
  },
  'wide.csv': {
    content: csv(
      `${each(i => `column${i}`)},target`,
      i => `${each(j => (i * j) % 97)},${answer(i)}`
    ),
    outcome: 'clean',
    data: [/10,001 columns/, /30 of 10,001 columns/]
  },
  'infinite.csv': {
    content: withFirstColumn(i => (i === 0 ? 'inf' : i === 1 ? '-Infinity' : i)),
    outcome: 'hint',
    says: [
      /Column “a” holds infinite values \(line 2\)/,
      /Replace them by a finite number, or leave them empty/
    ],
    types: { a: 'numeric' }
  },
  'not-parquet.parquet': {
    content: 'this is no parquet file',
    outcome: 'blocked',
    says: [/not-parquet\.parquet is not a Parquet file/, /Write it again, or choose another file/]
  }
};

/** A fault beyond what the preview reads: only the job can find it. */
export const failing = {
  name: 'late-fault.csv',
  content: `a,b,target\n${Array.from({ length: 40_000 }, (_, i) => `${i},${i % 7},yes\n`).join('')}`,
  says: /The target "target" has a single value, "yes".*Choose a target with at least two/
};

/** A good table under a name that needs care in URLs. */
export const odd = { name: 'a b+c.csv', content: withFirstColumn(i => (i % 3 === 0 ? i : -i)) };

/** Write all of them. */
export function writeBadInputs(folder) {
  mkdirSync(folder, { recursive: true });
  const files = { ...badInputs, [failing.name]: failing, [odd.name]: odd };
  for (const [name, { content }] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
}
