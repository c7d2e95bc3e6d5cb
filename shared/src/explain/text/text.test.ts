import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextExplanation, TextPart } from '../model';
import { placePart } from './place';
import { beginsLetter, rollUp, TEXT_LEVELS } from './rollUp';
import {
  intensity,
  missesPrediction,
  recordScale,
  setScale,
  strongestTokens,
  textSums
} from './scores';
import { pieceStyle, readPiece, rebuildText } from './wordPieces';

/** A part from a text cut at some places. */
function cut(text: string, places: number[]): TextPart {
  const ends = [...new Set([...places.map(at => Math.min(at, text.length)), text.length])]
    .filter(at => at > 0)
    .sort((a, b) => a - b);
  let start = 0;
  const units = ends.map(end => {
    const unit = { text: text.slice(start, end), start, end };
    start = end;
    return unit;
  });
  return { feature: 'text', text, units, first: 0 };
}

const alphabet = fc.constantFrom(
  'a',
  'word',
  ' ',
  '\n',
  '\n\n',
  '. ',
  '! ',
  'é',
  'e\u0301',
  '👩‍👩‍👧',
  '🇪🇺',
  'שלום',
  'مرحبا',
  '漢字',
  '##',
  '<b>'
);
const anyPart = fc
  .tuple(fc.array(alphabet, { maxLength: 40 }), fc.array(fc.nat(120), { maxLength: 30 }))
  .map(([words, places]) => cut(words.join(''), places));
/** Offsets that fit nothing, as in damaged files. */
const brokenPart = fc
  .array(fc.record({ text: fc.string({ maxLength: 4 }), start: fc.nat(20), end: fc.nat(20) }), {
    maxLength: 12
  })
  .map((units): TextPart => ({
    feature: 'text',
    text: 'some text of twenty.',
    units: units.map(unit => ({ ...unit, end: Math.max(unit.start, unit.end) })),
    first: 0
  }));

describe('rollUp', () => {
  it.each(TEXT_LEVELS.map(({ value }) => value))('keeps sums and every unit by %s', level => {
    fc.assert(
      fc.property(
        fc.oneof(anyPart, brokenPart),
        fc.array(fc.oneof(fc.double({ min: -9, max: 9, noNaN: true }), fc.constant(NaN)), {
          minLength: 120,
          maxLength: 120
        }),
        (part, scores) => {
          const spans = rollUp(part, unit => scores[unit] as number, level);
          const known = part.units.reduce((sum, _, i) => sum + (scores[i] || 0), 0);
          expect(spans.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(known, 9);
          expect(spans.flatMap(({ units }) => units).sort((a, b) => a - b)).toEqual(
            part.units.map((_, i) => i)
          );
          let end = 0;
          for (const span of spans) {
            expect(span.start === span.end || span.start >= end).toBe(true);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            end = Math.max(end, span.end);
          }
        }
      )
    );
  });

  it('cuts no letter, emoji or mark in two', () => {
    const family = 'a👩‍👩‍👧e\u0301z';
    const part = cut(
      family,
      Array.from({ length: family.length }, (_, i) => i + 1)
    );
    const spans = rollUp(part, () => 1, 'token');
    expect(spans.map(({ start, end }) => family.slice(start, end))).toEqual([
      'a',
      '👩‍👩‍👧',
      'e\u0301',
      'z'
    ]);
    expect(spans[1]?.score).toBe(8);
    expect(beginsLetter('e\u0301', 1)).toBe(false);
  });

  it('makes words, sentences, lines and paragraphs', () => {
    const text = 'Un believ able! It works.\nReally.\n\nNew one.';
    const part = cut(text, [3, 9, 15, 18, 26, 34, 35, 39]);
    const shown = (level: Parameters<typeof rollUp>[2]): string[] =>
      rollUp(part, () => 1, level).map(({ start, end }) => text.slice(start, end));
    expect(shown('sentence')).toEqual([
      'Un believ able!',
      ' It works.\n',
      'Really.\n\n',
      'New one.'
    ]);
    expect(shown('line')).toHaveLength(4);
    expect(shown('paragraph')).toEqual(['Un believ able! It works.\nReally.\n\n', 'New one.']);
    expect(rollUp(cut('unbelievable', [2, 8]), () => 1, 'word')).toHaveLength(1);
  });

  it('takes 100,000 tokens', () => {
    const text = 'token '.repeat(100_000);
    const part = cut(
      text,
      Array.from({ length: 100_000 }, (_, i) => (i + 1) * 6)
    );
    expect(rollUp(part, () => 1, 'word')).toHaveLength(100_000);
  });
});

describe('word pieces', () => {
  it.each([
    [['play', '##ing', 'chess', '.'], 'playing chess.'],
    [['play', 'ing', 'Ġchess', '.'], 'playing chess.'],
    [['▁play', 'ing', '▁chess', '.'], 'playing chess.'],
    [['play', 'ing</w>', 'chess</w>'], 'playing chess'],
    [['just', 'words'], 'just words']
  ])('%j', (pieces, text) => {
    const rebuilt = rebuildText(pieces);
    expect(rebuilt.text).toBe(text);
    rebuilt.places.forEach(({ start, end }, i) =>
      expect(text.slice(start, end)).toBe(readPiece(pieces[i] as string).text)
    );
  });

  it('leaves headings and hashes alone', () => {
    expect(readPiece('##')).toEqual({ text: '##' });
    expect(readPiece('### x').joins).toBeUndefined();
    expect(pieceStyle(['a', '##', 'b'])).toBeUndefined();
  });

  it('places what a reader could not, between its neighbours', () => {
    const part: TextPart = {
      feature: 'text',
      text: 'Playing  chess',
      units: [
        { text: 'play', start: 0, end: 0 },
        { text: '##ing', start: 0, end: 0 },
        { text: 'chess', start: 9, end: 14 },
        { text: 'gone', start: 0, end: 0 }
      ],
      first: 0
    };
    const { units, text } = placePart(part);
    expect(text).toBe(part.text);
    expect(units.map(({ start, end }) => [start, end])).toEqual([
      [0, 4],
      [4, 7],
      [9, 14],
      [0, 0]
    ]);
    const words = rollUp(placePart(part), () => 1, 'word');
    expect(words.map(({ start, end }) => text.slice(start, end))).toContain('Playing');
  });

  it('rebuilds words only where the text was put together from pieces', () => {
    const units = ['play', '##ing'].map(text => ({ text, start: 0, end: 0 }));
    expect(placePart({ feature: 't', text: 'play##ing', units, first: 0 }).text).toBe('playing');
    fc.assert(
      fc.property(fc.oneof(anyPart, brokenPart), part => {
        const placed = placePart(part);
        expect(placed.units.map(({ text }) => text)).toEqual(part.units.map(({ text }) => text));
        placed.units.forEach(({ start, end }) => expect(start <= end).toBe(true));
      })
    );
  });
});

const explanation: TextExplanation = {
  kind: 'text',
  labels: ['no', 'yes'],
  features: ['review'],
  records: 1,
  values: Float64Array.from([-0.1, 0.2, 0.1, -0.2, 0.05, -0.05]),
  base: [0.5, 0.5],
  unit: 'probability',
  meta: { format: 'F8', source: 'a.json', warnings: [] },
  items: [
    {
      parts: [{ ...cut('good day', [4]), feature: 'review', first: 0 }],
      others: [{ feature: 'age', type: 'numerical', first: 4 }],
      predictions: [0.65, 0.35]
    }
  ]
};

describe('scores', () => {
  const record = explanation.items[0] as TextExplanation['items'][number];

  it('add up by label, and say when they do not', () => {
    const sums = textSums(explanation, record, 0);
    expect(sums.residual).toBeCloseTo(0, 12);
    expect(missesPrediction(sums)).toBe(false);
    const off = textSums(explanation, { ...record, predictions: [0.9, 0.1] }, 0);
    expect(missesPrediction(off)).toBe(true);
    expect(textSums({ ...explanation, base: [null, null] }, record, 0).residual).toBeUndefined();
  });

  it('scale by record or set and keep weak ones visible', () => {
    expect(recordScale(explanation, record, 1)).toBe(0.2);
    expect(setScale(explanation, 1)).toBe(0.2);
    expect(intensity(0.1, 0.2)).toBe(0.75);
    expect([intensity(1, 0), intensity(NaN, 1), intensity(-5, 1)]).toEqual([0, 0, 1]);
  });

  it('name the strongest tokens over all places', () => {
    const pieces = [
      { text: ' Good', score: 0.4 },
      { text: 'good ', score: 0.2 },
      { text: 'bad', score: -0.5 },
      { text: ' ', score: 9 },
      { text: 'x', score: NaN }
    ];
    const found = strongestTokens(pieces);
    expect(found.map(({ token }) => token)).toEqual(['bad', 'Good']);
    expect(found[1]).toMatchObject({ count: 2, sum: 0.6000000000000001 });
  });
});
