import {
  readRecent,
  RECENT_KEY,
  sourcePlace,
  sourceTitle,
  type RecentSource
} from '@pilothouse/core/views/explanation/source';
import { relativeTime } from '@pilothouse/core/views/parts/timeAgo';
import * as vscode from 'vscode';
import { STORAGE_PREFIX } from '../panels/stored';

/** Explanations that were opened last. Views keep the list; this shows it. */
export class RecentExplanations
  implements vscode.TreeDataProvider<RecentSource>, vscode.Disposable
{
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly memento: vscode.Memento) {}

  /** A view has stored something under this key. */
  noteStored(key: string): void {
    if (key === RECENT_KEY) {
      this.changed.fire();
    }
  }

  getChildren(node?: RecentSource): RecentSource[] {
    return node ? [] : readRecent(this.memento.get(STORAGE_PREFIX + RECENT_KEY));
  }

  getTreeItem(node: RecentSource): vscode.TreeItem {
    const { source, opened } = node;
    const title = sourceTitle(source);
    const age = relativeTime(opened, Date.now(), vscode.env.language, 'short');
    const item = new vscode.TreeItem(title);
    item.description = age;
    item.tooltip = sourcePlace(source);
    item.contextValue = `explanation.${source.kind}`;
    item.iconPath = new vscode.ThemeIcon(
      { job: 'beaker', s3: 'cloud', file: 'file', none: 'file' }[source.kind]
    );
    item.accessibilityInformation = { label: [title, sourcePlace(source), age].join(', ') };
    item.command = {
      command: 'pilothouse.explanations.openRecent',
      title: vscode.l10n.t('Open'),
      arguments: [node]
    };
    return item;
  }

  dispose(): void {
    this.changed.dispose();
  }
}
