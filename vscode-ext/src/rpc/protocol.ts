/**
 * The calls between a view's page and the extension host: `AwsApi` and `Host`, and no more.
 *
 * The page asks; the extension host answers and tells of changes. Every failed request carries
 * `AwsErrorData` in its error's `data`.
 */
import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { ServiceName } from '@pilothouse/core/aws/api';
import type { AwsErrorData } from '@pilothouse/core/aws/errors';
import type { CleanRequest, EngineStorage } from '@pilothouse/core/environment/engineStorage';
import type { BackendChoice, BackendState, Confirmation, FileStat } from '@pilothouse/core/host';
import type { FolderEntry } from '@pilothouse/core/explain/folder';
import type { ViewName } from '@pilothouse/core/views/names';

type Failure = AwsErrorData;

/** What a page gets to know when it says hello. */
export interface Welcome {
  view: ViewName;
  args: object;
}

/** JSON-RPC error code of every failure of ours; the reason stands in `data`. */
export const FAILED = -32000;

/** First request of a page; nothing is sent to it before. */
export const Hello = new RequestType0<Welcome, Failure>('hello');

export const AwsCall = new RequestType<
  { service: ServiceName; operation: string; input: object; role?: string },
  unknown,
  Failure
>('aws/call');

/** Answered when the last part was sent; parts carry the request's number. */
export const AwsStreamCall = new RequestType<
  { service: ServiceName; operation: string; input: object; number: number },
  null,
  Failure
>('aws/stream');
/** The output first, then bytes. */
export const AwsStreamPart = new NotificationType<{
  number: number;
  output?: unknown;
  bytes?: Uint8Array;
}>('aws/streamPart');

export const BackendGet = new RequestType0<BackendState, Failure>('backend/state');
export const BackendChoose = new RequestType<BackendChoice, BackendState, Failure>(
  'backend/choose'
);
export const EngineStart = new RequestType0<BackendState, Failure>('backend/startEngine');
export const EngineInstall = new RequestType0<BackendState, Failure>('backend/installEngine');
export const EngineStorageGet = new RequestType0<EngineStorage, Failure>('backend/engineStorage');
/** The extension host asks the user first. */
export const EngineStorageClean = new RequestType<CleanRequest, EngineStorage, Failure>(
  'backend/cleanEngineStorage'
);
export const BackendChanged = new NotificationType<BackendState>('backend/changed');

export const FileStatOf = new RequestType<{ path: string }, FileStat, Failure>('files/stat');
export const FileRead = new RequestType<
  { path: string; start: number; end: number },
  Uint8Array,
  Failure
>('files/read');
export const FileList = new RequestType<
  { path: string; limit: number; only?: readonly string[] },
  { found?: { entries: FolderEntry[]; truncated: boolean } },
  Failure
>('files/list');
export const FilePick = new RequestType<{ what: string[] | 'folder' }, { path?: string }, Failure>(
  'files/pick'
);

export const StorageGet = new RequestType<{ key: string }, { value?: unknown }, Failure>(
  'storage/get'
);
export const StorageSet = new RequestType<{ key: string; value: unknown }, null, Failure>(
  'storage/set'
);

export const OpenView = new NotificationType<{ view: ViewName; args: object }>('openView');
export const Confirm = new RequestType<Confirmation, boolean, Failure>('confirm');
export const Copy = new RequestType<{ text: string }, null, Failure>('copy');
export const InsertCode = new RequestType<{ code: string; language: string }, null, Failure>(
  'insertCode'
);
export const Save = new RequestType<
  { name: string; data: Uint8Array; mimeType: string },
  null,
  Failure
>('save');
/** @returns false if the user declined. */
export const OpenNotebook = new RequestType<
  { name: string; data: Uint8Array },
  { opened: boolean },
  Failure
>('openNotebook');
export const OpenExternal = new NotificationType<{ url: string }>('openExternal');
/** @returns index of the chosen button, or -1. */
export const Notify = new RequestType<
  { level: 'info' | 'warning' | 'error'; message: string; actions: string[] },
  number,
  Failure
>('notify');
export const ShowLog = new NotificationType<void>('showLog');
