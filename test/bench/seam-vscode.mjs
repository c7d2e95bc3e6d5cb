/** What the VS Code extension's call path adds to a call of the SDK. */
import path from 'node:path';
import process from 'node:process';
import { fromRoot } from '../../scripts/paths.mjs';
import { run } from '../../scripts/processes.mjs';
import { build } from 'esbuild';

const EXTENSION = fromRoot('vscode-ext');

export const seamVscode = {
  keys: ['seam.vscode.overhead.p50.ms', 'seam.vscode.route.p50.ms', 'seam.vscode.direct.p50.ms'],
  async measure(context) {
    const { env } = await context.engine();
    const calls = path.join(await context.folder(), 'seam-vscode-calls.mjs');
    await build({
      entryPoints: [fromRoot('test', 'bench', 'seam-vscode-calls.mjs')],
      outfile: calls,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      mainFields: ['module', 'main'],
      // Modules in CommonJS ask for Node's own ones.
      banner: {
        js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);"
      },
      alias: {
        '@pilothouse/core/operations.json': fromRoot('shared', 'operations.json'),
        '@pilothouse/core': fromRoot('shared', 'src'),
        vscode: path.join(EXTENSION, 'src', 'testing', 'vscodeStub.ts')
      },
      nodePaths: [path.join(EXTENSION, 'node_modules'), fromRoot('node_modules')]
    });
    const engineFile = path.join(env.PILOTHOUSE_DATA_DIR, 'engine.json');
    const args = [calls, path.join(EXTENSION, 'dist', 'aws.cjs'), engineFile];
    return JSON.parse(await run(process.execPath, args, { capture: true }));
  }
};
