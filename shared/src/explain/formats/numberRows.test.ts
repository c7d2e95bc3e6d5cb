import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberRows } from './numberRows';

/** Values of the leading records with `width` numbers each, a few records at a time. */
function read(text: string, width: number, most = 3): { values: number[]; next: number } {
  const bytes = new TextEncoder().encode(text);
  const rows = new NumberRows();
  const cells = new Float64Array(text.length + 2 * most * width);
  let records = 0;
  for (let more = most; more === most; records += more) {
    more = rows.read(bytes, rows.next, bytes.length, width, cells, records * width, most);
  }
  return { values: [...cells.subarray(0, records * width)], next: rows.next };
}

/** `-0` and `0` are not the same. */
function same(values: readonly number[], texts: readonly string[]): void {
  expect(values).toHaveLength(texts.length);
  values.forEach((value, i) => expect([texts[i], value]).toEqual([texts[i], Number(texts[i])]));
}

const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });
/** As Python writes most contributions: one digit, and 14 to 22 behind the point. */
const usual = fc
  .tuple(fc.constantFrom('', '-'), digits(1, 1), digits(14, 22), fc.constantFrom('', '', 'e-05'))
  .map(([sign, whole, fraction, exponent]) => `${sign}${whole}.${fraction}${exponent}`);
const any = fc.oneof(
  { weight: 4, arbitrary: usual },
  { weight: 2, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }).map(String) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 1, arbitrary: fc.integer().map(String) }
);

/**
 * A number of `places` digits behind the point, from 2^power to twice that, which lies by `odd`
 * of about 10^-13 units in the last place beside the middle of two doubles.
 */
function nextToMiddle(places: number, power: number, odd: number, share: number): string {
  // digits · 2^twos - middle · 5^places = odd, where the middle is an odd number of 54 bits.
  const fives = 5n ** BigInt(places);
  const twos = 53 - power - places;
  let inverse = 1n;
  for (let i = 0; i < twos; i += 1) {
    inverse = (inverse * ((fives + 1n) / 2n)) % fives;
  }
  const ten = 10n ** BigInt(places);
  const least = power < 0 ? ten >> BigInt(-power) : ten << BigInt(power);
  const wanted = least + (least * BigInt(Math.round(share * 1e6))) / 1_000_000n;
  const found = (((BigInt(odd) * inverse) % fives) + fives) % fives;
  const digits = wanted + ((((found - wanted) % fives) + fives) % fives);
  const text = String(digits).padStart(places + 1, '0');
  return `${text.slice(0, -places)}.${text.slice(-places)}`;
}

describe('rows of numbers', () => {
  it('are what Number() makes of each', () => {
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 40 }), texts => {
        same(read(`${texts.join(',')}\n`, texts.length).values, texts);
        same(read(`${texts.join('\r\n')}\r\n`, 1).values, texts);
      }),
      { numRuns: 5000 }
    );
  });

  it('are rounded once where digits end next to the middle of two doubles', () => {
    const near = fc.record({
      places: fc.integer({ min: 16, max: 19 }),
      power: fc.integer({ min: -18, max: 2 }),
      odd: fc.integer({ min: -60, max: 60 }),
      share: fc.double({ min: 0, max: 0.999, noNaN: true })
    });
    fc.assert(
      fc.property(near, ({ places, power, odd, share }) => {
        const text = nextToMiddle(places, power, 2 * odd + 1, share);
        same(read(`${text},${'0'.repeat(24)}\n`, 2).values, [text, '0']);
      }),
      { numRuns: 20_000 }
    );
  });

  it('end before the first record that is another', () => {
    const row = '0.1234567890123456789,-1.5\n';
    for (const other of [
      '1\n',
      '1,2,3\n',
      '1,x\n',
      '1,\n',
      '"1",2\n',
      '1,nan\n',
      '1,1e999\n',
      '0.1234567890123456 7,1\n',
      '0.1234567890123456:,1\n',
      '0.12345678901234567e,1\n',
      '0.12345678901234567'
    ]) {
      const { values, next } = read(`${row}${row}${other}${row}`, 2);
      expect([other, values.length, next]).toEqual([other, 4, 2 * row.length]);
    }
  });

  it('never read beyond a record, whatever bytes there are', () => {
    const byte = fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...'0123456789') },
      { weight: 4, arbitrary: fc.constantFrom(...'.-,\n') },
      { weight: 1, arbitrary: fc.constantFrom(...'eE+ \r"\u00e9\u0000:/') }
    );
    const plain = /^-?\d+\.?\d*(e[+-]?\d+)?$/i;
    fc.assert(
      fc.property(fc.string({ unit: byte, maxLength: 120 }), text => {
        const { values, next } = read(text, 1, 1);
        const lines = text.slice(0, next).split('\n').slice(0, -1);
        expect(values).toHaveLength(lines.length);
        lines.forEach((line, i) => {
          const cell = line.replace(/\r$/, '');
          expect([cell, values[i]]).toEqual([cell, Number(cell)]);
        });
        // The next line is no plain number.
        const [after = '', ...more] = text.slice(next).split('\n');
        expect(more.length > 0 && plain.test(after) && Number.isFinite(Number(after))).toBe(false);
      }),
      { numRuns: 20_000 }
    );
  });
});
