/**
 * Decimal numbers straight from bytes, the same as `Number()` gives to the last bit and several
 * times as fast: tables of contributions are megabytes of 17-digit numbers.
 */

const MAX_SAFE = 2 ** 53;
/** Powers of ten up to here are exact in a double. */
const EXACT = 22;
/** Exponents that the table below covers; beyond, `Number()` does it. */
const LEAST = -60;
const SPLITTER = 2 ** 27 + 1;
const MARGIN = 2 ** -98;

const POWERS = Float64Array.from({ length: EXACT + 1 }, (_, k) => Number(`1e${k}`));
/** Integers up to these give an exact product with 10^k: 5^k is what takes up bits. */
const EXACT_FACTORS = Float64Array.from({ length: EXACT + 1 }, (_, k) =>
  Math.floor(MAX_SAFE / 5 ** k)
);
/** Four numbers for each 10^k: it as a double, that split in two for exact products, and what is
 * left of 10^k; from 4 (k - LEAST) on. */
const TABLE = new Float64Array(4 * (EXACT - LEAST + 1));

for (let k = LEAST; k <= EXACT; k += 1) {
  const high = Number(`1e${k}`);
  const part = SPLITTER * high;
  const upper = part - (part - high);
  TABLE.set([high, upper, high - upper, k < 0 ? remainder(high, -k) : 0], 4 * (k - LEAST));
}

/** 10^-k minus `high`, a double next to it, to 53 bits. */
export function remainder(high: number, k: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, high);
  const word = bits.getBigUint64(0);
  const mantissa = (word & 0xfffffffffffffn) | 0x10000000000000n;
  const shift = 1075n - ((word >> 52n) & 0x7ffn);
  const ten = 10n ** BigInt(k);
  // high = mantissa / 2^shift; the difference has the denominator 10^k · 2^shift.
  const numerator = (1n << shift) - mantissa * ten;
  return Number((numerator << 320n) / (ten << shift)) / 2 ** 320;
}

/** Reads one number after the other. */
export class DecimalReader {
  /** Where the next number begins; after {@link read}, the byte behind it. */
  at = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(this.bytes.buffer);

  /**
   * The number at {@link at}. Stops at the first byte that is no part of a plain decimal.
   *
   * @param end - The bytes end here.
   * @returns NaN if there are no digits; `at` is then anywhere in the cell.
   */
  read(bytes: Uint8Array, end: number): number {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const value = this.readCommon(bytes, end);
    return value === value ? value : this.readAny(bytes, end);
  }

  /**
   * The common form `-d.ddd`, maybe with an exponent, eight digits at a time; NaN and {@link at}
   * as it was for any other.
   */
  private readCommon(bytes: Uint8Array, end: number): number {
    const { view } = this;
    let at = this.at;
    const negative = bytes[at] === 45;
    if (negative) {
      at += 1;
    }
    if (at + 2 > end) {
      return NaN;
    }
    let whole = (bytes[at] as number) - 48;
    if (whole < 0 || whole > 9) {
      return NaN;
    }
    const from = at;
    at += 1;
    let byte = bytes[at] as number;
    while (byte !== 46) {
      whole = whole * 10 + byte - 48;
      at += 1;
      if (byte < 48 || byte > 57 || at >= end || at - from > 6) {
        return NaN;
      }
      byte = bytes[at] as number;
    }
    at += 1;
    let first = whole;
    let second = 0;
    /** Digits of `second`. */
    let digits = 0;
    let places = 0;
    let eight = at + 8 <= end ? eightDigits(view, at) : -1;
    if (eight >= 0) {
      first = whole * 1e8 + eight;
      at += 8;
      places = 8;
      eight = at + 8 <= end ? eightDigits(view, at) : -1;
      if (eight >= 0) {
        second = eight;
        digits = 8;
        at += 8;
      }
    }
    byte = at < end ? (bytes[at] as number) : 0;
    while (byte >= 48 && byte <= 57) {
      second = second * 10 + byte - 48;
      digits += 1;
      at += 1;
      if (digits > 15) {
        return NaN;
      }
      byte = at < end ? (bytes[at] as number) : 0;
    }
    let exponent = -places - digits;
    if ((byte | 32) === 101) {
      at += 1;
      byte = at < end ? (bytes[at] as number) : 0;
      const minus = byte === 45;
      if (minus || byte === 43) {
        at += 1;
        byte = at < end ? (bytes[at] as number) : 0;
      }
      let shift = 0;
      const begin = at;
      while (byte >= 48 && byte <= 57) {
        shift = shift * 10 + byte - 48;
        at += 1;
        byte = at < end ? (bytes[at] as number) : 0;
      }
      if (at === begin || at - begin > 3) {
        return NaN;
      }
      exponent += minus ? -shift : shift;
    }
    const size = scaled(first, second, digits, exponent);
    if (size === size) {
      this.at = at;
    }
    return negative ? -size : size;
  }

  private readAny(bytes: Uint8Array, end: number): number {
    const start = this.at;
    let at = start;
    let byte = at < end ? (bytes[at] as number) : 0;
    const negative = byte === 45;
    if (negative || byte === 43) {
      at += 1;
    }
    let first = 0;
    let firstDigits = 0;
    let second = 0;
    let secondDigits = 0;
    let exponent = 0;
    let digits = 0;
    let point = false;
    let dropped = false;
    for (; at < end; at += 1) {
      byte = bytes[at] as number;
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9) {
        digits += 1;
        if (firstDigits < 15) {
          first = first * 10 + digit;
          firstDigits += first === 0 ? 0 : 1;
        } else if (secondDigits < 15) {
          second = second * 10 + digit;
          secondDigits += 1;
        } else {
          dropped = true;
          exponent += 1;
        }
        if (point) {
          exponent -= 1;
        }
      } else if (byte === 46 && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (digits === 0) {
      this.at = at;
      return NaN;
    }
    if (at < end && (byte === 101 || byte === 69)) {
      at += 1;
      byte = at < end ? (bytes[at] as number) : 0;
      const minus = byte === 45;
      if (minus || byte === 43) {
        at += 1;
      }
      let power = 0;
      const from = at;
      for (; at < end; at += 1) {
        const digit = (bytes[at] as number) - 48;
        if (digit < 0 || digit > 9) {
          break;
        }
        power = Math.min(power * 10 + digit, 10_000);
      }
      if (at === from) {
        this.at = at;
        return NaN;
      }
      exponent += minus ? -power : power;
    }
    this.at = at;
    if (first === 0) {
      return negative ? -0 : 0;
    }
    const size = dropped ? NaN : scaled(first, second, secondDigits, exponent);
    if (size !== size) {
      return Number(String.fromCharCode(...bytes.subarray(start, at)));
    }
    return negative ? -size : size;
  }
}

/** Eight digits as a number; -1 if one of the bytes is none. */
function eightDigits(view: DataView, at: number): number {
  // Four bytes in one number. What is below '0' borrows, what is above '9' carries: both set the
  // highest bit of the first byte that is no digit.
  const a = (view.getInt32(at, true) - 0x30303030) | 0;
  const b = (view.getInt32(at + 4, true) - 0x30303030) | 0;
  if (((a | (a + 0x76767676) | b | (b + 0x76767676)) & 0x80808080) !== 0) {
    return -1;
  }
  return fourDigits(a) * 10_000 + fourDigits(b);
}

/** @param packed - Digits of 0 to 9 in a byte each, the first in the lowest. */
export function fourDigits(packed: number): number {
  // Neighbours become pairs (10 · first + second), then pairs the whole.
  const pairs = (Math.imul(packed, 10 * 256 + 1) >>> 8) & 0x00ff00ff;
  return Math.imul(pairs, 100 * 65536 + 1) >>> 16;
}

/** (first · 10^digits + second) · 10^exponent, rounded once; NaN if that is not sure. */
function scaled(first: number, second: number, digits: number, exponent: number): number {
  const power = POWERS[digits] as number;
  const product = first * power;
  const sum = product + second;
  if (sum <= MAX_SAFE && exponent >= -EXACT && exponent <= EXACT) {
    return exponent < 0 ? sum / (POWERS[-exponent] as number) : sum * (POWERS[exponent] as number);
  }
  if (exponent < LEAST || exponent > EXACT) {
    return NaN;
  }
  // Sums and products with their rounding errors (Dekker, Knuth): about 100 bits in two doubles.
  const back = sum - product;
  const low =
    first <= (EXACT_FACTORS[digits] as number)
      ? second - back
      : rest(first, power, product) + (product - (sum - back) + (second - back));
  const i = 4 * (exponent - LEAST);
  const high = TABLE[i] as number;
  const top = sum * high;
  const part = SPLITTER * sum;
  const a = part - (part - sum);
  const b = sum - a;
  const ta = TABLE[i + 1] as number;
  const tb = TABLE[i + 2] as number;
  const error =
    a * ta - top + a * tb + b * ta + b * tb + (sum * (TABLE[i + 3] as number) + low * high);
  const result = top + error;
  const left = top - result + error;
  const margin = result * MARGIN;
  return result + (left + margin) === result && result + (left - margin) === result ? result : NaN;
}

/** x · y - product, exact. */
function rest(x: number, y: number, product: number): number {
  const px = SPLITTER * x;
  const xa = px - (px - x);
  const xb = x - xa;
  const py = SPLITTER * y;
  const ya = py - (py - y);
  const yb = y - ya;
  return xa * ya - product + xa * yb + xb * ya + xb * yb;
}
