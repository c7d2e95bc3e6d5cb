import { AwsError } from '@pilothouse/core/aws/errors';

/** Parts that have come and are not read yet; iterated once. */
export class PartQueue implements AsyncIterable<Uint8Array> {
  /** What the answer begins with; rejects if it ends before. */
  readonly output: Promise<unknown>;
  /** Resolves when nothing more comes. */
  readonly ended: Promise<void>;
  private readonly waiting: Uint8Array[] = [];
  private state: { error?: AwsError } | undefined;
  private wake = (): void => undefined;
  private resolveOutput: (output: unknown) => void = () => undefined;
  private rejectOutput: (error: AwsError) => void = () => undefined;
  private resolveEnded = (): void => undefined;

  /** @param stop - Called when the reader stops before the end. */
  constructor(private readonly stop: () => void) {
    this.output = new Promise((resolve, reject) => {
      this.resolveOutput = resolve;
      this.rejectOutput = reject;
    });
    this.ended = new Promise(resolve => {
      this.resolveEnded = resolve;
    });
  }

  begin(output: unknown): void {
    this.resolveOutput(output);
  }

  push(bytes: Uint8Array): void {
    if (!this.state) {
      this.waiting.push(bytes);
      this.wake();
    }
  }

  /** Nothing more comes; with an error, reading ends with it. The first end counts. */
  end(error?: AwsError): void {
    if (this.state) {
      return;
    }
    this.state = error ? { error } : {};
    this.rejectOutput(
      error ??
        new AwsError({
          code: 'ConnectionLost',
          message: 'The answer ended before it began.',
          retryable: true
        })
    );
    this.resolveEnded();
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    try {
      for (;;) {
        const part = this.waiting.shift();
        if (part) {
          yield part;
        } else if (this.state) {
          if (this.state.error) {
            throw this.state.error;
          }
          return;
        } else {
          await new Promise<void>(resolve => {
            this.wake = resolve;
          });
        }
      }
    } finally {
      if (!this.state) {
        this.stop();
        this.end();
      }
    }
  }
}
