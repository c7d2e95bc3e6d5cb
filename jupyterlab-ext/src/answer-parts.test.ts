import { AwsError } from '@pilothouse/core/aws/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStream, StreamDecoder } from './answer-parts';

const KINDS = ['head', 'part', 'error', 'end'];

function message(kind: string, payload: Uint8Array | object): Uint8Array {
  const bytes =
    payload instanceof Uint8Array ? payload : new TextEncoder().encode(JSON.stringify(payload));
  const framed = new Uint8Array(5 + bytes.length);
  framed[0] = KINDS.indexOf(kind);
  new DataView(framed.buffer).setUint32(1, bytes.length, true);
  framed.set(bytes, 5);
  return framed;
}

function body(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: controller => {
      chunks.forEach(chunk => controller.enqueue(chunk));
      controller.close();
    }
  });
}

const failure = (error: unknown): AwsError => AwsError.from(error);

async function collect(parts: AsyncIterable<Uint8Array>, into: string[] = []): Promise<string[]> {
  for await (const part of parts) {
    into.push(new TextDecoder().decode(part));
  }
  return into;
}

describe('StreamDecoder', () => {
  it('gives messages whatever the cuts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...KINDS), fc.uint8Array({ maxLength: 30 }))),
        fc.integer({ min: 1, max: 12 }),
        (messages, size) => {
          const whole = messages.map(([kind, payload]) => message(kind, payload));
          const bytes = Uint8Array.from(whole.flatMap(one => [...one]));
          const decoder = new StreamDecoder();
          const found: [string, number[]][] = [];
          for (let at = 0; at < bytes.length; at += size) {
            for (const { kind, payload } of decoder.push(bytes.slice(at, at + size))) {
              found.push([kind, [...payload]]);
            }
          }
          expect(found).toEqual(messages.map(([kind, payload]) => [kind, [...payload]]));
        }
      )
    );
  });

  it('does no more than throw on anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        try {
          expect([...new StreamDecoder().push(bytes)].length).toBeLessThanOrEqual(8);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      })
    );
  });
});

describe('readStream', () => {
  const head = message('head', { output: { ContentType: 'text/plain' } });
  const part = (text: string): Uint8Array => message('part', new TextEncoder().encode(text));

  it('gives the output, then the parts', async () => {
    const stream = await readStream(body(head, part('a'), part('b'), message('end', {})), failure);
    expect(stream.output).toEqual({ ContentType: 'text/plain' });
    expect(await collect(stream.parts)).toEqual(['a', 'b']);
  });

  it('keeps the parts before an error', async () => {
    const error = message('error', { code: 'ModelStreamError', message: 'boom', retryable: false });
    const { parts } = await readStream(body(head, part('a'), error), failure);
    const came: string[] = [];
    await expect(collect(parts, came)).rejects.toMatchObject({ code: 'ModelStreamError' });
    expect(came).toEqual(['a']);
  });

  it('says when the connection was cut', async () => {
    await expect(readStream(body(), failure)).rejects.toMatchObject({ code: 'ConnectionLost' });
    const { parts } = await readStream(body(head, part('a')), failure);
    await expect(collect(parts)).rejects.toMatchObject({ code: 'ConnectionLost' });
  });

  it('ends the call when nobody listens any more', async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      start: controller => {
        controller.enqueue(head);
        controller.enqueue(part('a'));
      },
      cancel: () => {
        cancelled = true;
      }
    });
    const { parts } = await readStream(endless, failure);
    for await (const one of parts) {
      expect(one.length).toBe(1);
      break;
    }
    expect(cancelled).toBe(true);
  });
});
