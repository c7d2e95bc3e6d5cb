/** Sizes of what is shipped, in bytes. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { VSIX, WHEELS } from '../../scripts/build.mjs';
import { fromRoot } from '../../scripts/paths.mjs';

const VIEWS = fromRoot('shared', 'src', 'views');
const WHEEL_NAMES = {
  'wheel.engine.bytes': 'pilothouse_engine-',
  'wheel.magics.bytes': 'pilothouse-',
  'wheel.jupyterlab.bytes': 'jupyterlab_pilothouse-'
};

const size = async file => (await stat(file)).size;

const files = {
  'vscode.extension.bytes': fromRoot('vscode-ext', 'dist', 'extension.cjs'),
  'vscode.aws.bytes': fromRoot('vscode-ext', 'dist', 'aws.cjs'),
  'vscode.panels.bytes': fromRoot('vscode-ext', 'dist', 'panels.cjs'),
  'vscode.vsix.bytes': VSIX
};

export const shipped = {
  keys: [...Object.keys(files), ...Object.keys(WHEEL_NAMES)],
  async measure() {
    const figures = {};
    for (const [key, file] of Object.entries(files)) figures[key] = await size(file);
    const wheels = await readdir(WHEELS);
    for (const [key, prefix] of Object.entries(WHEEL_NAMES)) {
      const name = wheels.find(wheel => wheel.startsWith(prefix));
      if (name) figures[key] = await size(path.join(WHEELS, name));
    }
    return figures;
  }
};

/** Names and modules of the views, as the registry imports them. */
async function viewModules() {
  const registry = await readFile(path.join(VIEWS, 'registry.ts'), 'utf8');
  return [...registry.matchAll(/import\('\.\/([\w-]+)'\)/g)].map(match => match[1]);
}

/** Plotly is loaded with the first chart, as a file of its own. */
const isPlotly = file => /plotly/i.test(file);

const entryOf = outputs => Object.keys(outputs).find(file => outputs[file].entryPoint);

/** The files that load with a file, those left out that it loads when they are needed. */
function staticClosure(outputs, file, found = []) {
  if (found.includes(file)) return found;
  found.push(file);
  for (const { path: next, kind } of outputs[file].imports) {
    if (kind === 'import-statement' && outputs[next]) staticClosure(outputs, next, found);
  }
  return found;
}

/**
 * A view with all that it needs besides React, which the page has, and Plotly, whose size is a
 * figure of its own.
 */
export const views = {
  keys: ['views.'],
  async measure() {
    const figures = {};
    let plotly = 0;
    for (const name of await viewModules()) {
      const { metafile } = await build({
        entryPoints: [path.join(VIEWS, name)],
        bundle: true,
        minify: true,
        splitting: true,
        metafile: true,
        write: false,
        format: 'esm',
        target: 'es2022',
        jsx: 'automatic',
        outdir: 'out',
        logLevel: 'silent',
        loader: { '.css': 'empty' },
        external: ['react', 'react-dom', 'react/*', 'react-dom/*'],
        alias: { '@pilothouse/core': fromRoot('shared', 'src') }
      });
      const { outputs } = metafile;
      const shown = staticClosure(outputs, entryOf(outputs));
      const sum = files => files.reduce((total, file) => total + outputs[file].bytes, 0);
      const others = Object.keys(outputs).filter(file => !shown.includes(file));
      const charts = others.filter(file => Object.keys(outputs[file].inputs).some(isPlotly));
      plotly = Math.max(plotly, sum(charts));
      figures[`views.${name}.bytes`] = sum(shown);
      figures[`views.${name}.later.bytes`] = sum(others.filter(file => !charts.includes(file)));
    }
    if (plotly > 0) figures['views.plotly.bytes'] = plotly;
    return figures;
  }
};
