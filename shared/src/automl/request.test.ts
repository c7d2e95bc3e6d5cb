import { expect, test } from 'vitest';
import { memorySource } from '../aws/source';
import { emptyDraft } from './draft';
import type { JobDraft } from './draft';
import { readProfile } from './preview';
import { planJob } from './request';

const draft: JobDraft = {
  ...emptyDraft(),
  data: { kind: 's3', uri: 's3://bkt/in/train.csv' },
  target: 'y',
  name: 'churn-1',
  outputUri: 's3://bkt/out',
  roleArn: 'arn:aws:iam::111122223333:role/exec'
};
const profileOf = (header: string) =>
  readProfile(memorySource('t.csv', new TextEncoder().encode(`${header}\n1,2,3\n4,5,6\n`)));

test('the least request has only what the service asks for', () => {
  expect(planJob(draft)).toEqual({
    request: {
      AutoMLJobName: 'churn-1',
      AutoMLJobInputDataConfig: [
        {
          ChannelType: 'training',
          ContentType: 'text/csv;header=present',
          CompressionType: 'None',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bkt/in/train.csv' } }
        }
      ],
      OutputDataConfig: { S3OutputPath: 's3://bkt/out' },
      AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'y' } },
      RoleArn: 'arn:aws:iam::111122223333:role/exec'
    }
  });
});

test('a full draft becomes the full request', () => {
  const { request } = planJob({
    ...draft,
    problemType: 'BinaryClassification',
    objective: 'AUC',
    mode: 'ENSEMBLING',
    algorithms: ['lightgbm'],
    maxCandidates: ' 10 ',
    maxSecondsPerTrial: '60',
    maxSeconds: '3600',
    validation: { kind: 'split', fraction: '.25' },
    weight: 'w',
    kmsKeyId: 'key',
    compressed: true,
    tags: [{ key: 'team', value: 'a' }],
    deploy: { kind: 'named', name: 'ep' }
  });
  expect(request).toMatchObject({
    AutoMLJobInputDataConfig: [{ CompressionType: 'Gzip' }],
    AutoMLJobObjective: { MetricName: 'AUC' },
    AutoMLProblemTypeConfig: {
      TabularJobConfig: {
        ProblemType: 'BinaryClassification',
        Mode: 'ENSEMBLING',
        CandidateGenerationConfig: { AlgorithmsConfig: [{ AutoMLAlgorithms: ['lightgbm'] }] },
        CompletionCriteria: {
          MaxCandidates: 10,
          MaxRuntimePerTrainingJobInSeconds: 60,
          MaxAutoMLJobRuntimeInSeconds: 3600
        },
        SampleWeightAttributeName: 'w'
      }
    },
    DataSplitConfig: { ValidationFraction: 0.25 },
    OutputDataConfig: { KmsKeyId: 'key' },
    Tags: [{ Key: 'team', Value: 'a' }],
    ModelDeployConfig: { AutoGenerateEndpointName: false, EndpointName: 'ep' }
  });
});

test('a problem type brings its objective along', () => {
  const { request } = planJob({ ...draft, problemType: 'Regression' });
  expect(request.AutoMLJobObjective).toEqual({ MetricName: 'MSE' });
});

test('validation data are a second channel, and then there is no share', () => {
  const { request } = planJob({ ...draft, validation: { kind: 'channel', uri: 's3://bkt/v.csv' } });
  expect(request.AutoMLJobInputDataConfig?.map(channel => channel.ChannelType)).toEqual([
    'training',
    'validation'
  ]);
  expect(request.DataSplitConfig).toBeUndefined();
});

test('a workspace file is uploaded and read from there', () => {
  const plan = planJob({ ...draft, data: { kind: 'file', path: 'dir/a b.csv' } });
  expect(plan.upload).toEqual({
    path: 'dir/a b.csv',
    uri: 's3://bkt/out/input/churn-1/a b.csv'
  });
  expect(plan.request.AutoMLJobInputDataConfig?.[0]?.DataSource?.S3DataSource?.S3Uri).toBe(
    plan.upload?.uri
  );
});

test('a feature specification is made only if features or types were chosen', async () => {
  const profile = await profileOf('a,__proto__,y');
  expect(planJob(draft, profile).featureSpec).toBeUndefined();
  expect(planJob({ ...draft, excluded: ['y'] }, profile).featureSpec).toBeUndefined();
  const types = Object.fromEntries([['__proto__', 'text' as const]]);
  const typed = planJob({ ...draft, types }, profile).featureSpec;
  expect(typed?.uri).toBe('s3://bkt/out/input/churn-1/features.json');
  expect(JSON.stringify(typed?.content)).toBe('{"FeatureDataTypes":{"__proto__":"text"}}');
  expect(planJob({ ...draft, excluded: ['a'], types }, profile).featureSpec?.content).toMatchObject(
    {
      FeatureAttributeNames: ['__proto__']
    }
  );
});

test('slips in number fields never reach the request', () => {
  const { request } = planJob({
    ...draft,
    maxCandidates: '1e3',
    maxSeconds: '-5',
    validation: { kind: 'split', fraction: 'half' }
  });
  expect(request.DataSplitConfig).toBeUndefined();
  expect(request.AutoMLProblemTypeConfig.TabularJobConfig?.CompletionCriteria).toBeUndefined();
});
