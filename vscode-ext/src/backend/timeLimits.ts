import type { ServiceName } from '@pilothouse/core/aws/api';

const SECOND = 1_000;

/** Operations that move a body or wait for a model. */
const limits: Record<string, number> = {
  // The service itself gives a model 60 s.
  'sagemaker-runtime:InvokeEndpoint': 70 * SECOND,
  'sagemaker-runtime:InvokeEndpointWithResponseStream': 70 * SECOND,
  's3:GetObject': 300 * SECOND,
  's3:PutObject': 300 * SECOND,
  's3:UploadPart': 300 * SECOND,
  's3:CopyObject': 300 * SECOND,
  's3:CompleteMultipartUpload': 300 * SECOND
};

/** Longest time in ms that an operation may take. */
export function timeLimit(service: ServiceName, operation: string): number {
  return limits[`${service}:${operation}`] ?? 30 * SECOND;
}
