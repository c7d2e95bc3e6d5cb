/* Large objects in S3 are looked at in ranges: a sample is read, never the object. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FakeApi } from '../../aws/testing/fakeApi';
import { fakeHost } from '../../views/testing/fakeHost';
import { readProfile } from './index';
import type { DataProfile } from './index';
import { locateData } from './locate';

const megabyte = 1024 * 1024;

interface Look {
  profile: DataProfile;
  /** Ranges that were asked for, `[start, end)`. */
  ranges: [number, number][];
  /** Bytes that crossed the seam. */
  bytes: number;
}

/** Look at an object of `size` bytes whose content comes from `content(start, end)`. */
async function look(
  key: string,
  size: number,
  content: (start: number, end: number) => Uint8Array
): Promise<Look> {
  const ranges: [number, number][] = [];
  let bytes = 0;
  const head = { ContentLength: size, LastModified: '2026-11-22T00:00:00Z' };
  const api = new FakeApi({
    's3.ListObjectsV2': () => ({ Contents: [{ Key: key, Size: size }] }),
    's3.HeadObject': () => head,
    's3.GetObject': ({ Range }) => {
      const match = /^bytes=(\d+)-(\d+)$/.exec(String(Range));
      expect(match, 'every read names its range').not.toBeNull();
      const [start, end] = [Number(match?.[1]), Math.min(size, Number(match?.[2]) + 1)];
      ranges.push([start, end]);
      const Body = content(start, end);
      bytes += Body.length;
      return { Body };
    }
  });
  const uri = `s3://bucket/${key}`;
  const source = await locateData(api, fakeHost().files, { kind: 's3', uri }, 'S3Prefix');
  return { profile: await readProfile(source), ranges, bytes };
}

test('of a CSV of 5 GB, the beginning', async () => {
  const row = '123,some text,2024-01-01,yes\n';
  const header = 'number,text,day,flag\n';
  const content = (start: number, end: number): Uint8Array => {
    const text = new Uint8Array(end - start);
    for (let at = start; at < end; at++) {
      text[at - start] =
        at < header.length
          ? header.charCodeAt(at)
          : row.charCodeAt((at - header.length) % row.length);
    }
    return text;
  };
  const { profile, bytes, ranges } = await look('big.csv', 5 * 1024 * megabyte, content);
  expect(profile.columns.map(({ name }) => name)).toEqual(['number', 'text', 'day', 'flag']);
  expect(profile.rows.exact).toBe(false);
  expect(profile.rows.count / ((5 * 1024 * megabyte) / row.length)).toBeCloseTo(1, 1);
  expect(bytes).toBeLessThanOrEqual(megabyte);
  expect(Math.max(...ranges.map(([, end]) => end))).toBeLessThanOrEqual(megabyte);
});

test('of a gzip-compressed CSV, the beginning', async () => {
  let seed = 1;
  const rows = Array.from(
    { length: 900_000 },
    (_, i) => `${i},${(seed = (seed * 48271) % 2147483647)}`
  );
  const packed = gzipSync(new TextEncoder().encode(`a,b\n${rows.join('\n')}\n`), { level: 1 });
  expect(packed.length).toBeGreaterThan(5 * megabyte);
  const { profile, bytes } = await look('big.csv.gz', packed.length, (start, end) =>
    packed.subarray(start, end)
  );
  expect(profile).toMatchObject({ compressed: true, rows: { exact: false }, problems: [] });
  expect(profile.sampled).toBeGreaterThan(1000);
  expect(bytes).toBeLessThanOrEqual(megabyte);
});

test('of a Parquet file, the footer and the first row group', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ph-')), 'big.parquet');
  const program = `
import random, pyarrow as pa, pyarrow.parquet as pq
random.seed(1)
n = 20000
schema = pa.schema([("a", pa.float64()), ("b", pa.float64()), ("y", pa.string())])
with pq.ParquetWriter(${JSON.stringify(file)}, schema, compression="none", use_dictionary=False) as out:
    for _ in range(20):
        columns = [[random.random() for _ in range(n)] for _ in range(2)]
        labels = [random.choice(["yes", "no"]) for _ in range(n)]
        out.write_table(pa.table([*columns, labels], schema=schema), row_group_size=n)
print(pq.ParquetFile(${JSON.stringify(file)}).metadata.row_group(0).total_byte_size)`;
  const group = Number(execFileSync('.venv/bin/python', ['-c', program], { encoding: 'utf8' }));
  const whole = new Uint8Array(readFileSync(file));
  expect(whole.length).toBeGreaterThan(8 * megabyte);
  const { profile, ranges, bytes } = await look('big.parquet', whole.length, (start, end) =>
    whole.subarray(start, end)
  );
  expect(profile).toMatchObject({ rows: { count: 400_000, exact: true }, sampled: 2000 });
  expect(profile.columns.map(({ name, type }) => [name, type])).toEqual([
    ['a', 'numeric'],
    ['b', 'numeric'],
    ['y', 'categorical']
  ]);
  // Nothing between the first row group and the footer.
  const footer = whole.length - megabyte;
  expect(ranges.filter(([start, end]) => end > group + 1024 && start < footer)).toEqual([]);
  expect(bytes).toBeLessThan(group + 1.5 * megabyte);
}, 60_000);

test('a manifest stands for the first file that it names', async () => {
  const objects: Record<string, string> = {
    'list.manifest': '[{"prefix": "s3://bucket/parts/"}, "1.csv", "2.csv"]',
    'parts/1.csv': 'a,y\n1,yes\n2,no\n',
    'data.csv': 'a,y\n1,2\n'
  };
  const api = new FakeApi({
    's3.HeadObject': ({ Key }) => ({ ContentLength: objects[Key as string]?.length }),
    's3.GetObject': ({ Key }) => ({ Body: new TextEncoder().encode(objects[Key as string]) })
  });
  const locate = (uri: string) =>
    locateData(api, fakeHost().files, { kind: 's3', uri }, 'ManifestFile');
  const profile = await readProfile(await locate('s3://bucket/list.manifest'));
  expect(profile).toMatchObject({ name: '1.csv', rows: { count: 2 } });
  await expect(locate('s3://bucket/data.csv')).rejects.toMatchObject({
    code: 'InvalidManifest',
    message: expect.stringContaining('{"prefix": "s3://bucket/path/"}')
  });
});
