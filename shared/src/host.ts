/**
 * The second seam: what views ask of the IDE they run in.
 *
 * Everything here is small and the same in JupyterLab, VS Code and the tests' story page.
 */
import type { AwsErrorData } from './aws/errors';
import type { AdminConfigFile } from './environment/adminDefaults';
import type { CleanRequest, EngineStorage } from './environment/engineStorage';
import type { FolderEntry } from './explain/folder';
import type { ViewArgs, ViewName } from './views/names';

/** Which backend answers AWS calls. */
export interface BackendChoice {
  kind: 'local' | 'aws';
  /** AWS Region, e.g. `eu-west-1`; only for `aws`. */
  region?: string;
  /** Profile of the AWS configuration files; only for `aws`; absent: the default chain. */
  profile?: string;
}

/** What is known about the backend in use. Holds no secret and no unmasked account id. */
export interface BackendState {
  choice: BackendChoice;
  /** Text for a status bar, e.g. `Local engine` or `AWS eu-west-1 · analyst`. */
  label: string;
  /** `ready`: calls can be made. `starting`: the engine is being started. `off`: the engine is
   * not running; the first call starts it. `unavailable`: see `problem`. */
  status: 'ready' | 'starting' | 'off' | 'unavailable';
  /** Region used in ARNs and default names: `local` for the engine. Empty if unknown. */
  region: string;
  /** Execution role that jobs and models get by default, if known. */
  roleArn?: string;
  /** Bucket for inputs and outputs by default, if known. */
  defaultBucket?: string;
  /** Files with defaults for jobs on AWS, weakest first; absent if there are none. */
  adminConfig?: AdminConfigFile[];
  /** `free` or `billed`: what a confirmation says about running things there. */
  cost: 'free' | 'billed';
  /** Profiles found in the AWS configuration files. */
  profiles: string[];
  /** Why the backend cannot be used, and the next step. */
  problem?: AwsErrorData;
}

/** Reads and changes the backend. */
export interface BackendControl {
  state(): Promise<BackendState>;
  choose(choice: BackendChoice): Promise<BackendState>;
  /** Start the local engine; one that runs is kept if it answers, else replaced. */
  startEngine(): Promise<BackendState>;
  /** Install `pilothouse-engine` after the IDE asked the user. */
  installEngine(): Promise<BackendState>;
  /** What the local engine keeps on this machine; it need not run for that. */
  engineStorage(): Promise<EngineStorage>;
  /** Remove some of it after the IDE asked the user; `freedBytes` is absent if they declined. */
  cleanEngineStorage(request: CleanRequest): Promise<EngineStorage>;
  /** @returns a function that ends the subscription. */
  onDidChange(listener: (state: BackendState) => void): () => void;
}

/** Size in bytes and time of the last change (ms since the epoch). */
export interface FileStat {
  size: number;
  modified: number;
}

/** Files of the workspace, by the IDE's own paths. */
export interface HostFiles {
  stat(path: string): Promise<FileStat>;
  /** Bytes `[start, end)`. Fewer come back at the end of the file. */
  read(path: string, start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
  /**
   * The files below a folder, in no order; hidden ones are left out.
   *
   * @param limit - About as many files; where there are more, `truncated` says so.
   * @param only - Names directly in the folder that are looked at; absent: all.
   * @returns `undefined` if the path is a file's.
   */
  list(
    path: string,
    limit: number,
    only?: readonly string[]
  ): Promise<{ entries: FolderEntry[]; truncated: boolean } | undefined>;
  /** Ask the user for a data file, or for a folder; `undefined` when they cancel. */
  pick(what: string[] | 'folder'): Promise<string | undefined>;
}

/** A paid or destructive act that the IDE confirms with its own dialog. */
export interface Confirmation {
  kind: 'paid' | 'destructive';
  /** Sentence-case title that names the object, e.g. `Deploy churn-best?`. */
  title: string;
  /** What happens, where, and what it costs. */
  message: string;
  /** Verb on the button, e.g. `Deploy`. */
  confirmLabel: string;
  /** The calls this covers. An IDE that guards paid and destructive calls itself lets each of
   * these pass once without asking again. */
  operations: { operation: string; resource: string }[];
}

export interface NotifyAction {
  label: string;
  run: () => void;
}

/** Small per-view state that survives a reload: intent only, never data. */
export interface HostStorage {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
}

export type ThemeKind = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

export interface Host {
  /** BCP 47 tag for `Intl`. */
  readonly locale: string;
  /** Key to hold while files are dragged from the IDE's own list onto a view; absent: none. */
  readonly dragKey?: string;
  readonly backend: BackendControl;
  readonly files: HostFiles;
  readonly storage: HostStorage;
  /** Current theme kind. */
  theme(): ThemeKind;
  /** @returns a function that ends the subscription. */
  onDidChangeTheme(listener: (theme: ThemeKind) => void): () => void;
  /** Show a view as a tab of the IDE; the same arguments show the same tab. */
  openView<V extends ViewName>(view: V, args: ViewArgs[V]): void;
  /** Title of the tab this view is in. */
  setTitle(title: string): void;
  /** Ask with the IDE's own dialog. */
  confirm(request: Confirmation): Promise<boolean>;
  copy(text: string): Promise<void>;
  /** Put code into the active notebook or a new editor. */
  insertCode(
    code: string,
    language: 'python' | 'typescript' | 'shellscript' | 'json'
  ): Promise<void>;
  /** Let the user save bytes under a name they choose. */
  save(name: string, data: Uint8Array, mimeType: string): Promise<void>;
  /**
   * Put a notebook into the workspace and open it in the notebook editor. Where another of that
   * name is there, the IDE asks whether to open that one or to replace it.
   *
   * @param name - Ends in `.ipynb`; folders in it are ignored.
   * @returns false if the user declined.
   * @throws AwsError if it cannot be written.
   */
  openNotebook(name: string, content: Uint8Array): Promise<boolean>;
  openExternal(url: string): void;
  notify(level: 'info' | 'warning' | 'error', message: string, actions?: NotifyAction[]): void;
  /** Show the log of the extension or engine. */
  showLog(): void;
}
