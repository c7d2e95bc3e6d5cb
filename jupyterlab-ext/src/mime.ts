import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
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
    const [api, host, { withNotebookPaths }] = await Promise.all([
      this.pilothouse.api(),
      this.pilothouse.host(() => undefined),
      import('./notebook-paths')
    ]);
    const element = document.createElement('div');
    const mounted = await views.mountView('snapshot', { data }, element, {
      api,
      host: withNotebookPaths(host, this.node, this.notebooks, this.trans)
    });
    if (this.isDisposed || this.mounted) {
      mounted.dispose();
      return;
    }
    this.mounted = mounted;
    this.node.replaceChildren(element);
  }

  override dispose(): void {
    this.mounted?.dispose();
    this.mounted = undefined;
    super.dispose();
  }
}
