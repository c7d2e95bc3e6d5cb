import { fakeError, type FakeHandler } from '@pilothouse/core/aws/testing/fakeApi';
import { awsBackend } from '@pilothouse/core/views/testing/fakeHost';
import { never, type Story } from '../story';
import { HOSTILE, LONG } from './hostile';
import { objects } from './objects';

const bucket = 'sagemaker-local-000000000000';
const jobName = 'churn-20261122-1402';
const supported = 'predicted_label,probability,probabilities';

const ensemble = [
  {
    Image: 'pilothouse-automl:1',
    ModelDataUrl: `s3://${bucket}/pilothouse/${jobName}/model/model.tar.gz`,
    Environment: { SAGEMAKER_INFERENCE_SUPPORTED: `${supported},labels` }
  }
];
const tuned = ['features', 'algorithm', 'labels'].map((part, index) => ({
  Image: `${part}:1`,
  ModelDataUrl: `s3://${bucket}/tuned/${part}.tar.gz`,
  Environment:
    index === 0
      ? {}
      : {
          SAGEMAKER_INFERENCE_SUPPORTED: index === 1 ? supported : `${supported},labels`,
          ...(index === 2 ? { SAGEMAKER_INFERENCE_INPUT: 'predicted_label' } : {})
        }
}));

function handlers(
  containers: object[] = ensemble,
  changes: Record<string, FakeHandler> = {}
): Record<string, FakeHandler> {
  return {
    ...objects({}),
    'sagemaker.DescribeAutoMLJobV2': () => ({
      AutoMLJobName: jobName,
      AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'Churn?' } },
      ResolvedAttributes: {
        AutoMLProblemTypeResolvedAttributes: {
          TabularResolvedAttributes: { ProblemType: 'BinaryClassification' }
        }
      },
      BestCandidate: { CandidateName: 'WeightedEnsemble', InferenceContainers: containers }
    }),
    ...changes
  };
}

const base = {
  view: 'deploy',
  args: { jobName, candidateName: 'WeightedEnsemble' },
  width: 1000,
  height: 800
} as const;
const kind = (value: string): string => `input[type="radio"][value="${value}"]`;
const more = '.ph-Section-toggle';
const deploy = '.ph-Actions .ph-mod-primary';
const code = '.ph-Actions button[aria-expanded]';

const role = 'arn:aws:iam::111122223333:role/team/AutoMLReader';

export const deployments: Story[] = [
  { ...base, id: 'deploy-other-account', args: { jobName: '' }, host: { backend: awsBackend } },
  {
    ...base,
    id: 'deploy-as-role',
    args: { jobName, role },
    handlers: handlers(ensemble, {
      'sts.GetCallerIdentity': (_input, options) => ({
        Arn: options.role
          ? 'arn:aws:sts::111122223333:assumed-role/AutoMLReader/pilothouse'
          : 'arn:aws:sts::444455556666:assumed-role/Analyst/me'
      })
    }),
    host: { backend: awsBackend },
    clicks: [more]
  },
  { ...base, id: 'deploy-real-time', handlers: handlers() },
  { ...base, id: 'deploy-aws', handlers: handlers(), host: { backend: awsBackend } },
  { ...base, id: 'deploy-serverless', handlers: handlers(), clicks: [kind('serverless')] },
  {
    ...base,
    id: 'deploy-serverless-aws-pipeline',
    handlers: handlers(tuned),
    host: { backend: awsBackend },
    clicks: [kind('serverless')]
  },
  {
    ...base,
    id: 'deploy-asynchronous',
    handlers: handlers(),
    clicks: [kind('asynchronous'), more]
  },
  { ...base, id: 'deploy-batch', handlers: handlers(), clicks: [kind('batch'), more] },
  { ...base, id: 'deploy-batch-errors', handlers: handlers(), clicks: [kind('batch'), deploy] },
  { ...base, id: 'deploy-code', handlers: handlers(tuned), clicks: [code] },
  {
    ...base,
    id: 'deploy-under-way',
    handlers: handlers(ensemble, {
      'sagemaker.CreateModel': () => ({}),
      'sagemaker.CreateEndpointConfig': never
    }),
    clicks: [deploy]
  },
  {
    ...base,
    id: 'deploy-failed-half-way',
    handlers: handlers(ensemble, {
      'sagemaker.CreateModel': () => ({}),
      'sagemaker.CreateEndpointConfig': () => ({}),
      'sagemaker.CreateEndpoint': () =>
        fakeError({
          code: 'ResourceLimitExceeded',
          message: 'The account-level service limit of ml.m5.12xlarge for endpoint usage is 0.'
        })
    }),
    host: { backend: awsBackend },
    clicks: [deploy]
  },
  {
    ...base,
    id: 'deploy-no-model',
    handlers: handlers([])
  },
  {
    ...base,
    id: 'deploy-denied',
    handlers: {
      'sagemaker.DescribeAutoMLJobV2': () =>
        fakeError({
          code: 'AccessDeniedException',
          message: 'Denied.',
          missingAction: 'sagemaker:DescribeAutoMLJobV2'
        })
    }
  },
  { ...base, id: 'deploy-loading', handlers: { 'sagemaker.DescribeAutoMLJobV2': never } },
  {
    ...base,
    id: 'deploy-hostile',
    args: { jobName: HOSTILE[0] as string, candidateName: LONG },
    handlers: handlers([{ Image: HOSTILE[1], ModelDataUrl: LONG }], {
      'sagemaker.ListCandidatesForAutoMLJob': () => ({
        Candidates: [
          { CandidateName: LONG, InferenceContainers: [{ Image: 'i', ModelDataUrl: HOSTILE[0] }] }
        ]
      })
    }),
    clicks: [more, deploy]
  }
];
