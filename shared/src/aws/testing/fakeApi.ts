import type { AwsApi, AwsStream, CallOptions, ServiceName } from '../api';
import { AwsError } from '../errors';
import type { AwsErrorData } from '../errors';

/** One call as a {@link FakeApi} saw it. */
export interface RecordedCall {
  service: ServiceName;
  operation: string;
  input: Record<string, unknown>;
}

/** Answers one operation. Throw (or return) an {@link AwsError} to fail the call. */
export type FakeHandler = (
  // Handlers are tests' own code: they know the shape that they expect.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  input: any,
  options: CallOptions
) => unknown;

/**
 * An in-memory {@link AwsApi} for tests.
 *
 * ```ts
 * const api = new FakeApi({ 'sagemaker.ListAutoMLJobs': () => ({ AutoMLJobSummaries: [] }) });
 * api.on('s3.GetObject', ({ Key }) => ({ Body: files[Key] }));
 * await api.call('sagemaker', 'ListAutoMLJobs', {});
 * api.callsOf('sagemaker.ListAutoMLJobs');
 * ```
 *
 * An operation without a handler fails the call with the code `NoHandler`.
 */
export class FakeApi implements AwsApi {
  /** Every call in order, failed ones too. */
  readonly calls: RecordedCall[] = [];
  private readonly handlers = new Map<string, FakeHandler>();

  constructor(handlers: Record<string, FakeHandler> = {}) {
    for (const [name, handler] of Object.entries(handlers)) {
      this.on(name, handler);
    }
  }

  /**
   * Register or replace a handler.
   *
   * @param name - `service.Operation`, e.g. `s3.GetObject`.
   */
  on(name: string, handler: FakeHandler): this {
    this.handlers.set(name, handler);
    return this;
  }

  /** Answer with each value in turn, then with the last one for ever. Errors are thrown. */
  sequence(name: string, answers: unknown[]): this {
    let next = 0;
    return this.on(name, () => answers[Math.min(next++, answers.length - 1)]);
  }

  /** Inputs of the calls of one operation, in order. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  callsOf(name: string): any[] {
    return this.calls
      .filter(call => `${call.service}.${call.operation}` === name)
      .map(call => call.input);
  }

  async call<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options: CallOptions = {}
  ): Promise<Output> {
    const name = `${service}.${operation}`;
    this.calls.push({ service, operation, input: { ...input } });
    // One turn of the event loop later, as over a real connection.
    await Promise.resolve();
    if (options.signal?.aborted) {
      throw fakeError({ code: 'Cancelled', message: 'Cancelled.', operation, retryable: true });
    }
    const handler = this.handlers.get(name);
    if (!handler) {
      throw fakeError({ code: 'NoHandler', message: `No handler for ${name}.`, operation });
    }
    const answer = await handler(input, options);
    if (answer instanceof Error) {
      throw answer;
    }
    return answer as Output;
  }

  /** A handler of a stream returns an {@link AwsStream}. */
  async stream<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options: CallOptions = {}
  ): Promise<AwsStream<Output>> {
    return this.call<AwsStream<Output>>(service, operation, input, options);
  }
}

/** An {@link AwsError} with defaults for what a test does not care about. */
export function fakeError(data: Partial<AwsErrorData> & { code: string }): AwsError {
  return new AwsError({ message: data.code, retryable: false, ...data });
}
