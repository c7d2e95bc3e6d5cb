import * as vscode from 'vscode';
import { openView } from '../panels/ViewEditor';
import { panelSubject } from '../panels/viewUri';

/** Id of the notebook renderer in the manifest. */
export const RENDERER_ID = 'pilothouse.renderer';

/** Opens views that a notebook's output asks for. */
export function registerRendererMessages(): vscode.Disposable {
  const messaging = vscode.notebooks.createRendererMessaging(RENDERER_ID);
  return messaging.onDidReceiveMessage(({ message }: { message: unknown }) => {
    const { open, args } = (message ?? {}) as { open?: unknown; args?: unknown };
    const subject = panelSubject(open, args);
    if (subject) {
      void openView(subject);
    }
  });
}
