import type { FileStat, HostFiles } from '../host';
import type { AwsApi } from './api';
import { getObject, headObject, requireS3Uri } from './s3';

/** Bytes that are read in ranges: a workspace file, an S3 object, or bytes in memory. */
export interface ByteSource {
  /** File name without folders, for messages and defaults. */
  readonly name: string;
  stat(): Promise<FileStat>;
  /** Bytes `[start, end)`. Fewer come back at the end. */
  read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Last part of a path or key; both kinds of slash count. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).pop() ?? path;
}

/** A file of the workspace. */
export function fileSource(files: HostFiles, path: string): ByteSource {
  return {
    name: baseName(path),
    stat: () => files.stat(path),
    read: (start, end, signal) => files.read(path, start, end, signal)
  };
}

/** An S3 object. @throws AwsError `InvalidUri` if `uri` is none. */
export function s3Source(api: AwsApi, uri: string): ByteSource {
  const location = requireS3Uri(uri);
  return {
    name: baseName(location.key),
    stat: () => headObject(api, location),
    read: (start, end, signal) => getObject(api, location, { range: { start, end }, signal })
  };
}

/** Bytes in memory. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    stat: () => Promise.resolve({ size: bytes.length, modified: 0 }),
    read: (start, end) => Promise.resolve(bytes.subarray(start, end))
  };
}
