import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
// The token resolves to a working backend at once; it is small and asks nothing by itself.
// eslint-disable-next-line jupyter/prefer-lazy-imports
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
    // Settings that cannot be loaded are no reason to fail: the defaults hold.
    const settings = registry ? registry.load(id).catch(() => null) : Promise.resolve(null);
    const trans = (translator ?? nullTranslator).load('pilothouse');
    const backend = new JupyterBackend(
      serverSettings,
      settings,
      trans,
      async () => (await import('./dialogs')).confirmInstall(trans),
      async request => (await import('./dialogs')).confirmClean(trans, request)
    );
    return {
      backend,
      api: async () => {
        const { JupyterAwsApi } = await import('./api');
        return new JupyterAwsApi(serverSettings, backend);
      },
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
