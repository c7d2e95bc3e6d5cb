/**
 * Installs what is missing: npm packages, the Python environment, and for the tests the programs
 * of the operating system. Nothing is done twice.
 */
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fromRoot } from './paths.mjs';
import { main, run, UserError } from './processes.mjs';
import { ensureEnvironment } from './python.mjs';
import { ensureChromium } from './system-programs.mjs';

/** @param {{dev: boolean}} options `dev`: also what tests, checks and benchmarks need */
export async function setup({ dev }) {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    throw new UserError(`Node 20 or newer is needed; this is ${process.version}.`);
  }
  // One waits for disk or network while another works.
  await Promise.all([
    ensureNodeModules(),
    ensureEnvironment({ dev }),
    dev ? ensureChromium() : undefined
  ]);
}

async function ensureNodeModules() {
  if (await nodeModulesMatchLock()) return;
  process.stdout.write('Installing npm packages\n');
  // Nothing here needs install scripts, and some of them download from elsewhere.
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { capture: true });
}

/** npm keeps a list of what it has installed, in the form of the lock file. */
async function nodeModulesMatchLock() {
  const read = async (...parts) => JSON.parse(await readFile(fromRoot(...parts), 'utf8')).packages;
  const wanted = await read('package-lock.json');
  const installed = await read('node_modules', '.package-lock.json').catch(() => ({}));
  return Object.entries(wanted).every(
    ([name, { version, link, optional, devOptional, peer }]) =>
      !name.includes('node_modules/') ||
      link ||
      optional ||
      devOptional ||
      peer ||
      installed[name]?.version === version
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { values } = parseArgs({ options: { run: { type: 'boolean', default: false } } });
    await setup({ dev: !values.run });
  });
}
