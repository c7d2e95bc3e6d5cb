/** What activating the extension costs, in a Node of its own with a stand-in for the editor. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fromRoot } from '../../scripts/paths.mjs';
import { run } from '../../scripts/processes.mjs';
import { build } from 'esbuild';
import { median } from './statistics.mjs';

const RUNS = 11;
const EXTENSION = fromRoot('vscode-ext');

/** Runs in the child: loads the bundle and activates it, prints times and what was loaded. */
const CHILD = `
const Module = require('node:module');
const path = require('node:path');
const [stub, extensionPath, storage] = process.argv.slice(2);
const vscode = require(stub);
const load = Module._load;
const loaded = new Set();
Module._load = function (request, ...rest) {
  if (request === 'vscode') return vscode;
  loaded.add(request);
  return load.call(this, request, ...rest);
};
const memento = { get: (_key, value) => value, update: async () => {}, keys: () => [] };
const context = {
  subscriptions: [], extensionPath, extensionUri: vscode.Uri.file(extensionPath),
  globalStorageUri: vscode.Uri.file(storage), globalState: memento, workspaceState: memento,
  secrets: {}, extensionMode: 1, asAbsolutePath: name => path.join(extensionPath, name)
};
const begin = performance.now();
const extension = require(path.join(extensionPath, 'dist', 'extension.cjs'));
const loadedAt = performance.now();
extension.activate(context);
const end = performance.now();
const aws = Object.keys(require.cache).some(name => name.endsWith('aws.cjs'));
console.log(JSON.stringify({
  load: loadedAt - begin, activate: end - loadedAt, modules: loaded.size, aws: Number(aws)
}));
process.exit(0);
`;

export const activation = {
  keys: ['vscode.activate.ms', 'vscode.load.ms', 'vscode.activate.modules', 'vscode.activate.aws'],
  async measure(context) {
    const folder = await context.folder();
    const stub = path.join(folder, 'vscode-stub.cjs');
    await build({
      entryPoints: [path.join(EXTENSION, 'src', 'testing', 'vscodeStub.ts')],
      outfile: stub,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error'
    });
    const child = path.join(folder, 'activate.cjs');
    await writeFile(child, CHILD);
    const runs = [];
    for (let i = 0; i < RUNS; i++) {
      const args = [child, stub, EXTENSION, path.join(folder, 'storage')];
      runs.push(JSON.parse(await run(process.execPath, args, { capture: true })));
    }
    const of = key => median(runs.map(one => one[key]));
    return {
      'vscode.activate.ms': of('activate'),
      'vscode.load.ms': of('load'),
      'vscode.activate.modules': of('modules'),
      'vscode.activate.aws': of('aws')
    };
  }
};
