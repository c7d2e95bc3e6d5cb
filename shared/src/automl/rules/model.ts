import type { BucketCheck } from '../../aws/s3';
import type { JobDraft } from '../draft';
import type { DataProfile, Severity } from '../preview';
import type { ImageProfile } from '../preview/images';
import type { JobPlan } from '../request';

/** Parts of the form that a rule can concern. */
export type Field =
  | 'problem'
  | 'data'
  | 'dataType'
  | 'contentType'
  | 'target'
  | 'content'
  | 'timestamp'
  | 'item'
  | 'grouping'
  | 'frequency'
  | 'horizon'
  | 'quantiles'
  | 'filling'
  | 'country'
  | 'baseModel'
  | 'eula'
  | 'epochCount'
  | 'batchSize'
  | 'learningRate'
  | 'learningRateWarmupSteps'
  | 'problemType'
  | 'name'
  | 'objective'
  | 'mode'
  | 'algorithms'
  | 'maxCandidates'
  | 'maxSecondsPerTrial'
  | 'maxSeconds'
  | 'validation'
  | 'weight'
  | 'features'
  | 'output'
  | 'role'
  | 'kms'
  | 'volumeKms'
  | 'tags'
  | 'deploy'
  | 'security'
  | 'emr';

/** What the rules look at. What is not known yet is absent and never held against the draft. */
export interface RuleContext {
  draft: JobDraft;
  plan: JobPlan;
  profile?: DataProfile;
  /** What is known about the pictures, if the data are pictures. */
  images?: ImageProfile;
  /** Profile of the validation channel. */
  validationProfile?: DataProfile;
  /** Of the validation channel, if the data are pictures. */
  validationImages?: ImageProfile;
  /** Of the backend. */
  cost: 'free' | 'billed';
  region?: string;
  /** Buckets that were looked at. */
  buckets?: ReadonlyMap<string, BucketCheck>;
  /** Bucket that is made when it is missing. */
  defaultBucket?: string;
  /** Name of an existing job that was found under the draft's name. */
  takenName?: string;
}

/** One rule. `check` gives what is wrong and how to put it right, or nothing. */
export interface Rule {
  /** `V-…`: the service's rules; `F-…`: limits of single fields; `D-…`: the data. */
  id: string;
  field: Field;
  severity: Severity;
  check: (context: RuleContext) => string | undefined;
}

export interface Violation {
  id: string;
  field: Field;
  severity: Severity;
  message: string;
}
