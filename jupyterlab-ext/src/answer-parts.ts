/**
 * The answer of the server extension's stream route: messages of a kind (one byte), a length
 * (little-endian u32) and a payload. First the head (JSON `{output}`), then parts (bytes), at last
 * an end, or an error (JSON, as `AwsErrorData`). Without one of these two the answer was cut.
 */
import type { AwsStream } from '@pilothouse/core/aws/api';
import { AwsError, type AwsErrorData } from '@pilothouse/core/aws/errors';

const KINDS = ['head', 'part', 'error', 'end'] as const;
const HEADER = 5;
/** A longer message is damage. */
const MAX_LENGTH = 1 << 28;

export interface StreamMessage {
  kind: (typeof KINDS)[number];
  payload: Uint8Array;
}

/** Puts messages together from chunks that are cut anywhere. */
export class StreamDecoder {
  private rest = new Uint8Array(0);

  /** @throws Error if the bytes are no messages. */
  *push(chunk: Uint8Array): Generator<StreamMessage, void, void> {
    const bytes = new Uint8Array(this.rest.length + chunk.length);
    bytes.set(this.rest);
    bytes.set(chunk, this.rest.length);
    let at = 0;
    while (bytes.length - at >= HEADER) {
      const kind = KINDS[bytes[at] as number];
      const length = new DataView(bytes.buffer, at + 1, 4).getUint32(0, true);
      if (!kind || length > MAX_LENGTH) {
        throw new Error('The answer of the Jupyter server is damaged.');
      }
      if (bytes.length - at - HEADER < length) {
        break;
      }
      yield { kind, payload: bytes.slice(at + HEADER, at + HEADER + length) };
      at += HEADER + length;
    }
    this.rest = bytes.slice(at);
  }
}

/** @throws AwsError if the answer ends or fails before its head; so do its parts. */
export async function readStream<Output>(
  body: ReadableStream<Uint8Array>,
  failure: (error: unknown) => AwsError
): Promise<AwsStream<Output>> {
  const messages = messagesOf(body, failure);
  const first = await messages.next();
  if (first.done || first.value.kind !== 'head') {
    throw cut();
  }
  const { output } = JSON.parse(new TextDecoder().decode(first.value.payload)) as {
    output: Output;
  };
  return {
    output,
    parts: (async function* () {
      for await (const { kind, payload } of messages) {
        if (kind === 'end') {
          return;
        }
        yield payload;
      }
      throw cut();
    })()
  };
}

async function* messagesOf(
  body: ReadableStream<Uint8Array>,
  failure: (error: unknown) => AwsError
): AsyncGenerator<StreamMessage, void, void> {
  const reader = body.getReader();
  const decoder = new StreamDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      for (const message of decoder.push(value)) {
        if (message.kind === 'error') {
          throw new AwsError(JSON.parse(new TextDecoder().decode(message.payload)) as AwsErrorData);
        }
        yield message;
      }
    }
  } catch (error) {
    throw failure(error);
  } finally {
    // Whoever stops listening ends the call.
    await reader.cancel().catch(() => undefined);
  }
}

function cut(): AwsError {
  return new AwsError({
    code: 'ConnectionLost',
    message: 'The connection to the Jupyter server was lost before the answer was complete.',
    retryable: true,
    action: 'retry'
  });
}
