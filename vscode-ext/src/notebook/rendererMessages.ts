import type { ViewArgs } from '@pilothouse/core/views/names';
import * as vscode from 'vscode';
import { openView } from '../panels/ViewEditor';
import { panelSubject } from '../panels/viewUri';

/** Id of the notebook renderer in the manifest. */
export const RENDERER_ID = 'pilothouse.renderer';

interface RendererMessage {
  /** Of the notebook that holds the output. */
  editor: vscode.NotebookEditor;
  message: unknown;
}

/** Opens views that a notebook's output asks for. */
export function registerRendererMessages(): vscode.Disposable {
  const messaging = vscode.notebooks.createRendererMessaging(RENDERER_ID);
  return messaging.onDidReceiveMessage(({ editor, message }: RendererMessage) => {
    const { open, args } = (message ?? {}) as { open?: unknown; args?: unknown };
    const subject = panelSubject(open, args);
    if (subject?.view === 'explanation' && subject.args.source.kind === 'file') {
      void openFile(editor.notebook.uri, subject.args.source);
    } else if (subject) {
      void openView(subject);
    }
  });
}

/** Paths of outputs are relative to their notebook. What stands outside of the workspace and of
 * the notebook's folder is not opened: the notebook may come from anyone. */
async function openFile(
  notebook: vscode.Uri,
  { path }: Extract<ViewArgs['explanation']['source'], { kind: 'file' }>
): Promise<void> {
  const folder = vscode.Uri.joinPath(notebook, '..');
  const isAbsolute = path.startsWith('/') || /^[a-z]:[\\/]/i.test(path);
  const base = isAbsolute ? folder.with({ path: '/' }) : folder;
  // Joining resolves “..”: what stands there then is where the path leads.
  const uri = vscode.Uri.joinPath(base, path.replaceAll('\\', '/'));
  const isBeside = uri.path.startsWith(`${folder.path.replace(/\/$/, '')}/`);
  if (isBeside || vscode.workspace.getWorkspaceFolder(uri)) {
    await vscode.commands.executeCommand('pilothouse.explanations.openFile', uri);
  } else {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} is outside of the workspace. Open it with “Pilothouse: Open Explanation”.',
        path
      )
    );
  }
}
