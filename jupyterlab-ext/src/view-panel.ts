import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { MountedView } from '@pilothouse/core/views/mount';
import type { ViewName } from '@pilothouse/core/views/names';
import type { Pilothouse, ViewRequest } from './tokens';

/** Holds one view of the core; loads its code when it is shown for the first time. */
export class ViewPanel extends Widget {
  private mounting = false;
  private mounted: MountedView<ViewName> | undefined;

  constructor(
    private readonly pilothouse: Pilothouse,
    readonly request: ViewRequest,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-pilothouse-View');
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.mounted?.dispose();
    this.mounted = undefined;
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.mountIfVisible();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.mountIfVisible();
  }

  private mountIfVisible(): void {
    if (this.isVisible && !this.mounted && !this.mounting) {
      this.mounting = true;
      void this.mount().finally(() => {
        this.mounting = false;
      });
    }
  }

  private async mount(): Promise<void> {
    const element = document.createElement('div');
    element.className = 'jp-pilothouse-View-content';
    const status = document.createElement('p');
    status.className = 'jp-pilothouse-View-status';
    status.setAttribute('role', 'status');
    status.textContent = this.trans.__('Loading…');
    this.node.replaceChildren(status);
    try {
      const [{ mountView }, api, host] = await Promise.all([
        import('./core-views'),
        this.pilothouse.api(),
        this.pilothouse.host(title => {
          this.title.label = title;
        })
      ]);
      if (this.isDisposed) {
        return;
      }
      const { view, args } = this.request;
      const mounted = await mountView(view, args, element, { api, host });
      if (view === 'explanation') {
        (await import('./drop')).takeDraggedFiles(element, path =>
          host.openView('explanation', { source: { kind: 'file', path } })
        );
      }
      if (this.isDisposed) {
        mounted.dispose();
        return;
      }
      this.mounted = mounted;
      this.node.replaceChildren(element);
    } catch (error) {
      if (!this.isDisposed) {
        this.showFailure(status, error);
      }
    }
  }

  /** A chunk that cannot be loaded, for example after an upgrade of the server. */
  private showFailure(status: HTMLElement, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    status.textContent = this.trans.__(
      'This view could not be loaded: %1. Check the connection to the Jupyter server, then retry; ' +
        'if Pilothouse was just updated, reload the page.',
      reason
    );
    const retry = document.createElement('button');
    retry.className = 'jp-mod-styled jp-mod-accept';
    retry.textContent = this.trans.__('Retry');
    retry.addEventListener('click', () => void this.mount());
    this.node.append(retry);
  }
}
