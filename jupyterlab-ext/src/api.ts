import type { ServerConnection } from '@jupyterlab/services';
import type {
  AnsweredCall,
  AwsApi,
  AwsStream,
  CallOptions,
  ServiceName
} from '@pilothouse/core/aws/api';
import { AwsError } from '@pilothouse/core/aws/errors';
import type { PageBackend } from './tokens';
import { FRAME_TYPE, decode, encode } from './frames';
import { readStream } from './answer-parts';
import { connectionError, post } from './transport';

/** {@link AwsApi} over the Jupyter server's AWS route. */
export class JupyterAwsApi implements AwsApi {
  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly backend: PageBackend
  ) {}

  async call<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options: CallOptions = {}
  ): Promise<Output> {
    const { signal, role } = options;
    try {
      const backend = { ...(await this.backend.choice()), role };
      const body = encode({ service, operation, input, backend });
      const response = await post(this.settings, 'aws', body, signal);
      const framed = response.headers.get('Content-Type')?.startsWith(FRAME_TYPE);
      const answer = framed ? decode(await response.arrayBuffer()) : await response.json();
      const { output } = answer as { output: Output };
      this.backend.noteCall({ operation, input, output });
      return output;
    } catch (error) {
      throw this.failed(error, service, operation, signal);
    }
  }

  async stream<Output = unknown>(
    service: ServiceName,
    operation: string,
    input: object,
    options: CallOptions = {}
  ): Promise<AwsStream<Output>> {
    const { signal, role } = options;
    const failure = (error: unknown): AwsError => this.failed(error, service, operation, signal);
    try {
      const backend = { ...(await this.backend.choice()), role };
      const body = encode({ service, operation, input, backend });
      const response = await post(this.settings, 'stream', body, signal);
      if (!response.body) {
        throw new Error('The answer has no body.');
      }
      return await readStream<Output>(response.body, failure);
    } catch (error) {
      throw failure(error);
    }
  }

  onCall(listener: (call: AnsweredCall) => void): () => void {
    const slot = (_: unknown, call: AnsweredCall): void => listener(call);
    this.backend.called.connect(slot);
    return () => {
      this.backend.called.disconnect(slot);
    };
  }

  private failed(
    error: unknown,
    service: ServiceName,
    operation: string,
    signal: AbortSignal | undefined
  ): AwsError {
    const failure = connectionError(error, signal);
    if (failure.code.startsWith('Engine') || failure.code.endsWith('Credentials')) {
      this.backend.noteCall();
    }
    return new AwsError({ ...failure.toData(), operation: `${service}:${operation}` });
  }
}
