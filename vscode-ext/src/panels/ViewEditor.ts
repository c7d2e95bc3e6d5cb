import type { AwsApi } from '@pilothouse/core/aws/api';
import { baseName } from '@pilothouse/core/aws/source';
import * as vscode from 'vscode';
import type { BackendModel } from '../backend/BackendModel';
import type { ViewConnection } from './ViewConnection';
import type { Granted } from './Granted';
import { viewPage } from './page';
import { pathOf } from './ViewFiles';
import { parseViewUri, SCHEME, viewUri, type PanelSubject } from './viewUri';

/** Ids of the editors in the manifest: of views, and of files as explanations. */
export const EDITOR_TYPE = 'pilothouse.view';
export const EXPLANATION_EDITOR = 'pilothouse.explanation';
/** The same editor for names that are surely ours: it opens without being asked for. */
export const OWN_EXPLANATION_EDITOR = 'pilothouse.ownExplanation';

export interface ViewServices {
  api: AwsApi;
  backend: BackendModel;
  /** Small state of views. */
  memento: vscode.Memento;
  /** What the user named by a dialog or opened. */
  granted: Granted;
  /** Says which key of the small state a view has set. */
  onStored: (key: string) => void;
  log: vscode.LogOutputChannel;
}

/** Exports of `dist/panels.cjs`. */
export interface PanelModule {
  ViewConnection: typeof ViewConnection;
}

/** A view's address as a document: there is nothing to read. */
interface ViewDocument extends vscode.CustomDocument {
  readonly subject: PanelSubject | undefined;
}

/** Shows views as editors. */
export class ViewEditor implements vscode.CustomReadonlyEditorProvider<ViewDocument> {
  /** @param load - Loads `dist/panels.cjs`: who opens no view need not read it. */
  constructor(
    private readonly services: ViewServices,
    private readonly dist: vscode.Uri,
    private readonly load: () => PanelModule
  ) {}

  register(): vscode.Disposable[] {
    return [EDITOR_TYPE, EXPLANATION_EDITOR, OWN_EXPLANATION_EDITOR].map(type =>
      vscode.window.registerCustomEditorProvider(type, this, {
        webviewOptions: { retainContextWhenHidden: false },
        supportsMultipleEditorsPerDocument: true
      })
    );
  }

  async openCustomDocument(uri: vscode.Uri): Promise<ViewDocument> {
    if (uri.scheme === SCHEME) {
      return { uri, subject: parseViewUri(uri), dispose: () => undefined };
    }
    // The editor opens files for nobody but its user.
    const path = pathOf(uri);
    await this.services.granted.add(path);
    const args = { source: { kind: 'file' as const, path } };
    return { uri, subject: { view: 'explanation', args }, dispose: () => undefined };
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
    const { ViewConnection } = this.load();
    const connection = new ViewConnection(webview, subject, this.services);
    panel.onDidDispose(() => connection.dispose());
    webview.html = viewPage(webview, this.dist, baseName(document.uri.path));
  }
}

/** Show a view; the same subject shows the same tab. */
export async function openView(subject: PanelSubject): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', viewUri(subject), EDITOR_TYPE, {
    preview: false
  });
}
