import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { Poll } from '@lumino/polling';
import { Widget } from '@lumino/widgets';
// It is small, and shown at once.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { RunningJobs } from '@pilothouse/core/automl/runningJobs';
import type { AnsweredCall } from '@pilothouse/core/aws/api';
import { CommandIds, PACKAGE, type Pilothouse, PilothouseToken } from './tokens';

/** The status bar's item: which backend is in use, and how many jobs run there. */
export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:status`,
  description: 'Backend and running jobs in the status bar.',
  autoStart: true,
  requires: [PilothouseToken],
  optional: [IStatusBar, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    pilothouse: Pilothouse,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ): void => {
    if (statusBar) {
      const trans = (translator ?? nullTranslator).load('pilothouse');
      const choose = (): void => void app.commands.execute(CommandIds.chooseBackend);
      const item = new BackendStatus(pilothouse, trans, choose);
      statusBar.registerStatusItem(`${PACKAGE}:status`, { item, align: 'left', rank: 90 });
    }
  }
};

class BackendStatus extends Widget {
  private readonly button = document.createElement('button');
  private readonly poll: Poll;
  private readonly unsubscribe: () => void;
  private readonly running = new RunningJobs(() => this.draw());

  constructor(
    private readonly pilothouse: Pilothouse,
    private readonly trans: TranslationBundle,
    choose: () => void
  ) {
    super();
    this.addClass('jp-pilothouse-Status');
    this.button.className = 'jp-pilothouse-Status-button';
    this.button.addEventListener('click', choose);
    this.node.append(this.button);
    this.poll = new Poll({
      auto: false,
      factory: () => this.count(),
      frequency: { interval: 10_000, backoff: true, max: 120_000 },
      standby: 'when-hidden',
      name: `${PACKAGE}:running-jobs`
    });
    // Nothing is asked of the server until somebody uses Pilothouse.
    this.unsubscribe = pilothouse.backend.onDidChange(state => {
      this.draw();
      if (state.status === 'ready') {
        void this.poll.start();
        void this.poll.refresh();
      } else {
        this.running.clear();
        void this.poll.stop();
      }
    });
    pilothouse.backend.called.connect(this.onCalled, this);
    this.draw();
  }

  override dispose(): void {
    this.unsubscribe();
    this.pilothouse.backend.called.disconnect(this.onCalled, this);
    this.poll.dispose();
    super.dispose();
  }

  private onCalled(_: unknown, call: AnsweredCall): void {
    this.running.observe(call);
  }

  private async count(): Promise<void> {
    await this.running.look(await this.pilothouse.api());
  }

  private draw(): void {
    const { trans } = this;
    const state = this.pilothouse.backend.known;
    let text = state?.label ?? trans.__('Pilothouse');
    if (state?.problem?.code === 'EngineNotResponding') {
      text = trans.__('%1: not answering', text);
    } else if (state?.status === 'unavailable') {
      text = trans.__('%1: not available', text);
    } else if (state?.status === 'starting') {
      text = trans.__('%1: starting', text);
    } else if (this.running.count > 0) {
      text = trans._n('%2 · %1 job running', '%2 · %1 jobs running', this.running.count, text);
    }
    this.button.textContent = text;
    this.button.title = state?.problem?.message ?? trans.__('Choose where jobs and endpoints run');
  }
}
