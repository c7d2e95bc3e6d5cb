import { describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import type { BackendState } from '../host';
import { checkBackend } from './checks';

const backend: BackendState = {
  choice: { kind: 'aws', region: 'eu-west-1' },
  label: 'AWS eu-west-1',
  status: 'ready',
  region: 'eu-west-1',
  roleArn: 'arn:aws:iam::123456789012:role/Exec',
  defaultBucket: 'sagemaker-eu-west-1-123456789012',
  cost: 'billed',
  profiles: []
};

function api(): FakeApi {
  return new FakeApi({
    'sts.GetCallerIdentity': () => ({ Account: '123456789012' }),
    'sagemaker.ListAutoMLJobs': () => ({ AutoMLJobSummaries: [] }),
    's3.HeadBucket': () => ({})
  });
}

describe('checkBackend', () => {
  it('asks only read-only questions about the names in use', async () => {
    const fake = api();
    const checks = await checkBackend(fake, backend);
    expect(checks.map(check => check.status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(fake.callsOf('s3.HeadBucket')).toEqual([{ Bucket: backend.defaultBucket }]);
  });

  it('fails each check alone and names the missing permission', async () => {
    const fake = api().on('sagemaker.ListAutoMLJobs', () =>
      fakeError({ code: 'AccessDeniedException', missingAction: 'sagemaker:ListAutoMLJobs' })
    );
    const checks = await checkBackend(fake, backend);
    expect(checks.map(check => check.status)).toEqual(['ok', 'failed', 'ok', 'ok']);
    expect(checks[1]?.text).toContain('sagemaker:ListAutoMLJobs');
  });

  it('warns about what is not known, without a call', async () => {
    const fake = api();
    const checks = await checkBackend(fake, {
      ...backend,
      roleArn: undefined,
      defaultBucket: undefined
    });
    expect(checks.map(check => check.status)).toEqual(['ok', 'ok', 'warning', 'warning']);
    expect(fake.callsOf('s3.HeadBucket')).toEqual([]);
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(checkBackend(api(), backend, controller.signal)).rejects.toMatchObject({
      code: 'Cancelled'
    });
  });
});
