/** A folder or file on this machine, as the core sees one. */
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Links may lead in circles, and deeper folders hold no reports. */
const MAX_DEPTH = 12;
/** More files below a folder are not looked at; the reader says so. */
const MAX_FILES = 20_000;

/** @returns an `ExplanationFolder`; @throws the file system's error if there is no such path */
export async function diskFolder(root) {
  const single = !(await stat(root)).isDirectory();
  const place = below => (single ? root : path.join(root, below));
  return {
    source: root,
    locate: place,
    list: async () => (single ? listFile(root) : listFolder(root)),
    open: below => diskSource(place(below)),
    resolve: uri => (uri.startsWith('file:///') ? diskSource(new URL(uri).pathname) : undefined)
  };
}

async function listFile(file) {
  const { size, mtimeMs } = await stat(file);
  return { entries: [{ path: path.basename(file), size, modified: mtimeMs }], truncated: false };
}

async function listFolder(root) {
  const entries = [];
  let level = [''];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MAX_DEPTH) return { entries, truncated: true };
    const next = [];
    for (const folder of level) {
      const names = await readdir(path.join(root, folder), { withFileTypes: true });
      for (const name of names) {
        if (name.name.startsWith('.') || name.name === 'node_modules') continue;
        const below = folder === '' ? name.name : `${folder}/${name.name}`;
        if (name.isDirectory()) {
          next.push(below);
        } else if (name.isFile() || name.isSymbolicLink()) {
          const found = await stat(path.join(root, below)).catch(() => undefined);
          if (!found?.isFile()) continue;
          if (entries.length === MAX_FILES) return { entries, truncated: true };
          entries.push({ path: below, size: found.size, modified: found.mtimeMs });
        }
      }
    }
    level = next;
  }
  return { entries, truncated: false };
}

function diskSource(file) {
  return {
    name: path.basename(file),
    async stat() {
      const { size, mtimeMs } = await stat(file);
      return { size, modified: mtimeMs };
    },
    async read(start, end, signal) {
      signal?.throwIfAborted();
      const handle = await open(file);
      try {
        const bytes = new Uint8Array(Math.max(0, end - start));
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
        return bytes.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    }
  };
}
