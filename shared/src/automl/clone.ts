import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import { emptyDraft, jobName } from './draft';
import type { JobDraft } from './draft';
import { originOf } from './origin';
import { isObject, withoutRemovals } from './patch';
import type { JsonObject } from './patch';
import { problemOf } from './problems';
import { readRequest, requestOfJob } from './reading';
import { AutoMLService } from './service';
import { isReserved, readTags } from './tags';
import type { Job } from './types';

/**
 * A draft with the settings of a job, under a new name.
 *
 * @throws AwsError if the job cannot be read; `UnknownProblemType` if there is no form for it.
 */
export async function cloneJob(
  api: AwsApi,
  name: string,
  now: Date,
  options?: CallOptions
): Promise<JobDraft> {
  const service = new AutoMLService(api);
  const job = await service.describe(name, options);
  const [old, tags] = await Promise.all([
    // The new call describes jobs of the old one, too, but does not say so.
    service.describeV1(name, options),
    tagsOf(api, job, options)
  ]);
  const request = requestOfJob(job, jobName(name.replace(/-\d{8}-\d{4}$/, ''), now));
  const config = request.AutoMLProblemTypeConfig;
  if (!isObject(config) || !problemOf(config)) {
    const type = isObject(config) ? Object.keys(config)[0] : undefined;
    throw new AwsError({
      code: 'UnknownProblemType',
      message:
        `${name} is of a problem type that this version has no form for` +
        `${type ? ` (${type})` : ''}. Its settings stand in the tab “Configuration” of the job: ` +
        'start one like it with the AWS CLI or an SDK.',
      retryable: false
    });
  }
  const draft = readRequest(request, emptyDraft());
  const told = originOf(job as JsonObject, (old ?? job) as JsonObject);
  const origin = tags ? told : { unknown: [], ...told, tagsUnread: true as const };
  return {
    ...draft,
    named: true,
    tags: tags ?? [],
    ...(origin ? { origin } : {}),
    // Old answers leave out defaults that the form writes.
    extra: withoutRemovals(draft.extra)
  };
}

/** Tags that a new job may have; `undefined` if they cannot be read. */
async function tagsOf(
  api: AwsApi,
  { AutoMLJobArn: arn }: Job,
  options?: CallOptions
): Promise<JobDraft['tags'] | undefined> {
  try {
    return arn === undefined
      ? []
      : (await readTags(api, arn, options)).filter(tag => !isReserved(tag));
  } catch {
    return undefined;
  }
}
