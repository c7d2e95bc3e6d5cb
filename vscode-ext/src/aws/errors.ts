/** Turns whatever the SDK throws into an {@link AwsError} that a user can act on. */
import type { ServiceName } from '@pilothouse/core/aws/api';
import { AwsError, type AwsErrorData } from '@pilothouse/core/aws/errors';

/** What the SDK's exceptions may carry; nothing is certain. */
interface SdkError {
  name?: string;
  code?: string;
  Code?: string;
  message?: string;
  $fault?: 'client' | 'server';
  $retryable?: object;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  OriginalStatusCode?: number;
  OriginalMessage?: string;
  LogStreamArn?: string;
  errors?: { code?: string }[];
}

const EXPIRED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired',
  'SSOTokenProviderFailure'
]);
const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);
const CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_SOCKET_CONNECTION_TIMEOUT'
]);

/**
 * @param error - What was thrown.
 * @param service - Service that was called.
 * @param operation - Operation that was called.
 * @param profile - Profile in use, for the message about credentials.
 */
export function toAwsError(
  error: unknown,
  service: ServiceName,
  operation: string,
  profile?: string
): AwsError {
  if (error instanceof AwsError) {
    return error;
  }
  const sdk = (error ?? {}) as SdkError;
  const status = sdk.$metadata?.httpStatusCode;
  const base = {
    operation: `${service}:${operation}`,
    requestId: sdk.$metadata?.requestId,
    status
  };
  const text = sdk.message || `${operation} failed.`;
  const code = sdk.Code ?? sdk.name ?? 'Unexpected';
  const build = (data: AwsErrorData): AwsError => new AwsError({ ...base, ...data });

  if (code === 'AbortError') {
    return build({ code: 'Cancelled', message: 'Cancelled.', retryable: true });
  }
  if (EXPIRED.has(code) || /token (included in the request )?(is|has) expired/i.test(text)) {
    return build({
      code: 'ExpiredCredentials',
      message: 'The AWS credentials have expired. Sign in again, then repeat.',
      retryable: true,
      action: 'sign-in'
    });
  }
  if (code === 'CredentialsProviderError' || code === 'TokenProviderError') {
    return build(noCredentials(text, profile));
  }
  if (/^region is missing/i.test(text) || code === 'NoRegion') {
    return build({
      code: 'NoRegion',
      message: 'No AWS Region is set. Choose one.',
      retryable: false,
      action: 'choose-region'
    });
  }
  if (DENIED.has(code)) {
    const missingAction =
      /not authorized to perform:? ([\w-]+:\w+)/i.exec(text)?.[1] ??
      `${service === 'sagemaker-runtime' ? 'sagemaker' : service}:${operation}`;
    return build({ code, message: text, retryable: false, missingAction });
  }
  if (code === 'TimeoutError') {
    return build({ code: 'Timeout', message: text, retryable: true, action: 'retry' });
  }
  const connection = connectionCode(sdk);
  if (connection !== undefined && status === undefined) {
    return build({
      code: 'ConnectionLost',
      message: `No connection to ${service} (${connection}). Check the network and the Region.`,
      retryable: true,
      action: 'retry',
      details: { connection }
    });
  }
  const retryable = sdk.$retryable !== undefined || (status !== undefined && status >= 500);
  return build({
    // A HEAD answer has no body, so S3 can only say the status.
    code: code === 'UnknownError' || code === 'Unknown' ? httpCode(status) : code,
    message: text === 'UnknownError' ? `${operation}: HTTP ${status ?? 'error'}.` : text,
    retryable,
    action: retryable ? 'retry' : undefined,
    details: modelDetails(sdk)
  });
}

function noCredentials(text: string, profile: string | undefined): AwsErrorData {
  const missing = /could not (be found|resolve credentials using profile)/i.test(text);
  const what = profile
    ? missing
      ? `The AWS configuration files have no usable profile ${profile}.`
      : `Profile ${profile} gives no credentials: ${text}`
    : 'No AWS credentials were found.';
  return {
    code: 'NoCredentials',
    message: `${what} Sign in with the AWS CLI (aws configure or aws sso login), choose another profile, or use the local engine.`,
    retryable: false,
    action: 'choose-backend'
  };
}

function connectionCode(error: SdkError): string | undefined {
  // Node tries several addresses at once and then throws one error for all of them.
  const codes = [error.code, ...(error.errors ?? []).map(inner => inner.code)];
  return codes.find(code => code !== undefined && CONNECTION.has(code));
}

function httpCode(status: number | undefined): string {
  return status === 404 ? 'NotFound' : status === 403 ? 'AccessDenied' : `Http${status ?? ''}`;
}

function modelDetails(error: SdkError): Record<string, unknown> | undefined {
  if (error.OriginalStatusCode === undefined && error.OriginalMessage === undefined) {
    return undefined;
  }
  return {
    OriginalStatusCode: error.OriginalStatusCode,
    OriginalMessage: error.OriginalMessage,
    LogStreamArn: error.LogStreamArn
  };
}
