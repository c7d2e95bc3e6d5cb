import { describe, expect, it } from 'vitest';
import { smallExplanation } from '../explain/testing/fixtures';
import { forceFigure } from './force';
import { fitName } from './room';
import { LIGHT } from './style';
import { waterfallFigure } from './waterfall';

const style = { ...LIGHT, width: 340, measure: (text: string) => [...text].length * 5.5 };

describe('room for names', () => {
  it('cuts names to the room that there is, as the page measures it', () => {
    // Estimated letters are wider: a name would be cut although there is room.
    expect(fitName('worst compactness', style, 36, ' = 0.1234', [])).toBe(
      'worst compactness = 0.1234'
    );
    for (let letters = 1; letters < 60; letters += 1) {
      const cut = fitName('x'.repeat(letters), style, 36, ' = 1', []);
      expect(style.measure(cut)).toBeLessThanOrEqual(0.55 * 340);
    }
    const e = smallExplanation();
    const names = (width: number): string[] =>
      (forceFigure(e, { label: 0, record: 0 }, { ...style, width }).data[0] as { text: string[] })
        .text;
    expect(names(900).join()).toContain('age = 37');
    names(160).forEach(name => expect(style.measure(name)).toBeLessThan(160));
  });

  it('is shared between names and numbers, so that these do not touch', () => {
    const e = smallExplanation({
      features: ['Account_Length', 'Area_Code'],
      values: Float64Array.of(-0.005022, 0.06079, 1, 1, 1, 1),
      predictions: undefined
    });
    for (const width of [216, 288, 360, 480, 960]) {
      const at = { ...style, width };
      const { layout, data } = waterfallFigure(e, { label: 0, record: 0 }, at);
      const { ticktext = [] } = layout.yaxis as { ticktext?: string[] };
      const names = Math.max(...ticktext.map(name => style.measure(name)));
      const numbers = (data[1] as { text: string[] }).text.map(text => style.measure(text));
      expect(names).toBeLessThan(width * 0.56);
      if (width >= 288) {
        expect(names + 32 + 2 * Math.max(...numbers)).toBeLessThan(width);
      }
    }
  });

  it('is not the same for two names above a line', () => {
    for (const base of [-3, -1.2, -0.9, 0.4, 2]) {
      for (const width of [240, 288, 480, 900]) {
        const e = smallExplanation({ base: [base], predictions: undefined });
        const { layout } = forceFigure(e, { label: 0, record: 0 }, { ...style, width });
        const [low, high] = (layout.xaxis as { range: [number, number] }).range;
        const px = (width - 32) / (high - low);
        const places = (layout.annotations ?? []).map(({ x, y, text = '', xanchor }) => {
          const at = ((x as number) - low) * px;
          const room = style.measure(text);
          const begin = { left: at, right: at - room, center: at - room / 2 }[xanchor as 'left'];
          return { y, begin, end: begin + room };
        });
        const [a, b] = places as [(typeof places)[number], (typeof places)[number]];
        expect(a.y !== b.y || a.end < b.begin || b.end < a.begin).toBe(true);
        places.forEach(({ begin, end }) => {
          expect(begin).toBeGreaterThan(-1);
          expect(end).toBeLessThan(width - 31);
        });
      }
    }
  });
});
