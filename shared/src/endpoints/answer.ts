/**
 * What an endpoint answered, read as far as it can be: as predictions, as a table, as JSON, or
 * as bytes. Never throws: an answer that cannot be read is shown raw.
 */
import { csvRecords } from '../explain/formats/csv';
import { isObject, parseJson } from '../explain/formats/json';
import { isOnlineAnswer, readOnlineAnswer, type OnlineAnswer } from '../explain/formats/online';
import { parseList, type ListItem } from './lists';

/** One record's prediction; what the model did not give is absent. */
export interface Prediction {
  /** `predicted_label`, or the single value of a regression. */
  value?: string | number;
  probability?: number;
  probabilities?: number[];
  /** Classes in the order of `probabilities`. */
  labels?: string[];
}

/** A cell of the answer's table; lists stay lists. */
export type AnswerCell = ListItem | ListItem[];

export interface AnswerTable {
  columns: string[];
  rows: AnswerCell[][];
}

export interface Answer {
  contentType: string;
  bytes: Uint8Array;
  /** The body as text; absent if it is not UTF-8. */
  text?: string;
  table?: AnswerTable;
  /** One per record, when the table's columns have a known meaning. */
  predictions: Prediction[];
  /** Present if the endpoint has an explainer and this answer has its form. */
  online?: OnlineAnswer;
  /** Why parts could not be read. */
  problems: string[];
}

/** What the caller knows about the model. */
export interface AnswerContext {
  /** Columns of a CSV answer: `SAGEMAKER_INFERENCE_OUTPUT` of the last container. */
  outputKeys?: readonly string[];
}

/** Read the body of an answer. */
export function readAnswer(
  bytes: Uint8Array,
  contentType: string,
  context: AnswerContext = {}
): Answer {
  const answer: Answer = { contentType, bytes, predictions: [], problems: [] };
  try {
    answer.text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return answer;
  }
  const parsed = tryJson(answer.text);
  if (isOnlineAnswer(parsed)) {
    const online = readOnlineAnswer(answer.text, 'The answer');
    answer.online = online;
    answer.problems.push(...online.warnings);
    answer.table = readTable(online.predictions.data, online.predictions.contentType, context);
  } else {
    answer.table = readTable(answer.text, contentType, context);
  }
  answer.predictions = answer.table ? predictionsOf(answer.table) : [];
  return answer;
}

function tryJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The records of a body as a table, `undefined` if it has no such form. */
function readTable(
  text: string,
  contentType: string,
  context: AnswerContext
): AnswerTable | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (text.trim() === '') {
    return undefined;
  }
  if (type !== 'text/csv') {
    const records = jsonRecords(text);
    if (records) {
      return tableOfRecords(records);
    }
  }
  // Some containers send CSV under another type.
  return type === 'text/csv' || type === '' || type === 'text/plain'
    ? csvTable(text, context)
    : undefined;
}

/** The list of records in a JSON or JSON Lines text, `undefined` if there is none. */
function jsonRecords(text: string): unknown[] | undefined {
  const whole = tryJson(text);
  if (whole !== undefined) {
    return recordsIn(whole);
  }
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  const values = lines.map(tryJson);
  return values.length > 0 && values.every(value => value !== undefined) ? values : undefined;
}

function recordsIn(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) {
    return value as unknown[];
  }
  if (!isObject(value)) {
    return typeof value === 'number' || typeof value === 'string' ? [value] : undefined;
  }
  for (const key of ['predictions', 'instances', 'outputs']) {
    const inner = value[key];
    if (Array.isArray(inner)) {
      return inner as unknown[];
    }
  }
  const labels = value.predicted_label;
  if (Array.isArray(labels)) {
    // Columns instead of records.
    const keys = Object.keys(value).filter(key => Array.isArray(value[key]));
    return labels.map((_, i) =>
      Object.fromEntries(keys.map(key => [key, (value[key] as unknown[])[i]]))
    );
  }
  return [value];
}

function tableOfRecords(records: unknown[]): AnswerTable {
  const columns: string[] = [];
  const seen = new Set<string>();
  const addColumn = (name: string): void => {
    if (!seen.has(name)) {
      seen.add(name);
      columns.push(name);
    }
  };
  for (const record of records) {
    if (isObject(record)) {
      Object.keys(record).forEach(addColumn);
    } else if (!Array.isArray(record)) {
      addColumn('prediction');
    } else {
      record.forEach((_, i) => addColumn(`value ${i + 1}`));
    }
  }
  const rows = records.map(record =>
    columns.map((name, i): AnswerCell => {
      if (isObject(record)) {
        return cellOf(Object.hasOwn(record, name) ? record[name] : null);
      }
      if (Array.isArray(record)) {
        return cellOf(record[columns.indexOf(`value ${i + 1}`)] ?? null);
      }
      return name === 'prediction' ? cellOf(record) : null;
    })
  );
  return { columns, rows };
}

function cellOf(value: unknown): AnswerCell {
  if (Array.isArray(value)) {
    return value.map(item => scalarOf(item));
  }
  if (typeof value === 'string') {
    return parseList(value) ?? value;
  }
  return scalarOf(value);
}

function scalarOf(value: unknown): ListItem {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return value === null || value === undefined ? null : JSON.stringify(value);
}

const KEYS = new Set(['predicted_label', 'probability', 'probabilities', 'labels']);

function csvTable(text: string, context: AnswerContext): AnswerTable {
  let records = csvRecords(text);
  const header = records[0];
  let columns: string[];
  if (header && header.length > 0 && header.every(cell => KEYS.has(cell.trim()))) {
    columns = header.map(cell => cell.trim());
    records = records.slice(1);
  } else {
    columns = columnNames(records, context.outputKeys);
  }
  const rows = records.map(cells =>
    columns.map((name, i): AnswerCell => csvCell((cells[i] ?? '').trim(), name))
  );
  return { columns, rows };
}

/** Numbers as numbers, lists as lists; labels stay text, since `01` and `1` may differ. */
function csvCell(cell: string, column: string): AnswerCell {
  const list = parseList(cell);
  if (list) {
    return list;
  }
  if (cell === '') {
    return null;
  }
  const number = Number(cell);
  return column === 'predicted_label' || Number.isNaN(number) ? cell : number;
}

/** The output keys if they fit, else names that follow from what the cells look like. */
function columnNames(records: string[][], keys: readonly string[] | undefined): string[] {
  const width = records.reduce((most, cells) => Math.max(most, cells.length), 0);
  if (keys && keys.length === width) {
    return [...keys];
  }
  if (width === 1) {
    return ['prediction'];
  }
  const lists = (records[0] ?? []).map(cell => parseList(cell.trim()));
  const names = lists.map((list, i) => {
    if (list && list.length > 0) {
      return list.every(item => typeof item === 'number') ? 'probabilities' : 'labels';
    }
    return i === 0 ? 'predicted_label' : 'probability';
  });
  const known = lists.some(list => list) && new Set(names).size === names.length;
  return known
    ? Array.from({ length: width }, (_, i) => names[i] ?? `value ${i + 1}`)
    : Array.from({ length: width }, (_, i) => `value ${i + 1}`);
}

const VALUE_COLUMNS = ['predicted_label', 'prediction', 'score', 'label'];

function predictionsOf(table: AnswerTable): Prediction[] {
  const at = (name: string): number => table.columns.indexOf(name);
  const valueAt = VALUE_COLUMNS.map(at).find(index => index >= 0) ?? -1;
  return table.rows.map(row => {
    const prediction: Prediction = {};
    const value = row[valueAt];
    if (typeof value === 'string' || typeof value === 'number') {
      prediction.value = value;
    } else if (typeof value === 'boolean') {
      prediction.value = value ? 'True' : 'False';
    }
    const probability = row[at('probability')];
    if (typeof probability === 'number') {
      prediction.probability = probability;
    }
    const probabilities = row[at('probabilities')];
    if (Array.isArray(probabilities) && probabilities.every(p => typeof p === 'number')) {
      prediction.probabilities = probabilities as number[];
    }
    const labels = row[at('labels')];
    if (Array.isArray(labels)) {
      prediction.labels = labels.map(String);
    }
    return prediction;
  });
}
