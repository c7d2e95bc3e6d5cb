import { fakeError } from '@pilothouse/core/aws/testing/fakeApi';
import { awsBackend } from '@pilothouse/core/views/testing/fakeHost';
import { never, type Story } from '../story';
import { EMOJI, HOSTILE, HUGE, LONG, RTL } from './hostile';

const now = Date.UTC(2026, 10, 22, 2, 0);
const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

const jobs = (names: readonly string[], statuses: string[]): object => ({
  AutoMLJobSummaries: names.map((name, index) => ({
    AutoMLJobName: name,
    AutoMLJobStatus: statuses[index % statuses.length],
    CreationTime: ago(2 + index * 47)
  }))
});

const endpoints = (names: readonly string[], statuses: string[]): object => ({
  Endpoints: names.map((name, index) => ({
    EndpointName: name,
    EndpointStatus: statuses[index % statuses.length],
    CreationTime: ago(5 + index * 200)
  }))
});

const someJobs = () =>
  jobs(
    ['churn-20261122-1402', 'breast-cancer-20261121-0911', 'wine-quality', 'diabetes-regression'],
    ['InProgress', 'Completed', 'Failed', 'Stopped']
  );
const someEndpoints = () => endpoints(['churn-best', 'wine-best'], ['InService', 'Creating']);

const handlers = {
  'sagemaker.DescribeAutoMLJobV2': ({ AutoMLJobName }: { AutoMLJobName: string }) => ({
    AutoMLJobName,
    AutoMLProblemTypeConfigName: 'Tabular',
    CreationTime: ago(9),
    ...(AutoMLJobName.startsWith('churn')
      ? {}
      : {
          EndTime: ago(7),
          BestCandidate: {
            FinalAutoMLJobObjectiveMetric: { MetricName: 'F1', Value: 0.914 }
          }
        })
  }),
  'sagemaker.ListAutoMLJobs': someJobs,
  'sagemaker.ListEndpoints': someEndpoints
};

const size = { width: 280, height: 700 };
const base = { view: 'sidebar', args: {}, ...size } as const;

const denied = (action: string) => () =>
  fakeError({
    code: 'AccessDeniedException',
    message: `User is not authorized to perform ${action}`,
    operation: action,
    requestId: '7f2c0a9e',
    status: 400,
    missingAction: action
  });

export const sidebar: Story[] = [
  { ...base, id: 'sidebar-jobs', handlers },
  {
    ...base,
    id: 'sidebar-transforms',
    handlers: {
      ...handlers,
      'sagemaker.ListTransformJobs': () => ({
        TransformJobSummaries: ['InProgress', 'Completed', 'Failed'].map((status, index) => ({
          TransformJobName: `churn-scores-${index + 1}`,
          TransformJobStatus: status,
          CreationTime: ago(index * 50 + 2)
        }))
      })
    }
  },
  {
    ...base,
    id: 'sidebar-empty',
    handlers: {
      'sagemaker.ListAutoMLJobs': () => jobs([], []),
      'sagemaker.ListEndpoints': () => endpoints([], [])
    }
  },
  {
    ...base,
    id: 'sidebar-loading',
    handlers: { 'sagemaker.ListAutoMLJobs': never, 'sagemaker.ListEndpoints': never }
  },
  { ...base, id: 'sidebar-backend-loading', host: { backendNever: true } },
  {
    ...base,
    id: 'sidebar-partial',
    handlers: {
      'sagemaker.ListAutoMLJobs': () => ({ ...someJobs(), NextToken: 'more' }),
      'sagemaker.ListEndpoints': denied('sagemaker:ListEndpoints')
    }
  },
  {
    ...base,
    id: 'sidebar-failed',
    handlers: {
      'sagemaker.ListAutoMLJobs': () =>
        fakeError({
          code: 'EngineUnavailable',
          message: 'The local engine stopped while it answered.',
          retryable: true,
          action: 'start-engine'
        }),
      'sagemaker.ListEndpoints': () => fakeError({ code: 'Timeout', message: '', retryable: true })
    }
  },
  { ...base, id: 'sidebar-aws', handlers, host: { backend: awsBackend } },
  {
    ...base,
    id: 'sidebar-filter',
    handlers,
    clicks: ['[aria-label="Filter jobs"]:not(:disabled)']
  },
  {
    ...base,
    id: 'sidebar-no-credentials',
    host: {
      backend: {
        ...awsBackend,
        choice: { kind: 'aws' },
        status: 'unavailable',
        profiles: [],
        problem: { code: 'NoCredentials', message: '', retryable: false }
      }
    }
  },
  {
    ...base,
    id: 'sidebar-engine-missing',
    host: {
      backend: {
        status: 'unavailable',
        problem: {
          code: 'EngineMissing',
          message: 'The package pilothouse-engine is not installed in /opt/conda/bin/python.',
          retryable: false,
          action: 'install-engine'
        }
      }
    }
  },
  { ...base, id: 'sidebar-engine-starting', host: { backend: { status: 'starting' } } },
  {
    ...base,
    id: 'sidebar-5000-jobs',
    handlers: {
      ...handlers,
      'sagemaker.ListAutoMLJobs': () =>
        jobs(
          Array.from({ length: 5000 }, (_, index) => `job-${index}`),
          ['Completed', 'Failed', 'Stopped']
        )
    }
  },
  {
    ...base,
    id: 'sidebar-hostile',
    handlers: {
      'sagemaker.ListAutoMLJobs': () => jobs([...HOSTILE, LONG, RTL, HUGE, EMOJI], ['Completed']),
      'sagemaker.ListEndpoints': () => endpoints([...HOSTILE], ['<img src=x onerror=window.ran=9>'])
    }
  },
  { ...base, id: 'sidebar-rtl', direction: 'rtl', handlers }
];
