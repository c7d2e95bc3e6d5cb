import { fakeError, type FakeHandler } from '@pilothouse/core/aws/testing/fakeApi';
import { awsBackend } from '@pilothouse/core/views/testing/fakeHost';
import { never, type Story } from '../story';
import { explanationFiles, FEATURES } from './data';
import { HOSTILE, LONG, RTL } from './hostile';
import { objects } from './objects';

const bucket = 'sagemaker-local-000000000000';
const model = `s3://${bucket}/models/best.tar.gz`;
const report = `${bucket}/churn/explain`;
const name = 'churn-best';

interface Setting {
  status?: string;
  failure?: string;
  arn?: string;
  features?: readonly string[];
  label?: string;
  answer?: FakeHandler;
  endpointName?: string;
}

const predictions = 'True.,0.077\n';

/** An answer with contributions, as an endpoint with an explainer gives it. */
function explained(features: readonly string[]): string {
  return JSON.stringify({
    version: '1.0',
    predictions: { content_type: 'text/csv; charset=utf-8', data: predictions },
    explanations: {
      kernel_shap: [
        features.map((feature, index) => ({
          attributions: [{ attribution: [(index % 2 ? -1 : 1) * (0.8 / (index + 1))] }],
          feature_header: feature,
          feature_type: 'numerical'
        }))
      ]
    }
  });
}

function handlers(setting: Setting = {}): Record<string, FakeHandler> {
  const features = setting.features ?? FEATURES;
  const label = setting.label ?? 'True.';
  const files = explanationFiles(`s3://${report}`, 20, features, [label]);
  const stored = Object.entries(files).map(([file, text]) => [`${report}/${file}`, text]);
  return {
    ...objects(Object.fromEntries(stored) as Record<string, string>),
    'sagemaker.DescribeEndpoint': () => ({
      EndpointName: setting.endpointName ?? name,
      EndpointArn: setting.arn ?? `arn:aws:sagemaker:local:000000000000:endpoint/${name}`,
      EndpointConfigName: name,
      EndpointStatus: setting.status ?? 'InService',
      FailureReason: setting.failure,
      CreationTime: '2026-11-22T01:20:00Z'
    }),
    'sagemaker.DescribeEndpointConfig': () => ({
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: name,
          InstanceType: 'ml.m5.large',
          InitialInstanceCount: 1
        }
      ],
      ExplainerConfig: {
        ClarifyExplainerConfig: {
          EnableExplanations: '`false`',
          InferenceConfig: { FeatureHeaders: [...features], LabelHeaders: [label] },
          ShapConfig: { UseLogit: true, ShapBaselineConfig: {} }
        }
      }
    }),
    'sagemaker.DescribeModel': () => ({
      ModelName: name,
      Containers: [
        {
          ModelDataUrl: model,
          Environment: {
            PILOTHOUSE_AUTOML_JOB: 'churn-20261122-1402',
            SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label,probability'
          }
        }
      ]
    }),
    'sagemaker.DescribeAutoMLJobV2': () => ({
      AutoMLJobStatus: 'Completed',
      BestCandidate: {
        CandidateName: 'WeightedEnsemble',
        InferenceContainers: [{ ModelDataUrl: model }],
        CandidateProperties: {
          CandidateArtifactLocations: { Explainability: `s3://${report}` }
        }
      }
    }),
    'sagemaker-runtime.InvokeEndpoint':
      setting.answer ??
      (() => ({
        Body: new TextEncoder().encode(predictions),
        ContentType: 'text/csv; charset=utf-8',
        InvokedProductionVariant: 'AllTraffic'
      }))
  };
}

const base = {
  view: 'endpoint',
  args: { endpointName: name },
  width: 1100,
  height: 800
} as const;
const invoke = '.ph-Actions .ph-mod-primary';
const explain = '.ph-Checkbox input';

export const endpoints: Story[] = [
  { ...base, id: 'endpoint-in-service', handlers: handlers() },
  { ...base, id: 'endpoint-answer', handlers: handlers(), clicks: [invoke] },
  {
    ...base,
    id: 'endpoint-explained',
    handlers: handlers({
      answer: () => ({
        Body: new TextEncoder().encode(explained(FEATURES)),
        ContentType: 'application/json',
        InvokedProductionVariant: 'AllTraffic'
      })
    }),
    clicks: [explain, invoke]
  },
  {
    ...base,
    id: 'endpoint-model-error',
    handlers: handlers({
      answer: () =>
        fakeError({
          code: 'ModelError',
          message: 'Received client error (400) from model with message “could not convert”.',
          status: 424,
          details: { OriginalStatusCode: 400, OriginalMessage: HOSTILE[0] }
        })
    }),
    clicks: [invoke]
  },
  {
    ...base,
    id: 'endpoint-waiting',
    handlers: handlers({ answer: never }),
    clicks: [invoke]
  },
  { ...base, id: 'endpoint-creating', handlers: handlers({ status: 'Creating' }) },
  {
    ...base,
    id: 'endpoint-failed',
    handlers: handlers({ status: 'Failed', failure: 'The model archive is missing.' })
  },
  {
    ...base,
    id: 'endpoint-failed-quota',
    handlers: handlers({
      status: 'Failed',
      arn: `arn:aws:sagemaker:eu-west-1:111122223333:endpoint/${name}`,
      failure:
        'ResourceLimitExceeded: The account-level service limit "ml.g5.12xlarge for endpoint ' +
        'usage" is 0 Instances, with current utilization of 0 Instances and a request delta of ' +
        '1 Instances.'
    }),
    host: { backend: awsBackend }
  },
  { ...base, id: 'endpoint-aws', handlers: handlers(), host: { backend: awsBackend } },
  { ...base, id: 'endpoint-loading', handlers: { 'sagemaker.DescribeEndpoint': never } },
  {
    ...base,
    id: 'endpoint-gone',
    handlers: {
      'sagemaker.DescribeEndpoint': () =>
        fakeError({ code: 'ValidationException', message: 'Could not find endpoint.', status: 400 })
    }
  },
  {
    ...base,
    id: 'endpoint-partial',
    handlers: {
      ...handlers(),
      'sagemaker.DescribeEndpointConfig': () =>
        fakeError({
          code: 'AccessDeniedException',
          message: 'The permission sagemaker:DescribeEndpointConfig is missing.',
          missingAction: 'sagemaker:DescribeEndpointConfig'
        })
    }
  },
  {
    ...base,
    id: 'endpoint-hostile',
    args: { endpointName: HOSTILE[0] },
    handlers: handlers({
      endpointName: HOSTILE[0],
      features: [...HOSTILE, LONG, RTL],
      label: HOSTILE[4],
      answer: () => ({
        Body: new TextEncoder().encode(`${HOSTILE[0]},${HOSTILE[1]}\n`),
        ContentType: 'text/html'
      })
    }),
    clicks: [invoke]
  }
];
