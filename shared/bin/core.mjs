/**
 * Loads the core's `inspect`. The core's modules have no file extensions, so Node cannot run them
 * as they are: a published package holds them as one file; in the repository that file is made in
 * memory from the sources, so that it is never out of date.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = name => fileURLToPath(new URL(name, import.meta.url));
const SOURCE = here('../src/explain/inspect/index.ts');
const BUILT = here('../lib/inspect.mjs');

/** The core's `inspect` as the text of one module. */
async function bundle() {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    write: false,
    logLevel: 'silent'
  });
  return outputFiles[0].text;
}

export async function loadInspect() {
  if (existsSync(SOURCE)) {
    try {
      const code = await bundle();
      return await import(`data:text/javascript,${encodeURIComponent(code)}`);
    } catch (error) {
      // Installed without what builds it: below, what was built before.
      if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    }
  }
  if (!existsSync(BUILT)) {
    throw new Error('it is not built. Run “npm ci” in the repository, then try again.');
  }
  return import(pathToFileURL(BUILT).href);
}

// `npm pack` and `npm publish` run this file to put the module into the package.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(here('../lib'), { recursive: true });
  await writeFile(BUILT, await bundle());
}
