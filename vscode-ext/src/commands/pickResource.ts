import { AwsError } from '@pilothouse/core/aws/errors';
import { statusWords } from '@pilothouse/core/aws/statusWords';
import * as vscode from 'vscode';
import type { Resource, ResourceModel } from '../trees/ResourceModel';
import type { ResourceNode } from '../trees/ResourceTree';

/**
 * The resource of a tree's node, or without one the user's choice.
 *
 * @param wanted - Which ones are offered; default: all.
 * @returns its name; `undefined` if the user chose none.
 * @throws AwsError if the list cannot be read.
 */
export async function pickResource(
  model: ResourceModel,
  node: ResourceNode | undefined,
  title: string,
  wanted: (resource: Resource) => boolean = () => true
): Promise<string | undefined> {
  if (node?.kind === 'resource') {
    return node.resource.name;
  }
  const picked = await vscode.window.showQuickPick(choices(model, wanted), {
    title,
    placeHolder: title,
    matchOnDescription: true
  });
  return picked?.label;
}

async function choices(
  model: ResourceModel,
  wanted: (resource: Resource) => boolean
): Promise<vscode.QuickPickItem[]> {
  await model.refresh();
  if (model.state.status === 'failed') {
    throw AwsError.from(model.state.error);
  }
  return model.items.filter(wanted).map(({ name, status }) => ({
    label: name,
    description: statusWords(status)
  }));
}
