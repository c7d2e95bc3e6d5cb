/**
 * esbuild: a webview may load no file as a worker, so the reading worker travels as text in a
 * chunk of its own and starts from a blob.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noteLicenses } from './thirdPartyLicenses.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const worker = path.join(here, '../shared/src/views/explanation/reading/readerWorker.ts');

export const inlineWorker = {
  name: 'inline-worker',
  setup(context) {
    context.onResolve({ filter: /\/startReader$/ }, () => ({
      path: path.join(here, 'src/webview/startReader.ts')
    }));
    context.onResolve({ filter: /^reading-worker$/ }, () => ({
      path: 'reading-worker',
      namespace: 'inline-worker'
    }));
    context.onLoad({ filter: /.*/, namespace: 'inline-worker' }, async () => {
      const { outputFiles } = await build({
        absWorkingDir: here,
        entryPoints: [worker],
        bundle: true,
        write: false,
        minify: true,
        legalComments: 'none',
        format: 'iife',
        target: 'chrome122',
        plugins: [noteLicenses]
      });
      return { contents: outputFiles[0].text, loader: 'text', watchFiles: [worker] };
    });
  }
};
