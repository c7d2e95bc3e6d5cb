/** Colour of each record's dot by the value of a feature. */
import type { FeatureColumn } from '../explain/model';
import { valuesAtRanks } from '../explain/ranks';
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
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
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
  const index = new Uint8Array(records).fill(GREY);
  const palette = new Uint32Array(256);
  palette[GREY] = palette[MISSING] = rgba(...hexColor(grey));
  if (!column) {
    return { index, palette };
  }
  const numbers = new Float64Array(records);
  let count = 0;
  const names = new Map<string, number>();
  for (let record = 0; record < records; record += 1) {
    const value = column[record];
    if (typeof value === 'number') {
      if (value - value === 0) {
        numbers[count] = value;
        count += 1;
      }
    } else if (typeof value === 'string') {
      names.set(value, 0);
    }
  }
  for (let step = 0; step < STEPS; step += 1) {
    palette[step] = rgba(...cividis(scaleFrom + (1 - scaleFrom) * (step / (STEPS - 1))));
  }
  const [low, high] = clipRange(numbers.subarray(0, count));
  const scale = high > low ? (STEPS - 1) / (high - low) : 0;
  const few = names.size <= categories.length;
  [...names.keys()].sort().forEach((name, i) => {
    names.set(name, few ? STEPS + i : GREY);
    if (few) {
      palette[STEPS + i] = rgba(...hexColor(categories[i] as string));
    }
  });
  for (let record = 0; record < records; record += 1) {
    const value = column[record];
    if (typeof value === 'number' && value === value) {
      const at = scale > 0 ? (value - low) * scale : (STEPS - 1) / 2;
      index[record] = at <= 0 ? 0 : at >= STEPS - 1 ? STEPS - 1 : Math.round(at);
    } else {
      index[record] = typeof value === 'string' ? (names.get(value) as number) : MISSING;
    }
  }
  return { index, palette };
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
