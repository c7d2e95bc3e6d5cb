import { describe, expect, it } from 'vitest';
import { AwsError } from '../aws/errors';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { fakeBucket, PREFIX, SMALL } from '../explain/testing/fakeReport';
import {
  deploy,
  deployConfirmation,
  loadDeployExplainer,
  planDeployment,
  type DeploymentRequest
} from './deploy';
import { resourceName } from './names';
import fc from 'fast-check';

const CONTAINER = {
  Image: 'local/tabular:1',
  ModelDataUrl: 's3://bucket/model.tar.gz',
  Environment: {
    SAGEMAKER_INFERENCE_SUPPORTED: 'predicted_label,probability,probabilities,labels',
    SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label'
  }
};

const request = (change: Partial<DeploymentRequest> = {}): DeploymentRequest => ({
  jobName: 'churn',
  candidateName: 'WeightedEnsemble-1',
  containers: [CONTAINER],
  problemType: 'BinaryClassification',
  roleArn: 'arn:aws:iam::000000000000:role/PilothouseLocal',
  cost: 'free',
  now: new Date('2026-11-22T14:02:03Z'),
  ...change
});

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
    const plan = planDeployment(request());
    expect(plan.endpointName).toBe('churn-261122140203');
    expect(plan.createModel).toMatchObject({
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
    expect(plan.createEndpointConfig).not.toHaveProperty('ExplainerConfig');
    expect(plan.explains).toBe(false);
  });

  it('leaves regression containers as they are', () => {
    const plan = planDeployment(
      request({ containers: [{ Image: 'i', ModelDataUrl: 'm' }], problemType: 'Regression' })
    );
    expect(JSON.stringify(plan.createModel)).not.toContain('SAGEMAKER_INFERENCE');
  });

  it('hands keys on along a pipeline of containers', () => {
    const supported = 'predicted_label,probability,probabilities';
    const plan = planDeployment(
      request({
        containers: [
          { Image: '1', ModelDataUrl: 'm' },
          {
            Image: '2',
            ModelDataUrl: 'm',
            Environment: { SAGEMAKER_INFERENCE_SUPPORTED: supported }
          },
          {
            Image: '3',
            ModelDataUrl: 'm',
            Environment: {
              SAGEMAKER_INFERENCE_SUPPORTED: `${supported},labels`,
              SAGEMAKER_INFERENCE_INPUT: 'predicted_label'
            }
          }
        ],
        responseKeys: ['predicted_label', 'probabilities', 'labels'],
        explainer
      })
    );
    const containers = plan.createModel.Containers as { Environment: Record<string, string> }[];
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
    const plan = planDeployment(request({ explainer }));
    expect(plan.createEndpointConfig.ExplainerConfig).toEqual({
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
    const plan = planDeployment(request({ explainer: { ...explainer, features, baseline } }));
    const text = JSON.stringify(plan.createEndpointConfig);
    expect(text).toContain(`${PREFIX}/endpoint-baselines/churn-261122140203.csv`);
    expect(text).not.toContain('FeatureHeaders');
    expect(plan.uploads).toMatchObject([{ Bucket: 'bucket', ContentType: 'text/csv' }]);
    expect(plan.notes[0]).toContain('number the features');
  });

  it('refuses what cannot work, naming it', () => {
    expect(() => planDeployment(request({ containers: [] }))).toThrow('WeightedEnsemble-1');
    expect(() => planDeployment(request({ roleArn: '' }))).toThrow('No execution role');
  });

  it('says what it costs', () => {
    expect(deployConfirmation(planDeployment(request())).message).toContain('Free.');
    const billed = deployConfirmation(
      planDeployment(request({ cost: 'billed', backendLabel: 'AWS eu-west-1' }))
    );
    expect(billed.message).toContain('Runs on AWS eu-west-1 on 1 x ml.m5.large. Billed');
    expect(billed.operations.map(o => o.operation)).not.toContain('DeleteEndpoint');
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

describe('deploy', () => {
  const plan = planDeployment(request());
  const working = (): FakeApi =>
    new FakeApi({
      'sagemaker.CreateModel': () => ({}),
      'sagemaker.CreateEndpointConfig': () => ({}),
      'sagemaker.CreateEndpoint': () => ({}),
      'sagemaker.DeleteModel': () => ({}),
      'sagemaker.DeleteEndpointConfig': () => ({}),
      'sagemaker.DeleteEndpoint': () => ({})
    });
  const refuse =
    (code: string, message = 'No.') =>
    (): never => {
      throw fakeError({ code, message, retryable: false });
    };
  const names = (api: FakeApi): string[] => api.calls.map(call => call.operation);

  it('creates model, configuration and endpoint in this order', async () => {
    const api = working();
    const steps: string[] = [];
    const made = await deploy(api, plan, { onProgress: step => steps.push(step) });
    expect(made).toEqual({ endpointName: 'churn-261122140203' });
    expect(names(api)).toEqual(['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
    expect(steps).toEqual(['model', 'config', 'endpoint']);
  });

  it('removes what it made when a step fails', async () => {
    const api = working().on('sagemaker.CreateEndpoint', refuse('ResourceLimitExceeded'));
    await expect(deploy(api, plan)).rejects.toMatchObject({ code: 'ResourceLimitExceeded' });
    expect(names(api).slice(3)).toEqual(['DeleteEndpointConfig', 'DeleteModel']);
  });

  it('deletes nothing that it did not make', async () => {
    const api = working().on('sagemaker.CreateModel', refuse('ValidationException'));
    await expect(deploy(api, plan)).rejects.toThrow('No.');
    expect(names(api)).toEqual(['CreateModel']);
  });

  it('names what it could not remove', async () => {
    const api = working()
      .on('sagemaker.CreateEndpoint', refuse('ResourceLimitExceeded', 'Too many.'))
      .on('sagemaker.DeleteModel', refuse('AccessDeniedException'));
    await expect(deploy(api, plan)).rejects.toThrow(
      'Too many. Could not remove model churn-261122140203; delete by hand.'
    );
  });

  it('tries again while the configuration is not yet visible', async () => {
    const api = working().sequence('sagemaker.CreateEndpoint', [
      new AwsError({
        code: 'ValidationException',
        message: 'Could not find endpoint configuration.',
        retryable: false
      }),
      {}
    ]);
    await deploy(api, plan);
    expect(names(api).filter(name => name === 'CreateEndpoint')).toHaveLength(2);
  });

  it('removes an endpoint whose creation was cut off, if it is its own', async () => {
    for (const [config, deletes] of [
      [plan.configName, true],
      ['other', false]
    ] as const) {
      const api = working()
        .on('sagemaker.CreateEndpoint', refuse('ConnectionLost'))
        .on('sagemaker.DescribeEndpoint', () => ({ EndpointConfigName: config }));
      await expect(deploy(api, plan)).rejects.toMatchObject({ code: 'ConnectionLost' });
      expect(names(api).includes('DeleteEndpoint')).toBe(deletes);
    }
  });
});
