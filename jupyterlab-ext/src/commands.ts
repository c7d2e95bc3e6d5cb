import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { pilothouseIcon } from './icon';
import { CommandIds, PACKAGE, type Pilothouse, PilothouseToken } from './tokens';

const DATA_FILE = /\.(csv|tsv|parquet|pq)(\.gz)?$/i;

/** Commands that start something, and the palette that lists them. */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:commands`,
  description: 'Commands for the palette, the launcher and the menu of files.',
  autoStart: true,
  requires: [PilothouseToken],
  optional: [ICommandPalette, IFileBrowserFactory, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    pilothouse: Pilothouse,
    palette: ICommandPalette | null,
    browsers: IFileBrowserFactory | null,
    translator: ITranslator | null
  ): void => {
    const { commands } = app;
    const trans = (translator ?? nullTranslator).load('pilothouse');
    const noArgs = { args: { type: 'object', properties: {} } } as const;
    const withPath = {
      args: { type: 'object', properties: { path: { type: 'string' } } }
    } as const;
    /** A table, or a folder: one of pictures has a sub-folder for each class. */
    const selected = (): { path: string; problem?: string } | undefined => {
      const [item, other] = browsers?.tracker.currentWidget?.selectedItems() ?? [];
      if (!item || other) {
        return undefined;
      }
      const { path, type } = item;
      const problem = type === 'directory' && 'image';
      return problem ? { path, problem } : DATA_FILE.test(path) ? { path } : undefined;
    };
    const openLauncher = (args: ReadonlyPartialJSONObject = {}): Promise<unknown> =>
      commands.execute(CommandIds.openView, { view: 'automl-launcher', args });

    commands.addCommand(CommandIds.newJob, {
      label: trans.__('New AutoML job'),
      caption: trans.__('Train models for a column of a CSV or Parquet file'),
      icon: pilothouseIcon,
      describedBy: withPath,
      execute: ({ path }) => openLauncher(typeof path === 'string' ? { path } : {})
    });
    commands.addCommand(CommandIds.trainFile, {
      label: trans.__('Train with AutoML'),
      caption: trans.__('Train models on this file or folder'),
      icon: pilothouseIcon,
      describedBy: withPath,
      isVisible: () => selected() !== undefined,
      execute: ({ path }) => openLauncher(typeof path === 'string' ? { path } : selected())
    });
    commands.addCommand(CommandIds.chooseBackend, {
      label: trans.__('Choose backend'),
      caption: trans.__('Choose between the local engine and AWS'),
      describedBy: noArgs,
      execute: async () => {
        const { chooseBackend } = await import('./backend-dialog');
        return chooseBackend(pilothouse.backend, trans);
      }
    });
    commands.addCommand(CommandIds.startEngine, {
      label: trans.__('Start local engine'),
      describedBy: noArgs,
      execute: async () => {
        try {
          return await pilothouse.backend.startEngine();
        } catch (error) {
          Notification.error(error instanceof Error ? error.message : String(error));
          return undefined;
        }
      }
    });

    commands.addCommand(CommandIds.engineStorage, {
      label: trans.__('Local engine storage'),
      caption: trans.__('Show what the local engine keeps on this machine, and clean it'),
      describedBy: noArgs,
      execute: () => commands.execute(CommandIds.openView, { view: 'storage', args: {} })
    });

    commands.addCommand(CommandIds.otherAccount, {
      label: trans.__('Deploy from another account'),
      describedBy: noArgs,
      execute: () =>
        commands.execute(CommandIds.openView, { view: 'deploy', args: { jobName: '' } })
    });

    const category = trans.__('Pilothouse');
    const { newJob, otherAccount, showSidebar, chooseBackend, startEngine, engineStorage } =
      CommandIds;
    const listed = [newJob, otherAccount, showSidebar, chooseBackend, startEngine, engineStorage];
    for (const command of listed) {
      palette?.addItem({ command, category });
    }
  }
};
