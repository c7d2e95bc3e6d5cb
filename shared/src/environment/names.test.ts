import { describe, expect, it } from 'vitest';
import { defaultOutputPath, isRoleArn, maskAccount, roleName } from './names';

describe('names', () => {
  it('puts output below a prefix of its own', () => {
    expect(defaultOutputPath('b')).toBe('s3://b/pilothouse/');
  });

  it('knows role ARNs with and without a path, in every partition', () => {
    expect(roleName('arn:aws:iam::123456789012:role/service-role/Exec-1')).toBe('Exec-1');
    expect(roleName('arn:aws-cn:iam::123456789012:role/Exec')).toBe('Exec');
    expect(isRoleArn('arn:aws:iam::123456789012:user/me')).toBe(false);
    expect(isRoleArn('arn:aws:iam::1234:role/x')).toBe(false);
    expect(roleName('not an arn')).toBe('not an arn');
  });

  it('hides the account', () => {
    expect(maskAccount('123456789012')).toBe('••••••••9012');
  });
});
