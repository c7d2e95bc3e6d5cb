import type * as vscode from 'vscode';
import type { ResourceModel } from './ResourceModel';

export interface PollerOptions {
  model: ResourceModel;
  /** Fires when the view is shown or hidden. */
  onDidChangeVisibility: vscode.Event<{ visible: boolean }>;
  visible: () => boolean;
  /** Whether looking costs nothing, because the engine is on this machine. */
  isLocal: () => boolean;
}

const LOCAL_MS = 3_000;
const AWS_FIRST_MS = 10_000;
const AWS_LAST_MS = 60_000;

/** Refreshes a list while it is seen and something in it changes by itself. */
export class Poller implements vscode.Disposable {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = AWS_FIRST_MS;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly options: PollerOptions) {
    const { model, onDidChangeVisibility } = options;
    this.subscriptions = [
      model.onDidChange(() => this.schedule()),
      onDidChangeVisibility(({ visible }) => {
        this.wait = AWS_FIRST_MS;
        if (visible && model.state.status !== 'idle') {
          // What is shown may be old.
          void model.refresh();
        }
        this.schedule();
      })
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.forEach(subscription => subscription.dispose());
  }

  private schedule(): void {
    const { model, visible, isLocal } = this.options;
    clearTimeout(this.timer);
    if (!visible() || model.running === 0 || model.state.status !== 'ready') {
      return;
    }
    const delay = isLocal() ? LOCAL_MS : this.wait;
    this.timer = setTimeout(() => {
      this.wait = Math.min(this.wait * 1.5, AWS_LAST_MS);
      void model.refresh();
    }, delay);
  }
}
