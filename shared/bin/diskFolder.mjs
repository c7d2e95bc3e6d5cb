/** A folder or file on this machine, as the core sees one. */
import { closeSync, openSync, read } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const readBytes = promisify(read);

/** Deeper folders hold no reports. */
const MAX_DEPTH = 12;
/** More files below a folder are not looked at; the reader says so. */
const MAX_FILES = 20_000;

/** @returns an `ExplanationFolder`; @throws the file system's error if there is no such path */
export async function diskFolder(root) {
  const found = await stat(root);
  if (!found.isDirectory() && !found.isFile()) {
    throw new Error('it is neither a file nor a folder.');
  }
  const single = found.isFile();
  const place = below => (single ? root : path.join(root, below));
  return {
    source: root,
    locate: place,
    list: async () => (single ? listFile(root) : listFolder(root)),
    open: below => diskSource(place(below)),
    resolve: uri => (uri.startsWith('file:///') ? diskSource(new URL(uri).pathname) : undefined)
  };
}

/** Why a path cannot be read, in words. */
export function reasonOf(error) {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file or folder.';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read. Check its permissions.';
    case 'ELOOP':
      return 'its links lead in a circle.';
    case 'ENAMETOOLONG':
      return 'the name is too long.';
    default:
      return error.message;
  }
}

async function listFile(file) {
  const { size, mtimeMs } = await stat(file);
  return { entries: [{ path: path.basename(file), size, modified: mtimeMs }], truncated: false };
}

/** Files below a folder, nearest first. Links are followed; a folder is looked at once. */
async function listFolder(root) {
  const entries = [];
  const problems = [];
  const seen = new Set([await realpath(root)]);
  let level = [''];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MAX_DEPTH) return { entries, truncated: true, problems };
    const next = [];
    for (const folder of level) {
      let names;
      try {
        names = await readdir(path.join(root, folder));
      } catch (error) {
        if (folder === '') throw error;
        problems.push(`${path.join(root, folder)}: ${reasonOf(error)}`);
        continue;
      }
      for (const name of names.sort()) {
        if (name.startsWith('.') || name === 'node_modules') continue;
        const below = folder === '' ? name : `${folder}/${name}`;
        const whole = path.join(root, below);
        let found;
        try {
          found = await stat(whole);
          if (found.isDirectory()) {
            const real = await realpath(whole);
            if (!seen.has(real)) next.push(below);
            seen.add(real);
          }
        } catch (error) {
          const reason = error.code === 'ENOENT' ? 'a link that leads nowhere.' : reasonOf(error);
          problems.push(`${whole}: ${reason}`);
          continue;
        }
        if (!found.isFile()) continue;
        if (entries.length === MAX_FILES) return { entries, truncated: true, problems };
        entries.push({ path: below, size: found.size, modified: found.mtimeMs });
      }
    }
    level = next;
  }
  return { entries, truncated: false, problems };
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
      let handle;
      try {
        // To open and to close take no time. What waited for its turn to do so would not be read
        // while what came before it is taken apart.
        handle = openSync(file);
      } catch (error) {
        throw new Error(reasonOf(error), { cause: error });
      }
      try {
        // Nobody sees what stood there: what was not read is cut off.
        const bytes = new Uint8Array(Buffer.allocUnsafeSlow(Math.max(0, end - start)).buffer);
        const { bytesRead } = await readBytes(handle, bytes, 0, bytes.length, start);
        return bytes.subarray(0, bytesRead);
      } finally {
        closeSync(handle);
      }
    }
  };
}
