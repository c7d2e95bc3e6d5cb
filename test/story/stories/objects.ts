import type { FakeHandler } from '@pilothouse/core/aws/testing/fakeApi';
import { fakeError } from '@pilothouse/core/aws/testing/fakeApi';

/** Handlers of an S3 that holds some objects, by `bucket/key`. */
export function objects(content: Record<string, string>): Record<string, FakeHandler> {
  const bytes = new Map(
    Object.entries(content).map(([place, text]) => [place, new TextEncoder().encode(text)])
  );
  const find = ({ Bucket, Key }: { Bucket: string; Key: string }): Uint8Array => {
    const found = bytes.get(`${Bucket}/${Key}`);
    if (!found) {
      throw fakeError({ code: 'NoSuchKey', message: `There is no ${Key}.`, status: 404 });
    }
    return found;
  };
  return {
    's3.ListObjectsV2': ({ Bucket, Prefix = '' }: { Bucket: string; Prefix?: string }) => ({
      Contents: [...bytes]
        .filter(([place]) => place.startsWith(`${Bucket}/${Prefix}`))
        .map(([place, body]) => ({
          Key: place.slice(Bucket.length + 1),
          Size: body.length,
          LastModified: '2026-11-22T01:30:00Z'
        }))
    }),
    's3.HeadObject': input => ({ ContentLength: find(input).length }),
    's3.GetObject': input => {
      const body = find(input);
      const range = /bytes=(\d+)-(\d+)/.exec((input as { Range?: string }).Range ?? '');
      return { Body: range ? body.slice(Number(range[1]), Number(range[2]) + 1) : body };
    },
    's3.HeadBucket': () => ({}),
    's3.ListBuckets': () => ({ Buckets: [] })
  };
}
