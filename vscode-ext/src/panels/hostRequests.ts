import type { MessageConnection } from 'vscode-jsonrpc';
import * as vscode from 'vscode';
import * as rpc from '../rpc/protocol';
import { failuresAsData } from './failures';
import { insertCode } from './insertCode';
import { openNotebook } from './openNotebook';
import { STORAGE_PREFIX } from './stored';
import type { ViewServices } from './ViewEditor';
import { openView } from './ViewEditor';
import { panelSubject } from './viewUri';

/** Views keep intent, not data. */
const MAX_STORED = 64 << 10;

/** Answers the small requests of `Host`. */
export function serveHost(
  connection: MessageConnection,
  { memento, log, onStored }: Pick<ViewServices, 'memento' | 'log' | 'onStored'>
): void {
  connection.onRequest(rpc.StorageGet, ({ key }) => ({
    value: memento.get<unknown>(STORAGE_PREFIX + key)
  }));
  connection.onRequest(rpc.StorageSet, async ({ key, value }) => {
    await failuresAsData(store(memento, key, value));
    onStored(key);
    return null;
  });
  connection.onNotification(rpc.OpenView, ({ view, args }) => {
    const subject = panelSubject(view, args);
    if (subject) {
      void openView(subject);
    } else if (view === 'sidebar') {
      // Where JupyterLab has its switch in the sidebar, VS Code has a quick pick.
      void vscode.commands.executeCommand('pilothouse.backend.choose');
    } else {
      log.warn('A view asked for a view that does not exist.');
    }
  });
  connection.onRequest(rpc.Copy, async ({ text }) => {
    await vscode.env.clipboard.writeText(text);
    return null;
  });
  connection.onRequest(rpc.InsertCode, ({ code, language }) =>
    failuresAsData(insertCode(code, language))
  );
  connection.onRequest(rpc.Save, ({ name, data }) => failuresAsData(save(name, data)));
  connection.onRequest(rpc.OpenNotebook, async ({ name, data }) => ({
    opened: await failuresAsData(openNotebook(name, data))
  }));
  connection.onNotification(rpc.OpenExternal, ({ url }) => {
    // Other schemes could run commands or open files.
    if (/^https:\/\//i.test(url)) {
      void vscode.env.openExternal(vscode.Uri.parse(url));
    }
  });
  connection.onRequest(rpc.Notify, async ({ level, message, actions }) => {
    const show = {
      info: vscode.window.showInformationMessage,
      warning: vscode.window.showWarningMessage,
      error: vscode.window.showErrorMessage
    }[level];
    const chosen = await show<string>(message, ...actions);
    return chosen === undefined ? -1 : actions.indexOf(chosen);
  });
  connection.onNotification(rpc.ShowLog, () => log.show());
}

async function store(memento: vscode.Memento, key: string, value: unknown): Promise<null> {
  if ((JSON.stringify(value) ?? '').length <= MAX_STORED) {
    await memento.update(STORAGE_PREFIX + key, value);
  }
  return null;
}

async function save(name: string, data: Uint8Array): Promise<null> {
  // Only a file name: folders in it could lead anywhere.
  const base = name.split(/[\\/]/).pop() || 'pilothouse';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: folder ? vscode.Uri.joinPath(folder, base) : undefined
  });
  if (uri) {
    await vscode.workspace.fs.writeFile(uri, data);
  }
  return null;
}
