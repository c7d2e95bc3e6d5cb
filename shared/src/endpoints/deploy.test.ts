import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeBucket, PREFIX, SMALL } from '../explain/testing/fakeReport';
import { deployConfirmation, type DeploymentPlan } from './deploy';
import { emptyDeployment, filterWithout } from './deployDraft';
import {
  subjectOf,
  onInstances,
  candidateContainers,
  defaultInstance,
  deployedProblem,
  type DeploymentSubject
} from './deploySubject';
import { loadDeployExplainer } from './explainer';
import { resourceName } from './names';
import { supportedKeys } from './responseKeys';
import { AWS, CONTAINER, LOCAL, PIPELINE, planOf, subject } from './testing/deployment';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
const inputOf = (plan: DeploymentPlan, operation: string): any =>
  plan.calls.find(call => call.operation === operation)?.input;

const explainer = {
  features: ['a', 'b'],
  baseline: '10,red\n',
  prefix: PREFIX,
  useLogit: true,
  labels: ['no', 'yes']
};

describe('names', () => {
  it('are always valid', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), wanted => {
        const name = resourceName(wanted, '261122140203');
        expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/);
        expect(name.length).toBeLessThanOrEqual(63);
        expect(name.endsWith('-261122140203')).toBe(true);
      })
    );
  });
});

describe('planDeployment', () => {
  it('names everything after the job and asks for all that the container supports', () => {
    const plan = planOf();
    expect(plan.name).toBe('churn-261122140203');
    expect(inputOf(plan, 'CreateModel')).toMatchObject({
      ModelName: 'churn-261122140203',
      Containers: [
        {
          Environment: {
            SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label,probability,probabilities,labels',
            PILOTHOUSE_AUTOML_JOB: 'churn'
          }
        }
      ]
    });
    expect(inputOf(plan, 'CreateEndpointConfig')).not.toHaveProperty('ExplainerConfig');
    expect(plan.explains).toBe(false);
  });

  it('leaves regression containers as they are', () => {
    const plan = planOf({
      containers: [{ Image: 'i', ModelDataUrl: 'm' }],
      problemType: 'Regression'
    });
    expect(JSON.stringify(inputOf(plan, 'CreateModel'))).not.toContain('SAGEMAKER_INFERENCE');
  });

  it('hands keys on along a pipeline of containers', () => {
    const plan = planOf(
      { containers: PIPELINE, explainer },
      { responseKeys: ['predicted_label', 'probabilities', 'labels'] }
    );
    const containers = inputOf(plan, 'CreateModel').Containers as {
      Environment: Record<string, string>;
    }[];
    expect(containers[1]?.Environment.SAGEMAKER_INFERENCE_OUTPUT).toBe(
      'predicted_label,probabilities'
    );
    expect(containers[2]?.Environment).toMatchObject({
      SAGEMAKER_INFERENCE_INPUT: 'predicted_label,probabilities',
      SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label,probabilities,labels'
    });
    expect(plan.explains).toBe(false);
    expect(plan.notes[0]).toContain('pipeline of several containers');
  });

  it('configures an explainer that is off until asked', () => {
    const plan = planOf({ explainer });
    expect(inputOf(plan, 'CreateEndpointConfig').ExplainerConfig).toEqual({
      ClarifyExplainerConfig: {
        EnableExplanations: '`false`',
        InferenceConfig: {
          FeatureHeaders: ['a', 'b'],
          ProbabilityIndex: 2,
          LabelHeaders: ['no', 'yes']
        },
        ShapConfig: {
          ShapBaselineConfig: { MimeType: 'text/csv', ShapBaseline: '10,red\n' },
          UseLogit: true
        }
      }
    });
    expect(plan.uploads).toEqual([]);
  });

  it('stores a baseline that is too long, and numbers features that are too many', () => {
    const features = Array.from({ length: 300 }, (_, i) => `feature-${i}`);
    const baseline = `${features.map(() => '1234567890123').join(',')}\n`;
    const plan = planOf({ explainer: { ...explainer, features, baseline } });
    const text = JSON.stringify(inputOf(plan, 'CreateEndpointConfig'));
    expect(text).toContain(`${PREFIX}/endpoint-baselines/churn-261122140203.csv`);
    expect(text).not.toContain('FeatureHeaders');
    expect(plan.uploads).toMatchObject([{ Bucket: 'bucket', ContentType: 'text/csv' }]);
    expect(plan.notes[0]).toContain('number the features');
  });

  it('refuses what cannot work, naming it', () => {
    expect(() => planOf({ containers: [] })).toThrow('WeightedEnsemble-1');
    expect(() => planOf({}, {}, { cost: 'free' })).toThrow('No execution role');
  });

  it('says what it costs', () => {
    expect(deployConfirmation(planOf()).message).toContain('Free.');
    const billed = deployConfirmation(
      planOf({}, { instanceType: 'ml.m5.large' }, { ...LOCAL, ...AWS })
    );
    expect(billed.message).toContain('Runs on AWS eu-west-1 on 1 x ml.m5.large. Billed');
    expect(billed.operations.map(o => o.operation)).toEqual([
      'CreateModel',
      'CreateEndpointConfig',
      'CreateEndpoint'
    ]);
    const serverless = deployConfirmation(planOf({}, { kind: 'serverless' }, { ...LOCAL, ...AWS }));
    expect(serverless.message).toContain('without instances of its own. Billed for the time');
    const batch = deployConfirmation(planOf({}, { kind: 'batch' }, { ...LOCAL, ...AWS }));
    expect(batch).toMatchObject({
      title: 'Start churn-261122140203?',
      confirmLabel: 'Start transform'
    });
    expect(batch.message).toContain('1 x ml.m5.2xlarge. Billed until the job ends.');
  });

  it('makes a serverless variant without instances and without an explainer', () => {
    const plan = planOf(
      { explainer },
      {
        kind: 'serverless',
        serverless: { memory: 2048, concurrency: 7, provisioned: 2 }
      }
    );
    expect(inputOf(plan, 'CreateEndpointConfig')).toEqual({
      EndpointConfigName: 'churn-261122140203',
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: 'churn-261122140203',
          ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 7, ProvisionedConcurrency: 2 }
        }
      ]
    });
    expect(plan.explains).toBe(false);
  });

  it('makes an asynchronous endpoint with places by default, topics and limits on request', () => {
    const plan = planOf({}, { kind: 'asynchronous' });
    expect(inputOf(plan, 'CreateEndpointConfig').AsyncInferenceConfig).toEqual({
      OutputConfig: {
        S3OutputPath: 's3://bkt/pilothouse/deployments/churn-261122140203/async-output/',
        S3FailurePath: 's3://bkt/pilothouse/deployments/churn-261122140203/async-failure/'
      }
    });
    const more = planOf(
      {},
      {
        kind: 'asynchronous',
        async: {
          outputUri: 's3://o/p',
          failureUri: '',
          concurrent: 4,
          successTopic: 'arn:aws:sns:eu-west-1:111122223333:ok',
          errorTopic: '',
          kmsKeyId: 'key'
        }
      }
    );
    expect(inputOf(more, 'CreateEndpointConfig').AsyncInferenceConfig).toMatchObject({
      OutputConfig: {
        S3OutputPath: 's3://o/p',
        KmsKeyId: 'key',
        NotificationConfig: { SuccessTopic: 'arn:aws:sns:eu-west-1:111122223333:ok' }
      },
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 4 }
    });
  });

  it('puts the time limits of large models inside the variant', () => {
    const plan = planOf({ problem: 'llm', baseModel: 'Falcon7BInstruct' });
    expect(inputOf(plan, 'CreateEndpointConfig').ProductionVariants[0]).toMatchObject({
      InstanceType: 'ml.g5.8xlarge',
      ModelDataDownloadTimeoutInSeconds: 3600,
      ContainerStartupHealthCheckTimeoutInSeconds: 3600
    });
  });

  it('deploys with another role, from copies, with tags on everything', () => {
    const role = 'arn:aws:iam::999988887777:role/elsewhere';
    const plan = planOf(
      { containers: PIPELINE },
      {
        roleArn: role,
        modelData: ['', 's3://theirs/two.tar.gz', ''],
        copyTo: 's3://mine/copies/',
        tags: [{ key: 'team', value: 'a' }]
      }
    );
    const model = inputOf(plan, 'CreateModel');
    expect(model.ExecutionRoleArn).toBe(role);
    expect(plan.copies.map(({ from }) => from)).toEqual([
      's3://bucket/1.tar.gz',
      's3://theirs/two.tar.gz',
      's3://bucket/3.tar.gz'
    ]);
    expect(model.Containers.map((c: { ModelDataUrl: string }) => c.ModelDataUrl)).toEqual(
      plan.copies.map(({ to }) => to)
    );
    expect(plan.copies[0]?.to).toBe('s3://mine/copies/churn-261122140203/container-1/1.tar.gz');
    expect(plan.calls.every(({ input }) => JSON.stringify(input.Tags).includes('team'))).toBe(true);
  });

  it('makes a transform of every field', () => {
    const empty = emptyDeployment(subject(), new Date());
    const plan = planOf(
      {},
      {
        kind: 'batch',
        batch: {
          ...empty.batch,
          input: {
            kind: 'file',
            path: 'data/new rows.csv',
            first: { cells: ['a', 'y'], bytes: 4 },
            skipFirst: true
          },
          inputFilter: '$[:-1]',
          join: true,
          strategy: 'MultiRecord',
          maxPayload: 6,
          maxConcurrent: 2,
          timeout: 100,
          retries: 1,
          accept: 'text/csv',
          kmsKeyId: 'key'
        }
      }
    );
    const uri = 's3://bkt/pilothouse/deployments/churn-261122140203/input/new rows.csv';
    expect(plan.file).toEqual({ path: 'data/new rows.csv', skip: 4, uri });
    expect(plan.calls.map(({ operation }) => operation)).toEqual([
      'CreateModel',
      'CreateTransformJob'
    ]);
    expect(inputOf(plan, 'CreateTransformJob')).toEqual({
      TransformJobName: 'churn-261122140203',
      ModelName: 'churn-261122140203',
      BatchStrategy: 'MultiRecord',
      MaxPayloadInMB: 6,
      MaxConcurrentTransforms: 2,
      ModelClientConfig: { InvocationsTimeoutInSeconds: 100, InvocationsMaxRetries: 1 },
      TransformInput: {
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri } },
        ContentType: 'text/csv',
        SplitType: 'Line',
        CompressionType: 'None'
      },
      TransformOutput: {
        S3OutputPath: 's3://bkt/pilothouse/deployments/churn-261122140203/output/',
        AssembleWith: 'Line',
        Accept: 'text/csv',
        KmsKeyId: 'key'
      },
      TransformResources: { InstanceType: 'ml.m5.2xlarge', InstanceCount: 1 },
      DataProcessing: { InputFilter: '$[:-1]', JoinSource: 'Input' }
    });
  });

  it('keeps series whole', () => {
    const plan = planOf({ problem: 'series', containers: [CONTAINER] }, { kind: 'batch' });
    expect(inputOf(plan, 'CreateTransformJob')).toMatchObject({
      MaxPayloadInMB: 0,
      ModelClientConfig: { InvocationsTimeoutInSeconds: 3600 },
      TransformInput: { SplitType: 'None' },
      TransformResources: { InstanceType: 'ml.m5.12xlarge' }
    });
    expect(inputOf(plan, 'CreateModel')).toHaveProperty('PrimaryContainer');
  });
});

describe('subjects', () => {
  it('have the instance that the guide names', () => {
    const of = (change: Partial<DeploymentSubject>): string =>
      defaultInstance(subject(change), 'real-time').type;
    expect(of({})).toBe('ml.m5.12xlarge');
    expect(of({ containers: PIPELINE })).toBe('ml.m5.2xlarge');
    expect(of({ problem: 'series' })).toBe('ml.m5.12xlarge');
    expect(of({ problem: 'llm' })).toBe('ml.g5.12xlarge');
    expect(defaultInstance(subject({}), 'batch').type).toBe('ml.m5.2xlarge');
  });

  it('are told by the job’s configuration; unknown ones stay unknown', () => {
    expect(deployedProblem({})).toBe('tabular');
    expect(deployedProblem({ AutoMLProblemTypeConfig: { ImageClassificationJobConfig: {} } })).toBe(
      'image'
    );
    expect(deployedProblem({ AutoMLProblemTypeConfig: { NewJobConfig: {} } as never })).toBe(
      'other'
    );
  });

  it('have the containers of a processor where there are no others', () => {
    const own = [CONTAINER];
    expect(candidateContainers({ InferenceContainers: own })).toEqual(own);
    const both = { InferenceContainerDefinitions: { GPU: PIPELINE, CPU: own } };
    expect(candidateContainers(both)).toEqual(own);
    expect(candidateContainers({ InferenceContainers: [], ...both })).toEqual(own);
    expect(candidateContainers({})).toEqual([]);
    const found = subjectOf({ AutoMLJobName: 'j' }, both, undefined);
    expect(onInstances(found, 'ml.g5.xlarge').containers).toEqual(PIPELINE);
    expect(onInstances(found, 'ml.m5.xlarge').containers).toEqual(own);
    expect(onInstances(subject(), 'ml.p3.2xlarge').containers).toEqual([CONTAINER]);
  });

  it('offer what the last container can answer', () => {
    expect(supportedKeys([CONTAINER])).toHaveLength(4);
    expect(supportedKeys(PIPELINE)).toContain('labels');
    expect(supportedKeys([{ Image: 'i', ModelDataUrl: 'm' }])).toEqual([]);
    const narrow = [
      { ...PIPELINE[1], Environment: { SAGEMAKER_INFERENCE_SUPPORTED: 'predicted_label' } },
      PIPELINE[2]
    ] as DeploymentSubject['containers'];
    expect(supportedKeys(narrow)).toEqual(['predicted_label', 'labels']);
  });

  it('leave the target out of records', () => {
    expect(filterWithout(['y', 'a', 'b'], 'y')).toBe('$[1:]');
    expect(filterWithout(['a', 'b', 'y'], 'y')).toBe('$[:-1]');
    expect(filterWithout(['a', 'y', 'b'], 'y')).toBe('$[0,2]');
    expect(filterWithout(['a', 'b'], 'y')).toBe('');
  });
});

describe('loadDeployExplainer', () => {
  it('takes baseline and classes from the report', async () => {
    expect(await loadDeployExplainer(fakeBucket(SMALL), PREFIX)).toEqual({
      features: ['a', 'b'],
      baseline: '10,red\n',
      prefix: PREFIX,
      useLogit: true,
      labels: ['no', 'yes']
    });
    expect(await loadDeployExplainer(fakeBucket({}), PREFIX)).toBeUndefined();
  });
});
