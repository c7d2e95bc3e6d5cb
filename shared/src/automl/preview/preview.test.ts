import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import Papa from 'papaparse';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { memorySource } from '../../aws/source';
import type { ByteSource } from '../../aws/source';
import { readProfile } from './index';
import type { DataProfile } from './index';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const csv = (text: string, name = 'data.csv'): Promise<DataProfile> =>
  readProfile(memorySource(name, utf8(text)));
const codes = (profile: DataProfile): string[] => profile.problems.map(({ code }) => code);
const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => row(index)).join('\n');

describe('a good CSV', () => {
  const text = `age,city,joined,note,churn\n${rows(
    600,
    i =>
      `${i % 70},${['Bern', 'Oslo'][i % 2]},2024-01-${(i % 28) + 1},the ${i} th note of all,${i % 7 === 0}`
  )}\n`;

  test('has types, counts, distinct values and no problems', async () => {
    const profile = await csv(text);
    expect(profile).toMatchObject({
      format: 'csv',
      encoding: 'UTF-8',
      delimiter: ',',
      rows: { count: 600, exact: true },
      bytes: utf8(text).length,
      problems: []
    });
    expect(profile.columns.map(({ name, type }) => [name, type])).toEqual([
      ['age', 'numeric'],
      ['city', 'categorical'],
      ['joined', 'datetime'],
      ['note', 'text'],
      ['churn', 'categorical']
    ]);
    expect(profile.columns[0]).toMatchObject({ distinct: 70, missing: 0, integers: 1 });
    expect(profile.columns[0]?.spark.reduce((a, b) => a + b)).toBe(600);
    expect(profile.columns[4]?.top[0]).toEqual({ value: 'false', count: 514 });
    expect(profile.sampleRows[0]).toEqual([
      '0',
      'Bern',
      '2024-01-1',
      'the 0 th note of all',
      'true'
    ]);
  });

  test('rows of a long file are estimated within 3 %', async () => {
    const long = `a,b\n${rows(200_000, i => `${100_000 + i},x`)}\n`;
    const profile = await csv(long);
    expect(profile.rows.exact).toBe(false);
    expect(Math.abs(profile.rows.count / 200_000 - 1)).toBeLessThan(0.03);
  });

  test('missing values are counted, not typed', async () => {
    const profile = await csv('a,b\n1,x\n,y\nNA,z\nnan,\n');
    expect(profile.columns[0]).toMatchObject({ type: 'numeric', missing: 0.75, present: 1 });
    expect(profile.columns[1]?.missing).toBe(0.25);
  });

  test('gzip is recognised', async () => {
    const profile = await readProfile(memorySource('d.csv.gz', gzipSync(utf8(text))));
    expect(profile).toMatchObject({ compressed: true, rows: { count: 600 }, problems: [] });
  });

  test('a small gzip file that stands for a very large one is not unpacked whole', async () => {
    const bomb = gzipSync(utf8(`a,b\n${'1,2\n'.repeat(8_000_000)}`));
    expect(bomb.length).toBeLessThan(256 * 1024);
    const profile = await readProfile(memorySource('bomb.csv.gz', bomb));
    expect(profile.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(profile.rows.exact).toBe(false);
    expect(profile.sampled).toBeLessThan(2_000_000);
  });

  test('the first part of a long gzip file is enough', async () => {
    let seed = 1;
    const noise = `a,b\n${rows(200_000, i => `${i},${(seed = (seed * 48271) % 2147483647)}`)}\n`;
    const packed = gzipSync(utf8(noise));
    expect(packed.length).toBeGreaterThan(300_000);
    const profile = await readProfile(memorySource('d.csv.gz', packed));
    expect(profile.columns.map(({ type }) => type)).toEqual(['numeric', 'numeric']);
    expect(profile.sampled).toBeGreaterThan(1000);
    expect(profile.problems).toEqual([]);
  });
});

describe('bad input is named with its fix', () => {
  const good = `a,b\n${rows(10, i => `${i},x`)}\n`;
  const cases: [string, string | Uint8Array, string, RegExp][] = [
    ['an empty file', '', 'empty-file', /data\.csv is empty/],
    ['blank lines only', '\n\n\n', 'empty-file', /data\.csv is empty/],
    ['a header only', 'a,b\n', 'header-only', /no data rows/],
    ['one row', 'a,b\n1,2\n', 'one-row', /single data row/],
    ['duplicate names', 'a,b,a\n1,2,3\n4,5,6\n', 'duplicate-name', /“a”/],
    ['an empty name', ',b\n1,2\n4,5\n', 'empty-name', /column 1 /],
    ['a long row', 'a,b\n1,2\n"x\ny",2,3\n4,5\n', 'long-rows', /line 3 has 3 fields/],
    ['a short row', 'a,b\n1,2\n"x\ny",2\n4\n', 'short-rows', /line 5 has 1 fields/],
    ['an open quote', 'a,b\n1,2\n"x,2\n3,4\n', 'open-quote', /line 3/],
    [
      'mixed types',
      `a,b\n${rows(8, i => `${i},x`)}\noops,y\n`,
      'mixed-types',
      /“oops” \(line 10\)/
    ],
    ['thousands', `a,b\n${rows(9, i => `"1,${100 + i}",x`)}\n`, 'thousands-separators', /“a”/],
    ['infinities', `a,b\n${rows(9, () => '1,x')}\n-inf,y\n`, 'infinite-values', /\(line 11\)/],
    ['overflow', `a,b\n${rows(9, () => '1,x')}\n1e999,y\n`, 'infinite-values', /“a”/],
    ['semicolons', good.replaceAll(',', ';'), 'delimiter', /semicolons/],
    [
      'Latin-1',
      Uint8Array.from('naïve,b\n1,2\n3,4\n', c => c.charCodeAt(0)),
      'encoding',
      /Latin-1/
    ],
    ['UTF-16', new Uint8Array(Buffer.from('\uFEFF' + good, 'utf16le')), 'encoding', /UTF-16 LE/],
    ['UTF-16 without mark', new Uint8Array(Buffer.from(good, 'utf16le')), 'encoding', /UTF-16 LE/],
    ['an Excel file', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 1]), 'not-text', /Excel/],
    ['one column', 'a\n1\n2\n3\n', 'one-column', /single column/],
    ['a padded name', 'a, b\n1,2\n3,4\n', 'padded-name', /“ b”/],
    ['no header', '1,2\n3,4\n5,6\n', 'no-header', /first line/]
  ];
  test.each(cases)('%s', async (_, content, code, message) => {
    const bytes = typeof content === 'string' ? utf8(content) : content;
    const profile = await readProfile(memorySource('data.csv', bytes));
    const problem = profile.problems.find(found => found.code === code);
    expect(problem?.message).toMatch(message);
    expect(problem?.fix).toMatch(/\.$/);
  });

  test('a byte order mark is no part of the first name', async () => {
    const profile = await csv('\uFEFFa,b\n1,2\n3,4\n');
    expect(profile.encoding).toBe('UTF-8 with BOM');
    expect(profile.columns[0]?.name).toBe('a');
    expect(profile.problems).toEqual([]);
  });

  test('UTF-16 and Latin-1 are read rightly all the same', async () => {
    const utf16 = await readProfile(
      memorySource('d.csv', new Uint8Array(Buffer.from('\uFEFFstraße,b\n1,ü\n2,é\n', 'utf16le')))
    );
    expect(utf16.columns[0]?.name).toBe('straße');
    const latin = await readProfile(
      memorySource('d.csv', new Uint8Array(Buffer.from('straße,b\n1,ü\n2,é\n', 'latin1')))
    );
    expect(latin.columns[0]?.name).toBe('straße');
    expect(latin.columns[1]?.examples).toEqual(['ü', 'é']);
  });

  test('names with commas, quotes, emoji and 200 characters work', async () => {
    const names = ['a,b', 'say "x"', '🚢 ship', 'n'.repeat(200), '__proto__'];
    const text = Papa.unparse([names, ['1', '2', '3', '4', '5'], ['6', '7', '8', '9', '0']]);
    const profile = await csv(text);
    expect(profile.columns.map(({ name }) => name)).toEqual(names);
    expect(profile.problems.map(({ severity }) => severity)).toEqual(['info']);
  });

  test('10,000 columns are looked at', async () => {
    const header = Array.from({ length: 10_000 }, (_, i) => `column_${i}`).join(',');
    const row = (i: number): string =>
      Array.from({ length: 10_000 }, (_, j) => (i * j) % 97).join(',');
    const text = `${header}\n${rows(200, row)}\n`;
    const profile = await csv(text);
    expect(profile.columns).toHaveLength(10_000);
    expect(profile.sampled).toBeGreaterThanOrEqual(40);
    expect(profile.columns[9999]?.type).toBe('numeric');
    expect(profile.problems).toEqual([]);
  });
});

describe('a file that moves under the reader', () => {
  const text = utf8(`a,b\n${rows(100, i => `${i},x`)}\n`);
  const moving = (change: Partial<ByteSource>): ByteSource => ({
    ...memorySource('live.csv', text),
    ...change
  });

  test('growing is said', async () => {
    let size = text.length;
    const profile = await readProfile(
      moving({ stat: () => Promise.resolve({ size: size++, modified: 1 }) })
    );
    expect(profile.problems[0]).toMatchObject({ code: 'file-changed', severity: 'error' });
    expect(profile.columns).toHaveLength(2);
  });

  test('vanishing is said', async () => {
    let looked = 0;
    const profile = await readProfile(
      moving({
        stat: () =>
          looked++ === 0
            ? Promise.resolve({ size: text.length, modified: 1 })
            : Promise.reject(new Error('ENOENT')),
        read: () => Promise.reject(new Error('ENOENT'))
      })
    );
    expect(codes(profile)).toEqual(['file-vanished']);
    expect(profile.problems[0]?.message).toContain('live.csv');
  });

  test('shrinking fails with the name of the file', async () => {
    await expect(
      readProfile(moving({ read: () => Promise.resolve(new Uint8Array(3)) }))
    ).rejects.toThrow(/live\.csv became shorter/);
  });

  test('a file that never was fails as the host says', async () => {
    await expect(
      readProfile(moving({ stat: () => Promise.reject(new Error('No such file: live.csv')) }))
    ).rejects.toThrow('No such file: live.csv');
  });
});

describe('Parquet', () => {
  test('text called .parquet, and a cut file, are not Parquet', async () => {
    const text = await csv('a,b\n1,2\n', 'fake.parquet');
    expect(text.problems[0]).toMatchObject({ code: 'not-parquet', severity: 'error' });
    const cut = new Uint8Array(100);
    cut.set([0x50, 0x41, 0x52, 0x31]);
    const profile = await readProfile(memorySource('cut.parquet', cut));
    expect(profile.problems[0]?.code).toBe('not-parquet');
    expect(profile.problems[0]?.message).toContain('cut.parquet');
    expect((await csv('', 'empty.parquet')).problems[0]?.code).toBe('empty-file');
  });

  const codecs = ['snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'none'];
  const folder = mkdtempSync(join(tmpdir(), 'ph-'));
  beforeAll(() => {
    const program = `
import pyarrow as pa, pyarrow.parquet as pq, datetime as dt
n = 3000
t = pa.table({"n": [i / 2 for i in range(n)],
  "city": [None if i % 10 == 9 else ["Bern", "Oslo"][i % 2] for i in range(n)],
  "when": pa.array([dt.datetime(2024, 1, 1) + dt.timedelta(hours=i) for i in range(n)], pa.timestamp("ms")),
  "flag": [i % 3 == 0 for i in range(n)]})
for codec in ${JSON.stringify(codecs)}:
    pq.write_table(t, ${JSON.stringify(folder)} + "/" + codec, compression=codec)`;
    execFileSync('.venv/bin/python', ['-c', program]);
  }, 60_000);

  test('needs no WebAssembly, which a webview forbids', async () => {
    const bundle = await build({
      entryPoints: ['shared/src/automl/preview/parquet.ts'],
      bundle: true,
      write: false,
      format: 'esm'
    });
    expect(bundle.outputFiles[0]?.text).not.toContain('WebAssembly');
  });

  test.each(codecs)('%s is read', async codec => {
    const bytes = new Uint8Array(readFileSync(join(folder, codec)));
    const profile = await readProfile(memorySource('d.parquet', bytes));
    expect(profile).toMatchObject({
      format: 'parquet',
      rows: { count: 3000, exact: true },
      sampled: 2000,
      problems: []
    });
    expect(profile.columns.map(({ name, type }) => [name, type])).toEqual([
      ['n', 'numeric'],
      ['city', 'categorical'],
      ['when', 'datetime'],
      ['flag', 'categorical']
    ]);
    expect(profile.sampleRows[1]).toEqual(['0.5', 'Oslo', '2024-01-01T01:00:00.000Z', 'False']);
    expect(profile.columns[1]?.missing).toBeCloseTo(0.1, 2);
  });
});

describe('properties', () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 12 });

  test('what a CSV writer writes is read back: names and number of rows', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter(text => !/^\uFEFF/.test(text));
    const table = fc.integer({ min: 2, max: 6 }).chain(width =>
      fc.record({
        names: fc.array(name, { minLength: width, maxLength: width }),
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 2 })
      })
    );
    await fc.assert(
      fc.asyncProperty(table, async ({ names, rows: data }) => {
        // Every cell quoted: the delimiter is then certain.
        const text = Papa.unparse([names, ...data], { quotes: true, newline: '\n' });
        const profile = await csv(text);
        if (profile.delimiter === ',' && profile.encoding === 'UTF-8') {
          expect(profile.columns.map(column => column.name)).toEqual(names);
          expect(profile.rows).toEqual({ count: data.length, exact: true });
        }
      }),
      { numRuns: 200 }
    );
  });

  test('no bytes at all make it throw, and the figures stay within their bounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 400 }).map(utf8)),
        fc.constantFrom('x.csv', 'x.parquet', 'x'),
        async (bytes, name) => {
          const profile = await readProfile(memorySource(name, bytes));
          for (const column of profile.columns) {
            expect(column.missing).toBeGreaterThanOrEqual(0);
            expect(column.missing).toBeLessThanOrEqual(1);
            expect(column.spark.every(count => count >= 0)).toBe(true);
          }
          expect(profile.problems.every(({ fix, message }) => fix && message)).toBe(true);
        }
      ),
      { numRuns: 300 }
    );
  });
});
