import { open, realpath, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, normalize } from 'node:path';
import { reportFolder, unpackedName } from '@pilothouse/core/explain/folders/place';
import { listBelow } from '@pilothouse/core/explain/folders/walk';
import type { FolderEntry } from '@pilothouse/core/explain/folder';
import type { FileStat } from '@pilothouse/core/host';
import * as vscode from 'vscode';
import { isBelow, type Granted } from './Granted';
import type { PanelSubject } from './viewUri';

/** What a page may read. A page must not become a way to read keys or sources. */
export interface FileScope {
  /** Endings of its files, with a dot; packed ones have two. */
  endings: ReadonlySet<string>;
  /** Folders that it may read below; absent: the whole workspace. */
  roots?: ReadonlySet<string>;
  /** Files and folders that the user named, wherever they are. */
  granted: Granted;
}

/** Tables and pictures to train on. */
export const DATA_ENDINGS: ReadonlySet<string> = new Set([
  ...['.csv', '.tsv', '.txt', '.parquet', '.pq', '.png', '.jpg', '.jpeg'],
  ...['.csv.gz', '.tsv.gz', '.txt.gz', '.parquet.gz', '.pq.gz']
]);

/** What explanations are made of. */
export const EXPLANATION_ENDINGS: ReadonlySet<string> = new Set([
  ...['.csv', '.json', '.jsonl', '.ipynb', '.html', '.pdf', '.csv.gz', '.json.gz', '.jsonl.gz'],
  ...['.jpg', '.jpeg', '.png', '.bmp', '.webp', '.gif']
]);

/** Bodies of requests and records to predict. */
export const PAYLOAD_ENDINGS: ReadonlySet<string> = new Set([
  ...['.csv', '.tsv', '.txt', '.json', '.jsonl', '.png', '.jpg', '.jpeg'],
  ...['.csv.gz', '.tsv.gz', '.txt.gz', '.json.gz', '.jsonl.gz']
]);

/** Files of a Spark job have no ending. */
const PART = /^part-[\w-]+(\.c000)?$/;

/** Most bytes of one read. */
const MAX_READ = 64 << 20;

/** Files of a folder that are looked at side by side. */
const LIST_AT_ONCE = 64;

/** The files that one page may read: those in its scope and those the user picked. */
export class ViewFiles {
  constructor(private readonly scope: FileScope) {}

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

  /** The files below a folder; `undefined` if the path is a file's. */
  async list(
    path: string,
    limit: number,
    only?: readonly string[]
  ): Promise<{ entries: FolderEntry[]; truncated: boolean } | undefined> {
    const root = await this.resolve(path, true);
    const { fs } = vscode.workspace;
    const { type } = await toPromise(fs.stat(root)).catch(unreadable(path));
    if (!(type & vscode.FileType.Directory)) {
      return undefined;
    }
    return listBelow(limit, only, async below => {
      const folder = below === '' ? root : vscode.Uri.joinPath(root, below);
      const found = await toPromise(fs.readDirectory(folder)).catch(unreadable(path));
      return inGroups(found, async ([name, kind]) => {
        // A link that leads nowhere is listed, and fails when it is read.
        const isFolder = (kind & vscode.FileType.Directory) !== 0;
        const file = vscode.Uri.joinPath(folder, name);
        const stat = isFolder ? undefined : await toPromise(fs.stat(file)).catch(() => undefined);
        return { name, isFolder, size: stat?.size ?? 0, modified: stat?.mtime ?? 0 };
      });
    });
  }

  /** Ask for a file with one of these extensions, or for a folder. */
  async pick(what: string[] | 'folder'): Promise<string | undefined> {
    const isFolder = what === 'folder';
    const known = (isFolder ? [] : what)
      .map(extension => extension.replace(/^\./, '').toLowerCase())
      .filter(extension => [...this.scope.endings].some(known => known.endsWith(`.${extension}`)));
    const [uri] =
      (await vscode.window.showOpenDialog({
        canSelectMany: false,
        canSelectFiles: !isFolder,
        canSelectFolders: isFolder,
        openLabel: vscode.l10n.t('Choose data'),
        filters: isFolder ? undefined : { [vscode.l10n.t('Data')]: known }
      })) ?? [];
    if (!uri) {
      return undefined;
    }
    const path = pathOf(uri);
    await this.scope.granted.add(path);
    return path;
  }

  /** The file or folder of a path, if this page may read it. */
  private async resolve(path: string, isFolder = false): Promise<vscode.Uri> {
    const uri = uriOf(path);
    const { granted, roots } = this.scope;
    if (granted.has(path)) {
      return uri;
    }
    const plain = pathOf(uri);
    const isOpen =
      granted.covers(plain) ||
      (vscode.workspace.getWorkspaceFolder(uri) !== undefined &&
        (roots === undefined || isBelow(plain, roots)));
    // A link in a workspace may lead to data elsewhere, but not to something else.
    const target = uri.scheme === 'file' ? await linkTarget(uri.fsPath) : uri.path;
    if (
      !isOpen ||
      uri.path.split('/').includes('..') ||
      !(isFolder || (this.isData(uri.path) && this.isData(target)))
    ) {
      throw new Error(
        vscode.l10n.t('{0} is not a data file of this workspace. Choose the file anew.', path)
      );
    }
    return uri;
  }

  private isData(path: string): boolean {
    return this.scope.endings.has(endingOf(path)) || PART.test(unpackedName(basename(path)));
  }
}

/** The ending of a name; that of a packed file says what is in it: `.csv.gz`. */
function endingOf(path: string): string {
  const inner = unpackedName(path);
  return (extname(inner) + path.slice(inner.length)).toLowerCase();
}

/** Where a path leads; the path itself if nothing is there. */
function linkTarget(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** What the page of a view may read. */
export function fileScope(subject: PanelSubject, granted: Granted): FileScope {
  if (subject.view === 'deploy' || subject.view === 'endpoint') {
    // JSON files may hold keys: only what the user picks is sent.
    return { endings: PAYLOAD_ENDINGS, granted, roots: new Set() };
  }
  if (subject.view !== 'explanation') {
    return { endings: DATA_ENDINGS, granted };
  }
  const { source } = subject.args;
  const roots =
    source.kind === 'file' ? new Set([source.path, reportFolder(source.path)]) : new Set<string>();
  return { endings: EXPLANATION_ENDINGS, granted, roots };
}

/** The path by which views know a file: of this machine, or an address. */
export function pathOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

/** Work on many things, some of them side by side. */
async function inGroups<T, R>(things: readonly T[], work: (thing: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < things.length; at += LIST_AT_ONCE) {
    done.push(...(await Promise.all(things.slice(at, at + LIST_AT_ONCE).map(work))));
  }
  return done;
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

/** The opposite of {@link pathOf}; without “..”, so that where it leads is plain. */
export function uriOf(path: string): vscode.Uri {
  return isAbsolute(path) ? vscode.Uri.file(normalize(path)) : vscode.Uri.parse(path, true);
}
