import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig, PathExt } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { Host } from '@pilothouse/core/host';
import type { MountedView } from '@pilothouse/core/views/mount';
import { PACKAGE, type Pilothouse, PilothouseToken } from './tokens';

const MIME_TYPE = 'application/vnd.pilothouse.v1+json';

/** Draws the outputs of `%pilot`, in saved notebooks too. */
export const mimePlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:mime`,
  description: 'Draws Pilothouse outputs in notebooks.',
  autoStart: true,
  requires: [PilothouseToken],
  optional: [IRenderMimeRegistry, ITranslator, INotebookTracker],
  activate: (
    _: JupyterFrontEnd,
    pilothouse: Pilothouse,
    registry: IRenderMimeRegistry | null,
    translator: ITranslator | null,
    notebooks: INotebookTracker | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('pilothouse');
    registry?.addFactory(
      {
        safe: true,
        mimeTypes: [MIME_TYPE],
        createRenderer: () => new SnapshotRenderer(pilothouse, trans, notebooks)
      },
      0
    );
  }
};

/** Draws a snapshot out of a notebook. The view follows the theme by itself. */
class SnapshotRenderer extends Widget implements IRenderMime.IRenderer {
  private mounted: MountedView<'snapshot'> | undefined;

  constructor(
    private readonly pilothouse: Pilothouse,
    private readonly trans: TranslationBundle,
    private readonly notebooks: INotebookTracker | null
  ) {
    super();
    this.addClass('jp-pilothouse-Snapshot');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const data: unknown = model.data[MIME_TYPE];
    if (this.mounted) {
      this.mounted.update({ data });
      return;
    }
    const views = await import('./core-views').catch(() => undefined);
    if (!views) {
      this.node.textContent = this.trans.__(
        'The viewer could not be loaded. Check the connection to the Jupyter server, then reload.'
      );
      return;
    }
    const [api, host] = await Promise.all([
      this.pilothouse.api(),
      this.pilothouse.host(() => undefined)
    ]);
    const element = document.createElement('div');
    const mounted = await views.mountView('snapshot', { data }, element, {
      api,
      host: this.withPaths(host)
    });
    if (this.isDisposed || this.mounted) {
      mounted.dispose();
      return;
    }
    this.mounted = mounted;
    this.node.replaceChildren(element);
  }

  /** Paths of outputs are relative to their notebook; those of views to the server's folder. */
  private withPaths(host: Host): Host {
    const openView: Host['openView'] = (view, args) => {
      const { source } = args as { source?: { kind: string; path: string } };
      if (view !== 'explanation' || source?.kind !== 'file') {
        host.openView(view, args);
        return;
      }
      const path = this.serverPath(source.path);
      if (path === undefined) {
        host.notify(
          'warning',
          this.trans.__('%1 is outside of the folder that Jupyter serves.', source.path)
        );
      } else {
        host.openView('explanation', { source: { kind: 'file', path } });
      }
    };
    return Object.assign(Object.create(host) as Host, { openView });
  }

  private serverPath(path: string): string | undefined {
    if (path.startsWith('/') || /^[a-z]:\//i.test(path)) {
      const root = PageConfig.getOption('serverRoot').replace(/\/*$/, '/');
      return path.startsWith(root) ? path.slice(root.length) : undefined;
    }
    const own = this.notebooks?.find(panel => panel.node.contains(this.node));
    const notebook = (own ?? this.notebooks?.currentWidget)?.context.localPath ?? '';
    const joined = PathExt.join(PathExt.dirname(notebook), path);
    return joined === '..' || joined.startsWith('../') ? undefined : joined;
  }

  override dispose(): void {
    this.mounted?.dispose();
    this.mounted = undefined;
    super.dispose();
  }
}
