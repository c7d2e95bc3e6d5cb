// Pictures of what a user sees, kept under test/output/<suite>/.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Folder for everything a suite leaves behind. */
export function outputFolder(suite) {
  const folder = join(root, 'test', 'output', suite);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** @returns `screenshot(page, name)`, which writes `test/output/<suite>/<name>.png`. */
export function screenshots(suite) {
  const folder = outputFolder(suite);
  return (page, name) =>
    page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', timeout: 20_000 });
}
