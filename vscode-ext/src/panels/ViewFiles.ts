import { open, realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute } from 'node:path';
import type { FileStat } from '@pilothouse/core/host';
import * as vscode from 'vscode';

/** What views read. A page must not become a way to read keys or sources. */
const EXTENSIONS = new Set(['.csv', '.tsv', '.txt', '.parquet', '.pq']);

/** Most bytes of one read. */
const MAX_READ = 64 << 20;

/** The data files that one page may read: those of the workspace and those the user picked. */
export class ViewFiles {
  /** @param granted - Paths that the user named; grows as they pick more. */
  constructor(private readonly granted: Set<string>) {}

  async stat(path: string): Promise<FileStat> {
    const uri = await this.resolve(path);
    if (uri.scheme === 'file') {
      const { size, mtimeMs } = await stat(uri.fsPath).catch(unreadable(path));
      return { size, modified: mtimeMs };
    }
    const { size, mtime } = await toPromise(vscode.workspace.fs.stat(uri)).catch(unreadable(path));
    return { size, modified: mtime };
  }

  /** Bytes `[start, end)`; fewer at the end of the file. */
  async read(path: string, start: number, end: number): Promise<Uint8Array> {
    const uri = await this.resolve(path);
    if (!(start >= 0 && end >= start && end - start <= MAX_READ)) {
      throw new Error(vscode.l10n.t('Cannot read bytes {0} to {1} of {2}.', start, end, path));
    }
    if (uri.scheme !== 'file') {
      const all = await toPromise(vscode.workspace.fs.readFile(uri)).catch(unreadable(path));
      return all.slice(start, end);
    }
    const handle = await open(uri.fsPath, 'r').catch(unreadable(path));
    try {
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle
          .read(bytes, filled, bytes.length - filled, start + filled)
          .catch(unreadable(path));
        if (bytesRead === 0) {
          break;
        }
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await handle.close();
    }
  }

  /** Ask for a file. */
  async pick(extensions: string[]): Promise<string | undefined> {
    const known = extensions
      .map(extension => extension.replace(/^\./, '').toLowerCase())
      .filter(extension => EXTENSIONS.has(`.${extension}`));
    const [uri] =
      (await vscode.window.showOpenDialog({
        canSelectMany: false,
        openLabel: vscode.l10n.t('Choose data'),
        filters: { [vscode.l10n.t('Data')]: known }
      })) ?? [];
    if (!uri) {
      return undefined;
    }
    const path = pathOf(uri);
    this.granted.add(path);
    return path;
  }

  private async resolve(path: string): Promise<vscode.Uri> {
    const uri = isAbsolute(path) ? vscode.Uri.file(path) : vscode.Uri.parse(path, true);
    if (this.granted.has(path)) {
      return uri;
    }
    const isOpen = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    // A link in a workspace may lead to data elsewhere, but not to something else.
    const target = uri.scheme === 'file' ? await linkTarget(uri.fsPath) : uri.path;
    if (!isOpen || !isData(uri.path) || !isData(target)) {
      throw new Error(
        vscode.l10n.t('{0} is not a data file of this workspace. Choose the file anew.', path)
      );
    }
    return uri;
  }
}

function isData(path: string): boolean {
  return EXTENSIONS.has(extname(path).toLowerCase());
}

/** Where a path leads; the path itself if nothing is there. */
function linkTarget(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** The path by which views know a file: of this machine, or an address. */
export function pathOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

function toPromise<T>(thenable: Thenable<T>): Promise<T> {
  return Promise.resolve(thenable);
}

function unreadable(path: string): (error: { code?: string; message?: string }) => never {
  return ({ code, message }) => {
    if (code === 'ENOENT' || code === 'FileNotFound') {
      throw new Error(vscode.l10n.t('{0} is no longer there. Choose the file anew.', path));
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'NoPermissions') {
      throw new Error(vscode.l10n.t('{0} may not be read with your rights.', path));
    }
    throw new Error(vscode.l10n.t('{0} cannot be read: {1}', path, message ?? String(code)));
  };
}
