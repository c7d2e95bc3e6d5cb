/** What is deployed: a candidate of an AutoML job, and what follows from its problem. */
import type { Candidate, Job } from '../automl/types';
import { problemTypeOf } from '../automl/types';
import type { DeployExplainer } from './explainer';
import type { InferenceContainer } from './responseKeys';

export type DeploymentKind = 'real-time' | 'serverless' | 'asynchronous' | 'batch';

/** Problem of the job a candidate comes from; `other` is one this code does not know. */
export type DeployedProblem = 'tabular' | 'image' | 'text' | 'series' | 'llm' | 'other';

export interface DeploymentSubject {
  jobName: string;
  candidateName: string;
  problem: DeployedProblem;
  /** As the API names it, e.g. `BinaryClassification`; absent if unknown. */
  problemType?: string;
  /** `InferenceContainers` of the candidate, all of them, in order. */
  containers: InferenceContainer[];
  /** Those for GPUs, where there are such and others. */
  gpuContainers?: InferenceContainer[];
  /** Of a fine-tuned model. */
  baseModel?: string;
  /** Column that the model predicts. */
  target?: string;
  /** Execution role of the job. */
  roleArn?: string;
  /** Lets a real-time endpoint explain predictions. */
  explainer?: DeployExplainer;
  /** The job is of another account, read with this role; the model is made with one's own. */
  readAs?: string;
}

const PROBLEMS: Record<string, DeployedProblem> = {
  TabularJobConfig: 'tabular',
  ImageClassificationJobConfig: 'image',
  TextClassificationJobConfig: 'text',
  TimeSeriesForecastingJobConfig: 'series',
  TextGenerationJobConfig: 'llm'
};

/** Problem of a job, by the configuration it was made with. */
export function deployedProblem(job: Job): DeployedProblem {
  const config = job.AutoMLProblemTypeConfig;
  // Answers of the first version of the API have no such member; those jobs are tabular.
  if (!config) {
    return 'tabular';
  }
  const member = Object.keys(config).find(key => Object.hasOwn(PROBLEMS, key));
  return PROBLEMS[member ?? ''] ?? 'other';
}

/**
 * The containers of a candidate; of those given by kind of processor, the ones for CPUs first.
 * Empty while it has no model.
 */
export function candidateContainers(candidate: Candidate): InferenceContainer[] {
  const by = candidate.InferenceContainerDefinitions as
    Record<string, InferenceContainer[] | undefined> | undefined;
  const given = candidate.InferenceContainers as InferenceContainer[] | undefined;
  return given?.length ? given : (by?.CPU ?? by?.GPU ?? Object.values(by ?? {})[0] ?? []);
}

/** Those for machines with a GPU, where the candidate has some for each kind. */
function gpuContainersOf(candidate: Candidate): InferenceContainer[] | undefined {
  const by = candidate.InferenceContainerDefinitions as
    Record<string, InferenceContainer[] | undefined> | undefined;
  return by?.CPU?.length && by.GPU?.length ? by.GPU : undefined;
}

/** Instance families of SageMaker that have a GPU. */
const GPU_INSTANCE = /^ml\.(p\d|g\d)/;

/** The subject with the containers that fit the instances it shall run on. */
export function onInstances(subject: DeploymentSubject, type: string): DeploymentSubject {
  const { gpuContainers } = subject;
  return gpuContainers && GPU_INSTANCE.test(type)
    ? { ...subject, containers: gpuContainers }
    : subject;
}

/** @param explainer - See `loadDeployExplainer`. */
export function subjectOf(
  job: Job,
  candidate: Candidate,
  explainer: DeployExplainer | undefined
): DeploymentSubject {
  const config = job.AutoMLProblemTypeConfig;
  return {
    jobName: job.AutoMLJobName ?? '',
    candidateName: candidate.CandidateName ?? '',
    problem: deployedProblem(job),
    problemType: problemTypeOf(job),
    containers: candidateContainers(candidate),
    ...(gpuContainersOf(candidate) ? { gpuContainers: gpuContainersOf(candidate) } : {}),
    baseModel: config?.TextGenerationJobConfig?.BaseModelName,
    target:
      config?.TabularJobConfig?.TargetAttributeName ??
      config?.TextClassificationJobConfig?.TargetLabelColumn,
    roleArn: job.RoleArn,
    explainer
  };
}

/**
 * A subject of another account: its role cannot run here, and its baseline cannot be written
 * beside.
 */
export function ofOtherAccount(subject: DeploymentSubject, readAs: string): DeploymentSubject {
  return { ...subject, readAs, roleArn: undefined, explainer: undefined };
}

/** Offered while an instance type is typed. */
export const INSTANCE_TYPES: readonly string[] = [
  'ml.m5.large',
  'ml.m5.xlarge',
  'ml.m5.2xlarge',
  'ml.m5.4xlarge',
  'ml.m5.12xlarge',
  'ml.m5.24xlarge',
  'ml.c5.xlarge',
  'ml.c5.2xlarge',
  'ml.g4dn.xlarge',
  'ml.g5.xlarge',
  'ml.g5.8xlarge',
  'ml.g5.12xlarge'
];

/** Base models for which the guide names a smaller instance. */
const SMALLER = new Set(['Falcon7BInstruct', 'MPT7BInstruct']);

/** The instance that the guide names for a problem, and what it says. */
export function defaultInstance(
  subject: DeploymentSubject,
  kind: DeploymentKind
): { type: string; why: string } {
  const { problem, containers, baseModel } = subject;
  switch (problem) {
    case 'series':
      return {
        type: 'ml.m5.12xlarge',
        why:
          kind === 'batch'
            ? 'What the guide names for forecasts; ml.m5.24xlarge for big data.'
            : 'What the guide names for forecasts.'
      };
    case 'llm':
      return SMALLER.has(baseModel ?? '')
        ? { type: 'ml.g5.8xlarge', why: 'Enough for this base model, says the guide.' }
        : { type: 'ml.g5.12xlarge', why: 'What the guide names for fine-tuned models.' };
    case 'tabular':
      return kind === 'batch' || containers.length > 1
        ? { type: 'ml.m5.2xlarge', why: 'What the guide’s samples use.' }
        : {
            type: 'ml.m5.12xlarge',
            why: 'What automatic deployment uses for ensembles; ml.m5.large does for few requests.'
          };
    default:
      return {
        type: 'ml.m5.2xlarge',
        why: 'The guide names none for this problem; a larger one answers faster.'
      };
  }
}
