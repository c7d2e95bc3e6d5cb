import { expect, test } from 'vitest';
import { memorySource } from '../aws/source';
import { FakeApi } from '../aws/testing/fakeApi';
import { jobCode } from './code';
import { emptyDraft, validationUri } from './draft';
import type { JobDraft } from './draft';
import { parseRequest, readRequest } from './reading';
import { planJob } from './request';
import { checkDraft } from './rules';
import { presetOf } from './saved';
import { AutoMLService } from './service';

const draft: JobDraft = {
  ...emptyDraft(),
  data: { kind: 'file', path: 'data/train.csv' },
  validation: { kind: 'channel', uri: '', path: 'data/check me.csv' },
  target: 'y',
  name: 'job-1',
  outputUri: 's3://bkt/out',
  roleArn: 'arn:aws:iam::111122223333:role/exec'
};
const uri = 's3://bkt/out/input/job-1/validation/check me.csv';
const plan = planJob(draft);

test('a workspace file with validation data goes beside the training data', async () => {
  expect(validationUri(draft)).toBe(uri);
  expect(plan.request.AutoMLJobInputDataConfig?.[1]).toMatchObject({
    ChannelType: 'validation',
    DataSource: { S3DataSource: { S3Uri: uri } }
  });
  expect(checkDraft({ draft, plan, cost: 'free' })).toEqual([]);
  const api = new FakeApi({
    's3.PutObject': () => ({}),
    'sagemaker.CreateAutoMLJobV2': () => ({ AutoMLJobArn: 'arn' })
  });
  await new AutoMLService(api).start(plan, {
    open: path => memorySource(path, new TextEncoder().encode(path))
  });
  expect(
    api.callsOf('s3.PutObject').map(({ Key, Body }) => [Key, new TextDecoder().decode(Body)])
  ).toEqual([
    ['out/input/job-1/train.csv', 'data/train.csv'],
    ['out/input/job-1/validation/check me.csv', 'data/check me.csv']
  ]);
});

test('an edited request keeps the file, also under another name', () => {
  const text = JSON.stringify(plan.request).replace(
    '"AutoMLJobName":"job-1"',
    '"AutoMLJobName":"job-2"'
  );
  const read = readRequest(parseRequest(text), draft);
  expect(read.validation).toEqual(draft.validation);
  expect(read.extra).toEqual({});
  expect(planJob(read).validationUpload?.uri).toBe(uri.replace('job-1', 'job-2'));
  const elsewhere = JSON.stringify(plan.request).replace(uri, 's3://bkt/v.csv');
  expect(readRequest(parseRequest(elsewhere), draft).validation).toEqual({
    kind: 'channel',
    uri: 's3://bkt/v.csv'
  });
});

test('code uploads it, too; a preset forgets it; another format is refused', () => {
  const code = (id: string): string =>
    jobCode(plan, draft, 's3://bkt/out').find(variant => variant.id === id)?.code ?? '';
  for (const id of ['python', 'sdk']) {
    expect(code(id)).toContain(
      's3.upload_file("data/check me.csv", "bkt", "out/input/job-1/validation/check me.csv")'
    );
  }
  expect(code('cli')).toContain(`aws s3 cp 'data/check me.csv' '${uri}'`);
  expect(code('typescript')).toContain('await readFile("data/check me.csv")');
  expect(presetOf(draft).validation).toEqual({ kind: 'split', fraction: '' });
  const other: JobDraft = { ...draft, validation: { kind: 'channel', uri: '', path: 'v.parquet' } };
  const found = checkDraft({ draft: other, plan: planJob(other), cost: 'free' });
  expect(found[0]).toMatchObject({ id: 'V-04', message: expect.stringContaining('both be CSV') });
});
