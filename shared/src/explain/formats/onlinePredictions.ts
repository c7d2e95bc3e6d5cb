/**
 * The numbers in a model's own answer (`predictions.data` of F8). What a container sends is not
 * fixed; every sensible reading is offered, and the one that the attributions add up to is right.
 */
import { csvRecords } from './csv';
import { isObject, parseJson, toNumber } from './json';

/** `outputs[record][label]`, NaN where a record does not say. */
export type Outputs = number[][];

/**
 * Every way to read one number per record and label, the likeliest first.
 *
 * @param records - Entries of `explanations.kernel_shap`, explained or not.
 * @param labels - Attributions per feature.
 * @param sure - Only readings that leave no doubt: nothing else tells which is right.
 */
export function outputReadings(
  data: string,
  records: number,
  labels: number,
  sure = false
): Outputs[] {
  const rows = rowsOf(data, records, labels);
  if (!rows) {
    return [];
  }
  const readings = new Map<string, Outputs>();
  const width = Math.max(...rows.map(row => row.length));
  if (sure && width > labels && !(width === labels + 1 && rows.every(startsWithLabel))) {
    return [];
  }
  // Windows of as many neighbouring numbers as there are labels; a label before a probability is
  // a number too, so the last window is the likeliest after the one that holds everything.
  for (let from = width - labels; from >= 0; from -= 1) {
    const outputs = rows.map(row => Array.from({ length: labels }, (_, l) => row[from + l] ?? NaN));
    readings.set(JSON.stringify(outputs), outputs);
    if (sure) {
      break;
    }
  }
  return [...readings.values()];
}

/** A class that is a number stands before the probabilities, which are shares. */
function startsWithLabel([first = NaN, ...others]: readonly number[]): boolean {
  return Number.isInteger(first) && others.every(p => p >= 0 && p <= 1);
}

/** The numbers of each record in the order they are written. */
function rowsOf(data: string, records: number, labels: number): number[][] | undefined {
  const text = data.trim();
  if (text === '' || records === 0) {
    return undefined;
  }
  const json = jsonRecords(text, records);
  if (json) {
    return json.map(record => numbersIn(record));
  }
  const lines = csvRecords(text);
  if (lines.length === records) {
    return lines.map(cells => cells.flatMap(cellNumbers));
  }
  // Some containers separate records by commas.
  const flat = lines.flat().flatMap(cellNumbers);
  if (flat.length === records * labels) {
    return Array.from({ length: records }, (_, i) => flat.slice(i * labels, (i + 1) * labels));
  }
  return undefined;
}

function jsonRecords(text: string, records: number): unknown[] | undefined {
  if (!/^[[{]/.test(text)) {
    return undefined;
  }
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  if (lines.length === records) {
    const values = lines.map(tryJson);
    if (values.every(value => value !== undefined) && (records > 1 || !holdsList(values[0]))) {
      return values;
    }
  }
  const whole = tryJson(text) ?? tryJson(`[${text.replace(/,\s*$/, '')}]`);
  const list = Array.isArray(whole)
    ? (whole as unknown[])
    : isObject(whole)
      ? (Object.values(whole).find(value => Array.isArray(value) && value.length === records) as
          unknown[] | undefined)
      : undefined;
  if (list?.length === records) {
    return list;
  }
  return records === 1 && whole !== undefined ? [whole] : undefined;
}

/** True for `{"predictions": [{…}]}`: the list inside holds the records. */
function holdsList(value: unknown): boolean {
  return isObject(value) && Object.values(value).some(v => Array.isArray(v) && v.some(isObject));
}

function tryJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** A cell is a number, or a list of numbers as text: `"[0.1,0.6,0.3]"`. */
function cellNumbers(cell: string): number[] {
  const text = cell.trim();
  if (text.startsWith('[')) {
    const list = tryJson(text);
    return Array.isArray(list) ? numbersIn(list) : [];
  }
  const number = toNumber(text);
  return Number.isNaN(number) ? [] : [number];
}

/** Keys of what was predicted, which may be a number, beside that of how likely it is. */
const LABEL = /(^|_)(label|class|category|id|index)(e?s)?$|^predictedLabels?$/i;

/** Numbers of one record lie no deeper. */
const MAX_DEPTH = 10;

function numbersIn(value: unknown, depth = 0): number[] {
  if (depth > MAX_DEPTH) {
    return [];
  }
  if (Array.isArray(value)) {
    return (value as unknown[]).flatMap(inner => numbersIn(inner, depth + 1));
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, inner]) => ({
      key,
      inner: numbersIn(inner, depth + 1)
    }));
    const scores = members.filter(({ key, inner }) => inner.length > 0 && !LABEL.test(key));
    return (scores.length > 0 ? scores : members).flatMap(({ inner }) => inner);
  }
  const number = toNumber(value);
  return Number.isNaN(number) ? [] : [number];
}

/**
 * Why there is no base, in a sentence.
 *
 * @param readable - The predictions could be read as numbers.
 */
export function unknownBase(source: string, readable: boolean): string {
  return readable
    ? `${source}: the base is unknown, prediction minus contributions is not the same for all ` +
        'records.'
    : `${source}: the base is unknown, the predictions could not be read as one number per ` +
        'record and label.';
}
