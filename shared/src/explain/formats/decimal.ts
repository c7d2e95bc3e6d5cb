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

const POWERS = Array.from({ length: EXACT + 1 }, (_, k) => Number(`1e${k}`));
/** 10^k as the sum of two doubles, the first split once more for exact products; index k - LEAST. */
const HIGH = new Float64Array(EXACT - LEAST + 1);
const LOW = new Float64Array(HIGH.length);
const HIGH_A = new Float64Array(HIGH.length);
const HIGH_B = new Float64Array(HIGH.length);

for (let k = LEAST; k <= EXACT; k += 1) {
  const high = Number(`1e${k}`);
  const part = SPLITTER * high;
  const i = k - LEAST;
  HIGH[i] = high;
  HIGH_A[i] = part - (part - high);
  HIGH_B[i] = high - (HIGH_A[i] as number);
  LOW[i] = k < 0 ? remainder(high, -k) : 0;
}

/** 10^-k minus `high`, to 53 bits. */
function remainder(high: number, k: number): number {
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

  /**
   * The number at {@link at}. Stops at the first byte that is no part of a plain decimal.
   *
   * @param end - The bytes end here.
   * @returns NaN if there are no digits; `at` is then anywhere in the cell.
   */
  read(bytes: Uint8Array, end: number): number {
    const value = this.readCommon(bytes, end);
    return value === value ? value : this.readAny(bytes, end);
  }

  /**
   * The common form `-d.ddd`, maybe with an exponent, eight digits at a time; NaN and {@link at}
   * as it was for any other.
   */
  private readCommon(bytes: Uint8Array, end: number): number {
    let at = this.at;
    const negative = bytes[at] === 45;
    if (negative) {
      at += 1;
    }
    // Reading a few bytes past the end of a number is fine: they are no digits, or of the next.
    if (at + 2 > end) {
      return NaN;
    }
    let digit = (bytes[at] as number) - 48;
    let whole = 0;
    const from = at;
    while (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      at += 1;
      digit = at < end ? (bytes[at] as number) - 48 : -1;
    }
    if (digit !== -2 || at === from || at - from > 6) {
      return NaN;
    }
    at += 1;
    let first = whole;
    let second = 0;
    let places = 0;
    let secondDigits = 0;
    let eight = at + 8 <= end ? eightDigits(bytes, at) : -1;
    if (eight >= 0) {
      first = whole * 1e8 + eight;
      at += 8;
      places = 8;
      eight = at + 8 <= end ? eightDigits(bytes, at) : -1;
      if (eight >= 0) {
        second = eight;
        secondDigits = 8;
        at += 8;
        places = 16;
      }
    }
    let tail = 0;
    let tailDigits = 0;
    for (; at < end; at += 1) {
      digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) {
        break;
      }
      tail = tail * 10 + digit;
      tailDigits += 1;
      if (tailDigits > 7) {
        return NaN;
      }
    }
    const power = POWERS[tailDigits] as number;
    if (places === 0) {
      first = first * power + tail;
    } else {
      second = second * power + tail;
      secondDigits += tailDigits;
    }
    let exponent = -places - tailDigits;
    if (at < end && (bytes[at] as number) !== 44) {
      if (((bytes[at] as number) | 32) !== 101) {
        return NaN;
      }
      at += 1;
      const minus = bytes[at] === 45;
      if (minus || bytes[at] === 43) {
        at += 1;
      }
      let shift = 0;
      const begin = at;
      for (; at < end; at += 1) {
        digit = (bytes[at] as number) - 48;
        if (digit < 0 || digit > 9) {
          break;
        }
        shift = shift * 10 + digit;
      }
      if (at === begin || at - begin > 3) {
        return NaN;
      }
      exponent += minus ? -shift : shift;
    }
    const size = scaled(first, second, secondDigits, exponent);
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
function eightDigits(bytes: Uint8Array, at: number): number {
  const a = (bytes[at] as number) - 48;
  const b = (bytes[at + 1] as number) - 48;
  const c = (bytes[at + 2] as number) - 48;
  const d = (bytes[at + 3] as number) - 48;
  const e = (bytes[at + 4] as number) - 48;
  const f = (bytes[at + 5] as number) - 48;
  const g = (bytes[at + 6] as number) - 48;
  const h = (bytes[at + 7] as number) - 48;
  // Digits have no bit above the lowest four, and none after 6 is added.
  if (
    ((a | b | c | d | e | f | g | h) & ~15) !== 0 ||
    (((a + 6) | (b + 6) | (c + 6) | (d + 6) | (e + 6) | (f + 6) | (g + 6) | (h + 6)) & 16) !== 0
  ) {
    return -1;
  }
  return ((a * 10 + b) * 100 + (c * 10 + d)) * 10_000 + ((e * 10 + f) * 100 + (g * 10 + h));
}

/** (first · 10^digits + second) · 10^exponent, rounded once; NaN if that is not sure. */
function scaled(first: number, second: number, digits: number, exponent: number): number {
  const power = POWERS[digits] as number;
  const whole = first * power + second;
  if (whole <= MAX_SAFE && exponent >= -EXACT && exponent <= EXACT) {
    return exponent < 0
      ? whole / (POWERS[-exponent] as number)
      : whole * (POWERS[exponent] as number);
  }
  if (exponent < LEAST || exponent > EXACT) {
    return NaN;
  }
  // Sums and products with their rounding errors (Dekker, Knuth): about 100 bits in two doubles.
  const product = first * power;
  const sum = product + second;
  const back = sum - product;
  const low = rest(first, power, product) + (product - (sum - back) + (second - back));
  const i = exponent - LEAST;
  const high = HIGH[i] as number;
  const top = sum * high;
  const part = SPLITTER * sum;
  const a = part - (part - sum);
  const b = sum - a;
  const ta = HIGH_A[i] as number;
  const tb = HIGH_B[i] as number;
  const error = a * ta - top + a * tb + b * ta + b * tb + (sum * (LOW[i] as number) + low * high);
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
