/**
 * The API's shapes as they cross the seam: the SDK's own types with times as ISO strings.
 * Fields that the service may leave out of old answers are optional here too.
 */
import type {
  AutoMLCandidate,
  AutoMLJobSummary,
  CreateAutoMLJobV2Request,
  DescribeAutoMLJobV2Response,
  MetricDatum
} from '@aws-sdk/client-sagemaker';

/** An SDK shape as plain data. */
export type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

export type JobRequest = Plain<Omit<CreateAutoMLJobV2Request, 'AutoMLProblemTypeConfig'>> & {
  AutoMLProblemTypeConfig: { TabularJobConfig: TabularConfig };
};

/** `TabularJobConfig` of a request. */
export interface TabularConfig {
  TargetAttributeName: string;
  ProblemType?: ProblemType;
  Mode?: TrainingMode;
  CandidateGenerationConfig?: { AlgorithmsConfig?: { AutoMLAlgorithms: string[] }[] };
  CompletionCriteria?: {
    MaxCandidates?: number;
    MaxRuntimePerTrainingJobInSeconds?: number;
    MaxAutoMLJobRuntimeInSeconds?: number;
  };
  FeatureSpecificationS3Uri?: string;
  SampleWeightAttributeName?: string;
}

export type Job = Partial<
  Plain<Omit<DescribeAutoMLJobV2Response, 'AutoMLProblemTypeConfig' | 'BestCandidate'>>
> & {
  AutoMLProblemTypeConfig?: { TabularJobConfig?: Partial<TabularConfig> };
  BestCandidate?: Candidate;
};

export type Candidate = Partial<Plain<AutoMLCandidate>>;
export type JobSummary = Partial<Plain<AutoMLJobSummary>>;
export type Metric = Partial<Plain<MetricDatum>>;

export const problemTypes = [
  'BinaryClassification',
  'MulticlassClassification',
  'Regression'
] as const;
export type ProblemType = (typeof problemTypes)[number];

export const trainingModes = ['AUTO', 'ENSEMBLING', 'HYPERPARAMETER_TUNING'] as const;
export type TrainingMode = (typeof trainingModes)[number];

/** Content types of a channel. */
export const contentTypes = {
  csv: 'text/csv;header=present',
  parquet: 'x-application/vnd.amazon+parquet'
} as const;

/** What the service resolved, or else what was asked for. */
export function problemTypeOf(job: Job): ProblemType | undefined {
  const resolved = job.ResolvedAttributes?.AutoMLProblemTypeResolvedAttributes;
  const found =
    resolved?.TabularResolvedAttributes?.ProblemType ??
    job.AutoMLProblemTypeConfig?.TabularJobConfig?.ProblemType;
  return problemTypes.find(type => type === found);
}

/** Name of the metric that the job optimises, if known. */
export function objectiveOf(job: Job): string | undefined {
  return (
    job.ResolvedAttributes?.AutoMLJobObjective?.MetricName ??
    job.AutoMLJobObjective?.MetricName ??
    job.BestCandidate?.FinalAutoMLJobObjectiveMetric?.StandardMetricName ??
    job.BestCandidate?.FinalAutoMLJobObjectiveMetric?.MetricName
  );
}

/** Whether a job still changes. */
export function isRunning(job: Job | JobSummary): boolean {
  return job.AutoMLJobStatus === 'InProgress' || job.AutoMLJobStatus === 'Stopping';
}
