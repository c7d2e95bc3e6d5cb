/**
 * What a job's answer tells, whichever call it was made by: answers of `CreateAutoMLJob` (V1) and
 * `CreateAutoMLJobV2` name the same things differently, and a newer API may name things that are
 * not known here. Those are kept as they are.
 */
import { isFields, textOf, type Fields } from './fields';
import type { Job } from './types';

/** Kinds of jobs that have words of their own. */
export const jobKinds = [
  'Tabular',
  'ImageClassification',
  'TextClassification',
  'TimeSeriesForecasting',
  'TextGeneration'
] as const;
export type JobKind = (typeof jobKinds)[number];

export interface Limits {
  MaxCandidates?: number;
  MaxRuntimePerTrainingJobInSeconds?: number;
  MaxAutoMLJobRuntimeInSeconds?: number;
}

export interface Channel {
  /** As the API names it. */
  type: string;
  uri?: string;
  contentType?: string;
  compression?: string;
  target?: string;
}

export interface JobFacts {
  /** As the API names it: a {@link JobKind} or a name from a newer API. */
  kind?: string;
  /** `BinaryClassification` … of tabular jobs, as the API names it. */
  problem?: string;
  /** The configuration of the problem type, whole. */
  config: Fields;
  /** True for answers in the shape of `DescribeAutoMLJob`. */
  isV1: boolean;
  limits: Limits;
  channels: Channel[];
  /** Column that is predicted; absent for pictures and language models. */
  target?: string;
  mode?: string;
  algorithms: string[];
  /** Base model of a language model job. */
  baseModel?: string;
  security: Fields;
  definitionsOnly: boolean;
}

const kindWords: Record<JobKind, string> = {
  Tabular: 'Tabular',
  ImageClassification: 'Image classification',
  TextClassification: 'Text classification',
  TimeSeriesForecasting: 'Time-series forecasting',
  TextGeneration: 'Language model fine-tuning'
};

const problemWords: Record<string, string> = {
  BinaryClassification: 'Binary classification',
  MulticlassClassification: 'Multiclass classification',
  Regression: 'Regression'
};

/** Member of the union -> kind. */
const members: [string, JobKind][] = [
  ['TabularJobConfig', 'Tabular'],
  ['ImageClassificationJobConfig', 'ImageClassification'],
  ['TextClassificationJobConfig', 'TextClassification'],
  ['TimeSeriesForecastingJobConfig', 'TimeSeriesForecasting'],
  ['TextGenerationJobConfig', 'TextGeneration']
];

const part = (from: Fields, name: string): Fields => {
  const found = Object.hasOwn(from, name) ? from[name] : undefined;
  return isFields(found) ? found : {};
};
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** Read a job's answer. Nothing in it is trusted to be there. */
export function jobFacts(job: Job): JobFacts {
  const answer = job as Fields;
  const union = part(answer, 'AutoMLProblemTypeConfig');
  const member = members.find(([name]) => isFields(union[name]));
  // A union has one member; one that is not known here is still the configuration.
  const unknown = Object.keys(union).find(name => isFields(union[name]));
  const isV1 = 'InputDataConfig' in answer || 'AutoMLJobConfig' in answer;
  const v1 = part(answer, 'AutoMLJobConfig');
  const config = isV1 ? v1 : part(union, member?.[0] ?? unknown ?? '');
  const resolved = part(answer, 'ResolvedAttributes');
  const resolvedType = part(resolved, 'AutoMLProblemTypeResolvedAttributes');
  const channels = list(answer.AutoMLJobInputDataConfig ?? answer.InputDataConfig).map(
    (channel): Channel => {
      const source = part(part(channel, 'DataSource'), 'S3DataSource');
      return {
        type: textOf(channel.ChannelType) ?? 'training',
        uri: textOf(source.S3Uri),
        contentType: textOf(channel.ContentType),
        compression: textOf(channel.CompressionType),
        target: textOf(channel.TargetAttributeName)
      };
    }
  );
  const asked = part(config, 'CompletionCriteria');
  const generation = part(config, 'CandidateGenerationConfig');
  const series = part(config, 'TimeSeriesConfig');
  return {
    kind:
      textOf(answer.AutoMLProblemTypeConfigName) ??
      member?.[1] ??
      unknown?.replace(/JobConfig$/, '') ??
      (isV1 ? 'Tabular' : undefined),
    problem:
      textOf(part(resolvedType, 'TabularResolvedAttributes').ProblemType) ??
      textOf(resolved.ProblemType) ??
      textOf(config.ProblemType) ??
      textOf(answer.ProblemType),
    config,
    isV1,
    limits: { ...asked, ...part(resolved, 'CompletionCriteria') } as Limits,
    channels,
    target:
      textOf(config.TargetAttributeName) ??
      textOf(config.TargetLabelColumn) ??
      textOf(series.TargetAttributeName) ??
      channels.find(channel => channel.target)?.target,
    mode: textOf(config.Mode),
    algorithms: list(generation.AlgorithmsConfig).flatMap(one =>
      Array.isArray(one.AutoMLAlgorithms) ? one.AutoMLAlgorithms.map(String) : []
    ),
    baseModel:
      textOf(part(resolvedType, 'TextGenerationResolvedAttributes').BaseModelName) ??
      textOf(config.BaseModelName),
    security: isV1 ? part(v1, 'SecurityConfig') : part(answer, 'SecurityConfig'),
    definitionsOnly:
      (config.GenerateCandidateDefinitionsOnly ?? answer.GenerateCandidateDefinitionsOnly) === true
  };
}

/** The kind if it has words of its own. */
export function knownKind(facts: JobFacts): JobKind | undefined {
  return jobKinds.find(kind => kind === facts.kind);
}

/** `Binary classification`, `Time-series forecasting`; unknown names as they are. */
export function problemText({ kind, problem }: Pick<JobFacts, 'kind' | 'problem'>): string {
  if (problem !== undefined) {
    return Object.hasOwn(problemWords, problem) ? (problemWords[problem] as string) : problem;
  }
  return kind !== undefined && Object.hasOwn(kindWords, kind)
    ? kindWords[kind as JobKind]
    : (kind ?? '');
}
