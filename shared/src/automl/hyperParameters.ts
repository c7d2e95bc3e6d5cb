/** Settings that the steps of a candidate were trained with. */
import type { AwsApi, CallOptions } from '../aws/api';
import { jobFacts, problemText } from './jobFacts';
import type { Candidate, Job } from './types';

/** One setting of one training job. */
export interface HyperParameter {
  /** Name of the step. */
  step: string;
  name: string;
  value: string;
}

const TRAINING = 'AWS::SageMaker::TrainingJob';
/** Steps that are asked for: each is a call. */
const MOST_STEPS = 8;

/** Names of the training jobs of a candidate. */
export function trainingSteps(candidate: Candidate): string[] {
  return (candidate.CandidateSteps ?? [])
    .flatMap(step => (step.CandidateStepType === TRAINING ? (step.CandidateStepName ?? []) : []))
    .slice(0, MOST_STEPS);
}

/**
 * The settings of a candidate's training jobs, by step and name. What the service needs for
 * itself, quoted JSON and paths of its containers, is left as it is told.
 *
 * @throws AwsError as the calls do.
 */
export async function readHyperParameters(
  api: AwsApi,
  candidate: Candidate,
  options?: CallOptions
): Promise<HyperParameter[]> {
  const all: HyperParameter[] = [];
  for (const step of trainingSteps(candidate)) {
    const { HyperParameters = {} } = await api.call<{ HyperParameters?: Record<string, string> }>(
      'sagemaker',
      'DescribeTrainingJob',
      { TrainingJobName: step },
      options
    );
    const names = Object.keys(HyperParameters).sort();
    all.push(...names.map(name => ({ step, name, value: String(HyperParameters[name]) })));
  }
  return all;
}

/** Settings of language models, which the request itself names: the model is tuned directly. */
export function askedHyperParameters(job: Job): HyperParameter[] {
  const asked = job.AutoMLProblemTypeConfig?.TextGenerationJobConfig?.TextGenerationHyperParameters;
  return Object.entries(asked ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ step: 'Request', name, value: String(value) }));
}

/**
 * Why no hyperparameters of a candidate are known, and what else the answer has.
 *
 * @param read - Its training jobs were read and name none.
 */
export function withoutHyperParameters(job: Job, candidate: Candidate, read: boolean): string {
  const problem = problemText(jobFacts(job)).toLowerCase();
  const steps = (candidate.CandidateSteps ?? []).length;
  const why = read
    ? 'The training jobs of this candidate name no hyperparameters.'
    : steps > 0
      ? 'No step of this candidate is a training job, which would name them.'
      : 'The answer names no steps of this candidate, so no training job can be asked for them.';
  const containers = [
    ...(candidate.InferenceContainers ?? []),
    ...Object.values(candidate.InferenceContainerDefinitions ?? {}).flat()
  ];
  const environment = containers.some(one => Object.keys(one?.Environment ?? {}).length > 0);
  return [
    why,
    job.AutoMLProblemTypeConfig?.TabularJobConfig || !problem
      ? ''
      : `For ${problem} the service chooses them itself.`,
    environment ? 'What the model is served with stands under “Containers”.' : ''
  ]
    .filter(Boolean)
    .join(' ');
}
