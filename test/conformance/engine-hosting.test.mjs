// The AWS SDK for JavaScript against a live engine: every way to answer with a trained model.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  ResourceNotFoundException
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client
} from '@aws-sdk/client-s3';
import * as sagemaker from '@aws-sdk/client-sagemaker';
import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
  ModelError,
  SageMakerRuntimeClient
} from '@aws-sdk/client-sagemaker-runtime';
import { venvProgram } from '../../scripts/paths.mjs';
import { testEngine, until } from './harness/engine.mjs';

const CANCER = `
import sys
from sklearn.datasets import load_breast_cancer
frame = load_breast_cancer(as_frame=True).frame.iloc[:, [0, 1, 2, 3, 30]]
frame["target"] = frame["target"].map({0: "malignant", 1: "benign"})
frame.to_csv(sys.stdout, index=False)
`;
const ENDED = new Set(['Completed', 'Failed', 'Stopped']);
const AutoMLJobName = 'hosting-v1';
const ModelName = 'hosting';
const LABELS = new Set(['malignant', 'benign']);

let engine;
let client;
let runtime;
let logs;
let s3;
let bucket;
let rows;
const send = (name, input) => client.send(new sagemaker[`${name}Command`](input));
const put = (Key, Body) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

const read = async Key => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
  return Body.transformToString();
};

const onInstance = (VariantName, more = {}) => ({
  VariantName,
  ModelName,
  InitialInstanceCount: 1,
  InstanceType: 'ml.m5.large',
  ...more
});

async function deploy(EndpointName, ProductionVariants, more = {}) {
  await send('CreateEndpointConfig', {
    EndpointConfigName: EndpointName,
    ProductionVariants,
    ...more
  });
  await send('CreateEndpoint', { EndpointName, EndpointConfigName: EndpointName });
  return inService(EndpointName);
}

async function inService(EndpointName) {
  const found = await until(
    () => send('DescribeEndpoint', { EndpointName }),
    answer => ['InService', 'Failed'].includes(answer.EndpointStatus)
  );
  assert.equal(found.EndpointStatus, 'InService', found.FailureReason);
  return found;
}

before(async () => {
  engine = await testEngine();
  bucket = engine.info.defaultBucket;
  client = new sagemaker.SageMakerClient(engine.client);
  runtime = new SageMakerRuntimeClient(engine.client);
  logs = new CloudWatchLogsClient(engine.client);
  s3 = new S3Client(engine.client);
  const { stdout } = await promisify(execFile)(venvProgram('python'), ['-c', CANCER], {
    maxBuffer: 1 << 24
  });
  await put('cancer/train.csv', stdout);
  rows = stdout
    .trim()
    .split('\n')
    .slice(1, 41)
    .map(line => line.slice(0, line.lastIndexOf(',')));
  await send('CreateAutoMLJob', {
    AutoMLJobName,
    InputDataConfig: [
      {
        TargetAttributeName: 'target',
        ContentType: 'text/csv;header=present',
        DataSource: {
          S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/cancer/` }
        }
      }
    ],
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/pilothouse/` },
    ProblemType: 'BinaryClassification',
    AutoMLJobObjective: { MetricName: 'F1' },
    AutoMLJobConfig: { CompletionCriteria: { MaxCandidates: 1 } },
    RoleArn: engine.info.roleArn
  });
  const job = await until(
    () => send('DescribeAutoMLJob', { AutoMLJobName }),
    answer => ENDED.has(answer.AutoMLJobStatus),
    { timeoutMs: 200_000 }
  );
  assert.equal(job.AutoMLJobStatus, 'Completed', job.FailureReason);
  await send('CreateModel', {
    ModelName,
    Containers: job.BestCandidate.InferenceContainers.map(
      ({ Image, ModelDataUrl, Environment }) => ({ Image, ModelDataUrl, Environment })
    ),
    ExecutionRoleArn: engine.info.roleArn,
    Tags: [{ Key: 'team', Value: 'harbour' }]
  });
});
after(async () => {
  for (const one of [client, runtime, logs, s3]) one?.destroy();
  await engine?.stop();
});

test('a job of version 1 is described by both versions', async () => {
  const first = await send('DescribeAutoMLJob', { AutoMLJobName });
  const second = await send('DescribeAutoMLJobV2', { AutoMLJobName });
  assert.equal(first.InputDataConfig[0].TargetAttributeName, 'target');
  assert.equal(first.ResolvedAttributes.ProblemType, 'BinaryClassification');
  assert.equal(second.AutoMLProblemTypeConfig.TabularJobConfig.ProblemType, 'BinaryClassification');
  assert.equal(first.BestCandidate.CandidateName, second.BestCandidate.CandidateName);
});

test('tags', async () => {
  const { ModelArn } = await send('DescribeModel', { ModelName });
  await send('AddTags', { ResourceArn: ModelArn, Tags: [{ Key: 'cost', Value: '7' }] });
  await send('DeleteTags', { ResourceArn: ModelArn, TagKeys: ['team'] });
  const { Tags } = await send('ListTags', { ResourceArn: ModelArn });
  assert.deepEqual(Tags, [{ Key: 'cost', Value: '7' }]);
});

test('variants, weights, an update, a stream and logs', { timeout: 120_000 }, async () => {
  const EndpointName = 'two';
  await deploy(EndpointName, [onInstance('A', { InitialVariantWeight: 2 }), onInstance('B')]);
  const Body = rows[0];
  const seen = [];
  for (let call = 0; call < 6; call += 1) {
    const answer = await runtime.send(
      new InvokeEndpointCommand({ EndpointName, ContentType: 'text/csv', Body })
    );
    seen.push(answer.InvokedProductionVariant);
  }
  assert.equal(seen.filter(name => name === 'A').length, 4);
  await send('UpdateEndpointWeightsAndCapacities', {
    EndpointName,
    DesiredWeightsAndCapacities: [{ VariantName: 'A', DesiredWeight: 0 }]
  });
  const streamed = await runtime.send(
    new InvokeEndpointWithResponseStreamCommand({
      EndpointName,
      ContentType: 'text/csv',
      Body: rows.join('\n')
    })
  );
  assert.equal(streamed.InvokedProductionVariant, 'B');
  const parts = [];
  for await (const event of streamed.Body) parts.push(event.PayloadPart.Bytes);
  const lines = Buffer.concat(parts).toString().trim().split('\n');
  assert.equal(lines.length, rows.length);
  assert.ok(lines.every(line => LABELS.has(line)));

  await send('CreateEndpointConfig', {
    EndpointConfigName: 'next',
    ProductionVariants: [onInstance('C')]
  });
  await send('UpdateEndpoint', { EndpointName, EndpointConfigName: 'next' });
  const updated = await inService(EndpointName);
  assert.deepEqual(
    updated.ProductionVariants.map(variant => variant.VariantName),
    ['C']
  );
  const wrong = new InvokeEndpointCommand({ EndpointName, ContentType: 'text/csv', Body: '1,2' });
  const error = await runtime.send(wrong).then(assert.fail, reason => reason);
  assert.ok(error instanceof ModelError);
  const [, logGroupName, logStreamName] = /:log-group:(.+?):log-stream:(.+)$/.exec(
    error.LogStreamArn
  );
  const { events } = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true })
  );
  assert.match(events[0].message, /The model was ready after \d+ ms/);
  await send('DeleteEndpoint', { EndpointName });
});

test('serverless within 1024 MB', { timeout: 120_000 }, async () => {
  const EndpointName = 'small';
  const ServerlessConfig = { MemorySizeInMB: 1024, MaxConcurrency: 2 };
  const found = await deploy(EndpointName, [{ VariantName: 'S', ModelName, ServerlessConfig }]);
  assert.deepEqual(found.ProductionVariants[0].CurrentServerlessConfig, ServerlessConfig);
  const answer = await runtime.send(
    new InvokeEndpointCommand({ EndpointName, ContentType: 'text/csv', Body: rows[1] })
  );
  assert.ok(LABELS.has(Buffer.from(answer.Body).toString().trim()));
  await send('DeleteEndpoint', { EndpointName });
});

test('asynchronous', { timeout: 120_000 }, async () => {
  const EndpointName = 'later';
  const OutputConfig = {
    S3OutputPath: `s3://${bucket}/later/`,
    S3FailurePath: `s3://${bucket}/failed/`
  };
  await deploy(EndpointName, [onInstance('A')], { AsyncInferenceConfig: { OutputConfig } });
  await put('later-in/good.csv', rows.join('\n'));
  await put('later-in/bad.csv', '1,2');
  const call = key =>
    runtime.send(
      new InvokeEndpointAsyncCommand({
        EndpointName,
        ContentType: 'text/csv',
        InputLocation: `s3://${bucket}/later-in/${key}`
      })
    );
  const [good, bad] = [await call('good.csv'), await call('bad.csv')];
  assert.equal(good.$metadata.httpStatusCode, 202);
  assert.ok(good.InferenceId);
  const content = async uri => {
    const Key = uri.slice(`s3://${bucket}/`.length);
    await until(
      () =>
        s3.send(new HeadObjectCommand({ Bucket: bucket, Key })).then(
          () => true,
          () => false
        ),
      Boolean
    );
    return read(Key);
  };
  assert.equal((await content(good.OutputLocation)).trim().split('\n').length, rows.length);
  assert.match(await content(bad.FailureLocation), /the model takes 4/);
  await send('DeleteEndpoint', { EndpointName });
});

test('batch transform', { timeout: 120_000 }, async () => {
  await put('batch/in.csv', rows.map((row, index) => `id${index},${row}`).join('\n'));
  const TransformJobName = 'batch';
  await send('CreateTransformJob', {
    TransformJobName,
    ModelName,
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/batch/` } },
      ContentType: 'text/csv',
      SplitType: 'Line'
    },
    TransformOutput: {
      S3OutputPath: `s3://${bucket}/batch-out/`,
      AssembleWith: 'Line',
      Accept: 'text/csv'
    },
    TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
    DataProcessing: { InputFilter: '$[1:]', JoinSource: 'Input', OutputFilter: '$[0,-1]' }
  });
  const job = await until(
    () => send('DescribeTransformJob', { TransformJobName }),
    answer => ENDED.has(answer.TransformJobStatus)
  );
  assert.equal(job.TransformJobStatus, 'Completed', job.FailureReason);
  const lines = (await read('batch-out/in.csv.out')).trim().split('\n');
  assert.equal(lines.length, rows.length);
  lines.forEach((line, index) => {
    const [id, label] = line.split(',');
    assert.equal(id, `id${index}`);
    assert.ok(LABELS.has(label), line);
  });
  const { TransformJobSummaries } = await send('ListTransformJobs', { NameContains: 'bat' });
  assert.equal(TransformJobSummaries[0].TransformJobStatus, 'Completed');
  await assert.rejects(
    send('StopTransformJob', { TransformJobName: 'absent' }),
    sagemaker.ResourceNotFound
  );
});

describe('logs', () => {
  test('of a job', async () => {
    const logGroupName = '/aws/sagemaker/TrainingJobs';
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: AutoMLJobName })
    );
    const { logStreamName } = logStreams[0];
    const { events } = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true })
    );
    assert.match(events[0].message, /^phase /);
    assert.ok(Math.abs(Date.now() - events[0].timestamp) < 600_000);
  });

  test('of nothing', async () => {
    await assert.rejects(
      logs.send(new DescribeLogStreamsCommand({ logGroupName: '/aws/lambda/x' })),
      ResourceNotFoundException
    );
  });
});
