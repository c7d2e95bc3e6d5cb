import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from './frames';

const key = fc.string({ maxLength: 8 }).filter(name => name !== '$part' && name !== '__proto__');
const value = fc.letrec(tie => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string({ maxLength: 10, unit: 'grapheme' }),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(key, tie('any'), { maxKeys: 3, noNullPrototype: true })
  )
})).any;

async function bytes(frame: string | Blob): Promise<ArrayBuffer> {
  return typeof frame === 'string'
    ? (new TextEncoder().encode(frame).buffer as ArrayBuffer)
    : frame.arrayBuffer();
}

describe('frames', () => {
  it('give back what was framed', async () => {
    await fc.assert(
      fc.asyncProperty(value, async input => {
        const framed = encode({ input, body: new Uint8Array([1]) });
        expect(decode(await bytes(framed))).toEqual({ input, body: new Uint8Array([1]) });
      })
    );
  });

  it('are JSON text when there are no bytes', () => {
    expect(encode({ a: [1, { b: null }] })).toBe('{"a":[1,{"b":null}]}');
  });

  it('refuse every frame that was cut short', async () => {
    const whole = await bytes(encode({ a: new Uint8Array([1, 2, 3]), b: 'ü' }));
    for (let end = 0; end < whole.byteLength; end++) {
      expect(() => decode(whole.slice(0, end))).toThrow();
    }
  });

  it('never do more than throw on damaged bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), data => {
        try {
          expect(typeof decode(data.slice().buffer)).toBe('object');
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      })
    );
  });

  it('refuse a placeholder without its part', async () => {
    const text = new TextEncoder().encode('{"a":{"$part":1},"parts":[]}');
    const head = new Uint8Array([text.length, 0, 0, 0]);
    await expect(async () => decode(await new Blob([head, text]).arrayBuffer())).rejects.toThrow();
  });
});
