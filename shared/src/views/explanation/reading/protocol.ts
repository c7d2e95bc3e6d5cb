/** What a page and its reading worker say to each other. Plain data only. */
import type { AwsErrorData } from '../../../aws/errors';
import type { FolderEntry, ReadOptions } from '../../../explain/folder';
import type { FileStat } from '../../../host';
import type { Part } from './packing';

/** The page begins with this. */
export interface ReadRequest {
  source: string;
  /** Stands for lists in the result; nobody can guess it. */
  token: string;
  /** Whether locations outside the folder can be reached. */
  resolves: boolean;
  options: Pick<ReadOptions, 'joined' | 'newest' | 'problemType'>;
}

/** A file below the folder, or a location that a file names. */
export type FileRef = { path: string } | { uri: string };

/** What the worker asks the page for: it has no files of its own. */
export type Question =
  | { kind: 'list' }
  | { kind: 'stat'; file: FileRef }
  | { kind: 'read'; file: FileRef; start: number; end: number };

export interface ListAnswer {
  entries: FolderEntry[];
  /** Where each entry is, for messages. */
  located: string[];
  truncated: boolean;
}

export type Answer = ListAnswer | FileStat | Uint8Array;

export type ToWorker =
  | { read: ReadRequest }
  | { answer: number; value: Answer }
  | { answer: number; error: AwsErrorData };

export type FromWorker =
  /** The script runs: from here on errors are those of reading. */
  | { ready: true }
  | { ask: number; question: Question }
  | { progress: [read: number, total: number] }
  | { part: Part }
  /** A packed `ReadResult`. */
  | { result: unknown }
  | { failed: AwsErrorData };
