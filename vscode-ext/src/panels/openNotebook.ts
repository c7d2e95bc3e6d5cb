import * as vscode from 'vscode';

/** A page cannot fill the disk with one. */
const MOST_BYTES = 64 << 20;

/**
 * Write a notebook into the workspace and open it. One of that name is replaced only if the user
 * says so; without a folder that is open, the user chooses the place.
 *
 * @param name - From a page: only its last part counts.
 * @returns false if the user declined.
 */
export async function openNotebook(name: string, data: Uint8Array): Promise<boolean> {
  const base = name.split(/[\\/]/).pop() ?? '';
  if (!/^[^.].*\.ipynb$/i.test(base) || data.byteLength > MOST_BYTES) {
    throw new Error(vscode.l10n.t('{0} is not a notebook that can be opened.', base || name));
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = folder
    ? vscode.Uri.joinPath(folder, base)
    : await vscode.window.showSaveDialog({ filters: { [vscode.l10n.t('Notebook')]: ['ipynb'] } });
  if (!uri) {
    return false;
  }
  // The dialog of the editor has asked by itself.
  const writes = folder ? await askIfThere(uri, base, data) : true;
  if (writes === undefined) {
    return false;
  }
  if (writes) {
    await vscode.workspace.fs.writeFile(uri, data);
  }
  await vscode.commands.executeCommand('vscode.open', uri);
  return true;
}

/** @returns whether to write it; `undefined` to do nothing at all. */
async function askIfThere(
  uri: vscode.Uri,
  base: string,
  data: Uint8Array
): Promise<boolean | undefined> {
  const there = await Promise.resolve(vscode.workspace.fs.readFile(uri)).catch(() => undefined);
  if (!there) {
    return true;
  }
  if (isSame(there, data)) {
    return false;
  }
  const open = vscode.l10n.t('Open that one');
  const replace = vscode.l10n.t('Replace it');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is already in the workspace.', base),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It differs from the one of the job: you may have changed it. Replacing it cannot be undone.'
      )
    },
    open,
    replace
  );
  return answer === undefined ? undefined : answer === replace;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
}
