import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { JupyterAwsApi } from './api';
import { JupyterBackend } from './backend';
import { PACKAGE, type Pilothouse, PilothouseToken } from './tokens';

const id = `${PACKAGE}:service`;

/** Calls to the chosen backend, and the host that views run in. */
export const servicePlugin: JupyterFrontEndPlugin<Pilothouse> = {
  id,
  description: 'Calls to the local engine or AWS, and what views need of JupyterLab.',
  autoStart: true,
  provides: PilothouseToken,
  optional: [
    ISettingRegistry,
    IStateDB,
    IThemeManager,
    IDefaultFileBrowser,
    INotebookTracker,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    registry: ISettingRegistry | null,
    state: IStateDB | null,
    themes: IThemeManager | null,
    browser: IDefaultFileBrowser | null,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ): Pilothouse => {
    const { serverSettings } = app.serviceManager;
    // Not before all plugins are active: Notebook 7 watches settings before its own are there.
    // Settings that cannot be loaded are no reason to fail: the defaults hold.
    const settings = app.started.then(() => registry?.load(id) ?? null).catch(() => null);
    const backend = new JupyterBackend(serverSettings, settings);
    const api = new JupyterAwsApi(serverSettings, backend);
    return {
      backend,
      api,
      host: async setTitle => {
        const { JupyterHost } = await import('./host');
        return new JupyterHost(
          {
            app,
            backend,
            state,
            themes,
            browser,
            notebooks,
            translator: translator ?? nullTranslator
          },
          setTitle
        );
      }
    };
  }
};
