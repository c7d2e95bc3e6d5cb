import { fakeError, type FakeHandler } from '@pilothouse/core/aws/testing/fakeApi';
import { awsBackend } from '@pilothouse/core/views/testing/fakeHost';
import { never, type Story } from '../story';
import { random } from './data';
import { EMOJI, HOSTILE, HUGE, LONG, RTL } from './hostile';
import { objects } from './objects';

const bucket = 'sagemaker-local-000000000000';
const time = (minute: number, second = 0): string =>
  new Date(Date.UTC(2026, 10, 22, 1, 40 + minute, second)).toISOString();

function candidate(name: string, index: number, status = 'Completed'): object {
  const next = random(index + 3);
  const score = 0.95 - index * 0.012 - next() * 0.004;
  const metric = (MetricName: string, Value: number): object => ({
    MetricName,
    StandardMetricName: MetricName,
    Value,
    Set: 'Validation'
  });
  return {
    CandidateName: name,
    CandidateStatus: status,
    ObjectiveStatus: status === 'Completed' ? 'Succeeded' : 'Failed',
    CandidateSteps: [],
    CreationTime: time(0, index * 9),
    EndTime: time(0, index * 9 + 8 + Math.round(next() * 20)),
    LastModifiedTime: time(1),
    ...(status === 'Completed'
      ? {
          FinalAutoMLJobObjectiveMetric: {
            Type: 'Maximize',
            MetricName: 'F1',
            StandardMetricName: 'F1',
            Value: score
          },
          InferenceContainers: [{ Image: 'local', ModelDataUrl: `s3://${bucket}/m.tar.gz` }],
          CandidateProperties: {
            CandidateArtifactLocations: {
              Explainability: `s3://${bucket}/explain`,
              ModelInsights: `s3://${bucket}/insights`
            },
            CandidateMetrics: [
              metric('F1', score),
              metric('AUC', score + 0.02),
              metric('Accuracy', score - 0.01),
              metric('LogLoss', 0.2 + index * 0.03),
              metric('Precision', score - 0.02),
              metric('Recall', score + 0.01),
              metric('BalancedAccuracy', score - 0.015)
            ]
          }
        }
      : { FailureReason: 'The candidate ran out of memory.' })
  };
}

const names = [
  'WeightedEnsemble',
  'LightGBM_3',
  'ExtraTrees_1',
  'RandomForest_2',
  'LinearModel_1',
  'MLP_1'
];

function job(fields: object): object {
  return {
    AutoMLJobName: 'churn-20261122-1402',
    AutoMLJobArn: `arn:aws:sagemaker:local:000000000000:automl-job/churn-20261122-1402`,
    AutoMLJobInputDataConfig: [
      {
        ChannelType: 'training',
        ContentType: 'text/csv;header=present',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/churn.csv` } }
      }
    ],
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/pilothouse/` },
    RoleArn: 'arn:aws:iam::000000000000:role/PilothouseLocal',
    AutoMLJobObjective: { MetricName: 'F1' },
    AutoMLProblemTypeConfig: {
      TabularJobConfig: {
        TargetAttributeName: 'Churn?',
        ProblemType: 'BinaryClassification',
        Mode: 'ENSEMBLING',
        CompletionCriteria: { MaxCandidates: 10, MaxAutoMLJobRuntimeInSeconds: 3600 }
      }
    },
    AutoMLProblemTypeConfigName: 'Tabular',
    ResolvedAttributes: {
      AutoMLJobObjective: { MetricName: 'F1' },
      CompletionCriteria: { MaxCandidates: 10 },
      AutoMLProblemTypeResolvedAttributes: {
        TabularResolvedAttributes: { ProblemType: 'BinaryClassification' }
      }
    },
    CreationTime: time(0),
    LastModifiedTime: time(2),
    ...fields
  };
}

const statistics = {
  binary_classification_metrics: {
    accuracy: { value: 0.931, standard_deviation: 0.011 },
    accuracy_best_constant_classifier: { value: 0.86, standard_deviation: 0.002 },
    auc: { value: 0.962, standard_deviation: 0.009 },
    f1: { value: 0.914, standard_deviation: 0.014 },
    f1_best_constant_classifier: { value: 0.25, standard_deviation: 0.01 },
    confusion_matrix: {
      'True.': { 'True.': 61, 'False.': 9 },
      'False.': { 'True.': 5, 'False.': 425 }
    }
  }
};

function handlers(description: object, candidates: object[]): Record<string, FakeHandler> {
  return {
    'sagemaker.DescribeAutoMLJobV2': () => description,
    'sagemaker.ListCandidatesForAutoMLJob': () => ({ Candidates: candidates }),
    ...objects({ [`${bucket}/insights/statistics.json`]: JSON.stringify(statistics) })
  };
}

const all = names.map((name, index) => candidate(name, index));
const completed = job({
  AutoMLJobStatus: 'Completed',
  AutoMLJobSecondaryStatus: 'Completed',
  EndTime: time(2),
  BestCandidate: all[0]
});
const base = {
  view: 'automl-job',
  args: { jobName: 'churn-20261122-1402' },
  width: 1100,
  height: 700
} as const;
const tab = (position: number): string => `[role="tab"]:nth-child(${position})`;

function hostileJob(name: string): Story {
  const odd = [...HOSTILE, LONG, RTL, HUGE, EMOJI].map((text, index) => candidate(text, index));
  return {
    ...base,
    id: 'job-hostile',
    args: { jobName: name },
    handlers: handlers(
      job({
        AutoMLJobName: name,
        AutoMLJobStatus: 'Failed',
        AutoMLJobSecondaryStatus: 'Failed',
        FailureReason: HOSTILE.join(' '),
        PartialFailureReasons: [
          { PartialFailureMessage: HOSTILE[1] },
          { PartialFailureMessage: HUGE }
        ]
      }),
      odd
    )
  };
}

export const jobs: Story[] = [
  { ...base, id: 'job-completed', handlers: handlers(completed, all) },
  { ...base, id: 'job-report', handlers: handlers(completed, all), clicks: [tab(2)] },
  { ...base, id: 'job-configuration', handlers: handlers(completed, all), clicks: [tab(4)] },
  {
    ...base,
    id: 'job-selected-aws',
    handlers: handlers(completed, all),
    host: { backend: awsBackend },
    clicks: ['tbody tr:nth-child(3)']
  },
  {
    ...base,
    id: 'job-running',
    handlers: handlers(
      job({
        AutoMLJobStatus: 'InProgress',
        AutoMLJobSecondaryStatus: 'ModelTuning',
        BestCandidate: all[1]
      }),
      [...all.slice(1, 4), candidate('MLP_2', 6, 'Failed')]
    )
  },
  {
    ...base,
    id: 'job-starting',
    handlers: handlers(
      job({ AutoMLJobStatus: 'InProgress', AutoMLJobSecondaryStatus: 'Starting' }),
      []
    )
  },
  {
    ...base,
    id: 'job-failed',
    handlers: handlers(
      job({
        AutoMLJobStatus: 'Failed',
        AutoMLJobSecondaryStatus: 'Failed',
        EndTime: time(1),
        FailureReason: 'The target column “Churn?” has one class only in 5,000 rows.'
      }),
      []
    )
  },
  {
    ...base,
    id: 'job-stopped',
    handlers: handlers(
      job({
        AutoMLJobStatus: 'Stopped',
        AutoMLJobSecondaryStatus: 'Stopped',
        EndTime: time(1),
        BestCandidate: all[2]
      }),
      all.slice(2, 4)
    )
  },
  { ...base, id: 'job-loading', handlers: { 'sagemaker.DescribeAutoMLJobV2': never } },
  {
    ...base,
    id: 'job-not-found',
    handlers: {
      'sagemaker.DescribeAutoMLJobV2': () =>
        fakeError({ code: 'ResourceNotFound', message: 'No such job.', status: 400 })
    }
  },
  {
    ...base,
    id: 'job-denied',
    handlers: {
      'sagemaker.DescribeAutoMLJobV2': () =>
        fakeError({
          code: 'AccessDeniedException',
          status: 400,
          missingAction: 'sagemaker:DescribeAutoMLJobV2'
        })
    }
  },
  {
    ...base,
    id: 'job-750-candidates',
    handlers: handlers(
      completed,
      Array.from({ length: 750 }, (_, index) => candidate(`LightGBM_${index}`, index / 40))
    )
  },
  hostileJob('<img src=x onerror="window.ran=20">')
];
