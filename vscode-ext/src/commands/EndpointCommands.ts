import type { AwsApi } from '@pilothouse/core/aws/api';
import {
  deleteEndpoint,
  deletionConfirmation,
  endpointDetails,
  planDeletion
} from '@pilothouse/core/endpoints/service';
import * as vscode from 'vscode';
import { confirm } from '../panels/confirm';
import { openView } from '../panels/ViewEditor';
import type { ResourceModel } from '../trees/ResourceModel';
import type { ResourceNode } from '../trees/ResourceTree';
import { pickResource } from './pickResource';
import { registerCommand } from './run';

/** Commands about endpoints. */
export function registerEndpointCommands(
  endpoints: ResourceModel,
  api: AwsApi,
  cost: () => 'free' | 'billed'
): vscode.Disposable[] {
  return [
    registerCommand('pilothouse.endpoints.open', async (node?: ResourceNode) => {
      const name = await pickResource(endpoints, node, vscode.l10n.t('Choose an endpoint'));
      if (name !== undefined) {
        await openView({ view: 'endpoint', args: { endpointName: name } });
      }
    }),
    registerCommand('pilothouse.endpoints.otherAccount', () =>
      openView({ view: 'deploy', args: { jobName: '' } })
    ),
    registerCommand('pilothouse.endpoints.delete', async (node?: ResourceNode) => {
      const title = vscode.l10n.t('Choose the endpoint to delete');
      const name = await pickResource(endpoints, node, title);
      if (name !== undefined) {
        await remove(api, name, cost());
      }
    }),
    registerCommand('pilothouse.endpoints.loadMore', () => endpoints.loadMore())
  ];
}

async function remove(api: AwsApi, endpointName: string, cost: 'free' | 'billed'): Promise<void> {
  const plan = planDeletion(await endpointDetails(api, endpointName));
  if (!(await confirm(deletionConfirmation(plan, cost)))) {
    return;
  }
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Deleting endpoint {0}', endpointName)
    },
    () => deleteEndpoint(api, plan)
  );
}
