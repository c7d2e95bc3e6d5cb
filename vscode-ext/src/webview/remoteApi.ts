import type { AwsApi, AwsStream, CallOptions, ServiceName } from '@pilothouse/core/aws/api';
import { AwsError, type AwsErrorData } from '@pilothouse/core/aws/errors';
import { CancellationTokenSource, ResponseError, type MessageConnection } from 'vscode-jsonrpc';
import { AwsCall, AwsStreamCall, AwsStreamPart } from '../rpc/protocol';
import { PartQueue } from './partQueue';

/** `AwsApi` of a page: every call is made by the extension host. */
export class RemoteApi implements AwsApi {
  private readonly streams = new Map<number, PartQueue>();
  private lastStream = 0;

  constructor(private readonly connection: MessageConnection) {
    connection.onNotification(AwsStreamPart, ({ number, output, bytes }) => {
      const stream = this.streams.get(number);
      if (bytes) {
        stream?.push(bytes);
      } else {
        stream?.begin(output);
      }
    });
  }

  async call<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    { signal, role }: CallOptions = {}
  ): Promise<Output> {
    const cancelled = new AwsError({
      code: 'Cancelled',
      message: 'Cancelled.',
      operation: `${service}:${operation}`,
      retryable: true
    });
    if (signal?.aborted) {
      throw cancelled;
    }
    const source = new CancellationTokenSource();
    let abort = (): void => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      abort = () => {
        source.cancel();
        // The caller need not wait for the other side to end its work.
        reject(cancelled);
      };
    });
    signal?.addEventListener('abort', abort);
    try {
      const answer = this.connection.sendRequest(
        AwsCall,
        { service, operation, input, role },
        source.token
      );
      return (await Promise.race([answer, aborted])) as Output;
    } catch (error) {
      throw toAwsError(error);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async stream<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    { signal }: CallOptions = {}
  ): Promise<AwsStream<Output>> {
    const number = ++this.lastStream;
    const source = new CancellationTokenSource();
    const queue = new PartQueue(() => source.cancel());
    const abort = (): void => {
      source.cancel();
      // The caller need not wait for the other side to end its work.
      queue.end(
        new AwsError({
          code: 'Cancelled',
          message: 'Cancelled.',
          operation: `${service}:${operation}`,
          retryable: true
        })
      );
    };
    this.streams.set(number, queue);
    if (signal?.aborted) {
      abort();
    } else {
      signal?.addEventListener('abort', abort);
      this.connection
        .sendRequest(AwsStreamCall, { service, operation, input, number }, source.token)
        .then(
          () => queue.end(),
          (error: unknown) => queue.end(toAwsError(error))
        );
    }
    void queue.ended.then(() => {
      signal?.removeEventListener('abort', abort);
      this.streams.delete(number);
    });
    const output = await queue.output;
    return { output: output as Output, parts: queue };
  }
}

/** The error that the extension host sent, as it was there. */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof ResponseError) {
    const data = error.data as AwsErrorData | undefined;
    return data && typeof data.code === 'string' ? new AwsError(data) : AwsError.from(error);
  }
  return AwsError.from(error);
}
