// Explanations of a real job and a real endpoint, from S3, files, a notebook, and dropped.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainedJob } from '../harness/explainedJob.mjs';
import { path } from '../harness/steps.mjs';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import { editor, fileMenu, page, runCommand, shownView, useEditor } from './editor.mjs';

let job;

useEditor(
  'live',
  {
    settings: { 'explorer.compactFolders': false, 'files.autoSave': 'off' }
  },
  () => {
    job = explainedJob(editor.files, editor.data);
  }
);

const step = path(() => editor.screenshot('failure'));
const heading = () => shownView(page).getByRole('heading', { level: 1 });
const body = () => shownView(page).locator('body');
const item = name =>
  page.getByRole('tree', { name: 'Files Explorer' }).getByRole('treeitem', { name, exact: true });

async function openFromS3(uri) {
  await runCommand(page, 'Pilothouse: Open Explanation from S3');
  await expectVisible(page.getByPlaceholder('s3://bucket/path/analysis.json'));
  await page.keyboard.type(uri);
  await page.keyboard.press('Enter');
}

step('the prefix of a job’s explanation opens from S3', async () => {
  await openFromS3(job.prefix);
  const text = await expectText(body(), /\d+ records[^]*Adds up: base/, 60_000);
  assert.doesNotMatch(text, /Read these numbers with care|problems? with the files/);
  await expectVisible(shownView(page).locator('.main-svg').first(), 30_000);
  await page.waitForTimeout(500);
  await editor.screenshot('s3');
});

step('one object of it opens, too', async () => {
  await openFromS3(`${job.prefix}/explanations_shap/out.csv`);
  await expectText(heading(), /out\.csv/, 30_000);
  await expectText(body(), /\d+ records/, 30_000);
});

step('an endpoint’s answer opens from its file', async () => {
  await item('live').click();
  await fileMenu(page, 'answer.json', 'Open Explanation');
  await expectText(heading(), /answer\.json/, 30_000);
  await expectText(body(), /3 records/, 30_000);
  await editor.screenshot('answer');
});

step('a report on pictures shows those that are in S3', async () => {
  await fileMenu(page, 'photos.json', 'Open Explanation');
  await expectText(body(), /pagoda/, 30_000);
  const drawn = shownView(page).locator('.ph-Thumbnail canvas[width]');
  await expectVisible(drawn.nth(1), 30_000);
  await page.waitForTimeout(300);
  await editor.screenshot('pictures');
});

const outputs = () =>
  page.locator('iframe.webview').last().contentFrame().locator('iframe').contentFrame();

async function showNotebook(name) {
  await item(name).dblclick();
  await expectVisible(page.locator('.notebookOverlay:visible'), 60_000);
}

for (const [cell, what] of [
  [1, 'shown as JSON'],
  [2, 'printed']
]) {
  step(`an answer that a notebook has ${what} opens from its cell`, async () => {
    await showNotebook('answers.ipynb');
    const offers = page.locator('.cell-statusbar-container:visible').getByText('Open explanation');
    await expectVisible(offers.nth(cell - 1), 30_000);
    await offers.nth(cell - 1).click();
    await expectText(heading(), new RegExp(`answers\\.ipynb, cell ${cell}`), 30_000);
    await expectText(body(), /3 records/, 30_000);
    await editor.screenshot(`cell-${cell}`);
  });
}

for (const [title, pattern] of [
  ['From a file', /^answer\.json/],
  ['From S3', /output · explained/]
]) {
  step(`“Open live” of an output opens what it refers to: ${title}`, async () => {
    await showNotebook('outputs.ipynb');
    const output = outputs().locator('.ph-Snapshot').filter({ hasText: title });
    await output.scrollIntoViewIfNeeded();
    await output.getByRole('button', { name: 'Open live' }).click();
    const tab = page.getByRole('tab', { name: pattern, selected: true });
    await expectVisible(tab, 30_000);
    await expectInAFrame(/Explanation of [^]*\d+ records/);
  });
}

/** Outputs of a notebook stay in the page behind other editors: any frame may be the one. */
async function expectInAFrame(pattern) {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      const text = await frame.evaluate(() => document.body.innerText).catch(() => '');
      if (pattern.test(text)) {
        return;
      }
    }
    await page.waitForTimeout(200);
  }
  assert.fail(`No frame shows ${pattern}`);
}

step('a file that is dropped is read in memory', async () => {
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Pilothouse: New Explanation View');
  await expectVisible(shownView(page).getByLabel('S3 location'), 30_000);
  await editor.screenshot('open');
  const area = shownView(page).locator('.ph-DropArea');
  const text = readFileSync(join(editor.files, 'live', 'answer.json'), 'utf8');
  await area.evaluate((element, content) => {
    const transfer = new globalThis.DataTransfer();
    transfer.items.add(
      new globalThis.File([content], 'dropped.json', { type: 'application/json' })
    );
    for (const type of ['dragenter', 'dragover', 'drop']) {
      const init = { bubbles: true, cancelable: true, dataTransfer: transfer };
      element.dispatchEvent(new globalThis.DragEvent(type, init));
    }
  }, text);
  await expectText(heading(), /dropped\.json/, 30_000);
  await expectText(body(), /3 records/, 30_000);
});

step('nothing went wrong on the page', () => {
  assert.deepEqual(editor.problems(), []);
});
