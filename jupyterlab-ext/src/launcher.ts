import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandIds, PACKAGE } from './tokens';

/** Cards of the launcher. */
export const launcherPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:launcher`,
  description: 'Cards of the launcher.',
  autoStart: true,
  optional: [ILauncher, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    launcher: ILauncher | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('pilothouse');
    const category = trans.__('Pilothouse');
    launcher?.add({ command: CommandIds.newJob, category, rank: 1 });
    launcher?.add({ command: CommandIds.showSidebar, category, rank: 2 });
  }
};
