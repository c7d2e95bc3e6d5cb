/** Failures of an invocation in plain words. */
import { AwsError, type AwsErrorData } from '../aws/errors';
import { isObject, parseJson } from '../explain/formats/json';
import { isGone } from './service';

const TIMED_OUT =
  'The model did not answer within 60 seconds. Send fewer records, or ask for no explanation.';

/**
 * The error as the user should read it; code, details and request id stay.
 *
 * @param endpointName - Named in the message.
 */
export function invokeError(error: unknown, endpointName: string): AwsErrorData {
  const data = AwsError.from(error).toData();
  switch (data.code) {
    case 'ModelError':
      return { ...data, ...modelError(data) };
    case 'ModelStreamError':
      return {
        ...data,
        message: `The model broke off its answer: ${ended(data.message)} What came before stands.`,
        retryable: true,
        action: 'retry'
      };
    case 'InternalStreamFailure':
      return {
        ...data,
        message: `The service broke off the answer: ${ended(data.message)} What came before stands.`,
        retryable: true,
        action: 'retry'
      };
    case 'ModelNotReadyException':
      return {
        ...data,
        message: 'The model is still being loaded. Wait a moment, then invoke again.',
        retryable: true,
        action: 'retry'
      };
    case 'ServiceUnavailable':
    case 'InternalDependencyException':
    case 'InternalFailure':
    case 'ThrottlingException':
      return {
        ...data,
        message: `${ended(data.message)} The service is busy or has a fault; invoke again later.`,
        retryable: true,
        action: 'retry'
      };
    case 'ValidationError':
    case 'ValidationException':
      return isGone(data)
        ? {
            ...data,
            message:
              `Endpoint ${endpointName} was not found. It may have been deleted, or belong to ` +
              'another backend or Region.'
          }
        : data;
    default:
      return data;
  }
}

function modelError(data: AwsErrorData): Pick<AwsErrorData, 'message' | 'retryable' | 'action'> {
  const status = Number(data.details?.OriginalStatusCode ?? NaN);
  if (status === 0) {
    return { message: TIMED_OUT, retryable: true, action: 'retry' };
  }
  const said = originalMessage(data.details?.OriginalMessage) ?? data.message;
  if (status >= 400 && status < 500) {
    return {
      message: `The model could not read the request: ${ended(said)} Check the values and their order.`,
      retryable: false,
      action: undefined
    };
  }
  return { message: `The model failed: ${ended(said)}`, retryable: true, action: 'retry' };
}

/** The sentence in what the container said: often JSON or HTML inside a string. */
export function originalMessage(raw: unknown): string | undefined {
  if (typeof raw !== 'string' || raw.trim() === '') {
    return undefined;
  }
  const text = raw.trim();
  if (text.startsWith('{')) {
    try {
      const parsed = parseJson(text);
      if (isObject(parsed)) {
        const inner = ['message', 'Message', 'error', 'detail']
          .map(key => parsed[key])
          .find(value => typeof value === 'string' && value !== '');
        return typeof inner === 'string' ? inner : text;
      }
    } catch {
      return text;
    }
  }
  if (/^<(!doctype|html)/i.test(text)) {
    return text
      .replace(/<(head|style|script)[\s\S]*?<\/\1>/gi, ' ')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  }
  return text;
}

function ended(text: string): string {
  return /[.!?]\s*$/.test(text) ? text.trim() : `${text.trim()}.`;
}
