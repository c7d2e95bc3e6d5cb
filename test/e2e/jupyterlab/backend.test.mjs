// The backend switch: AWS without credentials says what is missing, and back again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLab } from './lab.mjs';
import { dialog, openLab, openSidebar } from './page.mjs';

const screenshot = screenshots('jupyterlab');
let lab;
let browser;

before(async () => {
  lab = await startLab('backend');
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await lab?.stop();
});

test('AWS without credentials explains what is missing, and survives a reload', async () => {
  const { context, page, problems } = await openPage(browser);
  await openLab(page, lab.url);
  const sidebar = await openSidebar(page);
  await expectText(sidebar, /Ready/);

  await sidebar.getByRole('radio', { name: 'AWS' }).click();
  await expectText(sidebar, /Region/);
  await sidebar.getByLabel('Region').fill('eu-west-1');
  await sidebar.getByLabel('Region').press('Enter');
  await expectText(sidebar, /No AWS credentials were found/);
  await expectText(sidebar, /aws sso login|aws configure/);
  await expectVisible(page.getByRole('button', { name: 'AWS eu-west-1: not available' }));
  await screenshot(page, 'aws-without-credentials');

  await page.reload();
  await openLab(page, lab.url);
  const again = await openSidebar(page);
  await expectText(again, /No AWS credentials were found/);

  await page.getByRole('button', { name: 'AWS eu-west-1: not available' }).click();
  await expectText(dialog(page), /Where jobs and endpoints run/);
  assert.equal(await dialog(page).getByLabel('Region').inputValue(), 'eu-west-1');
  await screenshot(page, 'backend-dialog');
  await dialog(page).getByRole('combobox').first().selectOption('local');
  await dialog(page).getByRole('button', { name: 'Use this backend' }).click();
  await expectText(again, /Ready/);
  await expectVisible(page.getByRole('button', { name: 'Local engine', exact: true }));
  assert.deepEqual(
    problems.filter(problem => !/status of 424/.test(problem)),
    []
  );
  await context.close();
});
