import type { AwsApi, CallOptions, ServiceName } from '@pilothouse/core/aws/api';
import { AwsError, type AwsErrorData } from '@pilothouse/core/aws/errors';
import { CancellationTokenSource, ResponseError, type MessageConnection } from 'vscode-jsonrpc';
import { AwsCall } from '../rpc/protocol';

/** `AwsApi` of a page: every call is made by the extension host. */
export class RemoteApi implements AwsApi {
  constructor(private readonly connection: MessageConnection) {}

  async call<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    { signal }: CallOptions = {}
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
        { service, operation, input },
        source.token
      );
      return (await Promise.race([answer, aborted])) as Output;
    } catch (error) {
      throw toAwsError(error);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
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
