/** Explanation files that were dropped into a view: they stay where they are, on the user's disk. */
import type { AwsApi } from '../../aws/api';
import { parseS3Uri } from '../../aws/s3';
import { s3Source, type ByteSource } from '../../aws/source';
import { AwsError } from '../../aws/errors';
import type { ExplanationFolder } from '../folder';

/** A dropped file and its path below what was dropped. */
export interface DroppedFile {
  path: string;
  file: Blob & { lastModified?: number };
}

/** Read in ranges like any other file: a large one is never in memory as a whole. */
export function droppedFolder(
  dropped: readonly DroppedFile[],
  name: string,
  api: AwsApi,
  truncated = false
): ExplanationFolder {
  const files = new Map(dropped.map(({ path, file }) => [path, file]));
  const missing = (path: string): AwsError =>
    new AwsError({
      code: 'FileNotFound',
      message: `“${path}” was not among the dropped files.`,
      retryable: false
    });
  const open = (path: string): ByteSource => ({
    name: path.slice(path.lastIndexOf('/') + 1),
    stat: async () => {
      const file = files.get(path);
      if (!file) {
        throw missing(path);
      }
      return { size: file.size, modified: file.lastModified ?? 0 };
    },
    read: async (start, end, signal) => {
      const file = files.get(path);
      if (!file) {
        throw missing(path);
      }
      signal?.throwIfAborted();
      return new Uint8Array(await file.slice(start, end).arrayBuffer());
    }
  });
  const paths = [...files.keys()].sort();
  return {
    source: name,
    list: () =>
      Promise.resolve({
        entries: paths.map(path => {
          const file = files.get(path);
          return { path, size: file?.size ?? 0, modified: file?.lastModified ?? 0 };
        }),
        truncated
      }),
    open,
    resolve: uri => (parseS3Uri(uri) ? s3Source(api, uri) : undefined)
  };
}
