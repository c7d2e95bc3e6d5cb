/** One call of an endpoint. */
import type { AwsApi } from '../aws/api';
import { AwsError } from '../aws/errors';
import { MAX_BODY } from './payload';

export interface InvokeRequest {
  endpointName: string;
  body: string;
  contentType: string;
  /** Default: CSV for CSV, else JSON. */
  accept?: string;
  /** Ask for, or leave out, explanations; absent: as the endpoint is configured. */
  explain?: boolean;
}

export interface InvokeResult {
  bytes: Uint8Array;
  contentType: string;
  variant?: string;
  /** Ms from sending to the whole answer. */
  duration: number;
  /** Stamped into captured data and logs; made for this call. */
  inferenceId: string;
}

interface InvokeOutput {
  Body?: Uint8Array;
  ContentType?: string;
  InvokedProductionVariant?: string;
}

/** @throws AwsError; `ValidationException` before sending if the body is too large. */
export async function invoke(
  api: AwsApi,
  request: InvokeRequest,
  options: { signal?: AbortSignal } = {}
): Promise<InvokeResult> {
  const body = new TextEncoder().encode(request.body);
  if (body.length > MAX_BODY) {
    throw new AwsError({
      code: 'ValidationException',
      message:
        `The body has ${(body.length / 1e6).toFixed(1)} MB; an endpoint takes 6.3 MB. ` +
        'Send fewer records.',
      retryable: false
    });
  }
  const inferenceId = newId();
  const accept =
    request.accept ?? (request.contentType === 'text/csv' ? 'text/csv' : 'application/json');
  const started = performance.now();
  const output = await api.call<InvokeOutput>(
    'sagemaker-runtime',
    'InvokeEndpoint',
    {
      EndpointName: request.endpointName,
      Body: body,
      ContentType: request.contentType,
      Accept: accept,
      InferenceId: inferenceId,
      ...(request.explain === undefined
        ? {}
        : { EnableExplanations: request.explain ? '`true`' : '`false`' })
    },
    options
  );
  return {
    bytes: output.Body ?? new Uint8Array(0),
    contentType: output.ContentType ?? 'application/octet-stream',
    variant: output.InvokedProductionVariant,
    duration: performance.now() - started,
    inferenceId
  };
}

/** Not `randomUUID`: that exists in secure contexts only, and Jupyter may be served by http. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
