import { AwsError } from '@pilothouse/core/aws/errors';
import * as vscode from 'vscode';
import { statusWords } from '../trees/status';
import type { ResourceModel } from '../trees/ResourceModel';
import type { ResourceNode } from '../trees/ResourceTree';

/**
 * The resource of a tree's node, or without one the user's choice.
 *
 * @returns its name; `undefined` if the user chose none.
 * @throws AwsError if the list cannot be read.
 */
export async function pickResource(
  model: ResourceModel,
  node: ResourceNode | undefined,
  title: string
): Promise<string | undefined> {
  if (node?.kind === 'resource') {
    return node.resource.name;
  }
  const picked = await vscode.window.showQuickPick(choices(model), {
    title,
    placeHolder: title,
    matchOnDescription: true
  });
  return picked?.label;
}

async function choices(model: ResourceModel): Promise<vscode.QuickPickItem[]> {
  await model.refresh();
  if (model.state.status === 'failed') {
    throw AwsError.from(model.state.error);
  }
  return model.items.map(({ name, status }) => ({
    label: name,
    description: statusWords(status)
  }));
}
