/** Walking through folders, the same in every IDE. */
import type { FolderEntry } from '../folder';

/** Folders deeper than this are not looked at: links may lead in circles. */
const MAX_DEPTH = 8;

export interface WalkedEntry {
  name: string;
  isFolder: boolean;
  /** Bytes. */
  size: number;
  /** ms since the epoch. */
  modified: number;
}

/**
 * The files below a folder, nearest first.
 *
 * @param limit - No further folder is read once there are as many files.
 * @param only - Names directly in the folder that are looked at; absent: all.
 * @param read - What is in a folder; its path is relative, `''` the folder itself.
 */
export async function listBelow(
  limit: number,
  only: readonly string[] | undefined,
  read: (folder: string) => Promise<WalkedEntry[]>
): Promise<{ entries: FolderEntry[]; truncated: boolean }> {
  const entries: FolderEntry[] = [];
  let level = [''];
  for (let depth = 0; level.length > 0 && depth < MAX_DEPTH; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      if (entries.length >= limit) {
        return { entries: entries.slice(0, limit), truncated: true };
      }
      for (const { name, isFolder, size, modified } of await read(folder)) {
        if (name.startsWith('.') || (depth === 0 && only && !only.includes(name))) {
          continue;
        }
        const path = folder === '' ? name : `${folder}/${name}`;
        if (isFolder) {
          next.push(path);
        } else {
          entries.push({ path, size, modified });
        }
      }
    }
    level = next;
  }
  const truncated = entries.length > limit || level.length > 0;
  return { entries: entries.slice(0, limit), truncated };
}
