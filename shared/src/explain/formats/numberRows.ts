/** Rows of nothing but numbers: from bytes, and into the order of the model. */
import { FEED } from './csvBytes';
import type { DecimalReader } from './decimal';

export const COMMA = 44;
export const RETURN = 13;

/**
 * The usual record of a table of contributions in one pass: `width` finite numbers.
 *
 * @param to - Where its numbers go in `cells`.
 * @returns Where the next record begins; −1 if this is another kind of record.
 */
export function plainRecord(
  decimal: DecimalReader,
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  cells: Float64Array,
  to: number
): number {
  decimal.at = start;
  for (let column = 0; column < width; column += 1) {
    if (column > 0) {
      if (bytes[decimal.at] !== COMMA) {
        return -1;
      }
      decimal.at += 1;
    }
    const value = decimal.read(bytes, end);
    if (value - value !== 0) {
      return -1;
    }
    cells[to + column] = value;
  }
  const stop = bytes[decimal.at] === RETURN ? decimal.at + 1 : decimal.at;
  return bytes[stop] === FEED ? stop + 1 : -1;
}

/**
 * Numbers by label, then record, then feature.
 *
 * @param cells - Record by record, all labels of one together; may be longer.
 */
export function labelMajor(
  cells: Float64Array,
  records: number,
  labels: number,
  features: number
): Float64Array {
  const width = labels * features;
  const length = records * width;
  if (labels === 1) {
    // Copied only where much room is left over.
    return length * 1.1 > cells.length ? cells.subarray(0, length) : cells.slice(0, length);
  }
  const values = new Float64Array(length);
  for (let label = 0; label < labels; label += 1) {
    for (let record = 0; record < records; record += 1) {
      const from = record * width + label * features;
      const to = (label * records + record) * features;
      for (let f = 0; f < features; f += 1) {
        values[to + f] = cells[from + f] as number;
      }
    }
  }
  return values;
}
