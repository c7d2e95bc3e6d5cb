/** Where things are in the repository. Every script starts from these. */
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** @returns the absolute path of something in the repository */
export const fromRoot = (...parts) => path.join(ROOT, ...parts);

/** Downloads and builds that outlive a clean of the repository. */
export const CACHE = process.env.PILOTHOUSE_CACHE_DIR
  ? path.resolve(process.env.PILOTHOUSE_CACHE_DIR)
  : fromRoot('.cache');

/** Screenshots, logs and reports of the tests; kept by CI. */
export const OUTPUT = fromRoot('test', 'output');

const WINDOWS = process.platform === 'win32';

export const VENV = fromRoot('.venv');

/** A program of the project's Python environment, such as `python` or `jupyter`. */
export const venvProgram = name =>
  WINDOWS ? path.join(VENV, 'Scripts', `${name}.exe`) : path.join(VENV, 'bin', name);
