/** Colour of each record's dot by the value of a feature. */
import type { FeatureColumn } from '../explain/model';
import { extent, valuesAtRanks } from '../explain/ranks';
import { cividis } from './cividis';
import { rgba } from './stamp';

/** Colours of dots: `palette[index[record]]`, packed as by `rgba`. */
export interface DotColors {
  index: Uint8Array;
  palette: Uint32Array;
}

/** Index of a record without a value: drawn hollow. */
export const MISSING = 255;
/** Index of what has no colour of its own. */
const GREY = 254;
/** Steps of the scale of numbers. */
const STEPS = 240;

/** Clip values of a numeric feature: 5th to 95th percentile, then wider if these are equal. */
export function clipRange(values: ArrayLike<number>): [number, number] {
  const { low, high } = extent(values);
  if (!(low < high)) {
    return low === high ? [low, low] : [0, 0];
  }
  for (const share of [0.05, 0.01]) {
    const ends = [share, 1 - share].map(part => Math.round(part * (values.length - 1)));
    const [from, to] = valuesAtRanks(values, ends) as [number, number];
    if (from < to) {
      return [from, to];
    }
  }
  return [low, high];
}

/**
 * Numbers by cividis; up to as many categories as there are colours by those; more categories in
 * grey; missing values in grey and hollow.
 *
 * @param scaleFrom - Where numbers begin on the scale, 0 to 1.
 */
export function dotColors(
  column: FeatureColumn | undefined,
  records: number,
  categories: readonly string[],
  grey: string,
  scaleFrom: number
): DotColors {
  const index = new Uint8Array(records).fill(column ? MISSING : GREY);
  const palette = new Uint32Array(256);
  palette[GREY] = palette[MISSING] = rgba(...hexColor(grey));
  if (!column) {
    return { index, palette };
  }
  palette.set(scaleOf(scaleFrom));
  const numbers = numbersOf(column, records);
  const [low, high] = clipRange(numbers);
  indexNumbers(column, records, low, high > low ? (STEPS - 1) / (high - low) : 0, index);
  if (numbers.length < records) {
    const names = new Map<string, number>();
    addNames(column, records, names);
    const few = names.size <= categories.length;
    [...names.keys()].sort().forEach((name, i) => {
      names.set(name, few ? STEPS + i : GREY);
      if (few) {
        palette[STEPS + i] = rgba(...hexColor(categories[i] as string));
      }
    });
    indexNames(column, records, names, index);
  }
  return { index, palette };
}

let scale = { from: NaN, colors: new Uint32Array(0) };

function scaleOf(from: number): Uint32Array {
  if (scale.from !== from) {
    const colors = Uint32Array.from({ length: STEPS }, (_, step) =>
      rgba(...cividis(from + (1 - from) * (step / (STEPS - 1))))
    );
    scale = { from, colors };
  }
  return scale.colors;
}

// Each loop over records is a function of its own: engines compile a loop while it runs, and
// would throw that away at the code behind it, which never ran.

/** Finite numbers of a column. */
function numbersOf(column: FeatureColumn, records: number): Float64Array {
  const numbers = new Float64Array(records);
  let count = 0;
  for (let record = 0; record < records; record += 1) {
    const value = column[record];
    if (typeof value === 'number' && value - value === 0) {
      numbers[count] = value;
      count += 1;
    }
  }
  return numbers.subarray(0, count);
}

function indexNumbers(
  column: FeatureColumn,
  records: number,
  low: number,
  perStep: number,
  index: Uint8Array
): void {
  for (let record = 0; record < records; record += 1) {
    const value = column[record];
    if (typeof value === 'number' && value === value) {
      const at = perStep > 0 ? (value - low) * perStep : (STEPS - 1) / 2;
      index[record] = at <= 0 ? 0 : at >= STEPS - 1 ? STEPS - 1 : (at + 0.5) | 0;
    }
  }
}

function addNames(column: FeatureColumn, records: number, names: Map<string, number>): void {
  for (let record = 0; record < records; record += 1) {
    const value = column[record];
    if (typeof value === 'string') {
      names.set(value, 0);
    }
  }
}

function indexNames(
  column: FeatureColumn,
  records: number,
  names: ReadonlyMap<string, number>,
  index: Uint8Array
): void {
  for (let record = 0; record < records; record += 1) {
    const value = column[record];
    if (typeof value === 'string') {
      index[record] = names.get(value) as number;
    }
  }
}

/** `#rgb`, `#rrggbb`, `rgb(r, g, b)`, `white` or `black`; grey for anything else. */
export function hexColor(text: string): [number, number, number] {
  if (text.trim() === 'white' || text.trim() === 'black') {
    return text.trim() === 'white' ? [255, 255, 255] : [0, 0, 0];
  }
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim());
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(text.trim());
  const digits = short ? short.slice(1).map(d => d + d) : long?.slice(1, 4);
  if (digits) {
    return digits.map(d => parseInt(d, 16)) as [number, number, number];
  }
  const parts = /^rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)/.exec(text.trim());
  return parts ? (parts.slice(1, 4).map(Number) as [number, number, number]) : [119, 119, 119];
}
