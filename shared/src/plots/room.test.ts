import { describe, expect, it } from 'vitest';
import { smallExplanation } from '../explain/testing/fixtures';
import { forceFigure } from './force';
import { fitName } from './room';
import { LIGHT } from './style';

describe('room for names', () => {
  it('cuts names to the room that there is, as the page measures it', () => {
    const style = { ...LIGHT, width: 340, measure: (text: string) => [...text].length * 5.5 };
    // Estimated letters are wider: a name would be cut although there is room.
    expect(fitName('worst compactness', style, 36, ' = 0.1234')).toBe('worst compactness = 0.1234');
    for (let letters = 1; letters < 60; letters += 1) {
      const cut = fitName('x'.repeat(letters), style, 36, ' = 1');
      expect(style.measure(cut)).toBeLessThanOrEqual(Math.max(170, 11 * 5.5));
    }
    const e = smallExplanation();
    const names = (width: number): string[] =>
      (forceFigure(e, { label: 0, record: 0 }, { ...style, width }).data[0] as { text: string[] })
        .text;
    expect(names(900).join()).toContain('age = 37');
    names(160).forEach(name => expect(style.measure(name)).toBeLessThan(160));
  });
});
