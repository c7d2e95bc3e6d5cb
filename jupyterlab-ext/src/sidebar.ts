import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { pilothouseIcon } from './icon';
import { CommandIds, PACKAGE, type Pilothouse, PilothouseToken } from './tokens';
import { ViewPanel } from './view-panel';

/** The sidebar: backend switch, jobs and endpoints. */
export const sidebarPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:sidebar`,
  description: 'The sidebar with the backend switch, jobs and endpoints.',
  autoStart: true,
  requires: [PilothouseToken],
  optional: [ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    pilothouse: Pilothouse,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('pilothouse');
    const panel = new ViewPanel(pilothouse, { view: 'sidebar', args: {} }, trans);
    panel.id = 'pilothouse-sidebar';
    panel.addClass('jp-pilothouse-Sidebar');
    panel.title.icon = pilothouseIcon;
    panel.title.caption = trans.__('Pilothouse: jobs and endpoints');
    panel.node.setAttribute('role', 'region');
    panel.node.setAttribute('aria-label', trans.__('Pilothouse'));
    app.shell.add(panel, 'left', { rank: 450, type: 'Pilothouse' });
    restorer?.add(panel, panel.id);

    app.commands.addCommand(CommandIds.showSidebar, {
      label: trans.__('Jobs and endpoints'),
      caption: trans.__('Show the jobs and endpoints of Pilothouse'),
      icon: pilothouseIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => {
        app.shell.activateById(panel.id);
        return panel;
      }
    });
  }
};
