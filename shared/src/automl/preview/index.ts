import { AwsError } from '../../aws/errors';
import type { ByteSource } from '../../aws/source';
import type { FileStat } from '../../host';
import { profileCsv } from './csv';
import { fileProblem } from './problems';
import type { DataProblem, DataProfile } from './model';

export * from './model';

/** Bytes of a CSV that are read at first. */
const firstBytes = 256 * 1024;
/** Wide files need more for a few whole rows; never more than this. */
const mostBytes = 4 * 1024 * 1024;
/** Rows (lines) that are wanted before a longer look is given up. */
const wantedLines = 50;

/**
 * Read a sample of a data file and describe it.
 *
 * Bad content never throws: it is listed in `problems`. A file that cannot be read at all
 * throws what the source threw; one that vanishes or changes meanwhile is a problem.
 */
export async function readProfile(
  source: ByteSource,
  options: { signal?: AbortSignal } = {}
): Promise<DataProfile> {
  const before = await source.stat();
  let profile: DataProfile;
  try {
    profile = await look(source, before, options.signal);
    const after = await source.stat();
    if (after.size !== before.size || after.modified !== before.modified) {
      profile.problems.unshift(changed(source.name));
    }
  } catch (thrown) {
    if (options.signal?.aborted || !(await vanished(source))) {
      throw thrown;
    }
    profile = blank(source.name, before);
    profile.problems.push(
      fileProblem(
        'error',
        'file-vanished',
        `${source.name} was moved or deleted while it was read.`,
        'Choose the file again.'
      )
    );
  }
  return profile;
}

async function look(
  source: ByteSource,
  stat: FileStat,
  signal?: AbortSignal
): Promise<DataProfile> {
  let bytes = await read(source, stat, 0, Math.min(stat.size, firstBytes), signal);
  const kind = sniff(bytes);
  const lower = source.name.toLowerCase();
  const parquetName = /\.(parquet|pq)$/.test(lower);
  if (kind === 'parquet' || (parquetName && stat.size > 0)) {
    const parquet = await import('./parquet');
    if (kind !== 'parquet') {
      const profile = { ...blank(source.name, stat), format: 'parquet' as const };
      profile.problems.push(parquet.damaged(source.name, new Error('it does not begin with PAR1')));
      return profile;
    }
    return parquet.profileParquet(source, stat, signal);
  }
  if (kind === 'zip' || kind === 'binary') {
    const profile = blank(source.name, stat);
    profile.problems.push(
      fileProblem(
        'error',
        'not-text',
        `${source.name} is ${kind === 'zip' ? 'a ZIP or Excel file' : 'a binary file'}, not a CSV.`,
        'Save the table as CSV or Parquet and choose that file.'
      )
    );
    return profile;
  }
  if (kind === 'gzip') {
    const { gunzipHead } = await import('./gzip');
    const head = await gunzipHead(bytes, mostBytes);
    const whole = bytes.length >= stat.size && head.length < mostBytes;
    return profileCsv({
      name: source.name,
      bytes: head,
      size: whole ? head.length : undefined,
      storedSize: stat.size,
      compressed: true
    });
  }
  while (bytes.length < Math.min(stat.size, mostBytes) && lines(bytes) < wantedLines) {
    const end = Math.min(stat.size, mostBytes, bytes.length * 2);
    const more = await read(source, stat, bytes.length, end, signal);
    const both = new Uint8Array(bytes.length + more.length);
    both.set(bytes);
    both.set(more, bytes.length);
    bytes = both;
  }
  return profileCsv({
    name: source.name,
    bytes,
    size: stat.size,
    storedSize: stat.size,
    compressed: false
  });
}

async function read(
  source: ByteSource,
  stat: FileStat,
  start: number,
  end: number,
  signal?: AbortSignal
): Promise<Uint8Array> {
  const bytes = end > start ? await source.read(start, end, signal) : new Uint8Array(0);
  if (bytes.length < end - start && end <= stat.size) {
    throw new AwsError({
      code: 'FileChanged',
      message: `${source.name} became shorter while it was read. Wait until nothing writes to it.`,
      retryable: true,
      action: 'retry'
    });
  }
  return bytes;
}

function lines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) {
    count += byte === 10 ? 1 : 0;
  }
  return count;
}

/** What the first bytes say, whatever the file is called. */
function sniff(bytes: Uint8Array): 'parquet' | 'gzip' | 'zip' | 'binary' | 'text' {
  const starts = (...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  if (starts(0x50, 0x41, 0x52, 0x31)) {
    return 'parquet';
  }
  if (starts(0x1f, 0x8b)) {
    return 'gzip';
  }
  if (starts(0x50, 0x4b, 3, 4)) {
    return 'zip';
  }
  let control = 0;
  const looked = Math.min(bytes.length, 4096);
  for (let i = 0; i < looked; i++) {
    const byte = bytes[i] ?? 0;
    // Zero bytes are left out: UTF-16 text is full of them.
    control += byte > 0 && byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 ? 1 : 0;
  }
  return control > looked / 20 ? 'binary' : 'text';
}

async function vanished(source: ByteSource): Promise<boolean> {
  try {
    await source.stat();
    return false;
  } catch {
    return true;
  }
}

function changed(file: string): DataProblem {
  return fileProblem(
    'error',
    'file-changed',
    `${file} changed while it was read.`,
    'Wait until nothing writes to it, then load it again.'
  );
}

function blank(name: string, stat: FileStat): DataProfile {
  return {
    name,
    format: 'csv',
    compressed: false,
    encoding: 'UTF-8',
    rows: { count: 0, exact: false },
    bytes: stat.size,
    columns: [],
    sampleRows: [],
    sampled: 0,
    repeatedRows: 0,
    problems: []
  };
}
