// What a user meets whose engine hangs, or is not there, or whose port is taken.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { join } from 'node:path';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import { scratch } from '../harness/paths.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { engineInfo, runPython, takePort } from '../harness/servers.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLab } from './lab.mjs';
import { dialog, openLab, openSidebar } from './page.mjs';

const posix = process.platform !== 'win32';
const screenshot = screenshots('jupyterlab');
let browser;
let lab;
let page;
let folder;

before(async () => {
  browser = await launchBrowser();
});

afterEach(async () => {
  if (page) {
    await screenshot(page, 'engine-last').catch(() => undefined);
    await page.context().close();
  }
  await lab?.stop();
  folder?.remove();
  lab = page = folder = undefined;
});

after(() => browser?.close());

async function start(suite, options) {
  lab = await startLab(suite, options);
  ({ page } = await openPage(browser));
  await openLab(page, lab.url);
  return openSidebar(page);
}

test('an engine that hangs is told and restarted by a button', { skip: !posix }, async () => {
  const sidebar = await start('engine-hang');
  await expectText(sidebar, /No jobs yet/, 60_000);
  const { pid } = engineInfo(lab.data);
  process.kill(pid, 'SIGSTOP');
  // Who comes back to a page finds it so.
  await page.reload();
  await openLab(page, lab.url);
  const again = await openSidebar(page);
  await expectText(again, /engine runs but does not answer/, 30_000);
  await expectVisible(page.getByRole('button', { name: 'Local engine: not answering' }));
  await screenshot(page, 'engine-silent');
  await again.getByRole('button', { name: 'Restart local engine' }).first().click();
  await expectText(again, /No jobs yet/, 60_000);
  await expectText(again, /Ready/);
  await expectVisible(page.getByRole('button', { name: 'Local engine', exact: true }));
  const second = engineInfo(lab.data);
  assert.notEqual(second.pid, pid);
  await screenshot(page, 'engine-restarted');

  // And who is at work learns it from the next call.
  process.kill(second.pid, 'SIGSTOP');
  await again.getByRole('button', { name: 'Refresh jobs' }).first().click();
  await expectText(again, /engine runs but does not answer/, 60_000);
  await again.getByRole('button', { name: 'Restart local engine' }).first().click();
  await expectText(again, /No jobs yet/, 60_000);
  assert.notEqual(engineInfo(lab.data).pid, second.pid);
});

test('a port that another program has taken is left to it', async () => {
  const sidebar = await start('engine-port');
  await expectText(sidebar, /No jobs yet/, 60_000);
  const { pid, endpointUrl } = engineInfo(lab.data);
  process.kill(pid, 'SIGKILL');
  const other = await takePort(endpointUrl);
  try {
    await page.reload();
    await openLab(page, lab.url);
    await expectText(await openSidebar(page), /No jobs yet/, 60_000);
    assert.notEqual(engineInfo(lab.data).endpointUrl, endpointUrl);
  } finally {
    other.close();
    other.closeAllConnections();
  }
});

test(
  'a Python without the engine is named, and installing is asked for',
  { skip: !posix },
  async () => {
    folder = scratch('engine-missing');
    runPython(['-m', 'venv', '--without-pip', join(folder.path, 'env')]);
    const command = join(folder.path, 'env', 'bin', 'python');
    const sidebar = await start('engine-missing', {
      args: [`--PilothouseApp.engine_python=${command}`]
    });
    await expectText(sidebar, /engine is not installed for/, 30_000);
    assert.ok((await sidebar.innerText()).includes(command));
    await screenshot(page, 'engine-missing');
    await sidebar.getByRole('button', { name: 'Install engine' }).first().click();
    await expectText(dialog(page), /pip install pilothouse-engine/);
    await dialog(page).getByRole('button', { name: 'Install' }).click();
    // This environment has no pip.
    await expectText(sidebar, /could not be installed/, 30_000);
    await screenshot(page, 'engine-not-installed');
  }
);

test('a Python that is not there is named with its setting', async () => {
  const sidebar = await start('engine-no-python', {
    args: ['--PilothouseApp.engine_python=/nowhere/python3']
  });
  await expectText(sidebar, /no Python at \/nowhere\/python3/, 30_000);
  const text = await expectText(sidebar, /PilothouseApp\.engine_python/);
  assert.doesNotMatch(text, /Starts with the first call/);
  await screenshot(page, 'engine-no-python');
});
