/** Remembering what was done for which inputs, so that nothing is done twice. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './paths.mjs';

/** Folders that hold what is made, never what it is made from. */
const MADE = new Set([
  'node_modules',
  'lib',
  'dist',
  'labextension',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.hypothesis',
  '.ipynb_checkpoints'
]);

/** All files below a file or folder of the repository, sorted; made ones left out. */
export async function filesBelow(relative) {
  const found = [];
  const visit = async name => {
    let entries;
    try {
      entries = await readdir(path.join(ROOT, name), { withFileTypes: true });
    } catch (error) {
      if (error.code === 'ENOTDIR') found.push(name);
      else if (error.code !== 'ENOENT') throw error;
      return;
    }
    for (const entry of entries) {
      const below = path.posix.join(name, entry.name);
      if (entry.isDirectory()) {
        if (!MADE.has(entry.name)) await visit(below);
      } else if (!entry.name.endsWith('.tsbuildinfo')) {
        found.push(below);
      }
    }
  };
  await visit(relative);
  return found.sort();
}

/** A digest of the names and contents of files and folders of the repository. */
export async function digest(relatives, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const relative of relatives) {
    for (const name of await filesBelow(relative)) {
      const content = await readFile(path.join(ROOT, name)).catch(() => '');
      hash.update(`\0${name}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/**
 * Does `work` unless it was done for the same key before and what it made is still there.
 *
 * @param {string} stamp path of the stamp file
 * @param {string[]} makes paths that the work makes, besides the folder of the stamp
 * @returns {Promise<boolean>} whether it was done now
 */
export async function once(stamp, key, work, makes = []) {
  const done = (await readFile(stamp, 'utf8').catch(() => '')) === key;
  if (done && makes.every(name => existsSync(name))) return false;
  await rm(stamp, { force: true });
  await work();
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, key);
  return true;
}
