import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { AwsError, type AwsErrorData } from '@pilothouse/core/aws/errors';
import { FRAME_TYPE } from './frames';

/** Routes of the server extension. */
export type Route = 'aws' | 'stream' | 'environment' | 'engine' | 'files';

/**
 * POST to a route of the server extension.
 *
 * @param body - JSON text, or a frame as a blob of type {@link FRAME_TYPE}.
 * @throws AwsError on every failure.
 */
export async function post(
  settings: ServerConnection.ISettings,
  route: Route,
  body: string | Blob,
  signal?: AbortSignal
): Promise<Response> {
  const url = URLExt.join(settings.baseUrl, 'pilothouse/api/v1', route);
  const type = typeof body === 'string' ? 'application/json' : FRAME_TYPE;
  const init: RequestInit = { method: 'POST', body, headers: { 'Content-Type': type } };
  if (signal) {
    init.signal = signal;
  }
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(url, init, settings);
  } catch (error) {
    throw connectionError(error, signal);
  }
  if (!response.ok) {
    throw new AwsError(await envelope(response));
  }
  return response;
}

/** What a failed request or a broken answer means. */
export function connectionError(error: unknown, signal?: AbortSignal): AwsError {
  if (signal?.aborted) {
    return new AwsError({ code: 'Cancelled', message: 'Cancelled.', retryable: true });
  }
  if (error instanceof AwsError) {
    return error;
  }
  return new AwsError({
    code: 'ConnectionLost',
    message:
      'The Jupyter server did not answer. Check that it is still running and that the network ' +
      'is up, then retry.',
    retryable: true,
    action: 'retry'
  });
}

/** The error of an answer: the server extension's own, or what Jupyter's stands for. */
async function envelope(response: Response): Promise<AwsErrorData> {
  let data: Partial<AwsErrorData> = {};
  try {
    data = (await response.json()) as Partial<AwsErrorData>;
  } catch {
    // Not JSON: a proxy or Jupyter's own page, told by its status below.
  }
  if (typeof data.code === 'string' && typeof data.message === 'string') {
    return { ...data, code: data.code, message: data.message, retryable: data.retryable === true };
  }
  const { status } = response;
  if (status === 404 || status === 405) {
    return {
      code: 'ServerExtensionMissing',
      message:
        'The Jupyter server runs without the server half of Pilothouse. Install ' +
        '`jupyterlab-pilothouse` in the environment of the Jupyter server and restart it.',
      retryable: false
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: 'SignedOut',
      message: 'Your Jupyter session has ended. Reload the page and sign in again.',
      retryable: false
    };
  }
  return {
    code: 'ConnectionLost',
    message: `The Jupyter server answered with status ${status}. Retry; its log may say more.`,
    retryable: true,
    action: 'retry'
  };
}
