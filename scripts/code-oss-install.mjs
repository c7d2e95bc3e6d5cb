/**
 * Sets up a real Code-OSS server from the npm package `code-server`, which carries the editor
 * that SageMaker's Code Editor is built from.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { CACHE } from './paths.mjs';
import { run } from './processes.mjs';
import { ensureRipgrep } from './system-programs.mjs';

export const DEFAULT_VERSION = '4.99.4';

/** Raised when the steps below change, so that older set-ups are made anew. */
const RECIPE = 1;
const NODE_GYP = '11.5.0';
/** Without these the server does not start or does not watch files; the rest is not needed. */
const NATIVE = [
  'node-pty',
  '@parcel/watcher',
  '@vscode/watcher',
  '@vscode/spdlog',
  'native-watchdog'
];
const COMPLETE = 'complete.json';

/**
 * Makes sure that Code-OSS is in the cache.
 *
 * A set-up is made in a folder of its own and renamed at the end, so that what has the final name
 * is whole, whoever else sets up at the same time.
 *
 * @returns {Promise<{version: string, vscode: string}>} `vscode` holds `out/server-main.js`
 */
export async function ensureCodeOss({ version = DEFAULT_VERSION } = {}) {
  const home = path.join(CACHE, 'code-oss', version);
  const ready = {
    version,
    vscode: path.join(home, 'node_modules', 'code-server', 'lib', 'vscode')
  };
  if (await isComplete(home)) return ready;
  await removeAbandoned(path.dirname(home), version);
  const building = `${home}.building-${process.pid}`;
  await mkdir(building, { recursive: true });
  try {
    await install(building, version);
    await writeFile(
      path.join(building, COMPLETE),
      JSON.stringify({ recipe: RECIPE, node: process.versions.modules })
    );
    if (!(await isComplete(home))) {
      await rm(home, { recursive: true, force: true });
      await rename(building, home);
    }
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return ready;
}

async function isComplete(home) {
  try {
    const stamp = JSON.parse(await readFile(path.join(home, COMPLETE), 'utf8'));
    return stamp.recipe === RECIPE;
  } catch {
    return false;
  }
}

/** Removes what set-ups that were killed have left. */
async function removeAbandoned(folder, version) {
  for (const name of existsSync(folder) ? await readdir(folder) : []) {
    const [, pid] = name.split('.building-');
    if (!name.startsWith(`${version}.building-`) || isAlive(Number(pid))) continue;
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function install(home, version) {
  const say = text => process.stdout.write(`Code-OSS ${version}: ${text}\n`);
  const npm = (cwd, ...args) =>
    run('npm', ['install', '--ignore-scripts', ...args], { cwd, capture: true });
  const ripgrep = await ensureRipgrep();

  say('downloading the packages');
  await writeFile(path.join(home, 'package.json'), '{"private": true}\n');
  await npm(home, '--legacy-peer-deps', `code-server@${version}`, `node-gyp@${NODE_GYP}`);
  const vscode = path.join(home, 'node_modules', 'code-server', 'lib', 'vscode');
  await npm(vscode, '--omit=dev', '--legacy-peer-deps');
  await npm(path.join(vscode, 'extensions'), '--omit=dev', '--legacy-peer-deps');

  say('building its native parts (a minute or two)');
  const modules = path.join(vscode, 'node_modules');
  if (
    !existsSync(path.join(modules, '@vscode', 'watcher')) &&
    existsSync(path.join(modules, '@parcel', 'watcher'))
  ) {
    await cp(path.join(modules, '@parcel', 'watcher'), path.join(modules, '@vscode', 'watcher'), {
      recursive: true
    });
  }
  const gyp = path.join(home, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const headers = path.dirname(path.dirname(process.execPath));
  const nodedir = existsSync(path.join(headers, 'include', 'node', 'node.h'))
    ? [`--nodedir=${headers}`]
    : [];
  for (const name of NATIVE) {
    const cwd = path.join(modules, name);
    if (!existsSync(path.join(cwd, 'binding.gyp'))) continue;
    await run(process.execPath, [gyp, 'rebuild', ...nodedir], { cwd, capture: true });
  }

  const bin = path.join(modules, '@vscode', 'ripgrep', 'bin');
  await mkdir(bin, { recursive: true });
  await rm(path.join(bin, path.basename(ripgrep)), { force: true });
  await symlink(ripgrep, path.join(bin, path.basename(ripgrep)));
  if (!existsSync(path.join(vscode, 'node_modules.asar'))) {
    await symlink('node_modules', path.join(vscode, 'node_modules.asar'), 'dir');
  }
}
