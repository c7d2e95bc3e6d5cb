/**
 * Programs that come from the operating system: a Chromium for the tests, ripgrep for Code-OSS.
 * Where they are missing, Debian's packages are installed if that can be done without asking.
 */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { run, UserError, which } from './processes.mjs';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const BROWSER_FILES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
];

const canInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

async function install(packageName) {
  process.stdout.write(`Installing Debian's ${packageName}\n`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, capture: true });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', packageName], {
    env,
    capture: true
  });
}

async function find(names, files = []) {
  for (const name of names) {
    const file = await which(name);
    if (file) return file;
  }
  return files.find(file => existsSync(file));
}

async function ensure(packageName, why, names, files) {
  const found = await find(names, files);
  if (found) return found;
  if (canInstall()) {
    await install(packageName);
    const installed = await find(names, files);
    if (installed) return installed;
  }
  throw new UserError(
    `${packageName} is missing; ${why}. Install it with the system's package manager ` +
      `(on Debian and Ubuntu: sudo apt-get install ${packageName}) and run this again.`
  );
}

/** The path of a Chromium or Chrome; `PILOTHOUSE_CHROMIUM` overrides the search. */
export async function ensureChromium() {
  if (process.env.PILOTHOUSE_CHROMIUM) return process.env.PILOTHOUSE_CHROMIUM;
  return ensure('chromium', 'the tests need it', BROWSERS, BROWSER_FILES);
}

/** The path of `rg`, which the search of Code-OSS uses. */
export const ensureRipgrep = () => ensure('ripgrep', 'Code-OSS searches with it', ['rg']);
