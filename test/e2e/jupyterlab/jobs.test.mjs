// What is done with jobs that are there: find, clone, stop, tag, read logs, open notebooks.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { axeFindings } from '../harness/accessibility.mjs';
import { writeDatasets } from '../harness/data.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { NOTEBOOK_JOB, RUNNING_JOB, seedJobs } from '../harness/seedJobs.mjs';
import { path } from '../harness/steps.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLabPage } from './lab.mjs';
import { answerDialog, dialog, openSidebar, view } from './page.mjs';

const screenshot = screenshots('jupyterlab');
let lab;
let page;
let sidebar;

before(async () => {
  lab = await startLabPage('jobs', { prepare: writeDatasets });
  page = lab.page;
  seedJobs(lab.files, lab.data);
});

after(() => lab?.stop());

const step = path(() => screenshot(page, 'jobs-failure'));
const jobs = () => sidebar.getByRole('list', { name: 'Jobs' });
const notebook = () => join(lab.files, `${NOTEBOOK_JOB}-DataExplorationNotebook.ipynb`);

/** Choose an entry of the menu of a job's row. */
async function rowMenu(job, entry) {
  await jobs().getByText(job, { exact: true }).first().hover();
  await jobs()
    .getByRole('button', { name: `Actions of ${job}` })
    .click();
  await screenshot(page, 'jobs-menu');
  await page.getByRole('menuitem', { name: entry }).click();
}

step('the list is narrowed by status and name', async () => {
  sidebar = await openSidebar(page);
  await sidebar.getByRole('button', { name: 'Refresh jobs' }).click();
  await expectText(jobs(), new RegExp(RUNNING_JOB), 30_000);
  await expectText(jobs(), /Multiclass classification|Tabular/, 30_000);
  await sidebar.getByRole('button', { name: 'Filter jobs' }).click();
  await sidebar.getByLabel('Status', { exact: true }).selectOption('Completed');
  await jobs().getByText(RUNNING_JOB, { exact: true }).waitFor({ state: 'hidden' });
  await expectText(jobs(), new RegExp(NOTEBOOK_JOB));
  await sidebar.getByLabel('Name contains').fill('no such job');
  await expectText(sidebar, /No job fits the filter/);
  await screenshot(page, 'jobs-filter');
  assert.deepEqual(await axeFindings(page, '[role="region"][aria-label="Pilothouse"]'), []);
  await sidebar.getByRole('button', { name: 'Show all jobs' }).click();
  await expectText(jobs(), new RegExp(RUNNING_JOB));
});

step('a running job is stopped from its row after a question', async () => {
  await rowMenu(RUNNING_JOB, 'Stop job…');
  assert.match(await answerDialog(page, 'Stop job'), new RegExp(`Stop ${RUNNING_JOB}`));
  await expectText(jobs(), /Stopped|Stopping/, 30_000);
});

step('the data exploration opens as a notebook, and is never written over unasked', async () => {
  await jobs().getByText(NOTEBOOK_JOB, { exact: true }).first().click();
  const job = view(page, NOTEBOOK_JOB);
  await job.getByRole('tab', { name: 'Data findings' }).click();
  const open = job.getByRole('button', { name: 'Open data exploration notebook' });
  await open.click();
  const tab = page.getByRole('tab', { name: /DataExplorationNotebook/ });
  await expectVisible(tab.first(), 30_000);
  await expectText(page.locator('.jp-NotebookPanel'), /Dataset summary|Data exploration/, 60_000);
  await screenshot(page, 'jobs-notebook');
  const original = readFileSync(notebook(), 'utf8');

  const changed = original.replace('Data exploration', 'My exploration');
  writeFileSync(notebook(), changed);
  await page.getByRole('tab', { name: NOTEBOOK_JOB, exact: true }).click();
  await open.click();
  await expectText(dialog(page), /is already in this folder/);
  await screenshot(page, 'jobs-notebook-asks');
  await answerDialog(page, 'Cancel');
  assert.equal(readFileSync(notebook(), 'utf8'), changed);
  await open.click();
  await answerDialog(page, 'Replace it');
  await page.waitForTimeout(1_500);
  assert.match(readFileSync(notebook(), 'utf8'), /Data exploration/);
});

step('tags are changed, logs are read', async () => {
  await page.getByRole('tab', { name: NOTEBOOK_JOB, exact: true }).click();
  const job = view(page, NOTEBOOK_JOB);
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
  await screenshot(page, 'jobs-logs');
  assert.deepEqual(await axeFindings(page, `[role="region"][aria-label="${NOTEBOOK_JOB}"]`), []);
});

step('a job is cloned into a form with its settings under a new name', async () => {
  await rowMenu(NOTEBOOK_JOB, 'Clone job…');
  const form = view(page, `Clone of ${NOTEBOOK_JOB}`);
  await expectText(form, new RegExp(`Settings of ${NOTEBOOK_JOB}, under a new name`), 30_000);
  assert.notEqual(await form.getByLabel('Job name', { exact: true }).inputValue(), NOTEBOOK_JOB);
  await expectText(form, /178 rows/, 30_000);
  await screenshot(page, 'jobs-clone');
  assert.ok(existsSync(notebook()));
});

step('a job that is dragged into a cell leaves the code that goes on with it', async () => {
  await page.getByRole('tab', { name: /DataExplorationNotebook/ }).click();
  const shown = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  const insert = shown.getByRole('button', { name: /Insert a cell below/ });
  await insert.first().click();
  const cell = shown.getByRole('textbox').first();
  await expectVisible(cell);
  await jobs().getByText(NOTEBOOK_JOB, { exact: true }).first().dragTo(cell);
  await expectText(cell, new RegExp(`%pilot automl candidates ${NOTEBOOK_JOB}`));
  await screenshot(page, 'jobs-dragged');
});
