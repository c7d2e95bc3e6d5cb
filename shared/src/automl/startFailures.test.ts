import { expect, test } from 'vitest';
import { startAdvice } from './startFailures';

test.each([
  ['ResourceInUse', '', /of this name already/],
  ['ResourceInUseException', '', /of this name already/],
  ['ResourceLimitExceeded', '', /quota/],
  ['ResourceNotFound', '', /does not exist/],
  ['AccessDeniedException', 'not authorized to perform: iam:PassRole', /hand this role/],
  ['AccessDenied', 'not authorized to perform: kms:Decrypt', /KMS key/],
  ['AccessDenied', 's3:PutObject', /lack a permission/],
  ['PermanentRedirect', '', /another Region/],
  ['NoSuchBucket', '', /bucket does not exist/],
  ['ValidationException', 'Could not assume role arn', /accept the role/],
  ['ValidationException', 'No objects under prefix', /location of the data/],
  ['ValidationException', 'MaxCandidates', /accept the request/],
  ['ThrottlingException', '', /too often/],
  ['ConnectionLost', '', /connection was cut/],
  ['InternalFailure', '', /fault of its own/],
  ['FileChanged', '', /changed while/],
  ['ExpiredTokenException', '', /credentials/]
])('%s %s', (code, message, text) => {
  const found = startAdvice({ code, message });
  expect(found?.text).toMatch(text);
  expect(found?.step).toMatch(/\.$/);
});

test('what is not known is left to the words of the service', () => {
  expect(startAdvice({ code: 'SomethingNew', message: '' })).toBeUndefined();
});
