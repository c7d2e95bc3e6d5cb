import type { AwsApi, CallOptions } from './api';
import type { S3Location, S3Object } from './s3';

/** One page of what lies directly below a prefix. */
export interface S3Page {
  /** Keys that end with a slash. */
  folders: string[];
  objects: S3Object[];
  /** Token of the next page. */
  next?: string;
}

/** Names of the buckets that these credentials own. */
export async function listBuckets(api: AwsApi, options?: CallOptions): Promise<string[]> {
  const output = await api.call<{ Buckets?: { Name?: string }[] }>(
    's3',
    'ListBuckets',
    {},
    options
  );
  return (output.Buckets ?? []).flatMap(({ Name }) => Name ?? []);
}

/** A page of folders and objects. @param size - Entries of a page, 1000 at most. */
export async function listFolder(
  api: AwsApi,
  prefix: S3Location,
  options: CallOptions & { token?: string; size?: number } = {}
): Promise<S3Page> {
  const output = await api.call<{
    CommonPrefixes?: { Prefix?: string }[];
    Contents?: { Key?: string; Size?: number; LastModified?: string }[];
    NextContinuationToken?: string;
  }>(
    's3',
    'ListObjectsV2',
    {
      Bucket: prefix.bucket,
      Prefix: prefix.key,
      Delimiter: '/',
      MaxKeys: options.size ?? 200,
      ...(options.token === undefined ? {} : { ContinuationToken: options.token })
    },
    { signal: options.signal }
  );
  return {
    folders: (output.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []),
    objects: (output.Contents ?? []).flatMap(({ Key, Size, LastModified }) =>
      // The prefix itself may be an object, as consoles make them for empty folders.
      Key === undefined || Key === prefix.key
        ? []
        : [{ key: Key, size: Size ?? 0, modified: LastModified }]
    ),
    next: output.NextContinuationToken
  };
}
