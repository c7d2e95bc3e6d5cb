/** Settings that the steps of a candidate were trained with. */
import type { AwsApi, CallOptions } from '../aws/api';
import type { Candidate } from './types';

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
