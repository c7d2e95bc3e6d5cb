/** One call of an endpoint. */
import type { AwsApi } from '../aws/api';
import { AwsError } from '../aws/errors';
import { MAX_BODY } from './payload';

export interface InvokeRequest {
  endpointName: string;
  body: string | Uint8Array;
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
  const input = inputOf(request);
  const started = performance.now();
  const output = await api.call<InvokeOutput>(
    'sagemaker-runtime',
    'InvokeEndpoint',
    {
      ...input,
      ...(request.explain === undefined
        ? {}
        : { EnableExplanations: request.explain ? '`true`' : '`false`' })
    },
    options
  );
  return resultOf(output, output.Body ?? new Uint8Array(0), started, input.InferenceId);
}

/**
 * Like {@link invoke}, with the answer in parts.
 *
 * @param onPart - Called with each part. What came before an error is valid.
 */
export async function invokeInParts(
  api: AwsApi,
  request: InvokeRequest,
  options: { signal?: AbortSignal; onPart: (part: Uint8Array) => void }
): Promise<InvokeResult> {
  const { signal, onPart } = options;
  if (!api.stream) {
    throw new AwsError({
      code: 'OperationNotAllowed',
      message: 'Answers in parts are not available here. Invoke without them.',
      retryable: false
    });
  }
  const input = inputOf(request);
  const started = performance.now();
  const { output, parts } = await api.stream<InvokeOutput>(
    'sagemaker-runtime',
    'InvokeEndpointWithResponseStream',
    input,
    { signal }
  );
  const all: Uint8Array[] = [];
  for await (const part of parts) {
    all.push(part);
    onPart(part);
  }
  return resultOf(output, joined(all), started, input.InferenceId);
}

function inputOf({ endpointName, body, contentType, accept }: InvokeRequest): {
  EndpointName: string;
  Body: Uint8Array;
  ContentType: string;
  Accept: string;
  InferenceId: string;
} {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  if (bytes.length > MAX_BODY) {
    throw new AwsError({
      code: 'ValidationException',
      message:
        `The body has ${(bytes.length / 1e6).toFixed(1)} MB; an endpoint takes 6.3 MB. ` +
        'Send fewer records.',
      retryable: false
    });
  }
  return {
    EndpointName: endpointName,
    Body: bytes,
    ContentType: contentType,
    Accept: accept ?? (contentType === 'text/csv' ? 'text/csv' : 'application/json'),
    InferenceId: newInferenceId()
  };
}

function resultOf(
  output: InvokeOutput,
  bytes: Uint8Array,
  started: number,
  inferenceId: string
): InvokeResult {
  return {
    bytes,
    contentType: output.ContentType ?? 'application/octet-stream',
    variant: output.InvokedProductionVariant,
    duration: performance.now() - started,
    inferenceId
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Not `randomUUID`: that exists in secure contexts only, and Jupyter may be served by http. */
export function newInferenceId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
