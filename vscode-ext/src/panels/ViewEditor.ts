import type { AwsApi } from '@pilothouse/core/aws/api';
import * as vscode from 'vscode';
import type { BackendModel } from '../backend/BackendModel';
import { ViewConnection } from './ViewConnection';
import { viewPage } from './page';
import { parseViewUri, viewUri, type PanelSubject } from './viewUri';

/** Id of the editor in the manifest. */
export const EDITOR_TYPE = 'pilothouse.view';

export interface ViewServices {
  api: AwsApi;
  backend: BackendModel;
  /** Small state of views. */
  memento: vscode.Memento;
  log: vscode.LogOutputChannel;
}

/** A view's address as a document: there is nothing to read. */
interface ViewDocument extends vscode.CustomDocument {
  readonly subject: PanelSubject | undefined;
}

/** Shows views as editors. */
export class ViewEditor implements vscode.CustomReadonlyEditorProvider<ViewDocument> {
  constructor(
    private readonly services: ViewServices,
    private readonly dist: vscode.Uri
  ) {}

  register(): vscode.Disposable {
    return vscode.window.registerCustomEditorProvider(EDITOR_TYPE, this, {
      webviewOptions: { retainContextWhenHidden: false },
      supportsMultipleEditorsPerDocument: true
    });
  }

  openCustomDocument(uri: vscode.Uri): ViewDocument {
    return { uri, subject: parseViewUri(uri), dispose: () => undefined };
  }

  resolveCustomEditor(document: ViewDocument, panel: vscode.WebviewPanel): void {
    const { subject } = document;
    const { webview } = panel;
    if (!subject) {
      webview.html = '';
      void vscode.window.showErrorMessage(
        vscode.l10n.t('This address names no view: {0}', document.uri.toString(true))
      );
      return;
    }
    webview.options = { enableScripts: true, localResourceRoots: [this.dist] };
    const connection = new ViewConnection(webview, subject, this.services);
    panel.onDidDispose(() => connection.dispose());
    webview.html = viewPage(webview, this.dist, document.uri.path.slice(1));
  }
}

/** Show a view; the same subject shows the same tab. */
export async function openView(subject: PanelSubject): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', viewUri(subject), EDITOR_TYPE, {
    preview: false
  });
}
