import type { AwsError } from '@pilothouse/core/aws/errors';
import { resourceCode } from '@pilothouse/core/automl/code/resource';
import { statusWords } from '@pilothouse/core/aws/statusWords';
import { actionLabel, describeProblem } from '@pilothouse/core/environment/backend';
import { relativeTime } from '@pilothouse/core/views/parts/timeAgo';
import * as vscode from 'vscode';
import { actionCommand } from '../commands/errorActions';
import type { Resource, ResourceModel } from './ResourceModel';
import { statusIcon } from './status';

export type ResourceNode =
  { kind: 'resource'; resource: Resource } | { kind: 'more' } | { kind: 'error'; error: AwsError };

export interface ResourceTreeOptions {
  model: ResourceModel;
  /** Kind of resource in `contextValue`, e.g. `job`. */
  contextKind: string;
  /** Commands that open one resource and read the next page. */
  openCommand: string;
  moreCommand: string;
  /** Codes of problems that a welcome view explains; the tree stays empty then. */
  welcomed: ReadonlySet<string>;
  /** More about each resource than the list tells. */
  details?: ResourceDetails;
}

/** More about resources, read when it is wanted. */
export interface ResourceDetails {
  /** A line beside the status; empty while it is not known. */
  text(resource: Resource): string;
  /**
   * Lines of the tooltip.
   *
   * @throws AwsError as reading them does.
   */
  lines(resource: Resource, signal: AbortSignal): Promise<string[]>;
  /** Read what {@link text} says of the first of these, as it can be shown. */
  prepare(resources: readonly Resource[], onKnown: () => void): void;
}

/** Shows a {@link ResourceModel} as a native tree. */
export class ResourceTree
  implements
    vscode.TreeDataProvider<ResourceNode>,
    vscode.TreeDragAndDropController<ResourceNode>,
    vscode.Disposable
{
  readonly dragMimeTypes = ['text/plain'];
  readonly dropMimeTypes = [];
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly options: ResourceTreeOptions) {
    this.subscription = options.model.onDidChange(() => {
      // While it loads, the nodes that are there stay.
      if (options.model.state.status !== 'loading') {
        this.changed.fire();
      }
    });
  }

  async getChildren(node?: ResourceNode): Promise<ResourceNode[]> {
    const { model, welcomed } = this.options;
    if (node) {
      return [];
    }
    if (model.state.status === 'idle') {
      await model.refresh();
    }
    const { state } = model;
    if (state.status === 'idle') {
      return [];
    }
    this.options.details?.prepare(state.items, () => this.changed.fire());
    const nodes: ResourceNode[] = state.items.map(resource => ({ kind: 'resource', resource }));
    if (state.status === 'failed') {
      if (welcomed.has(state.error.code)) {
        return [];
      }
      nodes.unshift({ kind: 'error', error: state.error });
    }
    return state.more ? [...nodes, { kind: 'more' }] : nodes;
  }

  getTreeItem(node: ResourceNode): vscode.TreeItem {
    switch (node.kind) {
      case 'resource':
        return this.resourceItem(node.resource);
      case 'more':
        return this.moreItem();
      case 'error':
        return errorItem(node.error);
    }
  }

  /** Called when the mouse rests on an item: only then is more about it read. */
  async resolveTreeItem(
    item: vscode.TreeItem,
    node: ResourceNode,
    token: vscode.CancellationToken
  ): Promise<vscode.TreeItem> {
    const { details } = this.options;
    if (node.kind === 'resource' && details) {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const lines = await details.lines(node.resource, controller.signal).catch(() => []);
      item.tooltip = [this.tooltip(node.resource), ...lines].join('\n');
    }
    return item;
  }

  /** What is dropped into a notebook or a script goes on with the resource. */
  handleDrag(nodes: readonly ResourceNode[], transfer: vscode.DataTransfer): void {
    const code = nodes
      .map(
        node =>
          node.kind === 'resource' && resourceCode(this.options.model.kind.key, node.resource.name)
      )
      .filter(Boolean)
      .join('\n');
    if (code) {
      transfer.set('text/plain', new vscode.DataTransferItem(code));
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private resourceItem(resource: Resource): vscode.TreeItem {
    const { contextKind, openCommand, details } = this.options;
    const { name, id, status, createdAt } = resource;
    const item = new vscode.TreeItem(name);
    const state = this.stateWords(resource);
    const age = relativeTime(Date.parse(createdAt ?? ''), Date.now(), vscode.env.language, 'short');
    const more = details?.text(resource) ?? '';
    item.id = id;
    item.description = [state, more, age].filter(Boolean).join(' \u00b7 ');
    item.iconPath = statusIcon(status);
    item.contextValue = `${contextKind}.${status}`;
    // With details it is left to `resolveTreeItem`, which is called only where there is none yet.
    item.tooltip = details ? undefined : this.tooltip(resource);
    item.accessibilityInformation = {
      label: [name, state, more, age].filter(Boolean).join(', ')
    };
    item.command = {
      command: openCommand,
      title: vscode.l10n.t('Open'),
      arguments: [{ kind: 'resource', resource } satisfies ResourceNode]
    };
    return item;
  }

  private stateWords({ status, phase }: Resource): string {
    const words = statusWords(status);
    return phase && this.options.model.kind.changes(status)
      ? `${words}: ${statusWords(phase).toLowerCase()}`
      : words;
  }

  private tooltip(resource: Resource): string {
    const { name, createdAt, reason } = resource;
    const exact = createdAt ? new Date(createdAt).toLocaleString(vscode.env.language) : '';
    const state = this.stateWords(resource);
    return [name, state, exact, this.options.details ? '' : reason].filter(Boolean).join('\n');
  }

  private moreItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(vscode.l10n.t('Load more'));
    item.iconPath = new vscode.ThemeIcon('ellipsis');
    item.contextValue = 'more';
    item.command = { command: this.options.moreCommand, title: vscode.l10n.t('Load more') };
    return item;
  }
}

function errorItem(error: AwsError): vscode.TreeItem {
  const { text, action } = describeProblem(error);
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.tooltip = text;
  item.contextValue = 'error';
  item.command = {
    command: actionCommand(action),
    title: action ? actionLabel(action) : vscode.l10n.t('Show log')
  };
  return item;
}
