import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamText } from './streamText';

describe('streamText', () => {
  it.each([
    ['{"outputs": [" a"]}\n{"outputs": [" b"]}\n{"outp', ' a b'],
    ['data: {"token":{"text":"a"}}\n\ndata:{"token":{"text":"b"},"generated_text":"ab"}\n', 'ab'],
    ['data: {"choices":[{"delta":{"content":"x"}}]}\n\ndata: [DONE]\n', 'x'],
    ['{"generated_text":"whole"}\n', 'whole']
  ])('takes the words out of %s', (text, words) => {
    expect(streamText(text)).toBe(words);
  });

  it('leaves anything else as it is', () => {
    expect(streamText('plain words\n')).toBeUndefined();
    expect(streamText('{"score": 1}\n')).toBeUndefined();
    expect(streamText('')).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), fc.string())), lines => {
        const words = streamText(lines.join('\n'));
        expect(['string', 'undefined']).toContain(typeof words);
      })
    );
  });
});
