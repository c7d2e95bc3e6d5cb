import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import { formatS3Uri, getObject, headObject, listPrefix, requireS3Uri } from '../../aws/s3';
import { fileSource, s3Source } from '../../aws/source';
import type { ByteSource } from '../../aws/source';
import type { HostFiles } from '../../host';
import type { DataRef } from '../draft';
import type { DataType } from '../types';
import { readManifest } from './images';
import type { DataProfile } from './model';

/** Objects that are counted: more than these, and Auto does not read their size. */
const countLimit = 1000;

/** Bytes of a manifest that are read at most. */
const manifestBytes = 1024 * 1024;

/**
 * The bytes to look at for a data set. An S3 prefix and a manifest stand for their first object,
 * as every object must have the same columns.
 *
 * @throws AwsError `NoSuchKey` if nothing is there, `InvalidManifest` if a manifest names no file.
 */
export async function locateData(
  api: AwsApi,
  files: HostFiles,
  data: DataRef,
  dataType: DataType,
  signal?: AbortSignal
): Promise<ByteSource & Pick<DataProfile, 'objects'>> {
  if (data.kind !== 's3') {
    return fileSource(files, data.path);
  }
  const location = requireS3Uri(data.uri);
  if (dataType !== 'S3Prefix') {
    const { size } = await headObject(api, location, { signal });
    const end = Math.min(size, manifestBytes);
    const bytes = await getObject(api, location, { range: { start: 0, end }, signal });
    const [first] = readManifest(new TextDecoder().decode(bytes));
    if (!first) {
      throw new AwsError({
        code: 'InvalidManifest',
        message:
          `${data.uri} names no file. A manifest is a JSON list: {"prefix": "s3://bucket/path/"}, ` +
          'then the names of the files below it.',
        retryable: false
      });
    }
    return s3Source(api, first.path);
  }
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
