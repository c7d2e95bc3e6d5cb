import type { AwsApi } from '@pilothouse/core/aws/api';
import { stopTransform } from '@pilothouse/core/endpoints/transform';
import * as vscode from 'vscode';
import { confirm } from '../panels/confirm';
import { openView } from '../panels/ViewEditor';
import type { ResourceModel } from '../trees/ResourceModel';
import type { ResourceNode } from '../trees/ResourceTree';
import { pickResource } from './pickResource';
import { registerCommand } from './run';

/** Commands about batch transforms. */
export function registerTransformCommands(
  transforms: ResourceModel,
  api: AwsApi
): vscode.Disposable[] {
  const pick = (node: ResourceNode | undefined, title: string): Promise<string | undefined> =>
    pickResource(transforms, node, title);
  return [
    registerCommand('pilothouse.transforms.open', async (node?: ResourceNode) => {
      const name = await pick(node, vscode.l10n.t('Choose a batch transform'));
      if (name !== undefined) {
        await openView({ view: 'transform-job', args: { transformJobName: name } });
      }
    }),
    registerCommand('pilothouse.transforms.stop', async (node?: ResourceNode) => {
      const name = await pick(node, vscode.l10n.t('Choose the batch transform to stop'));
      const agreed =
        name !== undefined &&
        (await confirm({
          kind: 'destructive',
          title: vscode.l10n.t('Stop {0}?', name),
          message: vscode.l10n.t('What is written already stays.'),
          confirmLabel: vscode.l10n.t('Stop'),
          operations: [{ operation: 'StopTransformJob', resource: name }]
        }));
      if (agreed) {
        await stopTransform(api, name);
      }
    }),
    registerCommand('pilothouse.transforms.loadMore', () => transforms.loadMore())
  ];
}
