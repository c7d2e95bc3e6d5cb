import type { HostFiles } from '../host';
import type { AwsApi } from './api';
import { AwsError } from './errors';
import { listPrefix } from './s3';
import type { S3Location } from './s3';
import { fileSource } from './source';
import { upload } from './upload';

/** Files that are sent at most. */
export const folderLimit = 50_000;
/** Files that are on their way at the same time: small ones wait for answers, not for the line. */
const lanes = 4;

export interface FolderOptions {
  signal?: AbortSignal;
  /** Whether a file, by its path below the folder, is sent. */
  wanted: (path: string) => boolean;
  /** Called before a file is sent; not for those that were there already. */
  onBegin?: (place: S3Location) => void;
  /** Bytes; counts files that were there already. */
  onProgress?: (sent: number, total: number) => void;
}

/**
 * Copy the files of a workspace folder below a prefix. A file that is there already with the same
 * size is left alone, so a call after a cut goes on where the last one ended.
 *
 * @throws AwsError `TooManyFiles`, `NoFiles`, or as the calls do.
 */
export async function uploadFolder(
  api: AwsApi,
  files: HostFiles,
  folder: string,
  target: S3Location,
  options: FolderOptions
): Promise<void> {
  const listed = await files.list(folder, folderLimit);
  const entries = (listed?.entries ?? []).filter(({ path }) => options.wanted(path));
  if (entries.length === 0) {
    throw new AwsError({
      code: 'NoFiles',
      message: `${folder} holds no files that can be sent. Choose another folder.`,
      retryable: false
    });
  }
  if (listed?.truncated) {
    throw new AwsError({
      code: 'TooManyFiles',
      message:
        `${folder} has more than ${folderLimit} files. Copy it with “aws s3 sync” and choose the ` +
        'S3 location.',
      retryable: false
    });
  }
  const there = new Map<string, number>();
  for await (const { key, size } of listPrefix(api, target, { signal: options.signal })) {
    there.set(key, size);
  }
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  let sent = 0;
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed && next < entries.length) {
      const entry = entries[next++];
      if (!entry) {
        return;
      }
      const key = target.key + entry.path;
      if (there.get(key) !== entry.size) {
        const source = fileSource(files, `${folder.replace(/\/+$/, '')}/${entry.path}`);
        const place = { bucket: target.bucket, key };
        options.onBegin?.(place);
        try {
          await upload(api, source, place, { signal: options.signal });
        } catch (error) {
          failed = true;
          throw error;
        }
      }
      sent += entry.size;
      options.onProgress?.(sent, total);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
