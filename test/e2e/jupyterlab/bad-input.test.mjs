// Awkward files, names and places: what is said about each before anything is submitted, and
// that a job that fails costs nothing but itself.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  checkFailed,
  checkFields,
  checkFile,
  startAfterVanishing,
  startFailing
} from '../harness/badInputForm.mjs';
import { badInputs, failing, odd, writeBadInputs } from '../harness/badInputs.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLabPage } from './lab.mjs';
import { openSidebar, trainWithAutoML, view } from './page.mjs';

const screenshot = screenshots('jupyterlab');
let lab;
let page;
let failed;
let next;

before(async () => {
  lab = await startLabPage('bad-input', { prepare: writeBadInputs, height: 900 });
  page = lab.page;
});

after(() => lab?.stop());

/** Close the tab in front. */
const closeTab = () =>
  page.locator('.lm-TabBar-tab.lm-mod-current .lm-TabBar-tabCloseIcon').last().click();

test('a fault that only training can find fails the job, with the reason', async () => {
  const form = await trainWithAutoML(page, failing.name);
  failed = await startFailing(form);
  await checkFailed(view(page, failed));
  await screenshot(page, 'bad-job-failed');
});

test('the next job starts once its vanished file is back', async () => {
  const form = await trainWithAutoML(page, odd.name);
  const file = join(lab.files, odd.name);
  next = await startAfterVanishing(form, {
    vanish: () => rmSync(file),
    refused: () => screenshot(page, 'bad-vanished'),
    restore: () => writeFileSync(file, odd.content)
  });
  await expectVisible(view(page, next).getByRole('heading', { name: next }));
});

for (const [name, input] of Object.entries(badInputs)) {
  test(`${name} is ${input.outcome} in the form`, async () => {
    const form = await trainWithAutoML(page, name);
    try {
      await checkFile(form, name, input);
    } finally {
      await screenshot(page, `bad-${name}`);
      await closeTab();
    }
  });
}

test('names and places that cannot be are said at their fields', async () => {
  const form = await trainWithAutoML(page, 'dates.csv');
  await checkFields(form, failed);
  await screenshot(page, 'bad-fields');
});

test('the job after the failed one is completed, and there is no other', async () => {
  const sidebar = await openSidebar(page);
  const jobs = sidebar.getByRole('list', { name: 'Jobs' });
  await expectText(jobs, new RegExp(`${next}[^]*Completed[^]*${failed}[^]*Failed`), 120_000);
  assert.equal(await jobs.getByRole('listitem').count(), 2);
  assert.deepEqual(
    lab.problems.filter(problem => !/status of 40[04]/.test(problem)),
    []
  );
});
