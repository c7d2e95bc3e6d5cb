import { changedList, toldResource, type ResourceKind } from '@pilothouse/core/aws/resourceList';
import * as vscode from 'vscode';
import type { BackendApi, CallMade } from '../backend/BackendApi';
import type { BackendModel } from '../backend/BackendModel';
import type { EngineModel } from '../engine/EngineModel';
import type { JobDetails } from './jobDetails';
import type { ResourceModel } from './ResourceModel';

/** Problems that a welcome view explains; each is also the value of a context key. */
export const WELCOMED: ReadonlySet<string> = new Set([
  'NoCredentials',
  'ExpiredCredentials',
  'NoRegion',
  'EngineMissing',
  'EngineUnavailable',
  'EngineNotResponding',
  'PythonMissing',
  'OperationNotAllowed'
]);

/** The lists of the sidebar. */
export type Lists = Readonly<Record<ResourceKind, ResourceModel>>;

/** Keeps the lists true: after calls of views, and when the backend changes. */
export class ListsCoordinator implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private backendKey: string;
  private silent = false;

  constructor(
    private readonly lists: Lists,
    private readonly backend: BackendModel,
    private readonly engine: EngineModel,
    api: BackendApi,
    private readonly jobDetails?: JobDetails
  ) {
    this.backendKey = this.key();
    this.subscriptions = [
      api.onDidCall(call => this.afterCall(call)),
      backend.onDidChange(() => this.afterBackendChange()),
      ...Object.values(lists).map(list => list.onDidChange(() => this.showProblem()))
    ];
  }

  refresh(): void {
    this.jobDetails?.reset();
    Object.values(this.lists).forEach(list => list.reset());
  }

  dispose(): void {
    this.subscriptions.forEach(subscription => subscription.dispose());
  }

  private afterCall(call: CallMade): void {
    this.jobDetails?.observe(call);
    const changed = changedList(call.operation);
    const told = toldResource(call);
    if (changed) {
      void this.lists[changed].refresh();
    } else if (told) {
      this.lists[told.kind].observe(told.name, told.status, told.phase);
    }
  }

  private afterBackendChange(): void {
    const key = this.key();
    const recovered =
      this.engine.state.status === 'ready' &&
      Object.values(this.lists).some(({ state }) => state.status === 'failed');
    if (key !== this.backendKey || recovered) {
      this.backendKey = key;
      this.refresh();
    }
    this.afterSilence();
    this.showProblem();
  }

  /** Once, when the engine falls silent: lists that look well then say that it has. */
  private afterSilence(): void {
    const silent = this.engine.state.status === 'silent';
    if (silent && !this.silent) {
      for (const list of Object.values(this.lists)) {
        if (list.state.status === 'ready') {
          void list.refresh();
        }
      }
    }
    this.silent = silent;
  }

  /** Changes when the lists come from somewhere else. The engine's state is not part of it: a
   * failed start would make the lists start the engine again, for ever. */
  private key(): string {
    const pythonPath = vscode.workspace.getConfiguration('pilothouse').get<string>('pythonPath');
    return JSON.stringify([this.backend.choice(), vscode.workspace.isTrusted, pythonPath]);
  }

  /** Say in a context key which welcome view the empty trees show: none while they load. */
  private showProblem(): void {
    const states = Object.values(this.lists).map(({ state }) => state);
    const code = states
      .map(state => (state.status === 'failed' ? state.error.code : ''))
      .find(failed => WELCOMED.has(failed));
    const starting =
      this.backend.choice().kind === 'local' && this.engine.state.status === 'starting';
    // A list whose tree is folded stays idle.
    const loading =
      states.some(({ status }) => status === 'loading') ||
      states.every(({ status }) => status === 'idle');
    const problem = starting ? 'Starting' : (code ?? (loading ? 'Loading' : 'None'));
    void vscode.commands.executeCommand('setContext', 'pilothouse.problem', problem);
  }
}
