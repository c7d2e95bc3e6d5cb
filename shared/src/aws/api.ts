/**
 * The first seam: how the core calls AWS.
 *
 * An IDE implements {@link AwsApi} once. Whether a call reaches Amazon SageMaker or the
 * local engine is the IDE's backend setting; the core never asks.
 */

/** Services that may cross the seam; the operations of each are listed in `operations.json`. */
export type ServiceName = 'sagemaker' | 'sagemaker-runtime' | 's3' | 'sts' | 'logs';

/** Per-call options. */
export interface CallOptions {
  /** Aborting ends the call at once with an {@link AwsError} whose code is `Cancelled`. */
  signal?: AbortSignal;
  /**
   * ARN of a role that is assumed for this call, e.g. to read a job of another account. Only on
   * AWS, and only for operations that read: others are refused.
   */
  role?: string;
}

/** An answer that comes in parts. */
export interface AwsStream<Output = unknown> {
  /** The operation's output without the parts. */
  output: Output;
  /**
   * Bytes in the order they come; parts are cut anywhere, even inside a letter. What came before
   * an error is valid: iterating throws an {@link AwsError} then. Ending the iteration early ends
   * the call. Can be iterated once.
   */
  parts: AsyncIterable<Uint8Array>;
}

/** A call that has succeeded. */
export interface AnsweredCall {
  operation: string;
  input: object;
  output: unknown;
}

/**
 * Calls AWS operations with the API's own PascalCase names and shapes.
 *
 * Data on the seam is plain: ISO 8601 strings for times, `Uint8Array` for blobs and
 * streaming bodies, everything else as JSON has it.
 */
export interface AwsApi {
  /**
   * Call one operation.
   *
   * @param service - Service, as botocore names it.
   * @param operation - Operation in PascalCase, e.g. `DescribeAutoMLJobV2`.
   * @param input - The operation's input shape.
   * @returns The operation's output shape, without response metadata.
   * @throws AwsError on every failure: refusal by the allow-list, no credentials, a
   * service error, a lost connection, cancellation.
   */
  call<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options?: CallOptions
  ): Promise<Output>;

  /**
   * Call an operation whose answer comes in parts, e.g. `InvokeEndpointWithResponseStream`.
   * Absent where nothing can be called at all.
   *
   * @returns as soon as the answer begins.
   * @throws AwsError as {@link call} does.
   */
  stream?<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options?: CallOptions
  ): Promise<AwsStream<Output>>;

  /**
   * Hear of every call of this IDE that succeeds, whichever view made it. Absent where views do
   * not share a page.
   *
   * @returns a function that ends the subscription.
   */
  onCall?(listener: (call: AnsweredCall) => void): () => void;
}
