import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { luminance } from './cividis';
import { LIGHT } from './style';
import { textMark } from './textMarks';
import { hexColor } from './valueColors';

const DARK = { ...LIGHT, raises: '#fdb863', lowers: '#6baed6', background: '#1e1e1e' };

describe('textMark', () => {
  it('keeps every tint readable', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.boolean(),
        fc.constantFrom(LIGHT, DARK),
        (strength, raises, style) => {
          const mark = textMark(strength, raises, 'tint', style);
          const ground =
            luminance(/\d+/g[Symbol.match](mark?.background ?? '')!.map(Number)) + 0.05;
          const ink = luminance(hexColor(mark?.color ?? '')) + 0.05;
          expect(Math.max(ground / ink, ink / ground)).toBeGreaterThanOrEqual(4.5);
        }
      )
    );
  });

  it('tells the sign without colour', () => {
    for (const mode of ['tint', 'underline'] as const) {
      expect(textMark(0.5, true, mode, LIGHT)?.line?.dashed).toBe(false);
      expect(textMark(0.5, false, mode, LIGHT)?.line?.dashed).toBe(true);
    }
    const plain = textMark(0.9, false, 'tint', { ...LIGHT, highContrast: true });
    expect(plain).toEqual({
      line: { width: 4, dashed: true, color: LIGHT.text },
      frame: LIGHT.text
    });
  });

  it('does not mark what is next to nothing', () => {
    expect(textMark(0.01, true, 'tint', LIGHT)).toBeUndefined();
  });
});
