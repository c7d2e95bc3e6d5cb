// What is done with jobs that are there: find, clone, stop, tag, read logs, open notebooks.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDatasets } from '../harness/data.mjs';
import { python } from '../harness/paths.mjs';
import { NOTEBOOK_JOB, RUNNING_JOB, seedJobs } from '../harness/seedJobs.mjs';
import { path } from '../harness/steps.mjs';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import {
  answerModal,
  editor,
  page,
  runCommand,
  showTrees,
  shownView,
  useEditor,
  viewFindings
} from './editor.mjs';

useEditor('jobs', { prepare: writeDatasets, settings: { 'pilothouse.pythonPath': python } }, () =>
  seedJobs(editor.files, editor.data)
);

const step = path(() => editor.screenshot('failure'));
const tree = () => page.getByRole('tree', { name: /Jobs/ });
const row = job => tree().getByRole('treeitem', { name: job });
const notebook = () => join(editor.files, `${NOTEBOOK_JOB}-DataExplorationNotebook.ipynb`);

/** Choose an entry of the context menu of a job. */
async function contextMenu(job, entry) {
  await row(job).click({ button: 'right' });
  const item = page.getByRole('menuitem', { name: entry });
  await item.hover();
  await editor.screenshot('menu');
  // A menu ignores a click that follows its opening at once: it may belong to that.
  await page.waitForTimeout(500);
  await item.click();
  await item.waitFor({ state: 'hidden' });
}

/** Close what is open: outputs of a notebook have a webview, which would be taken for the job's. */
async function closeEditors() {
  await runCommand(page, 'View: Close All Editor Groups');
  await page.getByRole('tab', { name: /DataExplorationNotebook/ }).waitFor({ state: 'detached' });
}

step('the tree tells problem and result, and more in its tooltip', async () => {
  await showTrees(page);
  await expectVisible(row(RUNNING_JOB), 60_000);
  await expectText(row(NOTEBOOK_JOB), /Completed.*(Multiclass classification|Tabular)/s, 30_000);
  await row(NOTEBOOK_JOB).hover();
  await expectText(page.locator('.monaco-hover:visible').first(), /Target: target/, 15_000);
  await editor.screenshot('tooltip');
});

step('the tree is narrowed by status', async () => {
  await page.mouse.move(900, 500);
  await tree().hover();
  await page.getByRole('button', { name: 'Filter Jobs…' }).click();
  await page.getByRole('option', { name: /^Completed/ }).click();
  await row(RUNNING_JOB).waitFor({ state: 'hidden' });
  await expectVisible(row(NOTEBOOK_JOB));
  await tree().hover();
  await page.getByRole('button', { name: 'Show All Jobs' }).click();
  await expectVisible(row(RUNNING_JOB), 15_000);
});

step('a running job is stopped after a question', async () => {
  await contextMenu(RUNNING_JOB, 'Stop Job…');
  assert.match(await answerModal(page, 'Stop job'), new RegExp(`Stop ${RUNNING_JOB}`));
  await expectText(row(RUNNING_JOB), /Stopped|Stopping/, 30_000);
});

step('the data exploration opens as a notebook, and is never written over unasked', async () => {
  await row(NOTEBOOK_JOB).click();
  const job = shownView(page);
  await job.getByRole('tab', { name: 'Data findings' }).click();
  const open = job.getByRole('button', { name: 'Open data exploration notebook' });
  await open.click();
  await expectVisible(page.getByRole('tab', { name: /DataExplorationNotebook/ }), 60_000);
  // The notebook editor has it, not one for text.
  await expectText(page.locator('.part.statusbar'), /Cell 1 of/, 60_000);
  await editor.screenshot('notebook');
  await closeEditors();
  const original = readFileSync(notebook(), 'utf8');

  const changed = original.replace('Data exploration', 'My exploration');
  writeFileSync(notebook(), changed);
  await row(NOTEBOOK_JOB).click();
  await shownView(page).getByRole('tab', { name: 'Data findings' }).click();
  await shownView(page).getByRole('button', { name: 'Open data exploration notebook' }).click();
  assert.match(await answerModal(page, 'Cancel'), /is already in the workspace/);
  assert.equal(readFileSync(notebook(), 'utf8'), changed);
  await shownView(page).getByRole('button', { name: 'Open data exploration notebook' }).click();
  await answerModal(page, 'Replace it');
  await expectText(page.locator('.part.statusbar'), /Cell 1 of/, 30_000);
  await closeEditors();
  assert.equal(readFileSync(notebook(), 'utf8'), original);
});

step('tags are changed, logs are read', async () => {
  await row(NOTEBOOK_JOB).click();
  const job = shownView(page);
  await job.getByRole('tab', { name: 'Configuration' }).click();
  await job.getByRole('button', { name: 'Edit tags' }).click();
  await job.getByRole('button', { name: 'Add tag' }).click();
  await job.getByLabel('Key 2').fill('stage');
  await job.getByLabel('Value 2').fill('trial');
  await job.getByRole('button', { name: 'Save tags' }).click();
  await expectText(job.getByRole('list', { name: 'Tags' }).first(), /stage trial/, 15_000);
  await job.getByRole('tab', { name: 'Logs' }).click();
  await expectVisible(job.getByRole('table', { name: 'Log' }), 15_000);
  assert.ok((await job.getByRole('table', { name: 'Log' }).getByRole('row').count()) > 1);
  await editor.screenshot('logs');
  assert.deepEqual(await viewFindings(page), []);
});

step('a job that is dragged into a file leaves the code that goes on with it', async () => {
  await closeEditors();
  await page.keyboard.press('Control+Alt+KeyN');
  const text = page.locator('.editor-instance .view-lines').first();
  await expectVisible(text);
  await row(NOTEBOOK_JOB).hover();
  await page.mouse.down();
  await text.hover({ position: { x: 200, y: 60 } });
  // Without it the editor takes what is dropped for something to open.
  await page.keyboard.down('Shift');
  await text.hover({ position: { x: 210, y: 70 } });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expectText(text, new RegExp(`%pilot.automl.candidates.${NOTEBOOK_JOB}`));
  await editor.screenshot('dragged');
});

step('a job is cloned into a form with its settings under a new name', async () => {
  await contextMenu(NOTEBOOK_JOB, 'Clone Job…');
  const form = shownView(page);
  await expectText(
    form.getByRole('main'),
    new RegExp(`Settings of ${NOTEBOOK_JOB}, under a new name`),
    30_000
  );
  await expectText(form.getByRole('main'), /178 rows/, 30_000);
  await editor.screenshot('clone');
  assert.deepEqual(editor.problems(), []);
});
