// What a page load costs, and where Pilothouse shows itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import { python } from '../harness/paths.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLab } from './lab.mjs';
import { openLab, openSidebar } from './page.mjs';

const screenshot = screenshots('jupyterlab');
let lab;
let browser;

before(async () => {
  lab = await startLab('start');
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await lab?.stop();
});

test('JupyterLab finds the extension compatible', () => {
  const code = 'from jupyterlab.labextensions import main; main()';
  const { stdout, stderr } = spawnSync(python, ['-c', code, 'list'], { encoding: 'utf8' });
  const list = stdout + stderr;
  assert.match(list, /@pilothouse\/jupyterlab-ext .*enabled/);
  assert.doesNotMatch(list, /outdated|incompatible/);
});

test('a page load adds at most 5 requests and 40 kB, and asks our routes nothing', async () => {
  const { context, page, requests, problems } = await openPage(browser);
  const sizes = [];
  page.on('response', response => {
    if (response.url().includes('/@pilothouse/')) {
      sizes.push(response.body().then(body => body.byteLength));
    }
  });
  await openLab(page, lab.url);
  await expectText(page.getByRole('button', { name: 'Pilothouse', exact: true }), /Pilothouse/);
  await page.waitForLoadState('networkidle');
  const ours = requests.filter(url => /pilothouse/i.test(new URL(url).pathname));
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  assert.ok(ours.length <= 5, ours.join('\n'));
  assert.ok(bytes > 0 && bytes <= 40_960, `${bytes} bytes`);
  assert.deepEqual(
    ours.filter(url => url.includes('/pilothouse/api/')),
    []
  );
  assert.deepEqual(problems, []);
  await context.close();
});

test('the launcher has cards and the sidebar its sections', async () => {
  const { context, page, problems } = await openPage(browser);
  await openLab(page, lab.url);
  await expectVisible(page.getByRole('heading', { name: 'Pilothouse' }));
  await screenshot(page, 'launcher');
  const sidebar = await openSidebar(page);
  await expectVisible(sidebar.getByText('Endpoints', { exact: true }));
  await expectText(sidebar, /Local engine/);
  await expectText(sidebar, /Ready/);
  await expectVisible(page.getByRole('button', { name: 'Local engine', exact: true }));
  await screenshot(page, 'sidebar-empty');
  await page.locator('.jp-LauncherCard', { hasText: 'New AutoML job' }).click();
  await expectVisible(page.getByRole('heading', { name: 'New AutoML job' }));
  await expectVisible(page.getByRole('button', { name: 'Choose file' }));
  assert.deepEqual(problems, []);
  await context.close();
});
