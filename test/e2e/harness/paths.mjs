// Where the end-to-end tests find the repository and put what they make.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)));

const windows = process.platform === 'win32';

/**
 * The Python of the project's virtual environment, or of `PILOTHOUSE_TEST_PYTHON`: another
 * environment with the built wheels, to test an older JupyterLab.
 */
export const python =
  process.env.PILOTHOUSE_TEST_PYTHON ??
  join(root, '.venv', windows ? 'Scripts/python.exe' : 'bin/python');

/** A folder of its own for one suite, with `remove()`. */
export function scratch(name) {
  const path = mkdtempSync(join(tmpdir(), `pilothouse-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
