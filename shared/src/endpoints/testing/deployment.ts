/** A candidate and its deployment for tests. */
import { planDeployment, type DeploymentPlace, type DeploymentPlan } from '../deploy';
import { emptyDeployment, type DeploymentDraft } from '../deployDraft';
import type { DeploymentSubject } from '../deploySubject';
import type { InferenceContainer } from '../responseKeys';

export const CONTAINER = {
  Image: 'local/tabular:1',
  ModelDataUrl: 's3://bucket/model.tar.gz',
  Environment: {
    SAGEMAKER_INFERENCE_SUPPORTED: 'predicted_label,probability,probabilities,labels',
    SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label'
  }
};

export const ROLE = 'arn:aws:iam::000000000000:role/PilothouseLocal';

export const subject = (change: Partial<DeploymentSubject> = {}): DeploymentSubject => ({
  jobName: 'churn',
  candidateName: 'WeightedEnsemble-1',
  problem: 'tabular',
  containers: [CONTAINER],
  problemType: 'BinaryClassification',
  ...change
});

export const AWS = { cost: 'billed', backendLabel: 'AWS eu-west-1' } as const;

export const LOCAL: DeploymentPlace = { roleArn: ROLE, bucket: 'bkt', cost: 'free' };

export function planOf(
  change: Partial<DeploymentSubject> = {},
  draft: Partial<DeploymentDraft> = {},
  place: DeploymentPlace = LOCAL
): DeploymentPlan {
  const of = subject(change);
  const empty = emptyDeployment(of, new Date('2026-11-22T14:02:03Z'));
  return planDeployment(of, { ...empty, ...draft }, place);
}

const SUPPORTED = 'predicted_label,probability,probabilities';

/** A tuned classifier: features, algorithm, inverse of the labels. */
export const PIPELINE: InferenceContainer[] = [
  { Image: '1', ModelDataUrl: 's3://bucket/1.tar.gz' },
  {
    Image: '2',
    ModelDataUrl: 's3://bucket/2.tar.gz',
    Environment: { SAGEMAKER_INFERENCE_SUPPORTED: SUPPORTED }
  },
  {
    Image: '3',
    ModelDataUrl: 's3://bucket/3.tar.gz',
    Environment: {
      SAGEMAKER_INFERENCE_SUPPORTED: `${SUPPORTED},labels`,
      SAGEMAKER_INFERENCE_INPUT: 'predicted_label'
    }
  }
];
