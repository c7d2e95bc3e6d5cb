import { decompress as decompressZstd } from 'fzstd';
import { gunzip } from 'hyparquet-compressors/src/gzip.js';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors/src/lz4.js';
import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import type { AsyncBuffer, Compressors, FileMetaData, SchemaTree } from 'hyparquet';
import type { FileStat } from '../../host';
import type { ByteSource } from '../../aws/source';
import { lookAtColumn, shareRepeated } from './columns';
import type { ColumnLook } from './columns';
import { fileProblem, nameProblems, nameSome, quoteName, valueProblems } from './problems';
import { isMissing } from './values';
import type { DataProblem, DataProfile } from './model';

/** What hyparquet does not read by itself. Brotli's dictionary is large: loaded when wanted. */
async function compressorsFor(metadata: FileMetaData): Promise<Compressors> {
  const chunks = metadata.row_groups[0]?.columns ?? [];
  const brotli = chunks.some(({ meta_data: chunk }) => chunk?.codec === 'BROTLI');
  return {
    GZIP: (input, length) => gunzip(input, new Uint8Array(length)),
    ZSTD: input => decompressZstd(input),
    LZ4: decompressLz4,
    LZ4_RAW: decompressLz4Raw,
    ...(brotli
      ? { BROTLI: (await import('hyparquet-compressors/src/brotli.js')).decompressBrotli }
      : {})
  };
}

const sampledRows = 2000;
const shownRows = 20;
/** Compressed bytes of the first row group that are read at most. */
const byteBudget = 16 * 1024 * 1024;

/**
 * Profile of a Parquet file: its footer, and the first rows of as many columns as fit into
 * a budget of bytes.
 *
 * @throws what `source.read` throws; damaged content is a problem in the profile.
 */
export async function profileParquet(
  source: ByteSource,
  stat: FileStat,
  signal?: AbortSignal
): Promise<DataProfile> {
  const profile: DataProfile = {
    name: source.name,
    format: 'parquet',
    compressed: false,
    encoding: 'binary',
    rows: { count: 0, exact: true },
    bytes: stat.size,
    columns: [],
    sampleRows: [],
    sampled: 0,
    repeatedRows: 0,
    problems: []
  };
  let readFailure: unknown;
  const file: AsyncBuffer = {
    byteLength: stat.size,
    slice: async (start, end = stat.size) => {
      try {
        const bytes = await source.read(start, end, signal);
        return bytes.slice().buffer;
      } catch (error) {
        readFailure = error;
        throw error;
      }
    }
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    await fill(profile, file, metadata);
  } catch (error) {
    if (readFailure !== undefined) {
      throw readFailure;
    }
    profile.problems.push(damaged(source.name, error));
  }
  return profile;
}

async function fill(
  profile: DataProfile,
  file: AsyncBuffer,
  metadata: FileMetaData
): Promise<void> {
  const fields = parquetSchema(metadata).children;
  const names = fields.map(({ element }) => element.name);
  profile.rows.count = Number(metadata.num_rows);
  const usable = fields.filter(isFlat).map(({ element }) => element.name);
  const columns = withinBudget(usable, metadata);
  let rows: unknown[][] = [];
  if (columns.length > 0 && profile.rows.count > 0) {
    await parquetRead({
      file,
      metadata,
      columns,
      rowStart: 0,
      rowEnd: Math.min(profile.rows.count, sampledRows),
      compressors: await compressorsFor(metadata),
      onComplete: read => {
        rows = read;
      }
    });
  }
  const place = new Map(columns.map((name, index) => [name, index]));
  const looks: ColumnLook[] = names.map(name => {
    const index = place.get(name);
    return lookAtColumn(name, index === undefined ? [] : rows.map(row => asText(row[index])));
  });
  profile.columns = looks.map(look => look.profile);
  profile.sampled = rows.length;
  profile.sampleRows = rows.slice(0, shownRows).map(row =>
    names.map(name => {
      const index = place.get(name);
      const cell = index === undefined ? null : asText(row[index]);
      return isMissing(cell) ? null : cell;
    })
  );
  profile.repeatedRows = shareRepeated(rows);
  profile.problems.push(...tableProblems(profile, fields));
  const sampled = looks.filter(look => place.has(look.profile.name));
  profile.problems.push(...nameProblems(profile.name, names), ...valueProblems(sampled));
}

function isFlat(field: SchemaTree): boolean {
  return field.children.length === 0 && field.element.repetition_type !== 'REPEATED';
}

/** Columns, in order, whose chunks of the first row group fit into the budget together. */
function withinBudget(names: readonly string[], metadata: FileMetaData): string[] {
  const sizes = new Map<string, number>();
  for (const { meta_data: chunk } of metadata.row_groups[0]?.columns ?? []) {
    const name = chunk?.path_in_schema[0];
    if (chunk && name !== undefined) {
      sizes.set(name, (sizes.get(name) ?? 0) + Number(chunk.total_compressed_size));
    }
  }
  let left = byteBudget;
  return names.filter(name => {
    left -= sizes.get(name) ?? 0;
    return left >= 0;
  });
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? null : value.toISOString();
  }
  if (typeof value === 'boolean') {
    // As pandas writes it, and so as the classes of a model are called.
    return value ? 'True' : 'False';
  }
  if (value instanceof Uint8Array) {
    return `${value.length} bytes`;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function tableProblems(profile: DataProfile, fields: readonly SchemaTree[]): DataProblem[] {
  const { name, rows } = profile;
  const problems: DataProblem[] = [];
  if (rows.count === 0) {
    problems.push(
      fileProblem(
        'error',
        'header-only',
        `${name} has columns but no rows.`,
        'Choose a file with data.'
      )
    );
  } else if (rows.count === 1) {
    problems.push(
      fileProblem(
        'error',
        'one-row',
        `${name} has a single row; nothing can be learned from it.`,
        'Choose a file with more rows (500 or more are advised).'
      )
    );
  }
  const nested = fields.filter(field => !isFlat(field)).map(({ element }) => element.name);
  if (nested[0] !== undefined) {
    problems.push({
      severity: 'error',
      code: 'nested-column',
      column: nested[0],
      message: `Column ${nameSome(nested.map(quoteName))} holds lists or structures, not single values.`,
      fix: 'Leave it out of the file, or write its parts as columns of their own.'
    });
  }
  return problems;
}

/** What is said about a file that ends or begins unlike Parquet, or cannot be decoded. */
export function damaged(file: string, error: unknown): DataProblem {
  const detail = error instanceof Error ? ` (${error.message})` : '';
  return fileProblem(
    'error',
    'not-parquet',
    `${file} is not a Parquet file, or it is damaged or incomplete${detail}.`,
    'Write it again, or choose another file; a CSV needs a name that ends in .csv.'
  );
}
