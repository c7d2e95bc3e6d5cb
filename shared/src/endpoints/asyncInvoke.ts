/** Requests of asynchronous endpoints: input to S3, call, and looking for the answer. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError, type AwsErrorData } from '../aws/errors';
import { formatS3Uri, requireS3Uri } from '../aws/s3';
import type { ByteSource } from '../aws/source';
import { upload, type UploadLedger } from '../aws/upload';
import { defaultOutputPath } from '../environment/names';
import { newInferenceId } from './invoke';

/** Largest input. */
export const MAX_ASYNC_BODY = 1_073_741_824;

/** How long an answer can take, in ms: the time in the queue and that of the model, by default. */
export const LONGEST_WAIT = (21_600 + 900) * 1_000;

/** A request under way; small, so that it is found again after a reload. */
export interface AsyncRequest {
  inferenceId: string;
  inputUri: string;
  outputUri: string;
  failureUri?: string;
  /** Ms since the epoch. */
  started: number;
  contentType: string;
}

export interface AsyncStart {
  endpointName: string;
  source: ByteSource;
  contentType: string;
  accept?: string;
  /** Where inputs are stored. */
  bucket: string;
  signal?: AbortSignal;
  ledger?: UploadLedger;
  onProgress?: (sent: number, total: number) => void;
}

/**
 * Store the input and call the endpoint.
 *
 * @throws AwsError `ValidationException` before sending if the input is too large.
 */
export async function startAsync(
  api: AwsApi,
  { endpointName, source, contentType, accept, bucket, ...options }: AsyncStart
): Promise<AsyncRequest> {
  const { size } = await source.stat();
  if (size > MAX_ASYNC_BODY) {
    throw new AwsError({
      code: 'ValidationException',
      message: `${source.name} is larger than 1 GB, the most that one request takes. Split it.`,
      retryable: false
    });
  }
  const inferenceId = newInferenceId();
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(source.name)?.[0] ?? '';
  const folder = requireS3Uri(`${defaultOutputPath(bucket)}async-input/${endpointName}/`);
  const input = { bucket: folder.bucket, key: `${folder.key}${inferenceId}${ending}` };
  await upload(api, source, input, { ...options, contentType });
  const inputUri = formatS3Uri(input);
  type Answer = { InferenceId?: string; OutputLocation?: string; FailureLocation?: string };
  const answer = await api.call<Answer>(
    'sagemaker-runtime',
    'InvokeEndpointAsync',
    {
      EndpointName: endpointName,
      InputLocation: inputUri,
      ContentType: contentType,
      ...(accept ? { Accept: accept } : {}),
      InferenceId: inferenceId
    },
    { signal: options.signal }
  );
  return {
    inferenceId: answer.InferenceId ?? inferenceId,
    inputUri,
    outputUri: answer.OutputLocation ?? '',
    failureUri: answer.FailureLocation,
    started: Date.now(),
    contentType
  };
}

export type AsyncState =
  | { state: 'waiting' }
  | { state: 'answered'; bytes: Uint8Array; contentType: string; modified: number }
  | { state: 'failed'; error: AwsErrorData };

/**
 * Look for the answer, then for the failure.
 *
 * @throws AwsError if neither can be looked for.
 */
export async function lookAsync(
  api: AwsApi,
  request: AsyncRequest,
  now: number,
  options?: CallOptions
): Promise<AsyncState> {
  const answer = await objectIfThere(api, request.outputUri, options);
  if (answer) {
    return { state: 'answered', ...answer };
  }
  const failure = request.failureUri
    ? await objectIfThere(api, request.failureUri, options)
    : undefined;
  if (failure) {
    const said = new TextDecoder().decode(failure.bytes.subarray(0, 10_000)).trim();
    return {
      state: 'failed',
      error: {
        code: 'ModelError',
        message: said || 'The failure file is empty.',
        retryable: false,
        details: containerWords(said)
      }
    };
  }
  if (now - request.started > LONGEST_WAIT) {
    return {
      state: 'failed',
      error: {
        code: 'Expired',
        message:
          'There was no answer within the time a request may wait, so it has expired. Send it again.',
        retryable: true
      }
    };
  }
  return { state: 'waiting' };
}

/** An object, or `undefined` if there is none yet. */
async function objectIfThere(
  api: AwsApi,
  uri: string,
  options?: CallOptions
): Promise<{ bytes: Uint8Array; contentType: string; modified: number } | undefined> {
  const { bucket, key } = requireS3Uri(uri);
  try {
    const found = await api.call<{
      Body?: Uint8Array;
      ContentType?: string;
      LastModified?: string;
    }>('s3', 'GetObject', { Bucket: bucket, Key: key }, options);
    const modified = Date.parse(found.LastModified ?? '');
    return {
      bytes: found.Body ?? new Uint8Array(0),
      contentType: found.ContentType ?? 'application/octet-stream',
      modified: Number.isNaN(modified) ? 0 : modified
    };
  } catch (thrown) {
    const error = AwsError.from(thrown);
    // Without the right to list, S3 says of a missing object that it is denied.
    if (
      error.status === 404 ||
      error.status === 403 ||
      /^NoSuchKey$|^AccessDenied/.test(error.code)
    ) {
      return undefined;
    }
    throw error;
  }
}

/** Status and words of the container in a failure file, where they stand in it. */
function containerWords(said: string): Record<string, unknown> | undefined {
  const found = /^Received \w+ error \((\d+)\) from \S+ with message "([\s\S]*)"/.exec(said);
  return found ? { OriginalStatusCode: Number(found[1]), OriginalMessage: found[2] } : undefined;
}
