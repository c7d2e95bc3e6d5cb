/** The output of a batch transform as a table, each prediction beside its record. Pure. */
import { csvRecords, toCsv } from '../explain/formats/csv';
import { readAnswer } from './answer';
import { answerTable } from './answerTable';
import type { TransformJob, TransformTexts } from './transform';

export interface TransformTable {
  columns: { name: string; from: 'input' | 'output' }[];
  rows: (string | number | null)[][];
  /** What is not shown, or could not be put together. */
  notes: string[];
}

/** Rows that are shown at most. */
export const MAX_ROWS = 2_000;

/**
 * @param features - Names of the model's columns; empty if unknown.
 * @param outputKeys - Columns of a CSV answer, if known.
 */
export function transformTable(
  job: TransformJob,
  texts: TransformTexts,
  features: readonly string[],
  outputKeys: readonly string[] | undefined
): TransformTable | undefined {
  const type = job.TransformOutput?.Accept ?? job.TransformInput?.ContentType ?? 'text/csv';
  const notes: string[] = [];
  const joined = job.DataProcessing?.JoinSource === 'Input';
  const filtered = !isWhole(job.DataProcessing?.OutputFilter);
  const whole = job.TransformInput?.SplitType !== 'Line';
  const csv = /^text\/csv/i.test(type);
  const keys = filtered ? undefined : outputKeys;

  if (csv && joined) {
    const records = csvRecords(texts.output);
    const width = Math.max(0, (records[0]?.length ?? 0) - (keys?.length ?? 1));
    const answers = outputTable(toCsv(records.map(row => row.slice(width))), 'text/csv', keys);
    return (
      answers &&
      done(
        [...inputColumns(width, features, job.DataProcessing?.InputFilter), ...answers.columns],
        answers.rows.map((row, index) => [...(records[index] ?? []).slice(0, width), ...row]),
        texts.cut,
        notes
      )
    );
  }
  // Objects of one JSON record each are written line by line.
  const answers = outputTable(texts.output, joined ? 'application/jsonlines' : type, keys);
  if (!answers) {
    return undefined;
  }
  const { columns: outputs, rows } = answers;
  if (texts.input === undefined || whole) {
    return done(outputs, rows, texts.cut, notes);
  }
  const records = inputRecords(texts.input, job.TransformInput?.ContentType ?? '');
  if (!texts.cut && records.length !== rows.length) {
    notes.push(
      `The input has ${records.length} records and the output ${rows.length}, so they are not ` +
        'shown side by side.'
    );
    return done(outputs, rows, texts.cut, notes);
  }
  const width = records[0]?.length ?? 0;
  const count = Math.min(records.length, rows.length);
  return done(
    [...outputs, ...inputColumns(width, features, job.DataProcessing?.InputFilter)],
    rows.slice(0, count).map((row, index) => [...row, ...(records[index] ?? [])]),
    texts.cut,
    notes
  );
}

function done(
  columns: TransformTable['columns'],
  rows: TransformTable['rows'],
  cut: boolean,
  notes: string[]
): TransformTable {
  const shown = rows.slice(0, MAX_ROWS);
  if (cut || rows.length > MAX_ROWS) {
    notes.push(
      `The first ${shown.length.toLocaleString('en')} records are shown. Save the file for all.`
    );
  }
  return { columns, rows: shown, notes };
}

function inputRecords(text: string, type: string): string[][] {
  return /^text\/csv/i.test(type) || type === ''
    ? csvRecords(text)
    : text
        .split(/\r?\n/)
        .filter(line => line.trim() !== '')
        .map(line => [line]);
}

/** The answers of a model, one column per class, without their numbers. */
function outputTable(
  text: string,
  type: string,
  outputKeys: readonly string[] | undefined
): Pick<TransformTable, 'columns' | 'rows'> | undefined {
  const shown = answerTable(readAnswer(new TextEncoder().encode(text), type, { outputKeys }));
  return (
    shown && {
      columns: shown.columns.slice(1).map(({ name }) => ({ name, from: 'output' as const })),
      rows: shown.rows.map(({ cells }) => cells.slice(1))
    }
  );
}

/** Names of a record's columns: the model's, where the filter tells which those are. */
function inputColumns(
  width: number,
  features: readonly string[],
  filter: string | undefined
): TransformTable['columns'] {
  const kept = keptColumns(filter, width);
  return Array.from({ length: width }, (_, column) => {
    const at = kept?.indexOf(column) ?? -1;
    const own = kept?.length === features.length ? features[at] : undefined;
    return { name: own ?? `Column ${column + 1}`, from: 'input' };
  });
}

function isWhole(filter: string | undefined): boolean {
  return filter === undefined || ['', '$'].includes(filter.trim());
}

/**
 * Columns that a filter of CSV records keeps, in its order.
 *
 * @returns `undefined` if the filter is none of `$`, `$[2]`, `$[0,2]`, `$[1:]`, `$[:-1]`, `$[1:3]`.
 */
export function keptColumns(filter: string | undefined, width: number): number[] | undefined {
  const all = Array.from({ length: width }, (_, column) => column);
  if (isWhole(filter)) {
    return all;
  }
  const text = (filter ?? '').replace(/\s/g, '');
  const slice = /^\$\[(-?\d+)?:(-?\d+)?\]$/.exec(text);
  if (slice) {
    const [, start, end] = slice;
    return all.slice(
      start === undefined ? 0 : Number(start),
      end === undefined ? undefined : Number(end)
    );
  }
  const list = /^\$\[(-?\d+(?:,-?\d+)*)\]$/.exec(text)?.[1];
  return list?.split(',').map(at => (Number(at) < 0 ? width + Number(at) : Number(at)));
}

/** Why a transform failed, and the next step, in words. */
export function transformAdvice(reason: string | undefined): string {
  const text = reason ?? '';
  if (/columns?\b|could not (convert|read)|feature/i.test(text)) {
    return (
      'Records must hold the features of the training data in their order, without names of ' +
      'columns and without the target. Correct the file, or set an input filter.'
    );
  }
  if (/limit|quota|capacity/i.test(text)) {
    return 'Choose another instance type or fewer instances, or ask for a higher quota.';
  }
  if (/access ?denied|not authorized|permission/i.test(text)) {
    return 'The execution role may not read the input, the model or write the output. Give it the right.';
  }
  if (/no (such|data|objects?)|not found|does not exist|empty/i.test(text)) {
    return 'Check that the input is still there and holds records.';
  }
  if (/payload|too large|MaxPayload/i.test(text)) {
    return 'Split the input by line, or allow larger requests.';
  }
  if (/time|timed out/i.test(text)) {
    return 'Allow more time per request, or send fewer records in each.';
  }
  return 'Start it again from the candidate; the log of the job may say more.';
}
