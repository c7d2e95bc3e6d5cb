/**
 * `npm run test:desktop`: the extension's tests in a desktop VS Code. For machines with an open
 * network: `@vscode/test-electron` is fetched when asked for, and fetches an editor.
 */
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildTargets } from './build.mjs';
import { CACHE, fromRoot } from './paths.mjs';
import { main, run, UserError } from './processes.mjs';
import { setup } from './setup.mjs';

const RUNNER = '@vscode/test-electron@2.5.2';
/** The module that runs in the extension host; also tested in Code-OSS by `npm test`. */
const SUITE = fromRoot('test', 'extension-host', 'suite.cjs');

async function testElectron() {
  const folder = path.join(CACHE, 'test-electron');
  await mkdir(folder, { recursive: true });
  try {
    await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', RUNNER], {
      capture: true
    });
  } catch (error) {
    throw new UserError(
      `${RUNNER} could not be installed. This test needs an open network and a display ` +
        `(on Linux: xvfb-run -a npm run test:desktop).\n${error.message}`
    );
  }
  const file = createRequire(path.join(folder, 'package.json')).resolve('@vscode/test-electron');
  return import(pathToFileURL(file).href);
}

await main(async () => {
  await setup({ dev: true });
  await buildTargets(['python', 'code']);
  const { runTests } = await testElectron();
  try {
    await runTests({
      extensionDevelopmentPath: fromRoot('vscode-ext'),
      extensionTestsPath: SUITE,
      launchArgs: ['--disable-extensions', '--disable-workspace-trust', fromRoot('docs', 'samples')]
    });
  } catch (error) {
    throw new UserError(
      `The desktop editor did not pass: ${error.message}. It is downloaded on first use and ` +
        'needs a display (on Linux: xvfb-run -a npm run test:desktop).'
    );
  }
});
