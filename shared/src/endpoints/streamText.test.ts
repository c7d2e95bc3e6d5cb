import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamWords, streamText } from './streamText';

const CHAT =
  'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n' +
  'data: {"choices":[{"delta":{"content":"x"}}]}\n\n' +
  'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n' +
  'data: {"choices":[],"usage":{"total_tokens":3}}\n\ndata: [DONE]\n\n';

describe('streamText', () => {
  it.each([
    ['{"outputs": [" a"]}\n{"outputs": [" b"]}\n', ' a b'],
    ['data: {"token":{"text":"a"}}\n\ndata:{"token":{"text":"b"},"generated_text":"ab"}\n', 'ab'],
    ['data: {"token":{"text":"a"}}\n{"token":{"text":"</s>","special":true}}', 'a'],
    ['{"outputs":["a"]}\n{"generated_text":"a"}\n', 'a'],
    [CHAT, 'x'],
    [': still here\nevent: token\nid: 1\ndata: {"outputs":["y"]}\r\n\r\n', 'y'],
    ['{"generated_text":"whole"}', 'whole']
  ])('takes the words out of %s', (text, words) => {
    expect(streamText(text)).toBe(words);
  });

  it('leaves anything else as it is', () => {
    expect(streamText('plain words\n')).toBeUndefined();
    expect(streamText('{"score": 1}\n')).toBeUndefined();
    expect(streamText('')).toBeUndefined();
  });

  it('waits for the end of a line, and keeps the words before an error', () => {
    const words = new StreamWords();
    expect(words.push('{"outputs": [" a"]}\n{"outp')).toBe(' a');
    expect(words.push('uts": [" b"]}\ndata: {"error":"CUDA out of memory"}\n')).toBe(' a b');
    expect(words.error).toBe('CUDA out of memory');
  });

  it('says the same wherever the parts are cut, and never throws', () => {
    const line = fc.oneof(
      fc.json(),
      fc.string(),
      fc.string().map(text => `data: ${JSON.stringify({ token: { text } })}`),
      fc.string().map(text => JSON.stringify({ outputs: [text] }))
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(40)), (lines, cuts) => {
        const text = lines.join('\n');
        const reader = new StreamWords();
        let at = 0;
        for (const length of cuts) {
          reader.push(text.slice(at, at + length));
          at += length;
        }
        reader.push(text.slice(at));
        expect(reader.end()).toBe(streamText(text));
      })
    );
  });
});
