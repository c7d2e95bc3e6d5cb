// Builds the extension with node alone: TypeScript, the allow-list's copy, the federated bundle.
//   node scripts/build.mjs [--development]
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const development = process.argv.includes('--development');

function run(script, args) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: here,
    stdio: 'inherit'
  });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

/**
 * JupyterLab's own package list with every `@jupyterlab/*` two minor versions lower: what is
 * built against it loads in 4.4 without a warning.
 */
function writeFloor(file) {
  const core = JSON.parse(readFileSync(require.resolve('@jupyterlab/core-meta/core.package.json')));
  for (const group of [core.dependencies, core.resolutions ?? {}]) {
    for (const [name, range] of Object.entries(group)) {
      const [, major, minor] = /(\d+)\.(\d+)\./.exec(range) ?? [];
      if (name.startsWith('@jupyterlab/') && minor >= 2) {
        group[name] = `^${major}.${minor - 2}.0`;
      }
    }
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(core));
}

copyFileSync(
  require.resolve('@pilothouse/core/operations.json'),
  join(here, 'jupyterlab_pilothouse', 'operations.json')
);
run(require.resolve('typescript/lib/tsc.js'), ['-b']);
const floor = join(here, 'lib', 'core.floor.json');
writeFloor(floor);
run(
  join(dirname(require.resolve('@jupyter/builder/package.json')), 'lib', 'build-labextension.js'),
  ['--core-package-file', floor, ...(development ? ['--development'] : []), '.']
);
