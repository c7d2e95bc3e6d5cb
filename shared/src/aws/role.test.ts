import { describe, expect, it } from 'vitest';
import { asRole, callerWords } from './role';
import { FakeApi } from './testing/fakeApi';

describe('callerWords', () => {
  it.each([
    [
      'arn:aws:sts::111122223333:assumed-role/Reader/pilothouse',
      'role Reader of account ••••••••3333'
    ],
    ['arn:aws-cn:iam::111122223333:user/team/mei', 'user mei of account ••••••••3333'],
    ['arn:aws:iam::111122223333:root', 'the root user of account ••••••••3333'],
    ['nonsense', 'an unknown caller']
  ])('%s', async (Arn, words) => {
    const api = new FakeApi({ 'sts.GetCallerIdentity': () => ({ Arn }) });
    expect(await callerWords(api)).toBe(words);
  });
});

describe('asRole', () => {
  it('names the role in each call, and keeps the rest of the options', async () => {
    let seen: unknown;
    const api = new FakeApi({
      's3.GetObject': (_input, options) => {
        seen = options;
        return {};
      }
    });
    const { signal } = new AbortController();
    await asRole(api, 'arn:r').call('s3', 'GetObject', {}, { signal });
    expect(seen).toEqual({ role: 'arn:r', signal });
  });
});
