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
  /** Path or URI of a file below, for messages; absent: {@link source}, a slash and the path. A
   * folder of one file is named like its file. */
  locate?(path: string): string;
  /** All files below, in path order; bounded by the implementation, which says so.
   * `problems` name folders below that cannot be listed.
   * @throws AwsError when the place cannot be listed */
  list(
    signal?: AbortSignal
  ): Promise<{ entries: FolderEntry[]; truncated: boolean; problems?: string[] }>;
  /** A file below; it need not exist until it is read. */
  open(path: string): ByteSource;
  /** A location outside that a file names (`s3://…`); `undefined` where it cannot be reached. */
  resolve(uri: string): ByteSource | undefined;
}

export interface ReadOptions {
  signal?: AbortSignal;
  /** Bytes read so far, and of all files that will be read. */
  onProgress?: (read: number, total: number) => void;
  /** Default true: files of one report (F2, F5, F12 and their tables; F4 and F7) become one
   * explanation. False: one explanation per section and file, as `inspect` lists them. */
  joined?: boolean;
  /** Of several reports below the folder, read the one that was written last. */
  newest?: boolean;
  /** Problem type of the job as the API names it; tells the unit of the values. */
  problemType?: string;
}

/** Where a file of a folder is, for messages. */
export function locate(folder: ExplanationFolder, path: string): string {
  return folder.locate?.(path) ?? `${folder.source.replace(/\/+$/, '')}/${path}`;
}
