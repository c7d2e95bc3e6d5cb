/** Serves a script of this folder in a page of its own, with our views and styles. */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { fromRoot } from '../../scripts/paths.mjs';

const PAGE = `<!doctype html><html lang="en"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/theme.css"><body data-jp-theme-light="true">
<div id="stage" class="ph-root" style="width:1000px"></div><script type="module" src="/page.js"></script>`;

/** Script, its chunks and the sheet, by path. */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: {
      page: fromRoot('test', 'bench', entry),
      theme: fromRoot('test', 'story', 'themes', 'jupyterlab-light.css')
    },
    outdir: '/',
    bundle: true,
    write: false,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    alias: {
      '@pilothouse/core/operations.json': fromRoot('shared', 'operations.json'),
      '@pilothouse/core': fromRoot('shared', 'src')
    },
    // Plotly brings the sheet of its maps, which are not in our build of it.
    plugins: [
      {
        name: 'no-map-sheet',
        setup: ({ onLoad }) =>
          onLoad({ filter: /maplibre.*\.css$/ }, () => ({ contents: '', loader: 'css' }))
      }
    ]
  });
  return new Map(outputFiles.map(file => [`/${path.basename(file.path)}`, file.contents]));
}

/**
 * Serves the bundle, the page and the numbers of `folder` on loopback.
 *
 * @param entry Name of the page's script in this folder.
 */
export async function servePage(entry, folder) {
  const files = await bundle(entry);
  const types = { '.js': 'text/javascript', '.css': 'text/css' };
  const server = createServer(async ({ url }, response) => {
    const type = types[path.extname(url)];
    if (files.has(url))
      return response.writeHead(200, { 'Content-Type': type }).end(files.get(url));
    if (folder && url.endsWith('.f64')) return response.end(await readFile(path.join(folder, url)));
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}/`, server };
}
