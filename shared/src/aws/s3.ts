import type { AwsApi, CallOptions } from './api';
import { AwsError } from './errors';
import { continuationToken, pages } from './paging';

/** An object or a prefix. The key is the plain one: spaces, `+` and any letters as they are. */
export interface S3Location {
  bucket: string;
  key: string;
}

/** One object of a listing. */
export interface S3Object {
  key: string;
  /** Bytes. */
  size: number;
  /** ISO 8601. */
  modified?: string;
}

const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Read `s3://bucket/key`. The key is taken as it stands: S3 URIs are not percent-encoded,
 * so `+`, `%20` and spaces are characters of the key.
 *
 * @returns the location, or `undefined` if this is no S3 URI with a valid bucket name.
 */
export function parseS3Uri(uri: string): S3Location | undefined {
  const match = /^s3:\/\/([^/]+)(?:\/([\s\S]*))?$/.exec(uri);
  const bucket = match?.[1];
  if (bucket === undefined || !bucketPattern.test(bucket)) {
    return undefined;
  }
  return { bucket, key: match?.[2] ?? '' };
}

/** The opposite of {@link parseS3Uri}. */
export function formatS3Uri(location: S3Location): string {
  return `s3://${location.bucket}/${location.key}`;
}

/** A prefix and names below it, with exactly one slash between. */
export function joinS3Uri(prefix: string, ...names: string[]): string {
  return [prefix.replace(/\/+$/, ''), ...names].join('/');
}

/** {@link parseS3Uri} for URIs that must be right. @throws AwsError `InvalidUri`. */
export function requireS3Uri(uri: string): S3Location {
  const location = parseS3Uri(uri);
  if (!location) {
    throw new AwsError({
      code: 'InvalidUri',
      message: `“${uri}” is not an S3 location. Write s3://bucket/path.`,
      retryable: false
    });
  }
  return location;
}

/**
 * An object's bytes; with `range`, bytes `[start, end)` of it.
 *
 * @throws AwsError `NoSuchKey`, `NoSuchBucket`, `AccessDenied`, …
 */
export async function getObject(
  api: AwsApi,
  location: S3Location,
  options?: CallOptions & { range?: { start: number; end: number } }
): Promise<Uint8Array> {
  const range = options?.range;
  if (range && range.end <= range.start) {
    return new Uint8Array(0);
  }
  const output = await api.call<{ Body?: Uint8Array }>(
    's3',
    'GetObject',
    {
      Bucket: location.bucket,
      Key: location.key,
      ...(range ? { Range: `bytes=${range.start}-${range.end - 1}` } : {})
    },
    { signal: options?.signal }
  );
  return output.Body ?? new Uint8Array(0);
}

/** An object as UTF-8 text, without a byte order mark. */
export async function getObjectText(
  api: AwsApi,
  location: S3Location,
  options?: CallOptions
): Promise<string> {
  return new TextDecoder('utf-8').decode(await getObject(api, location, options));
}

/** An object's size and time of change. */
export async function headObject(
  api: AwsApi,
  location: S3Location,
  options?: CallOptions
): Promise<{ size: number; modified: number; etag?: string }> {
  const output = await api.call<{ ContentLength?: number; LastModified?: string; ETag?: string }>(
    's3',
    'HeadObject',
    { Bucket: location.bucket, Key: location.key },
    options
  );
  const modified = output.LastModified ? Date.parse(output.LastModified) : NaN;
  return {
    size: output.ContentLength ?? 0,
    modified: Number.isNaN(modified) ? 0 : modified,
    etag: output.ETag
  };
}

/** Every object below a prefix, page by page. */
export async function* listPrefix(
  api: AwsApi,
  prefix: S3Location,
  options?: CallOptions
): AsyncGenerator<S3Object, void, void> {
  type Page = {
    Contents?: { Key?: string; Size?: number; LastModified?: string }[];
    NextContinuationToken?: string;
  };
  const input = { Bucket: prefix.bucket, Prefix: prefix.key };
  for await (const page of pages<Page>(
    api,
    's3',
    'ListObjectsV2',
    input,
    continuationToken,
    options
  )) {
    for (const item of page.Contents ?? []) {
      if (item.Key !== undefined) {
        yield { key: item.Key, size: item.Size ?? 0, modified: item.LastModified };
      }
    }
  }
}

/**
 * Make a bucket.
 *
 * @param region - Of the backend; empty or absent where it is not known.
 */
export async function createBucket(
  api: AwsApi,
  bucket: string,
  region: string | undefined,
  options?: CallOptions
): Promise<void> {
  // The oldest Region must not be named, and the engine's is none of S3's.
  const named = region && region !== 'us-east-1' && region !== 'local';
  await api.call(
    's3',
    'CreateBucket',
    {
      Bucket: bucket,
      ...(named ? { CreateBucketConfiguration: { LocationConstraint: region } } : {})
    },
    options
  );
}

/** What is known about a bucket before it is used. */
export type BucketCheck =
  { state: 'ready'; region?: string } | { state: 'missing' } | { state: 'denied' };

const missingCodes = new Set(['NoSuchBucket', 'NotFound', '404']);
const deniedCodes = new Set(['AccessDenied', 'Forbidden', '403', 'AccessDeniedException']);

/** Whether a bucket exists and may be used. Other failures (no connection, …) are thrown. */
export async function checkBucket(
  api: AwsApi,
  bucket: string,
  options?: CallOptions
): Promise<BucketCheck> {
  try {
    const output = await api.call<{ BucketRegion?: string }>(
      's3',
      'HeadBucket',
      { Bucket: bucket },
      options
    );
    return { state: 'ready', region: output?.BucketRegion };
  } catch (thrown) {
    const error = AwsError.from(thrown);
    if (error.status === 404 || missingCodes.has(error.code)) {
      return { state: 'missing' };
    }
    if (error.status === 403 || deniedCodes.has(error.code)) {
      return { state: 'denied' };
    }
    throw error;
  }
}
