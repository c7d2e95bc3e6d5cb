import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallExplanation } from '../explain/testing/fixtures';
import { markLayout } from './axes';
import { beeswarmFigure } from './beeswarm';
import { colorKeys, keysHeight, placeKeys } from './colorKeys';
import { dependenceFigure } from './dependence';
import { LIGHT } from './style';
import { dotColors } from './valueColors';

describe('keys of categories', () => {
  it('name the colours of the dots, row by row', () => {
    const data = [
      [37, 52, 20],
      ['high', 'low', null]
    ];
    const e = smallExplanation({ data });
    const figure = beeswarmFigure(e, { label: 0 }, LIGHT);
    expect(figure.legend?.kind).toBe('scale');
    expect(figure.keys).toEqual([
      {
        name: 'income',
        entries: [
          { name: 'high', color: LIGHT.categories[0] },
          { name: 'low', color: LIGHT.categories[1] },
          { name: 'missing', color: LIGHT.missing, hollow: true }
        ]
      }
    ]);
    const { index, palette } = dotColors(data[1], 3, LIGHT.categories, LIGHT.missing, 0);
    const blue = dotColors(['x'], 1, [LIGHT.categories[0] as string], LIGHT.missing, 0);
    expect(palette[index[0] as number]).toBe(blue.palette[blue.index[0] as number]);
    // They stand below the marks and take none of their room.
    const without = beeswarmFigure({ ...e, data: [data[0] ?? [], [1, 2, 3]] }, { label: 0 }, LIGHT);
    expect(without.keys).toBeUndefined();
    expect(figure.height).toBeGreaterThan(without.height);
    expect(markLayout(figure, LIGHT.width, LIGHT).height).toBeCloseTo(
      markLayout(without, LIGHT.width, LIGHT).height
    );
  });

  it('stand beside the dependence on another feature, too', () => {
    const e = smallExplanation({
      data: [
        [37, 52, 20],
        ['high', 'low', null]
      ]
    });
    const figure = dependenceFigure(e, { label: 0, feature: 0, colorBy: 1 }, LIGHT);
    expect(figure?.legend).toMatchObject({
      kind: 'names',
      title: 'income',
      entries: [{ name: 'high' }, { name: 'low' }, { name: 'missing', hollow: true }]
    });
  });

  it('leave out the scale where no feature has numbers', () => {
    const e = smallExplanation({
      data: [
        ['a', 'b', 'a'],
        ['x', 'y', 'z']
      ]
    });
    expect(beeswarmFigure(e, { label: 0 }, LIGHT).legend).toBeUndefined();
  });

  it('say how many there are where colours do not tell them apart', () => {
    const values = Array.from({ length: 30 }, (_, i) => `v${i}`);
    const many = smallExplanation({
      records: 30,
      features: ['x'],
      values: new Float64Array(30),
      data: [values]
    });
    expect(colorKeys(many, [0], LIGHT)[0]?.entries[0]?.name).toBe('30 values, not told apart');
    const wide = smallExplanation({
      records: 1,
      features: Array.from({ length: 12 }, (_, i) => `f${i}`),
      values: new Float64Array(12),
      data: Array.from({ length: 12 }, () => ['a'])
    });
    const keys = colorKeys(
      wide,
      wide.features.map((_, f) => f),
      LIGHT
    );
    expect(keys).toHaveLength(9);
    expect(keys[8]).toEqual({
      name: '4 more features have colours of their own values',
      entries: []
    });
  });

  it('stay within their width, whatever the names', () => {
    const entry = fc.record({ name: fc.string({ maxLength: 20 }), color: fc.constant('#000') });
    const key = fc.record({ name: fc.string({ maxLength: 24 }), entries: fc.array(entry) });
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 6 }),
        fc.integer({ min: 280, max: 900 }),
        (keys, w) => {
          const parts = placeKeys(keys, w, LIGHT);
          expect(parts).toHaveLength(
            keys.reduce((sum, { entries }) => sum + 1 + entries.length, 0)
          );
          const lines = Math.max(0, ...parts.map(({ line }) => line + 1));
          expect(keysHeight(keys, w, LIGHT)).toBeGreaterThanOrEqual(lines * LIGHT.fontSize);
          parts.forEach(({ x }) => expect(x).toBeLessThan(w));
          // A wider place never takes more lines.
          expect(keysHeight(keys, w + 24, LIGHT)).toBeLessThanOrEqual(keysHeight(keys, w, LIGHT));
        }
      )
    );
  });
});
