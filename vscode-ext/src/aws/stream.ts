/** Parts of an answer that the SDK reads as an event stream. */

/** One event of an answer in parts; exactly one member is there. */
interface StreamEvent {
  PayloadPart?: { Bytes?: Uint8Array };
  ModelStreamError?: object;
  InternalStreamFailure?: object;
}

/** The member of an output that is an event stream. */
export function eventsOf(output: object): { member: string; events: AsyncIterable<StreamEvent> } {
  for (const [member, value] of Object.entries(output)) {
    if (value !== null && typeof value === 'object' && Symbol.asyncIterator in value) {
      return { member, events: value as AsyncIterable<StreamEvent> };
    }
  }
  throw new Error('The answer does not come in parts.');
}

/** The bytes of the events. @throws what the events or their reading say. */
export async function* bytesOf(
  events: AsyncIterable<StreamEvent>
): AsyncGenerator<Uint8Array, void, void> {
  for await (const { PayloadPart, ModelStreamError, InternalStreamFailure } of events) {
    const failure = ModelStreamError ?? InternalStreamFailure;
    if (failure) {
      throw failure instanceof Error ? failure : Object.assign(new Error(), failure);
    }
    if (PayloadPart?.Bytes) {
      yield PayloadPart.Bytes;
    }
  }
}
