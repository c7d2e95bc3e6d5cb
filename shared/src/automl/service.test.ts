import { describe, expect, test } from 'vitest';
import { memorySource } from '../aws/source';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { emptyDraft } from './draft';
import { planJob } from './request';
import { AutoMLService, isNotFound } from './service';
import type { JobSnapshot } from './service';
import type { Job } from './types';

const status = (
  AutoMLJobStatus: Job['AutoMLJobStatus'],
  AutoMLJobSecondaryStatus: string
): object => ({ AutoMLJobName: 'j', AutoMLJobStatus, AutoMLJobSecondaryStatus });

describe('lists', () => {
  test('jobs page by page, newest first', async () => {
    const api = new FakeApi().sequence('sagemaker.ListAutoMLJobs', [
      { AutoMLJobSummaries: [{ AutoMLJobName: 'a' }], NextToken: 't' },
      { AutoMLJobSummaries: [{ AutoMLJobName: 'b' }] }
    ]);
    const names: (string | undefined)[] = [];
    for await (const page of new AutoMLService(api).list({ status: 'Failed' })) {
      names.push(...page.map(job => job.AutoMLJobName));
    }
    expect(names).toEqual(['a', 'b']);
    expect(api.calls[1]?.input).toMatchObject({
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      StatusEquals: 'Failed',
      NextToken: 't'
    });
  });

  test('candidates are asked for in the order of the objective, explicitly', async () => {
    const api = new FakeApi({ 'sagemaker.ListCandidatesForAutoMLJob': () => ({ Candidates: [] }) });
    const service = new AutoMLService(api);
    await service.candidates('j', { AutoMLJobObjective: { MetricName: 'MSE' } });
    await service.candidates('j', { AutoMLJobObjective: { MetricName: 'F1' } });
    await service.candidates('j');
    expect(api.calls.map(call => [call.input.SortBy, call.input.SortOrder])).toEqual([
      ['FinalObjectiveMetricValue', 'Ascending'],
      ['FinalObjectiveMetricValue', 'Descending'],
      ['FinalObjectiveMetricValue', 'Descending']
    ]);
  });
});

describe('starting', () => {
  const draft = {
    ...emptyDraft(),
    data: { kind: 'file' as const, path: 'd/my file+1.csv' },
    target: 'y',
    name: 'j',
    outputUri: 's3://bkt/out',
    roleArn: 'arn'
  };
  const open = (path: string) => memorySource(path, new Uint8Array([1, 2]));

  test('uploads, then creates; a missing default bucket is made first', async () => {
    const api = new FakeApi({
      's3.HeadBucket': () => fakeError({ code: 'NotFound', status: 404 }),
      's3.CreateBucket': () => ({}),
      's3.PutObject': () => ({}),
      'sagemaker.CreateAutoMLJobV2': () => ({ AutoMLJobArn: 'arn' })
    });
    const steps: string[] = [];
    const name = await new AutoMLService(api).start(planJob(draft), {
      open,
      defaultBucket: 'bkt',
      region: 'eu-west-1',
      onProgress: step => steps.push(step)
    });
    expect(name).toBe('j');
    expect(api.calls.map(call => call.operation)).toEqual([
      'HeadBucket',
      'CreateBucket',
      'PutObject',
      'CreateAutoMLJobV2'
    ]);
    expect(api.calls[1]?.input.CreateBucketConfiguration).toEqual({
      LocationConstraint: 'eu-west-1'
    });
    expect(api.calls[2]?.input.Key).toBe('out/input/j/my file+1.csv');
    expect(steps).toEqual(['upload', 'upload', 'create']);
  });

  test('no job is created if the upload fails', async () => {
    const api = new FakeApi({
      's3.PutObject': () => fakeError({ code: 'NoSuchBucket', message: 'No such bucket' })
    });
    await expect(new AutoMLService(api).start(planJob(draft), { open })).rejects.toMatchObject({
      code: 'NoSuchBucket'
    });
    expect(api.callsOf('sagemaker.CreateAutoMLJobV2')).toEqual([]);
  });

  test('a feature specification is written as JSON', async () => {
    const api = new FakeApi({
      's3.PutObject': () => ({}),
      'sagemaker.CreateAutoMLJobV2': () => ({})
    });
    const content = { FeatureAttributeNames: ['a'] };
    const plan = {
      ...planJob({ ...draft, data: { kind: 's3', uri: 's3://bkt/x.csv' } }),
      featureSpec: { uri: 's3://bkt/out/f.json', content }
    };
    await new AutoMLService(api).start(plan, { open });
    const [put] = api.callsOf('s3.PutObject');
    expect(put.Key).toBe('out/f.json');
    expect(JSON.parse(new TextDecoder().decode(put.Body))).toEqual(content);
  });

  test('a taken name, a free one, and no answer', async () => {
    const api = new FakeApi().sequence('sagemaker.DescribeAutoMLJobV2', [
      { AutoMLJobName: 'J' },
      fakeError({ code: 'ResourceNotFound' }),
      fakeError({ code: 'ValidationException', message: 'Could not find job j' }),
      fakeError({ code: 'AccessDenied' })
    ]);
    const service = new AutoMLService(api);
    expect(await service.taken('j')).toBe('J');
    expect(await service.taken('j')).toBeUndefined();
    expect(await service.taken('j')).toBeUndefined();
    await expect(service.taken('j')).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(isNotFound(fakeError({ code: 'ValidationException', message: 'Bad name' }))).toBe(false);
  });
});

describe('watching', () => {
  async function follow(api: FakeApi, signal?: AbortSignal): Promise<JobSnapshot[]> {
    api.on('sagemaker.ListCandidatesForAutoMLJob', () => ({ Candidates: [] }));
    const seen: JobSnapshot[] = [];
    for await (const snapshot of new AutoMLService(api).watch('j', { interval: 1, signal })) {
      seen.push(snapshot);
    }
    return seen;
  }

  test('goes on to the end and keeps the phase that a failure ended', async () => {
    const api = new FakeApi().sequence('sagemaker.DescribeAutoMLJobV2', [
      status('InProgress', 'AnalyzingData'),
      status('InProgress', 'TrainingModels'),
      status('Failed', 'Failed')
    ]);
    const seen = await follow(api);
    expect(seen.map(({ progress }) => progress.phase)).toEqual(['analyse', 'train', 'train']);
    expect(seen[2]?.progress.phases[2]?.state).toBe('failed');
  });

  test('a passing failure shows the old state with the problem, then goes on', async () => {
    const api = new FakeApi().sequence('sagemaker.DescribeAutoMLJobV2', [
      status('InProgress', 'TrainingModels'),
      fakeError({ code: 'ConnectionLost', retryable: true }),
      status('Completed', 'Completed')
    ]);
    const seen = await follow(api);
    expect(seen.map(({ problem }) => problem?.code)).toEqual([
      undefined,
      'ConnectionLost',
      undefined
    ]);
    expect(seen[1]?.job.AutoMLJobSecondaryStatus).toBe('TrainingModels');
  });

  test('a failure for good, or of the first look, is thrown', async () => {
    const gone = new FakeApi().sequence('sagemaker.DescribeAutoMLJobV2', [
      status('InProgress', 'TrainingModels'),
      fakeError({ code: 'AccessDenied' })
    ]);
    await expect(follow(gone)).rejects.toMatchObject({ code: 'AccessDenied' });
    const first = new FakeApi().on('sagemaker.DescribeAutoMLJobV2', () =>
      fakeError({ code: 'EngineUnavailable', retryable: true })
    );
    await expect(follow(first)).rejects.toMatchObject({ code: 'EngineUnavailable' });
  });

  test('aborting ends it without an error, also in the middle of a wait', async () => {
    const controller = new AbortController();
    const api = new FakeApi({
      'sagemaker.DescribeAutoMLJobV2': () => status('InProgress', 'TrainingModels'),
      'sagemaker.ListCandidatesForAutoMLJob': () => ({})
    });
    const seen: JobSnapshot[] = [];
    const watch = new AutoMLService(api).watch('j', {
      interval: 60_000,
      signal: controller.signal
    });
    setTimeout(() => controller.abort(), 20);
    for await (const snapshot of watch) {
      seen.push(snapshot);
    }
    expect(seen).toHaveLength(1);
  });
});
