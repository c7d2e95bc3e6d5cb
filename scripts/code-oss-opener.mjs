/**
 * A few lines inside Code-OSS that open the sample as a notebook. The editor's own way, a
 * parameter of the URL, comes before the editor knows its notebooks, so that they show as text.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { CACHE, fromRoot } from './paths.mjs';
import { run } from './processes.mjs';
import { once } from './stamps.mjs';

/** Names the notebook to the extension host. */
export const OPEN_VARIABLE = 'PILOTHOUSE_OPEN_NOTEBOOK';

const MANIFEST = {
  name: 'pilothouse-start',
  publisher: 'pilothouse',
  version: '0.1.0',
  description: 'Opens the sample notebook of npm start',
  engines: { vscode: '^1.90.0' },
  main: './extension.js',
  activationEvents: ['onStartupFinished'],
  extensionKind: ['workspace']
};

const EXTENSION = `const vscode = require('vscode');
exports.activate = async () => {
  const file = process.env.${OPEN_VARIABLE};
  // After a reload the editor shows again what was open.
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  if (!file || tabs.some(tab => tab.input instanceof vscode.TabInputNotebook)) return;
  const uri = vscode.Uri.file(file);
  await vscode.commands.executeCommand('vscode.openWith', uri, 'jupyter-notebook');
};
`;

/** @returns the VSIX */
export async function ensureOpener() {
  const folder = path.join(CACHE, 'code-oss', 'opener');
  const vsix = path.join(folder, 'opener.vsix');
  const manifest = JSON.stringify(MANIFEST, null, 2);
  await once(
    path.join(folder, 'stamp'),
    manifest + EXTENSION,
    async () => {
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'package.json'), manifest);
      await writeFile(path.join(folder, 'extension.js'), EXTENSION);
      await writeFile(path.join(folder, 'README.md'), `${MANIFEST.description}.\n`);
      await writeFile(path.join(folder, '.vscodeignore'), '*.vsix\nstamp\n');
      const vsce = fromRoot('node_modules', '@vscode', 'vsce', 'vsce');
      const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
      await run(process.execPath, [vsce, 'package', ...options, '--out', vsix], {
        cwd: folder,
        capture: true
      });
    },
    [vsix]
  );
  return vsix;
}
