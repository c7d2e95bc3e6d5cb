import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import { formatS3Uri, listPrefix, requireS3Uri } from '../../aws/s3';
import { fileSource, s3Source } from '../../aws/source';
import type { ByteSource } from '../../aws/source';
import type { HostFiles } from '../../host';
import type { DataRef } from '../draft';

/**
 * The bytes to look at for a data set. An S3 prefix stands for its first object, as every
 * object below it must have the same columns.
 *
 * @throws AwsError `NoSuchKey` if nothing is there.
 */
export async function locateData(
  api: AwsApi,
  files: HostFiles,
  data: DataRef,
  signal?: AbortSignal
): Promise<ByteSource> {
  if (data.kind === 'file') {
    return fileSource(files, data.path);
  }
  const location = requireS3Uri(data.uri);
  // The prefix may also be the whole key of a single object, which lists as itself.
  for await (const object of listPrefix(api, location, { signal })) {
    if (object.size > 0 || object.key === location.key) {
      return s3Source(api, formatS3Uri({ bucket: location.bucket, key: object.key }));
    }
  }
  throw new AwsError({
    code: 'NoSuchKey',
    message: `There are no data at ${data.uri}. Check the location; keys are case sensitive.`,
    retryable: false
  });
}
