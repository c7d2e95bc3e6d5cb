import type { AwsApi } from './api';
import { AwsError } from './errors';
import type { S3Location } from './s3';
import type { ByteSource } from './source';

/** Size of a part; S3 asks for at least 5 MiB (but for the last one). */
export const partSize = 8 * 1024 * 1024;

/** S3 allows 10,000 parts; larger files get larger parts. */
const maxParts = 10_000;

export interface UploadOptions {
  signal?: AbortSignal;
  contentType?: string;
  /** Called after every part. */
  onProgress?: (sent: number, total: number) => void;
}

/**
 * Copy a source to an S3 object: one `PutObject` if it fits into a part, else a multipart
 * upload that is aborted if anything fails, so that no half object and no stored parts remain.
 *
 * @throws AwsError `FileChanged` if the source grew, shrank or was written to meanwhile;
 * `Cancelled` if `signal` was aborted; else as the calls do.
 */
export async function upload(
  api: AwsApi,
  source: ByteSource,
  target: S3Location,
  options: UploadOptions = {}
): Promise<void> {
  const before = await source.stat();
  const unchanged = async (): Promise<void> => {
    const now = await source.stat();
    if (now.size !== before.size || now.modified !== before.modified) {
      throw changed(source.name);
    }
  };
  const part = async (start: number, end: number): Promise<Uint8Array> => {
    const bytes = await source.read(start, end, options.signal);
    if (bytes.length !== end - start) {
      throw changed(source.name);
    }
    return bytes;
  };
  const object = { Bucket: target.bucket, Key: target.key };
  const call = { signal: options.signal };
  options.onProgress?.(0, before.size);

  if (before.size <= partSize) {
    const body = await part(0, before.size);
    await unchanged();
    await api.call('s3', 'PutObject', { ...object, Body: body, ...typed(options) }, call);
    options.onProgress?.(before.size, before.size);
    return;
  }

  const size = Math.max(partSize, Math.ceil(before.size / maxParts));
  const { UploadId } = await api.call<{ UploadId: string }>(
    's3',
    'CreateMultipartUpload',
    { ...object, ...typed(options) },
    call
  );
  try {
    const parts: { PartNumber: number; ETag: string }[] = [];
    for (let start = 0; start < before.size; start += size) {
      const end = Math.min(start + size, before.size);
      const body = await part(start, end);
      const number = parts.length + 1;
      const { ETag } = await api.call<{ ETag: string }>(
        's3',
        'UploadPart',
        { ...object, UploadId, PartNumber: number, Body: body },
        call
      );
      parts.push({ PartNumber: number, ETag });
      options.onProgress?.(end, before.size);
    }
    await unchanged();
    await api.call(
      's3',
      'CompleteMultipartUpload',
      { ...object, UploadId, MultipartUpload: { Parts: parts } },
      call
    );
  } catch (thrown) {
    // Without the signal: the clean-up must also run after a cancellation. Its own failure
    // must not hide why the upload failed.
    await api.call('s3', 'AbortMultipartUpload', { ...object, UploadId }).catch(() => undefined);
    throw AwsError.from(thrown);
  }
}

function typed(options: UploadOptions): { ContentType?: string } {
  return options.contentType ? { ContentType: options.contentType } : {};
}

function changed(name: string): AwsError {
  return new AwsError({
    code: 'FileChanged',
    message:
      `${name} changed while it was uploaded, so the upload was undone. ` +
      'Wait until nothing writes to the file, then start again.',
    retryable: true,
    action: 'retry'
  });
}
