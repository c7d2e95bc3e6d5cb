/** Rows of nothing but numbers: from bytes, and into the order of the model. */
import { FEED } from './csvBytes';
import { DecimalReader, fourDigits, remainder } from './decimal';

export const COMMA = 44;
export const RETURN = 13;

/** The leading `bits` of a number, as one. */
function leading(value: number, bits: number): number {
  const unit = 2 ** (Math.floor(Math.log2(value)) - bits + 1);
  return Math.floor(value / unit) * unit;
}

// 10^-8 in three parts: up to 30 bits times one of the first two is exact.
const EIGHTH = 1e-8;
const EIGHTH_1 = leading(EIGHTH, 23);
const EIGHTH_2 = leading(EIGHTH - EIGHTH_1, 23);
const EIGHTH_3 = EIGHTH - EIGHTH_1 - EIGHTH_2 + remainder(EIGHTH, 8);
/** For 0 to 3 digits beyond 16, from 4 times that on: 10^digits; 10^-(16 + digits) in two parts,
 * of which up to 37 bits times the first is exact. */
const BEYOND = new Float64Array(16);
for (let digits = 0; digits < 4; digits += 1) {
  const small = Number(`1e-${16 + digits}`);
  BEYOND.set([10 ** digits, leading(small, 16), small - leading(small, 16)], 4 * digits);
}

/** Reads the usual records of a table of contributions: as many finite numbers each. */
export class NumberRows {
  /** Where the record begins that follows those read. */
  next = 0;
  private readonly decimal = new DecimalReader();
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(this.bytes.buffer);

  /**
   * Reads some records.
   *
   * @param start - The first record begins here.
   * @param end - The bytes up to here hold complete records.
   * @param width - Numbers of a record.
   * @param cells - Gets the numbers.
   * @param to - Where they begin in `cells`.
   * @param most - Records to read at most; `cells` has room for them.
   * @returns How many were read; fewer than `most` before the end: another kind of record follows.
   */
  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    width: number,
    cells: Float64Array,
    to: number,
    most: number
  ): number {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.next = start;
    return this.readAll(end, width, cells, to, most);
  }

  /** Holds nothing that is rarely done: engines would throw away what they compiled. */
  private readAll(
    end: number,
    width: number,
    cells: Float64Array,
    to: number,
    most: number
  ): number {
    const { bytes, view } = this;
    // Constants of this function are part of its code; what stands outside would be fetched and
    // looked at for each number.
    /** `0000`: takes digits to 0 to 9. */
    const zeros = 0x30303030;
    /** Sets the highest bit of a byte that is 10 or more. */
    const noDigit = 0x76767676;
    const highest = 0x80808080 | 0;
    const eighth1 = EIGHTH_1;
    const eighth2 = EIGHTH_2;
    const eighth3 = EIGHTH_3;
    const beyond = BEYOND;
    /** With fewer, the parts below are not small against the first. */
    const least = 128;
    /** More than all rounding errors of a sum of parts together, of that sum. */
    const share = 2 ** -50;
    const minus = 45;
    const point = 46;
    const comma = COMMA;
    const feed = FEED;
    const carriage = RETURN;
    /** Behind it the longest number of the usual form ends before the bytes do. */
    const safe = end - 24;
    const last = width - 1;
    let cell = to;
    let at = this.next;
    let records = 0;
    while (records < most && at < end) {
      for (let column = 0; column < width; column += 1) {
        // Most numbers are `d.d…`, 16 to 19 digits behind the point, as Python writes doubles. No
        // branch depends on a sign or a number of digits: those cannot be foreseen.
        let behind = -1;
        if (at < safe) {
          const negative = (((bytes[at] as number) ^ minus) - 1) >>> 31;
          const from = at + negative;
          const whole = (bytes[from] as number) - 48;
          const a = view.getInt32(from + 2, true) ^ zeros;
          const b = view.getInt32(from + 6, true) ^ zeros;
          const c = view.getInt32(from + 10, true) ^ zeros;
          const d = view.getInt32(from + 14, true) ^ zeros;
          const rest = view.getInt32(from + 18, true) ^ zeros;
          const others = (rest | (rest + noDigit)) & highest;
          const wrong =
            (a | (a + noDigit) | b | (b + noDigit) | c | (c + noDigit) | d | (d + noDigit)) &
            highest;
          if (
            wrong === 0 &&
            others !== 0 &&
            bytes[from + 1] === point &&
            whole >= 0 &&
            whole <= 9
          ) {
            /** Digits of `rest`. */
            const more = (31 - Math.clz32(others & -others)) >> 3;
            const first = whole * 1e8 + fourDigits(a) * 10_000 + fourDigits(b);
            const second =
              (fourDigits(c) * 10_000 + fourDigits(d)) * (beyond[4 * more] as number) +
              fourDigits((rest << (24 - 8 * more)) << 8);
            const high = first * eighth1;
            const low =
              first * eighth2 +
              second * (beyond[4 * more + 1] as number) +
              (first * eighth3 + second * (beyond[4 * more + 2] as number));
            const margin = low * share;
            const size = high + (low + margin);
            const after = from + 18 + more;
            // An exponent would change it all.
            if (
              first >= least &&
              size === high + (low - margin) &&
              ((bytes[after] as number) | 32) !== 101
            ) {
              cells[cell] = size * (1 - 2 * negative);
              behind = after;
            }
          }
        }
        at = behind < 0 ? this.readAny(at, end, cells, cell) : behind;
        if (at < 0) {
          return records;
        }
        cell += 1;
        if (column < last) {
          if (bytes[at] !== comma) {
            return records;
          }
          at += 1;
        }
      }
      at += bytes[at] === carriage ? 1 : 0;
      if (bytes[at] !== feed) {
        return records;
      }
      at += 1;
      records += 1;
      this.next = at;
    }
    return records;
  }

  /** A number of any form; returns the place behind it, -1 if there is none. */
  private readAny(at: number, end: number, cells: Float64Array, cell: number): number {
    const { decimal } = this;
    decimal.at = at;
    const value = decimal.read(this.bytes, end);
    cells[cell] = value;
    return value - value === 0 ? decimal.at : -1;
  }
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
