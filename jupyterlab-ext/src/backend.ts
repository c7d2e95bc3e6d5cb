import type { ServerConnection } from '@jupyterlab/services';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import type { AnsweredCall } from '@pilothouse/core/aws/api';
import type { CleanRequest, EngineStorage } from '@pilothouse/core/environment/engineStorage';
import type { BackendChoice, BackendState, Confirmation } from '@pilothouse/core/host';
import type { PageBackend } from './tokens';

/** The backend that the settings name; nothing is asked of the server before first use. */
export class JupyterBackend implements PageBackend {
  readonly called: Signal<PageBackend, AnsweredCall> = new Signal<PageBackend, AnsweredCall>(this);
  private settings: ISettingRegistry.ISettings | null = null;
  private chosen: BackendChoice | undefined;
  private resolved: BackendChoice | undefined;
  private asking: Promise<BackendState> | undefined;
  private last: BackendState | undefined;
  private readonly changed = new Signal<this, BackendState>(this);

  /**
   * @param loading - The plugin's settings, when they are there; `null` without a registry.
   * @param confirmInstall - Asks the user whether to install the engine.
   * @param confirmClean - Asks the user whether to clean the engine's storage.
   */
  constructor(
    private readonly server: ServerConnection.ISettings,
    private readonly loading: Promise<ISettingRegistry.ISettings | null>,
    private readonly trans: TranslationBundle,
    private readonly confirmInstall: () => Promise<boolean>,
    private readonly confirmClean: (request: Confirmation) => Promise<boolean>
  ) {
    void loading.then(settings => {
      this.settings = settings;
      this.chosen = choiceOf(settings);
      settings?.changed.connect(this.onSettings, this);
    });
  }

  get known(): BackendState | undefined {
    return this.last;
  }

  async choice(): Promise<BackendChoice> {
    await this.loading;
    const choice = this.chosen ?? this.resolved;
    return choice ?? (await this.state()).choice;
  }

  state(): Promise<BackendState> {
    return this.asking ?? this.refresh();
  }

  async choose(choice: BackendChoice): Promise<BackendState> {
    await this.loading;
    this.chosen = choice;
    const { settings } = this;
    if (settings) {
      settings.changed.disconnect(this.onSettings, this);
      await settings.set('backend', choice.kind);
      await settings.set('region', choice.region ?? '');
      await settings.set('profile', choice.profile ?? '');
      settings.changed.connect(this.onSettings, this);
    }
    return this.refresh();
  }

  async startEngine(): Promise<BackendState> {
    if (this.last?.choice.kind === 'local') {
      this.publish({ ...this.last, status: 'starting', problem: undefined });
    }
    return this.engine('start');
  }

  async installEngine(): Promise<BackendState> {
    return (await this.confirmInstall()) ? this.engine('install') : this.state();
  }

  engineStorage(): Promise<EngineStorage> {
    return this.storage();
  }

  async cleanEngineStorage(request: CleanRequest): Promise<EngineStorage> {
    const { cleanConfirmation } = await import('@pilothouse/core/environment/engineStorage');
    return this.storage(
      (await this.confirmClean(cleanConfirmation(request))) ? request : undefined
    );
  }

  onDidChange(listener: (state: BackendState) => void): () => void {
    const slot = (_: unknown, state: BackendState): void => listener(state);
    this.changed.connect(slot);
    return () => {
      this.changed.disconnect(slot);
    };
  }

  noteCall(answered?: AnsweredCall): void {
    if (answered) {
      this.called.emit(answered);
    }
    if (this.last && (this.last.status === 'ready') === !answered) {
      void this.state();
    }
  }

  private async storage(clean?: CleanRequest): Promise<EngineStorage> {
    const { post } = await import('./transport');
    const { readEngineStorage } = await import('@pilothouse/core/environment/engineStorage');
    const request = clean ? { action: 'clean', ...clean } : { action: 'storage' };
    const response = await post(this.server, 'engine', JSON.stringify(request));
    return readEngineStorage(await response.json());
  }

  /** Start or install the engine; the answer describes the backend that is chosen. */
  private async engine(action: 'start' | 'install'): Promise<BackendState> {
    const { post } = await import('./transport');
    let state: BackendState;
    try {
      await post(this.server, 'engine', JSON.stringify({ action }));
    } finally {
      // Whether it failed or not: what is true now is what views must show.
      state = await this.refresh();
    }
    return state;
  }

  /** Ask the server anew, even if an answer to an older question is on its way. */
  private refresh(): Promise<BackendState> {
    const asking = this.ask().then(state => {
      // A choice made meanwhile has asked again: this answer is about the past.
      if (this.asking === asking) {
        this.asking = undefined;
        this.resolved = state.choice;
        this.publish(state);
      }
      return state;
    });
    this.asking = asking;
    return asking;
  }

  private async ask(): Promise<BackendState> {
    await this.loading;
    const backend = this.chosen;
    try {
      const { post } = await import('./transport');
      const response = await post(this.server, 'environment', JSON.stringify({ backend }));
      return (await response.json()) as BackendState;
    } catch (error) {
      const { AwsError } = await import('@pilothouse/core/aws/errors');
      const choice = backend ?? this.resolved ?? { kind: 'local' };
      const local = choice.kind === 'local';
      return {
        choice,
        label: local ? this.trans.__('Local engine') : this.trans.__('AWS'),
        status: 'unavailable',
        region: choice.region ?? '',
        cost: local ? 'free' : 'billed',
        profiles: [],
        problem: AwsError.from(error).toData()
      };
    }
  }

  private publish(state: BackendState): void {
    const same = JSON.stringify(state) === JSON.stringify(this.last);
    this.last = state;
    if (!same) {
      this.changed.emit(state);
    }
  }

  private onSettings(settings: ISettingRegistry.ISettings): void {
    const choice = choiceOf(settings);
    if (JSON.stringify(choice) !== JSON.stringify(this.chosen)) {
      this.chosen = choice;
      this.resolved = undefined;
      if (this.last) {
        void this.refresh();
      }
    }
  }
}

/** The settings' choice; `undefined` for automatic. */
function choiceOf(settings: ISettingRegistry.ISettings | null): BackendChoice | undefined {
  const text = (key: string): string | undefined => {
    const value = settings?.get(key).composite;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const kind = text('backend');
  if (kind === 'local') {
    return { kind };
  }
  return kind === 'aws' ? { kind, region: text('region'), profile: text('profile') } : undefined;
}
