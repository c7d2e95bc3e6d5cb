import { RunningJobs } from '@pilothouse/core/automl/runningJobs';
import * as vscode from 'vscode';
import type { BackendApi } from '../backend/BackendApi';
import type { BackendModel } from '../backend/BackendModel';
import type { EngineModel } from '../engine/EngineModel';
import type { ResourceModel } from '../trees/ResourceModel';

const LOCAL_MS = 5_000;
const AWS_MS = 30_000;

/** How many jobs run, whatever the list is narrowed to and however many of its pages were read. */
export class RunningCount implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly running = new RunningJobs(() => this.changed.fire());
  private readonly subscriptions: vscode.Disposable[];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looking = false;

  constructor(
    private readonly backend: BackendModel,
    private readonly engine: EngineModel,
    jobs: ResourceModel,
    private readonly api: BackendApi
  ) {
    let listed = jobs.state;
    this.subscriptions = [
      api.onDidCall(call => {
        this.running.observe(call);
        this.schedule();
      }),
      jobs.onDidChange(() => {
        const before = listed;
        listed = jobs.state;
        if (listed.status === 'idle') {
          this.running.clear();
        } else if (listed.status === 'ready' && before.status === 'loading') {
          void this.look();
        }
      })
    ];
  }

  get count(): number {
    return this.running.count;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.forEach(subscription => subscription.dispose());
    this.changed.dispose();
  }

  /** Ask again while jobs run and somebody may see it. */
  private schedule(): void {
    clearTimeout(this.timer);
    if (this.count > 0) {
      const local = this.backend.choice().kind === 'local';
      this.timer = setTimeout(() => void this.look(), local ? LOCAL_MS : AWS_MS);
    }
  }

  private async look(): Promise<void> {
    const local = this.backend.choice().kind === 'local';
    // A call would start an engine that was stopped.
    const answers = !local || this.engine.state.status === 'ready';
    if (!this.looking && answers && vscode.window.state.focused) {
      this.looking = true;
      // The list of jobs says what is wrong.
      await this.running.look(this.api).catch(() => undefined);
      this.looking = false;
    }
    this.schedule();
  }
}
