import type { ViewArgs } from '@pilothouse/core/views/names';
import * as vscode from 'vscode';
import { openView } from '../panels/ViewEditor';
import { pathOf } from '../panels/ViewFiles';
import type { ResourceModel } from '../trees/ResourceModel';
import type { ResourceNode } from '../trees/ResourceTree';
import { pickResource } from './pickResource';
import { registerCommand } from './run';

/** Commands about AutoML jobs. */
export function registerAutomlCommands(jobs: ResourceModel): vscode.Disposable[] {
  return [
    registerCommand('pilothouse.automl.train', async (uri?: vscode.Uri) =>
      openView({ view: 'automl-launcher', args: uri ? await launcherArgs(uri) : {} })
    ),
    registerCommand('pilothouse.automl.openJob', async (node?: ResourceNode) => {
      const jobName = await pickResource(jobs, node, vscode.l10n.t('Choose a job'));
      if (jobName !== undefined) {
        await openView({ view: 'automl-job', args: { jobName } });
      }
    }),
    registerCommand('pilothouse.automl.loadMore', () => jobs.loadMore())
  ];
}

/** A folder is one of pictures, with a sub-folder for each class. */
async function launcherArgs(uri: vscode.Uri): Promise<ViewArgs['automl-launcher']> {
  const path = pathOf(uri);
  const { type } = await vscode.workspace.fs.stat(uri);
  return type & vscode.FileType.Directory ? { path, problem: 'image' } : { path };
}
