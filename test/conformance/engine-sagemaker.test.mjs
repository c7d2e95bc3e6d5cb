// The AWS SDK for JavaScript against a live engine: a job from data to an answered invocation.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as sagemaker from '@aws-sdk/client-sagemaker';
import {
  InvokeEndpointCommand,
  ModelError,
  SageMakerRuntimeClient
} from '@aws-sdk/client-sagemaker-runtime';
import { venvProgram } from '../../scripts/paths.mjs';
import { testEngine, until } from './harness/engine.mjs';

const WINE = `
import sys
from sklearn.datasets import load_wine
bunch = load_wine(as_frame=True)
frame = bunch.frame
frame["target"] = [str(bunch.target_names[code]) for code in frame["target"]]
# Six copies with a little noise in one column: enough rows for a job.
import pandas
frames = [frame.assign(alcohol=frame["alcohol"] + 0.001 * i) for i in range(6)]
pandas.concat(frames).to_csv(sys.stdout, index=False)
`;
const ENDED = new Set(['Completed', 'Failed', 'Stopped']);

let engine;
let client;
let runtime;
let csv;
const send = (name, input) => client.send(new sagemaker[`${name}Command`](input));

function jobRequest(AutoMLJobName, completion, more = {}) {
  const { defaultBucket, roleArn } = engine.info;
  return {
    AutoMLJobName,
    AutoMLJobInputDataConfig: [
      {
        ChannelType: 'training',
        ContentType: 'text/csv;header=present',
        DataSource: {
          S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${defaultBucket}/wine/` }
        }
      }
    ],
    OutputDataConfig: { S3OutputPath: `s3://${defaultBucket}/pilothouse/` },
    AutoMLProblemTypeConfig: {
      TabularJobConfig: {
        TargetAttributeName: 'target',
        ProblemType: 'MulticlassClassification',
        CompletionCriteria: completion
      }
    },
    AutoMLJobObjective: { MetricName: 'Accuracy' },
    RoleArn: roleArn,
    ...more
  };
}

before(async () => {
  engine = await testEngine();
  client = new sagemaker.SageMakerClient(engine.client);
  runtime = new SageMakerRuntimeClient(engine.client);
  const python = promisify(execFile);
  csv = (await python(venvProgram('python'), ['-c', WINE], { maxBuffer: 1 << 24 })).stdout;
  const s3 = new S3Client(engine.client);
  await s3.send(
    new PutObjectCommand({ Bucket: engine.info.defaultBucket, Key: 'wine/data +1.csv', Body: csv })
  );
  s3.destroy();
});
after(async () => {
  client?.destroy();
  runtime?.destroy();
  await engine?.stop();
});

describe('errors are the API’s own', () => {
  test('a job that is not there', async () => {
    for (const [name, input] of [
      ['DescribeAutoMLJobV2', { AutoMLJobName: 'absent' }],
      ['DescribeAutoMLJob', { AutoMLJobName: 'absent' }],
      ['StopAutoMLJob', { AutoMLJobName: 'absent' }],
      ['ListCandidatesForAutoMLJob', { AutoMLJobName: 'absent' }]
    ]) {
      await assert.rejects(send(name, input), sagemaker.ResourceNotFound, name);
    }
  });

  test('a request with fields missing or out of bounds', async () => {
    const request = jobRequest('wrong', {});
    delete request.OutputDataConfig;
    for (const wrong of [request, jobRequest('n'.repeat(33), {}), jobRequest('not_a_name', {})]) {
      await assert.rejects(
        send('CreateAutoMLJobV2', wrong),
        error => error.name === 'ValidationException' && error.$metadata.httpStatusCode === 400
      );
    }
  });

  test('an operation that the engine does not have', async () => {
    await assert.rejects(
      send('ListTrainingJobs', {}),
      error => error.$fault === 'client' && /ListTrainingJobs/.test(error.message)
    );
  });

  test('an endpoint that is not there', async () => {
    await assert.rejects(
      runtime.send(new InvokeEndpointCommand({ EndpointName: 'absent', Body: 'a' })),
      error => error.name === 'ValidationError' || error.name === 'ValidationException'
    );
  });
});

describe('a job', () => {
  test('from data to an invocation', { timeout: 240_000 }, async () => {
    const AutoMLJobName = 'wine-conformance';
    const { AutoMLJobArn } = await send(
      'CreateAutoMLJobV2',
      jobRequest(AutoMLJobName, { MaxCandidates: 3 })
    );
    assert.match(AutoMLJobArn, /:automl-job\/wine-conformance$/);
    await assert.rejects(
      send('CreateAutoMLJobV2', jobRequest(AutoMLJobName, {})),
      sagemaker.ResourceInUse
    );

    const secondary = [];
    const job = await until(
      () => send('DescribeAutoMLJobV2', { AutoMLJobName }),
      answer => {
        if (secondary.at(-1) !== answer.AutoMLJobSecondaryStatus) {
          secondary.push(answer.AutoMLJobSecondaryStatus);
        }
        return ENDED.has(answer.AutoMLJobStatus);
      },
      { timeoutMs: 200_000 }
    );
    assert.equal(job.AutoMLJobStatus, 'Completed', `${job.FailureReason} ${secondary}`);
    assert.ok(job.CreationTime instanceof Date && job.EndTime >= job.CreationTime);
    assert.equal(job.BestCandidate.FinalAutoMLJobObjectiveMetric.MetricName, 'Accuracy');
    assert.ok(job.BestCandidate.FinalAutoMLJobObjectiveMetric.Value > 0.9);

    // As in SageMaker, the older operation does not know jobs of the newer one.
    await assert.rejects(send('DescribeAutoMLJob', { AutoMLJobName }), sagemaker.ResourceNotFound);
    const { AutoMLJobSummaries } = await send('ListAutoMLJobs', { NameContains: 'wine-conf' });
    assert.deepEqual(
      AutoMLJobSummaries.map(summary => summary.AutoMLJobName),
      [AutoMLJobName]
    );

    const candidates = [];
    let NextToken;
    do {
      const page = await send('ListCandidatesForAutoMLJob', {
        AutoMLJobName,
        MaxResults: 1,
        SortBy: 'FinalObjectiveMetricValue',
        SortOrder: 'Descending',
        NextToken
      });
      candidates.push(...page.Candidates);
      NextToken = page.NextToken;
    } while (NextToken);
    assert.ok(candidates.length >= 1);
    const values = candidates.map(item => item.FinalAutoMLJobObjectiveMetric.Value);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => b - a)
    );

    const ModelName = 'wine-model';
    const Containers = job.BestCandidate.InferenceContainers.map(
      ({ Image, ModelDataUrl, Environment }) => ({
        Image,
        ModelDataUrl,
        Environment: {
          ...Environment,
          SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label,probability,probabilities,labels'
        }
      })
    );
    const ExecutionRoleArn = engine.info.roleArn;
    await send('CreateModel', { ModelName, Containers, ExecutionRoleArn });
    assert.equal((await send('DescribeModel', { ModelName })).ModelName, ModelName);
    assert.equal((await send('ListModels', {})).Models[0].ModelName, ModelName);

    const EndpointConfigName = 'wine-config';
    const ProductionVariants = [
      { VariantName: 'all', ModelName, InitialInstanceCount: 1, InstanceType: 'ml.m5.large' }
    ];
    await send('CreateEndpointConfig', { EndpointConfigName, ProductionVariants });
    const config = await send('DescribeEndpointConfig', { EndpointConfigName });
    assert.equal(config.ProductionVariants[0].ModelName, ModelName);
    assert.equal((await send('ListEndpointConfigs', {})).EndpointConfigs.length, 1);

    const EndpointName = 'wine-endpoint';
    await send('CreateEndpoint', { EndpointName, EndpointConfigName });
    const endpoint = await until(
      () => send('DescribeEndpoint', { EndpointName }),
      answer => answer.EndpointStatus !== 'Creating'
    );
    assert.equal(endpoint.EndpointStatus, 'InService', endpoint.FailureReason);
    assert.equal((await send('ListEndpoints', {})).Endpoints[0].EndpointName, EndpointName);

    // The target is the last column; a record of the first class without it.
    const record = csv.split('\n')[1].split(',').slice(0, -1).join(',');
    const answer = await runtime.send(
      new InvokeEndpointCommand({
        EndpointName,
        ContentType: 'text/csv',
        Accept: 'text/csv',
        Body: Buffer.from(record)
      })
    );
    assert.match(answer.ContentType, /^text\/csv/);
    assert.equal(answer.InvokedProductionVariant, 'all');
    assert.match(Buffer.from(answer.Body).toString(), /^class_0,/);

    await assert.rejects(
      runtime.send(
        new InvokeEndpointCommand({ EndpointName, ContentType: 'text/csv', Body: 'a,b\n1' })
      ),
      error => error instanceof ModelError && error.OriginalStatusCode >= 400
    );

    await send('DeleteEndpoint', { EndpointName });
    await until(
      () => send('ListEndpoints', {}),
      ({ Endpoints }) => Endpoints.length === 0
    );
    await send('DeleteEndpointConfig', { EndpointConfigName });
    await send('DeleteModel', { ModelName });
    assert.deepEqual((await send('ListModels', {})).Models, []);
  });

  test('is stopped', { timeout: 30_000 }, async () => {
    const AutoMLJobName = 'wine-stopped';
    await send('CreateAutoMLJobV2', jobRequest(AutoMLJobName, {}));
    await send('StopAutoMLJob', { AutoMLJobName });
    const job = await until(
      () => send('DescribeAutoMLJobV2', { AutoMLJobName }),
      answer => ENDED.has(answer.AutoMLJobStatus),
      { timeoutMs: 10_000 }
    );
    assert.equal(job.AutoMLJobStatus, 'Stopped');
  });
});
