import { belongsToReport, reportFolder, splitPath } from '@pilothouse/core/explain/folders/place';
import type * as vscode from 'vscode';

const KEY = 'granted';
/** The newest are kept. */
const MAX_KEPT = 100;

/**
 * Files and folders that the user named by a dialog or opened, in this workspace. Naming one
 * file of a report opens the report; naming a folder opens what is below.
 */
export class Granted {
  constructor(private readonly memento: vscode.Memento) {}

  has(path: string): boolean {
    return this.paths().includes(path);
  }

  /** Whether a path is below a named folder or belongs to the report of a named file. */
  covers(path: string): boolean {
    const named = this.paths();
    const reports = named.filter(file => belongsToReport(splitPath(file).name));
    return isBelow(path, new Set([...named, ...reports.map(reportFolder)]));
  }

  async add(path: string): Promise<void> {
    const others = this.paths().filter(known => known !== path);
    await this.memento.update(KEY, [...others, path].slice(-MAX_KEPT));
  }

  private paths(): string[] {
    return this.memento.get<string[]>(KEY, []) ?? [];
  }
}

/** Whether a path is one of the folders or below one. */
export function isBelow(path: string, folders: ReadonlySet<string>): boolean {
  return [...folders].some(
    folder =>
      folder !== '' &&
      path.startsWith(folder) &&
      (path.length === folder.length ||
        /[\\/]$/.test(folder) ||
        /[\\/]/.test(path[folder.length] as string))
  );
}
