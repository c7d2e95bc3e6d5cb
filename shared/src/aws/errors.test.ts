import { expect, test } from 'vitest';
import { AwsError } from './errors';

test('an error of another bundle keeps what it tells', () => {
  // Bundles have a class of this name each, so that `instanceof` is false.
  const foreign = Object.assign(new Error('Denied.'), {
    name: 'AwsError',
    code: 'AccessDeniedException',
    retryable: false,
    missingAction: 's3:GetObject'
  });
  const own = AwsError.from(foreign);
  expect(own).toBeInstanceOf(AwsError);
  expect(own.toData()).toMatchObject({
    code: 'AccessDeniedException',
    message: 'Denied.',
    retryable: false,
    missingAction: 's3:GetObject'
  });
});

test('anything else that is thrown becomes one, and aborting is being cancelled', () => {
  const known = new AwsError({ code: 'NoSuchKey', message: 'x', retryable: false });
  expect(AwsError.from(known)).toBe(known);
  expect(AwsError.from(new DOMException('', 'AbortError')).code).toBe('Cancelled');
  expect(AwsError.from('odd')).toMatchObject({ code: 'Unexpected', message: 'odd' });
  expect(AwsError.from(new TypeError('t'))).toMatchObject({ code: 'Unexpected', message: 't' });
});
