/** The Python that the project uses: found on the system, and the environment made from it. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fromRoot, VENV, venvProgram } from './paths.mjs';
import { run, UserError, which } from './processes.mjs';
import { digest, once } from './stamps.mjs';

const CANDIDATES = ['3.13', '3.12', '3.11', '3.10'].map(version => `python${version}`);
const PROBE = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';

/** Packages of this repository, in the order of their installation. */
export const PYTHON_PACKAGES = [
  { folder: 'engine', module: 'pilothouse_engine' },
  { folder: 'magics', module: 'pilothouse' },
  { folder: 'jupyterlab-ext', module: 'jupyterlab_pilothouse' }
];

async function findPython() {
  const wanted = process.env.PILOTHOUSE_PYTHON;
  const tried = [];
  for (const name of wanted ? [wanted] : [...CANDIDATES, 'python3', 'python']) {
    const file = path.isAbsolute(name) ? name : await which(name);
    if (!file) continue;
    try {
      // A name on PATH can be a stand-in that fails, as pyenv's are: only running it tells.
      const version = (await run(file, ['-c', PROBE], { capture: true })).trim();
      const [major, minor] = version.split('.').map(Number);
      if (major === 3 && minor >= 10) return file;
      tried.push(`${file} is ${version}`);
    } catch {
      tried.push(`${file} does not run or lacks venv`);
    }
  }
  throw new UserError(
    `No Python 3.10 or newer with the venv module was found${tried.length ? ` (${tried.join('; ')})` : ''}. ` +
      'Install one (on Debian and Ubuntu: sudo apt-get install python3-venv), ' +
      'or name it in PILOTHOUSE_PYTHON, and run this again.'
  );
}

/** Makes the environment and installs the locked packages; `dev` adds those of the tests. */
export async function ensureEnvironment({ dev }) {
  if (!(await isUsable())) {
    const python = await findPython();
    process.stdout.write(`Making the Python environment with ${python}\n`);
    await rm(VENV, { recursive: true, force: true });
    await run(python, ['-m', 'venv', VENV], { capture: true });
  }
  const devKey = await digest(['requirements/dev.lock']);
  const devStamp = path.join(VENV, 'dev.stamp');
  // What the tests need holds everything that a start needs.
  const hasDev = (await readFile(devStamp, 'utf8').catch(() => '')) === devKey;
  if (dev) await once(devStamp, devKey, () => installLock('dev'));
  else if (!hasDev) {
    const key = await digest(['requirements/run.lock']);
    await once(path.join(VENV, 'run.stamp'), key, () => installLock('run'));
  }
}

/** False for an environment that is missing, half made, or whose Python was removed. */
const isUsable = () =>
  run(venvProgram('python'), ['-m', 'pip', '--version'], { capture: true }).then(
    () => true,
    () => false
  );

async function installLock(name) {
  process.stdout.write(`Installing Python packages (requirements/${name}.lock)\n`);
  await pip('install', '--require-hashes', '-r', fromRoot('requirements', `${name}.lock`));
}

const pip = (...args) =>
  run(venvProgram('python'), ['-m', 'pip', '--disable-pip-version-check', ...args, '--quiet'], {
    capture: true
  });

/** Installs a package of this repository in place: its sources are used as they are. */
async function installEditable({ folder, module }) {
  if (!existsSync(fromRoot(folder, 'pyproject.toml'))) return;
  const develop = fromRoot(folder, 'scripts', 'develop.mjs');
  const key = await digest([
    `${folder}/pyproject.toml`,
    `${folder}/install.json`,
    `${folder}/jupyter-config`
  ]);
  await once(path.join(VENV, `${module}.stamp`), key, () =>
    // A package with a front end also links that into the environment.
    existsSync(develop)
      ? run(process.execPath, [develop], { capture: true })
      : pip('install', '--no-deps', '--no-build-isolation', '-e', fromRoot(folder))
  );
}

/** Installs those packages of this repository that lie in the given folders. */
export async function installInPlace(folders) {
  for (const item of PYTHON_PACKAGES)
    if (folders.includes(item.folder)) await installEditable(item);
}
