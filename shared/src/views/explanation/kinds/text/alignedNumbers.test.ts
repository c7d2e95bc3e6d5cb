import fc from 'fast-check';
import { expect, it } from 'vitest';
import { alignedNumbers } from './alignedNumbers';

it('gives all numbers of a column the decimals of the largest', () => {
  const values = [0.265, -0.085, 0.006348, -0.00001, 0, NaN];
  const word = alignedNumbers(values, 'en');
  expect(values.map(word)).toEqual(['+0.265', '−0.085', '+0.006', '0.000', '0.000', '–']);
  expect(alignedNumbers([12.345, -3], 'de')(-3)).toBe('−3,0');
});

it('has a word for every number, near the number', () => {
  const number = fc.double({ min: -1e300, max: 1e300, noNaN: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 1 }), values => {
      const word = alignedNumbers(values, 'en');
      const most = Math.max(...values.map(Math.abs));
      for (const value of values) {
        const read = Number(word(value).replaceAll(',', '').replace('−', '-').replace('−', '-'));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(most * 0.006);
      }
    })
  );
});
