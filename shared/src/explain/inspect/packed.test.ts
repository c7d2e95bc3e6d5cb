/** Files packed with gzip are read like those inside them. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../aws/source';
import { unpackedName } from '../folders/place';
import { MAX_UNPACKED, Unpacker } from '../packed';
import { fixture } from '../testing/fixtures';
import { inspectFiles, inspectOne } from '../testing/inspecting';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const REPORT = 'job-credit-risk-shap';
const NAMES = ['analysis.json', 'explanations_shap/out.csv', 'explanations_shap/baseline.csv'];

describe('a packed report', () => {
  it('says what the plain one says, under the names of the packed files', async () => {
    const plain = await inspectFiles(
      Object.fromEntries(NAMES.map(name => [name, fixture(`${REPORT}/${name}`)]))
    );
    const packed = await inspectFiles(
      Object.fromEntries(NAMES.map(name => [`${name}.gz`, gzipSync(fixture(`${REPORT}/${name}`))]))
    );
    expect(packed.problems).toEqual([]);
    const entries = packed.entries.map(entry => ({
      ...entry,
      path: entry.path.replace(/\.gz$/, '')
    }));
    expect(entries).toEqual(plain.entries);
    expect(packed.entries.map(({ path }) => path)).toContain('in/analysis.json.gz');
  });

  it('puts packed and plain parts together, and takes no file twice', async () => {
    const { entries, problems } = await inspectFiles({
      'out.csv/part-0.csv': 'a_y,b_y\n1,2\n',
      'out.csv/part-0.csv.gz': gzipSync('a_y,b_y\n1,2\n'),
      'out.csv/part-1.csv.gz': gzipSync('a_y,b_y\n3,4\n')
    });
    expect(entries).toMatchObject([{ format: 'F5', records: 2, path: 'in/out.csv' }]);
    expect(problems.join()).toContain(
      '1 file left out, since the same file is there unpacked: in/out.csv/part-0.csv.gz.'
    );
  });

  it('shows what comes before damage, and says that it is not all', async () => {
    const whole = gzipSync(
      `a_y,b_y\n${Array.from({ length: 50_000 }, (_, i) => `${i},1\n`).join('')}`
    );
    const entry = await inspectOne('out.csv.gz', whole.subarray(0, whole.length - 20_000));
    expect(entry.records).toBeGreaterThan(1000);
    expect(entry.records).toBeLessThan(50_000);
    expect(entry.warnings.join()).toContain('out.csv.gz: the packed data are damaged');
  });

  it.each([
    ['model.tar.gz', tar('analysis.json', '{}'), 'with files inside (an archive)'],
    ['report.html.gz', '<html><body>x</body></html>', 'unpack first'],
    ['twice.json.gz', gzipSync('{}'), 'unpack first']
  ])('names %s with the next step', async (name, content, reason) => {
    const { entries, problems } = await inspectFiles({ [name]: gzipSync(content) });
    expect(entries).toEqual([]);
    expect(problems.join()).toContain(reason);
    expect(problems.join()).toContain(name);
  });
});

describe('unpacking', () => {
  it('ends at its limit, however little is packed', async () => {
    // 1 MB of records, as many times as a bomb needs: members follow each other.
    const member = gzipSync('7,7\n'.repeat(4 << 20));
    const count = MAX_UNPACKED / (16 << 20) + 2;
    const bomb = Buffer.concat(Array.from({ length: count }, () => member));
    expect(bomb.length).toBeLessThan(4 << 20);
    const found = await new Unpacker().open(memorySource('out.csv.gz', bomb), bomb.length);
    expect(found.size).toBe(MAX_UNPACKED);
    expect(found.problem).toContain('unpacked it has more than 512 MB');
    expect(await found.bytes.read(MAX_UNPACKED - 4, MAX_UNPACKED + 4)).toEqual(bytes('7,7\n'));
  }, 60_000);

  it('gives any range of what was packed, also of what is too large to keep', async () => {
    const text = Array.from({ length: 9_000_000 }, (_, i) => `${i % 8_999},`).join('');
    const all = bytes(text.padEnd(66 << 20, 'x'));
    const packed = gzipSync(all, { level: 1 });
    const { bytes: source, size } = await new Unpacker().open(
      memorySource('x', packed),
      packed.length
    );
    expect(size).toBe(all.length);
    for (const [start, end] of [
      [0, 10],
      [1 << 20, 3 << 20],
      [5, 6],
      [size - 3, size + 3],
      [size, size + 1]
    ] as const) {
      expect(Buffer.from(await source.read(start, end)).equals(all.subarray(start, end))).toBe(
        true
      );
    }
    // Asked for at once, as by a reader that looks ahead.
    const [a, b] = await Promise.all([source.read(0, 4 << 20), source.read(4 << 20, 8 << 20)]);
    expect(Buffer.from(a).equals(all.subarray(0, 4 << 20))).toBe(true);
    expect(Buffer.from(b).equals(all.subarray(4 << 20, 8 << 20))).toBe(true);
  }, 60_000);

  it('gives back what was packed, and never fails for what was damaged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5000 }),
        fc.nat(),
        fc.nat(255),
        async (content, at, change) => {
          const packed = new Uint8Array(gzipSync(content));
          const found = await new Unpacker().open(memorySource('x', packed), packed.length);
          expect(found.size).toBe(content.length);
          expect([...(await found.bytes.read(0, content.length))]).toEqual([...content]);
          packed[at % packed.length] = change;
          const damaged = await new Unpacker().open(memorySource('x', packed), packed.length);
          expect((await damaged.bytes.read(0, damaged.size)).length).toBe(damaged.size);
        }
      )
    );
  });

  it('tells what fails to be read from what is damaged', async () => {
    const source = memorySource('x', gzipSync('abc'));
    const failing = { ...source, read: () => Promise.reject(new Error('No such disk.')) };
    await expect(new Unpacker().open(failing, 9)).rejects.toThrow('No such disk.');
  });

  it.each([
    ['a/out.csv.gz', 'a/out.csv'],
    ['OUT.CSV.GZ', 'OUT.CSV'],
    ['a/.gz', 'a/.gz'],
    ['gz', 'gz']
  ])('names what is in %s', (name, inner) => expect(unpackedName(name)).toBe(inner));
});

/** An archive of one file, as far as anybody looks at it. */
function tar(name: string, content: string): Uint8Array {
  const archive = new Uint8Array(10_240);
  archive.set(bytes(name));
  archive.set(bytes('ustar'), 257);
  archive.set(bytes(content), 512);
  return archive;
}
