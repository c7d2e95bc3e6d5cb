/** What became of a job or request on its way into the form. */
import { conversions, isV1, losses } from './v1';
import type { Loss } from './v1';
import type { JsonObject } from './patch';

/** Told above the form until it is dismissed. Plain JSON: it is kept with the draft. */
export interface RequestOrigin {
  /** It was one of `CreateAutoMLJob`: what stands elsewhere now, and what could not be kept. */
  v1?: { moved: { from: string; to: string }[]; lost: Loss[] };
  /** Fields of a described job that this version does not know; they are sent as they are. */
  unknown: string[];
  /** The described job's tags could not be read. */
  tagsUnread?: true;
}

/** Fields of a request. */
const requestFields = [
  'AutoMLJobName',
  'AutoMLJobInputDataConfig',
  'OutputDataConfig',
  'AutoMLProblemTypeConfig',
  'RoleArn',
  'AutoMLJobObjective',
  'DataSplitConfig',
  'ModelDeployConfig',
  'SecurityConfig',
  'AutoMLComputeConfig',
  'Tags'
];

/** Fields of a request of the old operation, besides. */
const oldFields = [
  'InputDataConfig',
  'ProblemType',
  'AutoMLJobConfig',
  'GenerateCandidateDefinitionsOnly'
];

/** Fields of a description that tell what became of the job. */
const outcomes = [
  'AutoMLJobArn',
  'AutoMLJobArtifacts',
  'AutoMLJobSecondaryStatus',
  'AutoMLJobStatus',
  'AutoMLProblemTypeConfigName',
  'BestCandidate',
  'CreationTime',
  'EndTime',
  'FailureReason',
  'LastModifiedTime',
  'ModelDeployResult',
  'PartialFailureReasons',
  'ResolvedAttributes',
  // Of the SDKs.
  '$metadata',
  'ResponseMetadata'
];

/** Whether a field of a description is one that a request of this job has or may have. */
export function isSetting(field: string): boolean {
  return !outcomes.includes(field);
}

/**
 * What is to be told about a job or a request that is read into the form.
 *
 * @param old - The same job as `DescribeAutoMLJob` tells it, if it was made with the old call.
 * @returns `undefined` if there is nothing to tell.
 */
export function originOf(value: JsonObject, old: JsonObject = value): RequestOrigin | undefined {
  const known = [...requestFields, ...oldFields];
  const unknown = Object.keys(value).filter(
    field => isSetting(field) && !known.includes(field) && value[field] !== null
  );
  const v1 = isV1(old) ? { moved: conversions(old), lost: losses(old) } : undefined;
  return v1 || unknown.length > 0 ? { ...(v1 ? { v1 } : {}), unknown } : undefined;
}
