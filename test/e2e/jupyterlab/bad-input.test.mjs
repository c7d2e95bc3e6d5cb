// Files that cannot be trained on are named, with what is wrong, before anything is submitted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import { badFiles, writeBadFiles } from '../harness/data.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLab } from './lab.mjs';
import { openLab, openSidebar, trainWithAutoML } from './page.mjs';

const screenshot = screenshots('jupyterlab');
let lab;
let browser;
let opened;

before(async () => {
  lab = await startLab('bad-input');
  writeBadFiles(lab.files);
  browser = await launchBrowser();
  opened = await openPage(browser);
  await openLab(opened.page, lab.url);
});

after(async () => {
  await browser?.close();
  await lab?.stop();
});

for (const [name, { says }] of Object.entries(badFiles)) {
  test(`${name} is refused in the form`, async () => {
    const { page } = opened;
    const form = await trainWithAutoML(page, name);
    await form.getByRole('button', { name: 'Start job' }).click();
    await expectText(form, says);
    await expectVisible(form.getByRole('button', { name: 'Start job' }));
    await screenshot(page, `bad-${name}`);
    await page.keyboard.press('Escape');
    await page.locator('.lm-TabBar-tab.lm-mod-current .lm-TabBar-tabCloseIcon').last().click();
  });
}

test('no job was submitted', async () => {
  const sidebar = await openSidebar(opened.page);
  await expectText(sidebar, /No jobs yet/);
  assert.deepEqual(
    opened.problems.filter(problem => !/status of 40[04]/.test(problem)),
    []
  );
});
