/**
 * Can the backend do what a job needs? Read-only calls, made when the user asks.
 */
import type { AwsApi, ServiceName } from '../aws/api';
import { AwsError, type AwsErrorData } from '../aws/errors';
import type { BackendState } from '../host';
import { describeProblem } from './backend';

export interface Check {
  id: 'identity' | 'jobs' | 'bucket' | 'role';
  /** What was looked at. */
  title: string;
  status: 'ok' | 'warning' | 'failed';
  /** What was found; for a problem also why and the next step. */
  text: string;
  error?: AwsErrorData;
}

/**
 * Run all checks, each for itself: one denied call fails one check.
 *
 * @throws AwsError `Cancelled` only.
 */
export async function checkBackend(
  api: AwsApi,
  backend: BackendState,
  signal?: AbortSignal
): Promise<Check[]> {
  const call = async (
    id: Check['id'],
    title: string,
    request: [ServiceName, string, object],
    found: string
  ): Promise<Check> => {
    try {
      await api.call(...request, { signal });
      return { id, title, status: 'ok', text: found };
    } catch (reason) {
      const error = AwsError.from(reason);
      if (error.code === 'Cancelled') {
        throw error;
      }
      const data = error.toData();
      return { id, title, status: 'failed', text: describeProblem(data).text, error: data };
    }
  };
  const bucket = backend.defaultBucket;
  return Promise.all([
    call('identity', 'Credentials', ['sts', 'GetCallerIdentity', {}], 'The credentials work.'),
    call(
      'jobs',
      'AutoML jobs',
      ['sagemaker', 'ListAutoMLJobs', { MaxResults: 1 }],
      'Jobs can be listed.'
    ),
    bucket === undefined
      ? missing('bucket', 'Default bucket', 'No default bucket is known. Name one in the form.')
      : call(
          'bucket',
          'Default bucket',
          ['s3', 'HeadBucket', { Bucket: bucket }],
          `${bucket} exists and can be reached.`
        ),
    backend.roleArn === undefined
      ? missing('role', 'Execution role', 'No execution role is known. Name one in the form.')
      : Promise.resolve<Check>({
          id: 'role',
          title: 'Execution role',
          status: 'ok',
          text: backend.roleArn
        })
  ]);
}

function missing(id: Check['id'], title: string, text: string): Promise<Check> {
  return Promise.resolve({ id, title, status: 'warning', text });
}
