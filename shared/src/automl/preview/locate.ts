import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import { formatS3Uri, listPrefix, requireS3Uri } from '../../aws/s3';
import { fileSource, s3Source } from '../../aws/source';
import type { ByteSource } from '../../aws/source';
import type { HostFiles } from '../../host';
import type { DataRef } from '../draft';
import type { DataProfile } from './model';

/** Objects that are counted: more than these, and Auto does not read their size. */
const countLimit = 1000;

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
): Promise<ByteSource & Pick<DataProfile, 'objects'>> {
  if (data.kind !== 's3') {
    return fileSource(files, data.path);
  }
  const location = requireS3Uri(data.uri);
  // The prefix may also be the whole key of a single object, which lists as itself.
  const objects = { count: 0, bytes: 0, more: false };
  let first: ByteSource | undefined;
  for await (const object of listPrefix(api, location, { signal })) {
    if (object.size > 0 || object.key === location.key) {
      if (objects.count === countLimit) {
        objects.more = true;
        break;
      }
      objects.count += 1;
      objects.bytes += object.size;
      first ??= s3Source(api, formatS3Uri({ bucket: location.bucket, key: object.key }));
    }
  }
  if (first) {
    return { ...first, objects };
  }
  throw new AwsError({
    code: 'NoSuchKey',
    message: `There are no data at ${data.uri}. Check the location; keys are case sensitive.`,
    retryable: false
  });
}
