import type { AwsApi } from './api';
import { AwsError } from './errors';
import type { S3Location } from './s3';
import type { ByteSource } from './source';

/** Size of a part; S3 asks for at least 5 MiB (but for the last one). */
export const partSize = 8 * 1024 * 1024;

/** S3 allows 10,000 parts; larger files get larger parts. */
const maxParts = 10_000;

/** A multipart upload that was cut off: enough to go on with it. */
export interface UploadMark {
  uploadId: string;
  /** Of the source, when the upload began. */
  size: number;
  modified: number;
}

/** Where cut uploads are remembered, by the URI of their target. */
export interface UploadLedger {
  get: (target: S3Location) => Promise<UploadMark | undefined>;
  /** `undefined`: there is nothing to go on with any more. */
  set: (target: S3Location, mark: UploadMark | undefined) => Promise<void>;
}

export interface UploadOptions {
  signal?: AbortSignal;
  contentType?: string;
  /** Called after every part. */
  onProgress?: (sent: number, total: number) => void;
  /** With it, an upload that lost its connection keeps its parts and goes on next time. */
  ledger?: UploadLedger;
}

interface Part {
  PartNumber: number;
  ETag: string;
}

/** Tries of one part before the upload counts as cut. */
const tries = 3;
const pauseMs = 500;

/**
 * Copy a source to an S3 object: one `PutObject` if it fits into a part, else a multipart upload.
 * One that fails for good or is cancelled is aborted, so that no half object and no stored parts
 * remain. One that is cut off (a failure that may pass) keeps its parts if there is a ledger: the
 * next call for the same source and target lists them and sends only what is missing.
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
  const found = await resumable(api, target, before, options);
  let uploadId = found?.uploadId;
  if (uploadId === undefined) {
    const made = await api.call<{ UploadId: string }>(
      's3',
      'CreateMultipartUpload',
      { ...object, ...typed(options) },
      call
    );
    uploadId = made.UploadId;
    await options.ledger?.set(target, {
      uploadId,
      size: before.size,
      modified: before.modified
    });
  }
  const upload = { ...object, UploadId: uploadId };
  try {
    const parts: Part[] = [];
    for (let start = 0; start < before.size; start += size) {
      const end = Math.min(start + size, before.size);
      const number = parts.length + 1;
      const sent = found?.parts.get(number);
      if (sent?.size === end - start) {
        parts.push({ PartNumber: number, ETag: sent.etag });
      } else {
        const body = await part(start, end);
        const { ETag } = await patiently(options.signal, () =>
          api.call<{ ETag: string }>(
            's3',
            'UploadPart',
            { ...upload, PartNumber: number, Body: body },
            call
          )
        );
        parts.push({ PartNumber: number, ETag });
      }
      options.onProgress?.(end, before.size);
    }
    await unchanged();
    await api.call(
      's3',
      'CompleteMultipartUpload',
      { ...upload, MultipartUpload: { Parts: parts } },
      call
    );
    await options.ledger?.set(target, undefined);
  } catch (thrown) {
    const error = AwsError.from(thrown);
    const cut = options.ledger && error.retryable && !options.signal?.aborted;
    if (!cut || error.code === 'FileChanged') {
      // Without the signal: the clean-up must also run after a cancellation. Its own failure
      // must not hide why the upload failed.
      await api.call('s3', 'AbortMultipartUpload', upload).catch(() => undefined);
      await options.ledger?.set(target, undefined);
    }
    throw error;
  }
}

/** Remove the parts of a cut upload that nobody goes on with. Never rejects. */
export async function abandon(
  api: AwsApi,
  target: S3Location,
  ledger: UploadLedger
): Promise<void> {
  const mark = await ledger.get(target).catch(() => undefined);
  if (mark) {
    const upload = { Bucket: target.bucket, Key: target.key, UploadId: mark.uploadId };
    await api.call('s3', 'AbortMultipartUpload', upload).catch(() => undefined);
    await ledger.set(target, undefined).catch(() => undefined);
  }
}

/** The parts of a cut upload of the same source, if there is one that S3 still knows. */
async function resumable(
  api: AwsApi,
  target: S3Location,
  source: { size: number; modified: number },
  options: UploadOptions
): Promise<{ uploadId: string; parts: Map<number, { size: number; etag: string }> } | undefined> {
  const mark = await options.ledger?.get(target);
  if (!mark) {
    return undefined;
  }
  const upload = { Bucket: target.bucket, Key: target.key, UploadId: mark.uploadId };
  if (mark.size !== source.size || mark.modified !== source.modified) {
    await api.call('s3', 'AbortMultipartUpload', upload).catch(() => undefined);
    return undefined;
  }
  type Page = {
    Parts?: { PartNumber?: number; Size?: number; ETag?: string }[];
    IsTruncated?: boolean;
    NextPartNumberMarker?: number | string;
  };
  const parts = new Map<number, { size: number; etag: string }>();
  try {
    let marker: number | undefined;
    for (;;) {
      const page: Page = await api.call<Page>(
        's3',
        'ListParts',
        { ...upload, ...(marker === undefined ? {} : { PartNumberMarker: marker }) },
        { signal: options.signal }
      );
      for (const { PartNumber, Size, ETag } of page.Parts ?? []) {
        if (PartNumber !== undefined && Size !== undefined && ETag !== undefined) {
          parts.set(PartNumber, { size: Size, etag: ETag });
        }
      }
      const next = Number(page.NextPartNumberMarker ?? 0);
      if (!page.IsTruncated || next <= (marker ?? 0)) {
        return { uploadId: mark.uploadId, parts };
      }
      marker = next;
    }
  } catch (thrown) {
    const error = AwsError.from(thrown);
    if (error.status === 404 || error.code === 'NoSuchUpload') {
      return undefined;
    }
    throw error;
  }
}

/** Try a call again after failures that may pass. */
async function patiently<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (thrown) {
      const error = AwsError.from(thrown);
      if (!error.retryable || signal?.aborted || attempt === tries) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, pauseMs * attempt));
    }
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
