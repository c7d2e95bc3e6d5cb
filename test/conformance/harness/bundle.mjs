// Sources of the product, bundled for Node as the extension host's build does.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { fromRoot } from '../../../scripts/paths.mjs';

/**
 * Import TypeScript modules of the repository together, so that they share their classes.
 *
 * @param modules Paths from the root without ending; each becomes a namespace of the result under
 * its key.
 */
export async function importSources(modules) {
  const folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-bundle-'));
  const outfile = path.join(folder, 'bundle.mjs');
  const entry = Object.entries(modules)
    .map(([name, file]) => `export * as ${name} from ${JSON.stringify(fromRoot(file))};`)
    .join('\n');
  try {
    await build({
      stdin: { contents: entry, resolveDir: fromRoot(), loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
      alias: { '@pilothouse/core': fromRoot('shared', 'src') },
      plugins: [
        {
          name: 'operations',
          setup(context) {
            context.onResolve({ filter: /^@pilothouse\/core\/operations\.json$/ }, () => ({
              path: fromRoot('shared', 'operations.json')
            }));
          }
        }
      ],
      // Packages of the AWS SDK are CommonJS in part and may call require.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
      }
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
