/**
 * Builds what changed: TypeScript, the JupyterLab extension, the VSIX, the wheels.
 * As a program: `node scripts/build.mjs [python] [jupyterlab] [code] [wheels]`, all by default.
 */
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { fromRoot, venvProgram } from './paths.mjs';
import { main, run, UserError } from './processes.mjs';
import { installInPlace, PYTHON_PACKAGES } from './python.mjs';
import { setup } from './setup.mjs';
import { digest, once } from './stamps.mjs';

const CORE = ['package-lock.json', 'tsconfig.base.json', 'shared', 'style'];
const LABEXTENSION = fromRoot('jupyterlab-ext', 'jupyterlab_pilothouse', 'labextension');
const stamp = name => fromRoot('dist', 'stamps', name);

export const WHEELS = fromRoot('dist', 'wheels');
export const VSIX = fromRoot('dist', 'pilothouse.vsix');

/** The engine and the magics, installed in place. */
const python = () => installInPlace(['engine', 'magics']);

/** The JupyterLab extension, built and installed in place. */
async function jupyterlab() {
  const sources = ['src', 'style', 'schema', 'scripts', 'package.json', 'tsconfig.json'];
  const key = await digest([...CORE, ...sources.map(name => `jupyterlab-ext/${name}`)]);
  await build('JupyterLab extension', 'jupyterlab-ext', key, [
    path.join(LABEXTENSION, 'package.json')
  ]);
  await installInPlace(['jupyterlab-ext']);
}

/** `dist/pilothouse.vsix`, which carries the engine for those who do not have it. */
async function code() {
  const wheel = await buildWheel(PYTHON_PACKAGES.find(({ folder }) => folder === 'engine'));
  const carried = fromRoot('vscode-ext', 'engine');
  const sources = [
    'src',
    'media',
    'build.mjs',
    'inlineWorker.mjs',
    'thirdPartyLicenses.mjs',
    'package.json',
    'package.nls.json',
    'README.md'
  ];
  const key = await digest(
    [
      ...CORE,
      ...['LICENSE', 'NOTICE', 'vscode-ext/.vscodeignore', 'vscode-ext/tsconfig.json'],
      ...sources.map(name => `vscode-ext/${name}`)
    ],
    wheel.key
  );
  await rm(carried, { recursive: true, force: true });
  await mkdir(carried);
  await copyFile(wheel.file, path.join(carried, path.basename(wheel.file)));
  await build('VS Code extension', 'vscode-ext', key, [VSIX], ['--', '--out', VSIX]);
}

async function build(title, workspace, key, makes, more = []) {
  await once(
    stamp(workspace),
    key,
    async () => {
      process.stdout.write(`Building the ${title}\n`);
      await run('npm', ['run', '--silent', 'build', '-w', workspace, ...more], { capture: true });
    },
    makes
  );
}

/** A wheel of each Python package in `dist/wheels`. */
async function wheels() {
  for (const item of PYTHON_PACKAGES) await buildWheel(item);
}

/** @returns the wheel, and the key of what it was made from */
async function buildWheel({ folder, module }) {
  // Every build of the JupyterLab extension names its files anew in this one.
  const built = await readFile(path.join(LABEXTENSION, 'package.json'), 'utf8').catch(() => '');
  const front = folder === 'jupyterlab-ext' ? built : '';
  // The build of a package takes no licence from above its folder.
  const legal = ['LICENSE', 'NOTICE'];
  await Promise.all(legal.map(name => copyFile(fromRoot(name), fromRoot(folder, name))));
  const key = await digest([folder, 'shared/operations.json'], front);
  const find = async () =>
    (await readdir(WHEELS))
      .filter(name => name.startsWith(`${module}-`))
      .map(name => path.join(WHEELS, name));
  await mkdir(WHEELS, { recursive: true });
  await once(
    stamp(`${folder}-wheel`),
    key,
    async () => {
      process.stdout.write(`Building the wheel of ${folder}\n`);
      await Promise.all((await find()).map(file => rm(file)));
      await run(venvProgram('python'), ['-m', 'hatchling', 'build', '-t', 'wheel', '-d', WHEELS], {
        cwd: fromRoot(folder),
        capture: true
      });
    },
    // With no wheel there, this name is missing and the work is done anew.
    [(await find())[0] ?? path.join(WHEELS, `${module}.whl`)]
  );
  const [file] = await find();
  return { file, key };
}

const TARGETS = { python, jupyterlab, code, wheels };

/** Builds in the order of {@link TARGETS}, since the wheels hold the JupyterLab extension. */
export async function buildTargets(names = Object.keys(TARGETS)) {
  for (const [name, target] of Object.entries(TARGETS)) {
    if (names.includes(name)) await target();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const names = process.argv.slice(2);
    const unknown = names.find(name => !(name in TARGETS));
    if (unknown) {
      throw new UserError(
        `There is no target ${unknown}; choose of ${Object.keys(TARGETS).join(', ')}.`
      );
    }
    await setup({ dev: false });
    await buildTargets(names.length > 0 ? names : undefined);
  });
}
