/** Where explanation files are: one view of local folders, S3 prefixes and dropped files. */
import type { ByteSource } from '../aws/source';

export interface FolderEntry {
  /** Relative to the folder, with `/`. */
  path: string;
  /** Bytes. */
  size: number;
  /** Last change, ms since the epoch; 0 if unknown. */
  modified: number;
}

/** A folder with explanation files, or one file as a folder of one. */
export interface ExplanationFolder {
  /** Path or URI, for messages. */
  readonly source: string;
  /** All files below, in path order; bounded by the implementation, which says so.
   * @throws AwsError when the place cannot be listed */
  list(signal?: AbortSignal): Promise<{ entries: FolderEntry[]; truncated: boolean }>;
  /** A file below; it need not exist until it is read. */
  open(path: string): ByteSource;
  /** A location outside that a file names (`s3://…`); `undefined` where it cannot be reached. */
  resolve(uri: string): ByteSource | undefined;
}

export interface ReadOptions {
  signal?: AbortSignal;
  /** Bytes read so far, and of all files that will be read. */
  onProgress?: (read: number, total: number) => void;
}
