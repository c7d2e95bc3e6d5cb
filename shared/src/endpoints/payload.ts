/** Request bodies for tabular models: written from rows, and read back. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import { getObject, joinS3Uri, requireS3Uri } from '../aws/s3';
import { readAnalysisConfig } from '../explain/formats/analysisConfig';
import { CsvReader, csvRecords, toCsv } from '../explain/formats/csv';
import { isObject, parseJson } from '../explain/formats/json';
import { typedColumn } from '../explain/formats/table';
import type { FeatureColumn } from '../explain/model';

export type PayloadType = 'text/csv' | 'application/json' | 'application/jsonlines';

export const PAYLOAD_TYPES: readonly PayloadType[] = [
  'text/csv',
  'application/json',
  'application/jsonlines'
];

/** Largest body of a request. */
export const MAX_BODY = 6_291_456;

/** Columns and example rows of a model's input, as text. */
export interface Samples {
  columns: string[];
  rows: string[][];
}

/** Bytes of the data set that are read for samples. */
const SAMPLE_BYTES = 262_144;
const SAMPLE_ROWS = 50;

/**
 * Sample rows out of the explained data set of a job's best candidate.
 *
 * @param prefix - `CandidateArtifactLocations.Explainability`.
 * @returns `undefined` if there is no such data set.
 */
export async function loadSamples(
  api: AwsApi,
  prefix: string,
  options: CallOptions = {}
): Promise<Samples | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await getObject(api, requireS3Uri(joinS3Uri(prefix, 'dataset.csv')), {
      ...options,
      range: { start: 0, end: SAMPLE_BYTES }
    });
  } catch (error) {
    const failure = AwsError.from(error);
    if (failure.code === 'Cancelled') {
      throw failure;
    }
    return undefined;
  }
  const label = await labelColumn(api, prefix, options);
  const records: string[][] = [];
  const reader = new CsvReader(cells => records.push(cells));
  reader.push(new TextDecoder().decode(bytes));
  if (bytes.length < SAMPLE_BYTES) {
    reader.end();
  }
  const [columns, ...rows] = records;
  const whole = rows.filter(row => row.length === columns?.length).slice(0, SAMPLE_ROWS);
  if (!columns || whole.length === 0) {
    return undefined;
  }
  // A model is asked with features alone.
  const isFeature = (_: string, column: number): boolean => columns[column] !== label;
  return { columns: columns.filter(isFeature), rows: whole.map(row => row.filter(isFeature)) };
}

/** Column of the data set that holds the true answers; `undefined` if it is not told. */
async function labelColumn(
  api: AwsApi,
  prefix: string,
  options: CallOptions
): Promise<string | undefined> {
  try {
    const config = await getObject(
      api,
      requireS3Uri(joinS3Uri(prefix, 'analysis_config.json')),
      options
    );
    return readAnalysisConfig(new TextDecoder().decode(config)).label;
  } catch (error) {
    const failure = AwsError.from(error);
    if (failure.code === 'Cancelled') {
      throw failure;
    }
    return undefined;
  }
}

/** Rows as a request body. Cells are text; JSON gets numbers where a cell is one. */
export function writePayload(rows: readonly (readonly string[])[], type: PayloadType): string {
  if (type === 'text/csv') {
    return toCsv(rows);
  }
  const records = rows.map(row => ({ features: row.map(jsonCell) }));
  return type === 'application/json'
    ? JSON.stringify({ instances: records }, undefined, 2)
    : records.map(record => `${JSON.stringify(record)}\n`).join('');
}

function jsonCell(cell: string): string | number | null {
  const text = cell.trim();
  if (text === '') {
    return null;
  }
  // Only spellings that come back the same: `007` and long ids stay text.
  return String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : cell;
}

/**
 * Rows of a body, as text.
 *
 * @param columns - Names of the features, for records that are objects by name.
 * @returns rows, or why the body cannot be read. A body that cannot be read here may still be
 * right for the model.
 */
export function readPayload(
  body: string,
  type: PayloadType,
  columns: readonly string[]
): { rows: string[][] } | { problem: string } {
  if (type === 'text/csv') {
    const rows = csvRecords(body);
    const odd = rows.findIndex(row => columns.length > 0 && row.length !== columns.length);
    if (odd >= 0) {
      return {
        problem: `Row ${odd + 1} has ${rows[odd]?.length} values, the model takes ${columns.length}.`
      };
    }
    return rows.length > 0 ? { rows } : { problem: 'The body is empty.' };
  }
  const records: unknown[] = [];
  try {
    if (type === 'application/json') {
      const parsed = parseJson(body);
      const inner = isObject(parsed) && Array.isArray(parsed.instances) ? parsed.instances : parsed;
      records.push(...(Array.isArray(inner) ? (inner as unknown[]) : [inner]));
    } else {
      body.split(/\r?\n/).forEach(line => {
        if (line.trim() !== '') {
          records.push(parseJson(line));
        }
      });
    }
  } catch (error) {
    const place = type === 'application/json' ? 'The body' : `Line ${records.length + 1}`;
    return { problem: `${place} is not valid JSON: ${(error as Error).message}` };
  }
  const rows: string[][] = [];
  for (const [index, record] of records.entries()) {
    const cells = cellsOf(record, columns);
    if (!cells || (columns.length > 0 && cells.length !== columns.length)) {
      return {
        problem:
          `Record ${index + 1} does not hold ${columns.length} values; ` +
          'write {"features": [...]}.'
      };
    }
    rows.push(cells.map(cell => (cell === null || cell === undefined ? '' : String(cell))));
  }
  return rows.length > 0 ? { rows } : { problem: 'The body is empty.' };
}

function cellsOf(record: unknown, columns: readonly string[]): unknown[] | undefined {
  if (Array.isArray(record)) {
    return record as unknown[];
  }
  if (!isObject(record)) {
    return undefined;
  }
  if (Array.isArray(record.features)) {
    return record.features as unknown[];
  }
  const known = columns.filter(name => Object.hasOwn(record, name));
  return known.length > 0
    ? columns.map(name => (Object.hasOwn(record, name) ? record[name] : null))
    : undefined;
}

/** Rows as one column per feature, for explanations. */
export function columnsOf(rows: readonly (readonly string[])[]): FeatureColumn[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, c) => typedColumn(rows.map(row => row[c] ?? '')));
}
