import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { AnsweredCall, AwsApi } from '@pilothouse/core/aws/api';
import type { BackendChoice, BackendControl, BackendState, Host } from '@pilothouse/core/host';
import type { ViewArgs, ViewName } from '@pilothouse/core/views/names';

/** Name of the package; the first half of every plugin's id. */
export const PACKAGE = '@pilothouse/jupyterlab-ext';

/** Ids of all commands. */
export const CommandIds = {
  openView: 'pilothouse:open-view',
  newJob: 'pilothouse:new-job',
  trainFile: 'pilothouse:train-file',
  openExplanation: 'pilothouse:open-explanation',
  newExplanation: 'pilothouse:new-explanation',
  openExplanationS3: 'pilothouse:open-explanation-s3',
  otherAccount: 'pilothouse:deploy-other-account',
  showSidebar: 'pilothouse:show-sidebar',
  chooseBackend: 'pilothouse:choose-backend',
  startEngine: 'pilothouse:start-engine',
  engineStorage: 'pilothouse:engine-storage'
} as const;

/** Any view with its arguments, as it is restored after a reload. */
export type ViewRequest = { [V in ViewName]: { view: V; args: ViewArgs[V] } }[ViewName];

/** The backend as the page's plugins use it. */
export interface PageBackend extends BackendControl {
  /** The state that was seen last; `undefined` until somebody asked for it. */
  readonly known: BackendState | undefined;
  /** The choice for the next call. */
  choice(): Promise<BackendChoice>;
  /** Emits calls that have succeeded, whoever made them. */
  readonly called: ISignal<PageBackend, AnsweredCall>;
  /**
   * Tell the backend how a call ended: it may show that the engine's state has changed.
   *
   * @param answered - Absent if it failed for want of the engine or of credentials.
   */
  noteCall(answered?: AnsweredCall): void;
}

/** What the plugins of this package share. */
export interface Pilothouse {
  readonly backend: PageBackend;
  /** Calls AWS operations on that backend. */
  api(): Promise<AwsApi>;
  /** A host for one view. @param setTitle - Sets the title of the tab that holds the view. */
  host(setTitle: (title: string) => void): Promise<Host>;
}

export const PilothouseToken = new Token<Pilothouse>(
  `${PACKAGE}:Pilothouse`,
  'Calls to the chosen backend and what views need of JupyterLab.'
);
