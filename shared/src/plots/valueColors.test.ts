import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cividis } from './cividis';
import { rgba } from './stamp';
import { LIGHT } from './style';
import { clipRange, dotColors, hexColor, MISSING } from './valueColors';

describe('colour by value', () => {
  it('clips at percentiles, wider where these are equal', () => {
    expect(clipRange(Array.from({ length: 101 }, (_, i) => i))).toEqual([5, 95]);
    expect(clipRange([...new Array<number>(200).fill(0), 7])).toEqual([0, 7]);
    expect(clipRange([3, 3])).toEqual([3, 3]);
  });

  it('clips where sorting all values would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        values => {
          const sorted = [...values].sort((a, b) => a - b);
          const at = (share: number): number =>
            sorted[Math.round(share * (sorted.length - 1))] as number;
          const share = [0.05, 0.01, 0].find(part => at(part) < at(1 - part)) ?? 0;
          const [low, high] = clipRange(values);
          expect(low === at(share) && high === at(1 - share)).toBe(true);
        }
      ),
      {
        examples: [
          [[0, 0, 5e292, -Number.MAX_VALUE, 0, 0, 0, 0, 0, 0, 0]],
          [[1e308, -1e308, 1]],
          [[0, 5e-324]]
        ]
      }
    );
  });

  it('uses the scale for numbers, names for few categories, grey and hollow for missing', () => {
    const colorsOf = ({ index, palette }: ReturnType<typeof dotColors>): number[] =>
      [...index].map(i => palette[i] as number);
    const numbers = dotColors([0, 10, null], 3, LIGHT.categories, LIGHT.missing, 0);
    expect(colorsOf(numbers).slice(0, 2)).toEqual([rgba(...cividis(0)), rgba(...cividis(1))]);
    expect(numbers.index[2]).toBe(MISSING);
    const few = dotColors(['b', 'a'], 2, LIGHT.categories, LIGHT.missing, 0);
    expect(colorsOf(few)).toEqual([rgba(...hexColor('#b35806')), rgba(...hexColor('#2166ac'))]);
    const nine = Array.from({ length: 9 }, (_, i) => `c${i}`);
    const many = dotColors(nine, 9, LIGHT.categories, LIGHT.missing, 0);
    expect(new Set(colorsOf(many))).toEqual(new Set([rgba(0x77, 0x77, 0x77)]));
    expect(many.index).not.toContain(MISSING);
  });
});
