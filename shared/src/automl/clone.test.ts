import { expect, test } from 'vitest';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { cloneJob } from './clone';
import { planJob } from './request';

const job = {
  AutoMLJobName: 'churn-20260101-1200',
  AutoMLJobArn: 'arn',
  AutoMLJobStatus: 'Completed',
  AutoMLJobInputDataConfig: [
    { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/in/' } } }
  ],
  AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'y' } },
  OutputDataConfig: { S3OutputPath: 's3://b/out/' },
  RoleArn: 'role'
};
const now = new Date(2026, 10, 22, 14, 2);

test('takes the tags along, but not those that AWS keeps itself', async () => {
  const api = new FakeApi({
    'sagemaker.DescribeAutoMLJobV2': () => job,
    'sagemaker.DescribeAutoMLJob': () => fakeError({ code: 'ResourceNotFound' })
  }).sequence('sagemaker.ListTags', [
    { Tags: [{ Key: 'aws:creator', Value: 'x' }], NextToken: 't' },
    { Tags: [{ Key: 'team', Value: 'data' }] }
  ]);
  const draft = await cloneJob(api, job.AutoMLJobName, now);
  expect(planJob(draft).request).toMatchObject({
    AutoMLJobName: 'churn-20261122-1402',
    Tags: [{ Key: 'team', Value: 'data' }]
  });
  expect(draft.origin).toBeUndefined();
});

test('says that the tags could not be read', async () => {
  const api = new FakeApi({
    'sagemaker.DescribeAutoMLJobV2': () => job,
    'sagemaker.DescribeAutoMLJob': () => fakeError({ code: 'ResourceNotFound' }),
    'sagemaker.ListTags': () => fakeError({ code: 'AccessDenied' })
  });
  const draft = await cloneJob(api, job.AutoMLJobName, now);
  expect(draft.tags).toEqual([]);
  expect(draft.origin).toEqual({ unknown: [], tagsUnread: true });
});

test('of an unknown problem type is refused with the reason', async () => {
  const api = new FakeApi({
    'sagemaker.DescribeAutoMLJobV2': () => ({
      ...job,
      AutoMLProblemTypeConfig: { VideoJobConfig: {} }
    }),
    'sagemaker.ListTags': () => ({})
  });
  await expect(cloneJob(api, 'x', now)).rejects.toMatchObject({
    code: 'UnknownProblemType',
    message: expect.stringContaining('(VideoJobConfig)') as string
  });
});
