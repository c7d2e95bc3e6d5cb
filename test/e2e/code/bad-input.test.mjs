// Awkward files, names and places: what is said about each before anything is submitted, and
// that a job that fails costs nothing but itself.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  checkFailed,
  checkFields,
  checkFile,
  startAfterVanishing,
  startFailing
} from '../harness/badInputForm.mjs';
import { badInputs, failing, odd, writeBadInputs } from '../harness/badInputs.mjs';
import { python } from '../harness/paths.mjs';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import { editor, fileMenu, page, shownView, showTrees, useEditor } from './editor.mjs';

let failed;
let next;

useEditor('bad-input', {
  prepare: writeBadInputs,
  settings: { 'pilothouse.pythonPath': python }
});

const main = () => shownView(page).getByRole('main');

/** The form for a file, by its menu in the explorer. */
async function train(name) {
  await fileMenu(page, name, 'Train with AutoML');
  return main();
}

test('a fault that only training can find fails the job, with the reason', async () => {
  failed = await startFailing(await train(failing.name));
  await expectVisible(shownView(page).getByRole('heading', { name: failed }), 60_000);
  await checkFailed(main());
  await editor.screenshot('job-failed');
});

test('the next job starts once its vanished file is back', async () => {
  const form = await train(odd.name);
  const file = join(editor.files, odd.name);
  next = await startAfterVanishing(form, {
    vanish: () => rmSync(file),
    refused: () => editor.screenshot('vanished'),
    restore: () => writeFileSync(file, odd.content)
  });
  await expectVisible(shownView(page).getByRole('heading', { name: next }), 60_000);
});

for (const [name, input] of Object.entries(badInputs)) {
  test(`${name} is ${input.outcome} in the form`, async () => {
    try {
      await checkFile(await train(name), name, input);
    } finally {
      await editor.screenshot(name);
    }
  });
}

test('names and places that cannot be are said at their fields', async () => {
  await checkFields(await train('dates.csv'), failed);
  await editor.screenshot('fields');
});

test('the job after the failed one is completed, and there is no other', async () => {
  await showTrees(page);
  const jobs = page.getByRole('tree', { name: /Jobs/ });
  await expectText(jobs, new RegExp(`${next}[^]*Completed[^]*${failed}[^]*Failed`), 120_000);
  assert.equal(await jobs.getByRole('treeitem').count(), 2);
  assert.deepEqual(editor.problems(), []);
});
