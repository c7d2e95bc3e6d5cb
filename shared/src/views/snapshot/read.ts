/**
 * Reads what stands under the MIME type. A notebook may come from anyone: every field is checked
 * and bounded before anything is drawn.
 */
import { isObject, type JsonObject } from '../../explain/formats/json';
import type { TabularExplanation } from '../../explain/model';
import { readSnapshot } from '../../explain/snapshot';
import type { SnapshotRef, SnapshotTable } from './format';

/** A checked snapshot: what can be drawn. */
export type DrawableContent =
  | { view: 'job'; facts: [string, string][]; candidates: SnapshotTable }
  | { view: 'candidates'; objective: string; table: SnapshotTable }
  | { view: 'explanation'; explanation: TabularExplanation }
  | { view: 'report'; note: string; table: SnapshotTable }
  | { view: 'prediction'; table: SnapshotTable; explanation?: TabularExplanation }
  | { view: 'endpoint'; facts: [string, string][] }
  | { view: 'unknown'; problem: string };

export interface DrawableSnapshot {
  title: string;
  ref?: SnapshotRef;
  content: DrawableContent;
  /** Parts that were wrong and left out. */
  problems: string[];
}

const MAX_COLUMNS = 200;
const MAX_ROWS = 5000;
const MAX_TEXT = 2000;
const MAX_FACTS = 100;

/** Never throws: what cannot be drawn becomes `unknown` with the reason. */
export function readContent(value: unknown): DrawableSnapshot {
  const problems: string[] = [];
  if (!isObject(value)) {
    return { title: 'Snapshot', content: unknown('The output is not an object.'), problems };
  }
  const title = typeof value.title === 'string' && value.title ? clip(value.title) : 'Snapshot';
  const data = isObject(value.data) ? value.data : {};
  let content: DrawableContent;
  try {
    content = contentOf(value.view, data, problems);
  } catch (error) {
    content = unknown((error as Error).message);
  }
  return { title, ref: refOf(value.ref), content, problems };
}

function unknown(problem: string): DrawableContent {
  return { view: 'unknown', problem };
}

function contentOf(view: unknown, data: JsonObject, problems: string[]): DrawableContent {
  switch (view) {
    case 'job':
      return {
        view,
        facts: factsOf(isObject(data.job) ? data.job : {}),
        candidates: tableOf(data.candidates, problems)
      };
    case 'candidates':
      return {
        view,
        objective: typeof data.objective === 'string' ? clip(data.objective) : '',
        table: tableOf(data.table, problems)
      };
    case 'explanation':
      return { view, explanation: readSnapshot(data) };
    case 'report':
      return {
        view,
        note: typeof data.note === 'string' ? clip(data.note) : '',
        table: tableOf(data.table, problems)
      };
    case 'prediction': {
      const table = tableOf(data.table, problems);
      if (data.explanation === undefined || data.explanation === null) {
        return { view, table };
      }
      try {
        return { view, table, explanation: readSnapshot(data.explanation) };
      } catch (error) {
        problems.push((error as Error).message);
        return { view, table };
      }
    }
    case 'endpoint':
      return { view, facts: factsOf(data) };
    default:
      return unknown(
        typeof view === 'string'
          ? `This output shows “${clip(view).slice(0, 60)}”, which this version of Pilothouse ` +
              'does not know. Update Pilothouse to see it.'
          : 'The output does not name what it shows.'
      );
  }
}

/** Words for the API's field names; others are shown as they are. */
const WORDS: Record<string, string> = {
  AutoMLJobName: 'Job',
  AutoMLJobStatus: 'Status',
  AutoMLJobSecondaryStatus: 'Phase',
  AutoMLJobObjective: 'Objective',
  ProblemType: 'Problem',
  CompletionCriteria: 'Limits',
  EndpointName: 'Endpoint',
  EndpointStatus: 'Status',
  CreationTime: 'Created',
  LastModifiedTime: 'Changed',
  EndTime: 'Ended',
  FailureReason: 'Failure',
  PartialFailureReasons: 'Partial failures'
};

/** Members that only wrap others. */
const WRAPPERS = new Set([
  'ResolvedAttributes',
  'AutoMLProblemTypeResolvedAttributes',
  'TabularResolvedAttributes'
]);

/** Names and values of a record, nested values as short JSON. */
function factsOf(record: JsonObject): [string, string][] {
  return entriesOf(record)
    .filter(([, value]) => value !== null && value !== undefined)
    .slice(0, MAX_FACTS)
    .map(([key, value]) => [
      Object.hasOwn(WORDS, key) ? WORDS[key]! : clip(key),
      clip(valueText(value))
    ])
    .filter(([, text]) => text !== '') as [string, string][];
}

function entriesOf(record: JsonObject, depth = 0): [string, unknown][] {
  return Object.entries(record).flatMap(([key, value]) =>
    WRAPPERS.has(key) && isObject(value) && depth < WRAPPERS.size
      ? entriesOf(value, depth + 1)
      : [[key, value] as [string, unknown]]
  );
}

function valueText(value: unknown): string {
  if (!isObject(value)) {
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  const keys = Object.keys(value);
  // A record of one member says no more than that member.
  return keys.length === 0
    ? ''
    : keys.length === 1
      ? String(value[keys[0]!])
      : JSON.stringify(value);
}

function tableOf(value: unknown, problems: string[]): SnapshotTable {
  const empty: SnapshotTable = { columns: [], rows: [] };
  if (!isObject(value) || !Array.isArray(value.columns) || !Array.isArray(value.rows)) {
    problems.push('The table has no columns and rows.');
    return empty;
  }
  const columns = (value.columns as unknown[])
    .slice(0, MAX_COLUMNS)
    .map(name => clip(String(name)));
  const all = value.rows as unknown[];
  const rows = all.slice(0, MAX_ROWS).filter(row => Array.isArray(row)) as unknown[][];
  if (rows.length < Math.min(all.length, MAX_ROWS)) {
    problems.push('Rows of the table that are not lists were left out.');
  }
  const said = typeof value.omitted === 'number' && value.omitted > 0 ? value.omitted : 0;
  const omitted = said + Math.max(0, all.length - MAX_ROWS);
  return {
    columns,
    rows: rows.map(row => columns.map((_, index) => cellOf(row[index]))),
    ...(omitted > 0 ? { omitted } : {})
  };
}

function cellOf(value: unknown): string | number | boolean | null {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (value === null || value === undefined) {
    return null;
  }
  return clip(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Only what names a thing of the right form may be offered to be opened. */
function refOf(value: unknown): SnapshotRef | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const name = /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/;
  const { kind, jobName, endpointName, uri, path } = value;
  if (kind === 'job' && typeof jobName === 'string' && jobName.length <= 63 && name.test(jobName)) {
    return { kind, jobName };
  }
  if (
    kind === 'endpoint' &&
    typeof endpointName === 'string' &&
    endpointName.length <= 63 &&
    name.test(endpointName)
  ) {
    return { kind, endpointName };
  }
  if (kind === 'file' && typeof path === 'string' && path !== '' && path.length <= MAX_TEXT) {
    return { kind, path };
  }
  return kind === 's3' && typeof uri === 'string' && /^s3:\/\/[a-z0-9.-]+\/./.test(uri)
    ? { kind, uri: uri.slice(0, 1100) }
    : undefined;
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
