/**
 * Builds the extension into `dist/` and packs it as a VSIX.
 *
 *   node build.mjs [--out FILE] [--no-package]
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { inlineWorker } from './inlineWorker.mjs';
import { licenseText, noteLicenses } from './thirdPartyLicenses.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '..');
const dist = path.join(here, 'dist');

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  // From the sources, so that this build needs no other one before it.
  alias: {
    '@pilothouse/core/operations.json': path.join(root, 'shared', 'operations.json'),
    '@pilothouse/core': path.join(root, 'shared', 'src'),
    '@pilothouse/style': path.join(root, 'style')
  },
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [noteLicenses]
};

const node = { ...common, platform: 'node', target: 'node20', format: 'cjs' };

await rm(dist, { recursive: true, force: true });
await Promise.all([
  build({
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
    mainFields: ['module', 'main']
  }),
  build({
    ...node,
    entryPoints: ['src/panels/index.ts'],
    outfile: 'dist/panels.cjs',
    external: ['vscode'],
    mainFields: ['module', 'main']
  }),
  build({
    ...node,
    entryPoints: ['src/aws/index.ts'],
    outfile: 'dist/aws.cjs',
    // The editor chooses the Node version; its user cannot heed advice about it.
    define: {
      ...common.define,
      'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"'
    },
    mainFields: ['module', 'main']
  }),
  // Views and renderer share chunks; a view's code loads when the view is first shown.
  build({
    ...common,
    platform: 'browser',
    target: 'chrome122',
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    // Modules of Plotly call the page `global`.
    define: { ...common.define, global: 'globalThis' },
    // Plotly brings the sheet of its maps, which are not in our build of it.
    loader: { '.css': 'empty' },
    entryPoints: {
      'views/view': 'src/webview/view.ts',
      renderer: 'src/renderer/renderer.ts'
    },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [...common.plugins, inlineWorker]
  }),
  build({
    ...common,
    entryPoints: { 'views/view': 'src/webview/view.css', renderer: 'src/webview/view.css' },
    outdir: 'dist'
  })
]);

await writeFile(path.join(dist, 'third-party-licenses.txt'), await licenseText());

const { values } = parseArgs({
  options: { out: { type: 'string' }, 'no-package': { type: 'boolean', default: false } }
});
if (!values['no-package']) {
  const out = path.resolve(root, values.out ?? path.join(here, 'pilothouse-0.1.0.vsix'));
  for (const name of ['LICENSE', 'NOTICE']) {
    await copyFile(path.join(root, name), path.join(here, name)).catch(ignoreMissing);
  }
  await mkdir(path.dirname(out), { recursive: true });
  await promisify(execFile)(
    process.execPath,
    [
      path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce'),
      ...['package', '--no-dependencies', '--allow-missing-repository', '--skip-license'],
      ...['--no-rewrite-relative-links', '--out', out]
    ],
    { cwd: here }
  );
  const { size } = await stat(out);
  process.stdout.write(`${path.relative(root, out)} ${Math.ceil(size / 1024)} KiB\n`);
}
for (const name of (await readdir(dist, { recursive: true })).sort()) {
  const { size } = await stat(path.join(dist, name));
  if (/\.\w+$/.test(name)) process.stdout.write(`dist/${name} ${Math.ceil(size / 1024)} KiB\n`);
}

function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}
