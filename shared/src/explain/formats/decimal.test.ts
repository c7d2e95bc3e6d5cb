import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecimalReader } from './decimal';

function read(text: string): number {
  const reader = new DecimalReader();
  const bytes = new TextEncoder().encode(text);
  const value = reader.read(bytes, bytes.length);
  expect(reader.at).toBe(bytes.length);
  return value;
}

describe('decimal numbers from bytes', () => {
  it('are the doubles they were written from', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
        expect(read(String(value))).toBe(Number(String(value)));
        expect(read(value.toExponential())).toBe(Number(value.toExponential()));
      }),
      { numRuns: 5000 }
    );
  });

  it('are what Number() makes of any digits', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...'0123456789'),
      minLength: 1,
      maxLength: 34
    });
    const number = fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        digits,
        fc.option(digits),
        fc.option(fc.integer({ min: -90, max: 60 }))
      )
      .map(
        ([sign, whole, fraction, exponent]) =>
          `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`
      );
    fc.assert(
      fc.property(number, text => {
        expect(read(text)).toBe(Number(text));
      }),
      { numRuns: 20_000 }
    );
  });

  it.each([
    '9007199254740993',
    '0.500000000000000166533453693773481063544750213623046875',
    '1e23',
    '8.5e-24',
    '123456789012345678e-5',
    '4.35',
    '1e-400',
    '1e400',
    '5e-324',
    '.5',
    '5.',
    '-0'
  ])('reads %s', text => {
    expect(read(text)).toBe(Number(text));
  });

  it('end where Number() would stop, whatever bytes stand among the digits', () => {
    const byte = fc.oneof(
      { weight: 12, arbitrary: fc.integer({ min: 48, max: 57 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) }
    );
    fc.assert(
      fc.property(fc.array(byte, { minLength: 1, maxLength: 30 }), fraction => {
        const bytes = Uint8Array.from([48, 46, ...fraction]);
        const reader = new DecimalReader();
        const value = reader.read(bytes, bytes.length);
        const text = String.fromCharCode(...bytes);
        const [plain = ''] = /^\d+\.\d*(e[+-]?\d+)?/i.exec(text) ?? [];
        // `1e` without digits is no number at all, which is for the caller to say.
        if (!/^\d+\.\d*e[+-]?(\D|$)/i.test(text)) {
          expect(value).toBe(Number(plain));
          expect(reader.at).toBe(plain.length);
        }
      }),
      { numRuns: 20_000 }
    );
  });

  it.each(['', '-', '.', 'e5', '1e', '1e+'])('calls %j no number', text => {
    const bytes = new TextEncoder().encode(text);
    expect(new DecimalReader().read(bytes, bytes.length)).toBeNaN();
  });

  it('stops behind the number', () => {
    const reader = new DecimalReader();
    const bytes = new TextEncoder().encode('1.5,-2');
    expect(reader.read(bytes, bytes.length)).toBe(1.5);
    expect(bytes[reader.at]).toBe(44);
  });
});
