import { expect, test } from 'vitest';
import operations from '../../operations.json';
import { effectOf } from './operations';

test('knows the effect of listed operations', () => {
  expect(effectOf('sagemaker', 'CreateAutoMLJobV2')).toBe('paid');
  expect(effectOf('sagemaker', 'DescribeAutoMLJobV2')).toBe('read');
  expect(effectOf('s3', 'DeleteObject')).toBe('destructive');
});

test('knows every listed service', () => {
  for (const [service, listed] of Object.entries(operations)) {
    for (const [operation, effect] of typeof listed === 'string' ? [] : Object.entries(listed)) {
      expect(effectOf(service, operation)).toBe(effect);
    }
  }
});

test('refuses what is not listed, hostile names too', () => {
  for (const name of ['DeleteBucket', '__proto__', 'constructor', 'toString', '', 'getobject']) {
    expect(effectOf('s3', name)).toBeUndefined();
  }
  expect(effectOf('iam', 'CreateUser')).toBeUndefined();
  expect(effectOf('comment', '0')).toBeUndefined();
});
