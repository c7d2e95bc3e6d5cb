import { parseS3Uri } from '@pilothouse/core/aws/s3';
import type { RecentSource } from '@pilothouse/core/views/explanation/source';
import * as vscode from 'vscode';
import type { Granted } from '../panels/Granted';
import { EXPLANATION_EDITOR, openView } from '../panels/ViewEditor';
import { pathOf, uriOf } from '../panels/ViewFiles';
import { registerCommand } from './run';

/** Commands about explanation files. */
export function registerExplanationCommands(granted: Granted): vscode.Disposable[] {
  return [
    registerCommand('pilothouse.explanations.openFile', async (uri?: vscode.Uri) => {
      const chosen = uri ?? (await pick());
      if (chosen) {
        await openPath(granted, chosen);
      }
    }),
    registerCommand('pilothouse.explanations.openS3', async () => {
      const uri = await askForUri();
      if (uri !== undefined) {
        await openView({ view: 'explanation', args: { source: { kind: 's3', uri } } });
      }
    }),
    registerCommand('pilothouse.explanations.openRecent', async (recent?: RecentSource) => {
      if (recent?.source.kind === 'file' && recent.source.cell === undefined) {
        await openPath(granted, uriOf(recent.source.path));
      } else if (recent) {
        await openView({ view: 'explanation', args: { source: recent.source } });
      }
    }),
    registerCommand('pilothouse.explanations.openEmpty', () =>
      openView({ view: 'explanation', args: { source: { kind: 'none' } } })
    ),
    registerCommand('pilothouse.explanations.openOutput', async (cell?: vscode.NotebookCell) => {
      if (cell && (await isSaved(cell.notebook))) {
        const path = pathOf(cell.notebook.uri);
        await granted.add(path);
        const source = { kind: 'file' as const, path, cell: cell.index + 1 };
        await openView({ view: 'explanation', args: { source } });
      }
    }),
    registerCommand('pilothouse.explanations.openAsText', async () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      if (input instanceof vscode.TabInputCustom) {
        await vscode.commands.executeCommand('vscode.openWith', input.uri, 'default');
      }
    })
  ];
}

/** A file shows in an editor of its own name; a folder has none, so it shows as a view. */
async function openPath(granted: Granted, uri: vscode.Uri): Promise<void> {
  const path = pathOf(uri);
  await granted.add(path);
  const { type } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.Directory) {
    await openView({ view: 'explanation', args: { source: { kind: 'file', path } } });
  } else {
    await vscode.commands.executeCommand('vscode.openWith', uri, EXPLANATION_EDITOR, {
      preview: false
    });
  }
}

/** The view reads the file, so unsaved outputs are saved first, if the user agrees. */
async function isSaved(notebook: vscode.NotebookDocument): Promise<boolean> {
  if (notebook.isUntitled) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The explanation is read from the saved notebook. Save it, then try again.')
    );
    return false;
  }
  if (!notebook.isDirty) {
    return true;
  }
  const save = vscode.l10n.t('Save and open');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The explanation is read from the saved notebook, which has changes.'),
    save
  );
  return answer === save && (await notebook.save());
}

/** Most systems have no dialog that offers files and folders at once, so that is asked first. */
async function pick(): Promise<vscode.Uri | undefined> {
  const file = {
    label: vscode.l10n.t('File…'),
    description: vscode.l10n.t('analysis.json, out.csv, out.jsonl, an answer or a notebook')
  };
  const folder = {
    label: vscode.l10n.t('Folder…'),
    description: vscode.l10n.t('A whole report, with all that is in it')
  };
  const kind = await vscode.window.showQuickPick([file, folder], {
    title: vscode.l10n.t('Open explanation')
  });
  if (!kind) {
    return undefined;
  }
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: false,
    canSelectFiles: kind === file,
    canSelectFolders: kind === folder,
    openLabel: vscode.l10n.t('Open explanation'),
    ...(kind === file
      ? {
          filters: {
            [vscode.l10n.t('Explanations')]: ['json', 'jsonl', 'csv', 'ipynb', 'gz'],
            [vscode.l10n.t('All files')]: ['*']
          }
        }
      : {})
  });
  return chosen?.[0];
}

function askForUri(): Thenable<string | undefined> {
  return vscode.window
    .showInputBox({
      title: vscode.l10n.t('Open explanation from S3'),
      prompt: vscode.l10n.t('A report’s prefix, or one of its files'),
      placeHolder: 's3://bucket/path/analysis.json',
      ignoreFocusOut: true,
      validateInput: value =>
        parseS3Uri(value.trim()) ? undefined : vscode.l10n.t('Write s3://bucket/path.')
    })
    .then(value => value?.trim());
}
