/** Jobs of every problem type, and the parts of a job with real files of the engine. */
import { fakeError, type FakeHandler } from '@pilothouse/core/aws/testing/fakeApi';
import { awsBackend } from '@pilothouse/core/views/testing/fakeHost';
import accuracyFile from '../../fixtures/automl/engine/backtest/accuracy_metrics.json';
import binaryFile from '../../fixtures/automl/engine/binary.json';
import forecastFile from '../../fixtures/automl/engine/forecast.json';
import multiclassFile from '../../fixtures/automl/engine/multiclass.json';
import regressionFile from '../../fixtures/automl/engine/regression.json';
import realBinaryFile from '../../fixtures/automl/model-quality/binary-classification.json';
import type { Story } from '../story';
import { random } from './data';
import { exploration, forecastTable, itemTable } from './jobFiles';
import { manyClasses } from './manyClasses';
import { objects } from './objects';

const bucket = 'sagemaker-local-000000000000';
const account = 'arn:aws:sagemaker:eu-west-1:111122223333:';
const time = (second: number): string =>
  new Date(Date.UTC(2026, 10, 22, 1, 40, second)).toISOString();

interface KindOptions {
  name: string;
  config: Record<string, object>;
  kind: string;
  metric: string;
  metrics?: Record<string, number>;
  problem?: string;
  fields?: object;
  files?: Record<string, string>;
  candidates?: object[];
}

function step(type: string, name: string): object {
  return {
    CandidateStepType: `AWS::SageMaker::${type}Job`,
    CandidateStepArn: `${account}${type.toLowerCase()}-job/${name}`,
    CandidateStepName: name
  };
}

function candidate(
  name: string,
  metric: string,
  value: number,
  metrics: Record<string, number>,
  order = 0
): object {
  const data = (Set: string, shift: number): object[] =>
    Object.entries({ ...metrics, [metric]: value }).map(([key, own]) => ({
      StandardMetricName: key,
      Value: own + shift,
      Set
    }));
  return {
    CandidateName: name,
    CandidateStatus: 'Completed',
    ObjectiveStatus: 'Succeeded',
    CandidateSteps: [step('Processing', `${name}-db`), step('Training', name)],
    CreationTime: time(order),
    EndTime: time(order + 8),
    LastModifiedTime: time(order + 9),
    FinalAutoMLJobObjectiveMetric: { MetricName: metric, StandardMetricName: metric, Value: value },
    InferenceContainers: [
      {
        Image: '683313688378.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:1.3-1-cpu-py3',
        ModelDataUrl: `s3://${bucket}/${name}/model.tar.gz`,
        Environment: { SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label' }
      }
    ],
    CandidateProperties: {
      CandidateArtifactLocations: {
        Explainability: `s3://${bucket}/explain`,
        ModelInsights: `s3://${bucket}/insights`,
        ...(metric === 'AverageWeightedQuantileLoss'
          ? { BacktestResults: `s3://${bucket}/backtest` }
          : {})
      },
      CandidateMetrics: [...data('Validation', 0), ...data('Train', 0.004)]
    }
  };
}

function story(id: string, options: KindOptions, more: Partial<Story> = {}): Story {
  const { name, config, kind, metric, metrics = {}, problem, fields } = options;
  const best = candidate(`${name}-001-best-1a2b`, metric, 0.91, metrics);
  const description = {
    AutoMLJobName: name,
    AutoMLJobArn: `${account}automl-job/${name}`,
    AutoMLJobInputDataConfig: [
      {
        ChannelType: 'training',
        ContentType: 'text/csv;header=present',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/in/` } }
      }
    ],
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/pilothouse/` },
    RoleArn: 'arn:aws:iam::111122223333:role/PilothouseLocal',
    AutoMLJobObjective: { MetricName: metric },
    AutoMLProblemTypeConfig: config,
    AutoMLProblemTypeConfigName: kind,
    ...(problem
      ? {
          ResolvedAttributes: {
            AutoMLProblemTypeResolvedAttributes: {
              TabularResolvedAttributes: { ProblemType: problem }
            }
          }
        }
      : {}),
    AutoMLJobStatus: 'Completed',
    AutoMLJobSecondaryStatus: 'Completed',
    CreationTime: time(0),
    EndTime: time(130),
    LastModifiedTime: time(130),
    AutoMLJobArtifacts: { DataExplorationNotebookLocation: `s3://${bucket}/nb/exploration.ipynb` },
    BestCandidate: best,
    ...fields
  };
  const handlers: Record<string, FakeHandler> = {
    'sagemaker.DescribeAutoMLJobV2': () => description,
    'sagemaker.ListCandidatesForAutoMLJob': () => ({ Candidates: options.candidates ?? [best] }),
    'sagemaker.ListTags': () => ({ Tags: [{ Key: 'team', Value: 'forecasts' }] }),
    ...objects(
      Object.fromEntries(
        Object.entries(options.files ?? {}).map(([path, text]) => [`${bucket}/${path}`, text])
      )
    )
  };
  return {
    view: 'automl-job',
    args: { jobName: name },
    width: 1100,
    height: 760,
    id,
    handlers,
    ...more
  } as Story;
}

const tab = (position: number): string => `[role="tab"]:nth-child(${position})`;
const statistics = (file: object): Record<string, string> => ({
  'insights/statistics.json': JSON.stringify(file)
});
const tabular = { TabularJobConfig: { TargetAttributeName: 'Sex' } };
const forecast = {
  TimeSeriesForecastingJobConfig: {
    ForecastFrequency: 'M',
    ForecastHorizon: 12,
    ForecastQuantiles: ['p10', 'p50', 'p90'],
    TimeSeriesConfig: {
      TargetAttributeName: 'value',
      TimestampAttributeName: 'month',
      ItemIdentifierAttributeName: 'item'
    }
  }
};

const binary: KindOptions = {
  name: 'penguins-1',
  config: tabular,
  kind: 'Tabular',
  problem: 'BinaryClassification',
  metric: 'AUC',
  metrics: { F1: 0.9, LogLoss: 0.21, InferenceLatency: 0.003 },
  files: { ...statistics(binaryFile), 'nb/exploration.ipynb': exploration }
};
const series: KindOptions = {
  name: 'employment-1',
  config: forecast,
  kind: 'TimeSeriesForecasting',
  metric: 'AverageWeightedQuantileLoss',
  metrics: { WAPE: 0.03, MASE: 0.25, MAPE: 0.034, RMSE: 4.19 },
  files: {
    ...statistics(forecastFile),
    'backtest/accuracy_metrics.json': JSON.stringify(accuracyFile),
    'backtest/accuracy_metrics_per_item.csv': itemTable,
    'backtest/inference_results/Ensemble.csv': forecastTable
  }
};

const many = Array.from({ length: 14 }, (_, i) => {
  const next = random(i + 1);
  return candidate(
    `penguins-1-${String(i + 1).padStart(3, '0')}-${['LightGBM', 'CatBoost', 'LinearLearner'][i % 3]}_${i}-9f1c`,
    'AUC',
    0.95 - i * 0.006 - next() * 0.01,
    {
      F1: 0.9 - i * 0.01,
      LogLoss: 0.2 + i * 0.02,
      InferenceLatency: 0.0004 * (1 + 40 * next()) * (1 + i / 4)
    },
    i * 6
  );
});
const board: KindOptions = { ...binary, candidates: many, fields: { BestCandidate: many[0] } };

const whole = { 'insights/report.pdf': '%PDF-1.4', 'insights/report.ipynb': exploration };

export const jobKinds: Story[] = [
  story(
    'job-report-binary',
    { ...binary, files: { ...binary.files, ...whole } },
    { clicks: [tab(2)] }
  ),
  story(
    'job-report-real-file',
    { ...binary, files: statistics(realBinaryFile) },
    { clicks: [tab(2)] }
  ),
  story(
    'job-report-regression',
    {
      ...binary,
      name: 'diabetes-1',
      problem: 'Regression',
      metric: 'RMSE',
      metrics: { MAE: 44, R2: 0.48 },
      files: statistics(regressionFile)
    },
    { clicks: [tab(2)] }
  ),
  story(
    'job-report-multiclass',
    {
      ...binary,
      name: 'digits-1',
      problem: 'MulticlassClassification',
      metric: 'Accuracy',
      files: statistics(multiclassFile)
    },
    { clicks: [tab(2)] }
  ),
  story(
    'job-report-many-classes',
    {
      name: 'dogs-1',
      config: { ImageClassificationJobConfig: {} },
      kind: 'ImageClassification',
      metric: 'Accuracy',
      files: statistics(manyClasses(40))
    },
    { clicks: [tab(2)] }
  ),
  story(
    'job-report-unknown',
    {
      ...binary,
      files: { 'insights/statistics.json': '{"ranking_metrics": {"ndcg": {"value": 0.71}}}' }
    },
    { clicks: [tab(2)] }
  ),
  story('job-forecast', series, { clicks: [tab(2)] }),
  story(
    'job-findings',
    {
      ...binary,
      fields: {
        AutoMLJobArtifacts: {
          DataExplorationNotebookLocation: `s3://${bucket}/nb/exploration.ipynb`,
          CandidateDefinitionNotebookLocation: `s3://${bucket}/nb/candidates.ipynb`
        }
      }
    },
    { clicks: [tab(3)] }
  ),
  story('job-tags', binary, { clicks: [tab(4), '.ph-KeyValue .ph-Row > .ph-Button'] }),
  story(
    'job-of-old-call',
    {
      ...binary,
      fields: {
        AutoMLJobInputDataConfig: undefined,
        AutoMLProblemTypeConfig: undefined,
        AutoMLProblemTypeConfigName: undefined,
        InputDataConfig: [
          {
            TargetAttributeName: 'Sex',
            DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/in/` } }
          }
        ],
        ProblemType: 'BinaryClassification',
        AutoMLJobConfig: { Mode: 'ENSEMBLING', CompletionCriteria: { MaxCandidates: 20 } }
      }
    },
    { clicks: [tab(4), '.ph-View details:first-of-type > summary'] }
  ),
  story('job-trade-off', board, { clicks: ['.ph-Board-tools > .ph-Button'] }),
  story('job-compare', board, {
    clicks: [
      'tbody tr:nth-child(1) input',
      'tbody tr:nth-child(2) input',
      'tbody tr:nth-child(5) input'
    ]
  }),
  story('job-candidate', board, {
    host: { backend: awsBackend },
    clicks: ['tbody tr:nth-child(2)', '.ph-Panel .ph-Section:nth-of-type(1) .ph-Section-toggle']
  }),
  story('job-columns', board, { clicks: ['.ph-Board-columns summary'] }),
  story(
    'job-text',
    {
      name: 'mails-1',
      config: {
        TextClassificationJobConfig: { ContentColumn: 'text', TargetLabelColumn: 'label' }
      },
      kind: 'TextClassification',
      metric: 'Accuracy',
      fields: {
        AutoMLJobStatus: 'InProgress',
        AutoMLJobSecondaryStatus: 'GeneratingExplainabilityReport',
        EndTime: undefined
      }
    },
    {}
  ),
  story('job-llm-failed', {
    name: 'dolly-1',
    config: { TextGenerationJobConfig: { BaseModelName: 'Dolly3B' } },
    kind: 'TextGeneration',
    metric: 'ValidationLoss',
    candidates: [],
    fields: {
      AutoMLJobStatus: 'Failed',
      AutoMLJobSecondaryStatus: 'Failed',
      BestCandidate: undefined,
      FailureReason: 'InternalServerError: We encountered an internal error. Please try again.'
    }
  }),
  story('job-unknown-kind', {
    name: 'video-1',
    config: { VideoClassificationJobConfig: { FramesPerSecond: 4 } },
    kind: 'VideoClassification',
    metric: 'TopFiveAccuracy',
    fields: { AutoMLJobSecondaryStatus: 'PolishingFrames', AutoMLJobStatus: 'InProgress' }
  }),
  story('job-partial-failure', {
    ...binary,
    fields: {
      PartialFailureReasons: [
        {
          PartialFailureMessage:
            'Explainability report generation failed: AccessDenied on s3://bucket.'
        },
        { PartialFailureMessage: 'Something that is not known here.' }
      ]
    }
  }),
  story('job-candidates-denied', { ...binary, candidates: [] }),
  story('job-logs', binary, { clicks: [tab(5)] }),
  story('job-logs-lines', binary, { clicks: [tab(5)] })
].map(one =>
  one.id === 'job-candidates-denied'
    ? {
        ...one,
        handlers: {
          ...one.handlers,
          'sagemaker.ListCandidatesForAutoMLJob': () =>
            fakeError({
              code: 'AccessDeniedException',
              status: 400,
              message:
                'User: arn:aws:sts::111122223333:assumed-role/Analysts/me is not authorized to perform: sagemaker:ListCandidatesForAutoMLJob',
              missingAction: 'sagemaker:ListCandidatesForAutoMLJob'
            })
        }
      }
    : one.id === 'job-logs'
      ? {
          ...one,
          handlers: {
            ...one.handlers,
            'logs.DescribeLogStreams': () =>
              fakeError({ code: 'OperationNotAllowed', message: 'logs:DescribeLogStreams' })
          }
        }
      : one.id === 'job-logs-lines'
        ? {
            ...one,
            host: { backend: awsBackend },
            handlers: {
              ...one.handlers,
              'logs.DescribeLogStreams': () => ({
                logStreams: [{ logStreamName: 'penguins-1-001-best-1a2b/algo-1-1' }]
              }),
              'logs.GetLogEvents': ({ nextToken }: { nextToken?: string }) => ({
                events: nextToken
                  ? []
                  : Array.from({ length: 400 }, (_, i) => ({
                      timestamp: Date.UTC(2026, 10, 22, 1, 41, 0, i * 150),
                      message: `[${i}] train-auc:${(0.7 + i / 2000).toFixed(5)} validation-auc:${(0.69 + i / 2100).toFixed(5)}`
                    })),
                nextBackwardToken: 'b/1'
              })
            }
          }
        : one
) as Story[];
