// Installs the server half editable into the project's virtual environment, without the network,
// and links the front end's build and the server's configuration.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const venv = join(here, '..', '.venv');
const bin = name => join(venv, windows ? `Scripts/${name}.exe` : `bin/${name}`);

const target = join(venv, 'share/jupyter/labextensions/@pilothouse/jupyterlab-ext');
// First: removing an older installation would remove the build's files through this link.
rmSync(target, { recursive: true, force: true });
const install = ['install', '--no-deps', '--no-build-isolation', '--editable', here];
const uv = existsSync(bin('uv'));
const { status } = uv
  ? spawnSync(bin('uv'), ['pip', ...install, '--python', bin('python')], { stdio: 'inherit' })
  : spawnSync(bin('python'), ['-m', 'pip', ...install], { stdio: 'inherit' });
if (status !== 0) {
  process.exit(status ?? 1);
}

// An editable wheel carries a copy of the shared data: put the build itself in its place.
mkdirSync(dirname(target), { recursive: true });
rmSync(target, { recursive: true, force: true });
symlinkSync(join(here, 'jupyterlab_pilothouse/labextension'), target, windows ? 'junction' : 'dir');
