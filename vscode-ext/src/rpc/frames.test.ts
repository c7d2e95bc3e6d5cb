import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameDecoder, FrameEncoder, type Frame } from './frames';

/** What `postMessage` of an editor does to data. */
const posted = <T>(value: T): T => structuredClone(value);

function roundTrip(messages: unknown[], partBytes: number): unknown[] {
  const encoder = new FrameEncoder(partBytes);
  const decoder = new FrameDecoder();
  return messages.flatMap(message =>
    [...encoder.encode(message)].flatMap(frame => {
      const done = decoder.decode(posted(frame));
      return done ? [done.message] : [];
    })
  );
}

const bytes = fc.uint8Array({ maxLength: 40 }).map(array => new Uint8Array(array));
const { message } = fc.letrec(tie => ({
  message: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    bytes,
    bytes.map(array => array.subarray(1)),
    fc.array(tie('message'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'frame', 'message')),
      tie('message'),
      { maxKeys: 4, noNullPrototype: true }
    )
  )
}));

describe('frames', () => {
  it('bring back every message, in order', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        (list, part) => {
          expect(roundTrip(list, part)).toEqual(list);
        }
      )
    );
  });

  it('do not change the message', () => {
    const original = { a: [new Uint8Array(10)], b: 1 };
    [...new FrameEncoder(3).encode(original)].forEach(posted);
    expect(original).toEqual({ a: [new Uint8Array(10)], b: 1 });
  });

  it('hold at most a part of bytes each', () => {
    const frames = [...new FrameEncoder(16).encode({ body: new Uint8Array(100).fill(7) })];
    const parts = frames.filter(
      (frame): frame is Extract<Frame, { frame: 'part' }> => frame.frame === 'part'
    );
    expect(parts.map(part => part.bytes.length)).toEqual([16, 16, 16, 16, 16, 16, 4]);
    expect(parts.every(part => part.bytes.buffer.byteLength === part.bytes.length)).toBe(true);
  });

  it('never post more than a view shows', () => {
    const buffer = new Uint8Array(1_000);
    const [frame] = [...new FrameEncoder().encode({ body: buffer.subarray(10, 20) })];
    const { body } = (frame as { message: { body: Uint8Array } }).message;
    expect(body.buffer.byteLength).toBe(10);
  });

  it('refuse anything else', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        expect(() => new FrameDecoder().decode(value)).toThrow();
      })
    );
  });

  it('refuse a message whose bytes are missing or come from elsewhere', () => {
    const [first, , ...rest] = [...new FrameEncoder(4).encode({ body: new Uint8Array(12) })];
    const decoder = new FrameDecoder();
    decoder.decode(first);
    expect(() => rest.forEach(frame => decoder.decode(frame))).toThrow(/missing/);
    expect(() =>
      new FrameDecoder().decode({
        frame: 'message',
        message: {},
        arrays: [{ path: ['__proto__', 'x'], id: 1 }]
      })
    ).toThrow();
  });
});
