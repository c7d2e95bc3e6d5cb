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
  AutoMLProblemTypeConfig: ProblemTypeConfig;
};

/** `CompletionCriteria` of every problem type. */
export interface CompletionCriteria {
  MaxCandidates?: number;
  MaxRuntimePerTrainingJobInSeconds?: number;
  MaxAutoMLJobRuntimeInSeconds?: number;
}

/** `CandidateGenerationConfig` of the problem types that have one. */
export interface CandidateGeneration {
  AlgorithmsConfig?: { AutoMLAlgorithms: string[] }[];
}

/** `TabularJobConfig` of a request. */
export interface TabularConfig {
  TargetAttributeName: string;
  ProblemType?: ProblemType;
  Mode?: TrainingMode;
  CandidateGenerationConfig?: CandidateGeneration;
  CompletionCriteria?: CompletionCriteria;
  FeatureSpecificationS3Uri?: string;
  SampleWeightAttributeName?: string;
  GenerateCandidateDefinitionsOnly?: boolean;
}

/** `ImageClassificationJobConfig` of a request. */
export interface ImageConfig {
  CompletionCriteria?: CompletionCriteria;
}

/** `TextClassificationJobConfig` of a request. */
export interface TextConfig {
  ContentColumn: string;
  TargetLabelColumn: string;
  CompletionCriteria?: CompletionCriteria;
}

/** `TimeSeriesForecastingJobConfig` of a request. */
export interface SeriesConfig {
  ForecastFrequency: string;
  /** Steps; absent while none was typed. */
  ForecastHorizon?: number;
  TimeSeriesConfig: {
    TargetAttributeName: string;
    TimestampAttributeName: string;
    ItemIdentifierAttributeName: string;
    GroupingAttributeNames?: string[];
  };
  ForecastQuantiles?: string[];
  Transformations?: {
    /** Column -> position (`middlefill`, …) -> logic, and `<position>_value` -> text. */
    Filling?: Record<string, Record<string, string>>;
    /** The target -> how finer data are rolled up. */
    Aggregation?: Record<string, string>;
  };
  HolidayConfig?: { CountryCode: string }[];
  FeatureSpecificationS3Uri?: string;
  CandidateGenerationConfig?: CandidateGeneration;
  CompletionCriteria?: CompletionCriteria;
}

/** `TextGenerationJobConfig` of a request. */
export interface LlmConfig {
  BaseModelName?: string;
  TextGenerationHyperParameters?: Record<string, string>;
  ModelAccessConfig?: { AcceptEula: boolean };
  CompletionCriteria?: CompletionCriteria;
}

/** `AutoMLProblemTypeConfig`: a union, so one member is there. */
export interface ProblemTypeConfig {
  TabularJobConfig?: TabularConfig;
  ImageClassificationJobConfig?: ImageConfig;
  TextClassificationJobConfig?: TextConfig;
  TimeSeriesForecastingJobConfig?: SeriesConfig;
  TextGenerationJobConfig?: LlmConfig;
}

export type Job = Partial<
  Plain<Omit<DescribeAutoMLJobV2Response, 'AutoMLProblemTypeConfig' | 'BestCandidate'>>
> & {
  AutoMLProblemTypeConfig?: {
    [Member in keyof ProblemTypeConfig]: Partial<NonNullable<ProblemTypeConfig[Member]>>;
  };
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

/** Content types of a channel with a table. */
export const contentTypes = {
  csv: 'text/csv;header=present',
  parquet: 'x-application/vnd.amazon+parquet'
} as const;

/** Content types of a channel with pictures. */
export const imageTypes = ['image/*', 'image/png', 'image/jpeg'] as const;

/** What an S3 location of a channel stands for. */
export const dataTypes = ['S3Prefix', 'ManifestFile', 'AugmentedManifestFile'] as const;
export type DataType = (typeof dataTypes)[number];

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
