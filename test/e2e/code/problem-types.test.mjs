// Jobs that are no tables, from a file or folder through the form to a report.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { python } from '../harness/paths.mjs';
import {
  finished,
  refuseLanguageModel,
  startByKeyboard,
  startPictures,
  startSeries,
  startTexts,
  writeProblemTypes
} from '../harness/problemTypes.mjs';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import {
  editor,
  fileMenu,
  page,
  runCommand,
  shownView,
  showTrees,
  useEditor,
  viewFindings
} from './editor.mjs';

const started = [];

useEditor('problem-types', {
  prepare: writeProblemTypes,
  settings: { 'pilothouse.pythonPath': python }
});

const main = () => shownView(page).getByRole('main');

/** The form for a file or folder, by its menu in the explorer. */
async function train(name) {
  await fileMenu(page, name, 'Train with AutoML');
  await expectVisible(shownView(page).getByRole('heading', { name: 'New AutoML job' }), 60_000);
  return main();
}

/** Take a picture of the form, which must be usable with a screen reader. */
const look = name => async () => {
  assert.deepEqual(await viewFindings(page), []);
  await editor.screenshot(name);
};

/** The tab of a job that was started. */
async function opens(name) {
  await expectVisible(shownView(page).getByRole('heading', { name }), 60_000);
  started.push(name);
}

test('a folder of pictures becomes an image classification job', async () => {
  await opens(await startPictures(await train('textures'), look('form-image')));
});

test('a table of series becomes a forecasting job, with a horizon that is checked', async () => {
  await opens(await startSeries(await train('employment.csv'), look('form-series')));
});

test('a table of texts becomes a text classification job', async () => {
  await opens(await startTexts(await train('mails.csv'), look('form-text')));
});

test('a language model is explained, not started, on the local engine', async () => {
  await refuseLanguageModel(await train('prompts.csv'), look('form-llm'));
});

test('a job is started with the keyboard alone, on data in S3', async () => {
  await runCommand(page, 'Pilothouse: Train with AutoML');
  await expectVisible(shownView(page).getByRole('heading', { name: 'New AutoML job' }), 60_000);
  await startByKeyboard(page, main(), started.at(-1), 'by-keyboard');
  await editor.screenshot('by-keyboard');
  await expectVisible(shownView(page).getByRole('heading', { name: 'by-keyboard' }), 60_000);
});

test('every job is done, and has its report', async () => {
  await showTrees(page);
  const jobs = page.getByRole('tree', { name: /Jobs/ });
  const reports = [/Accuracy/, /Weighted quantile loss/, /Accuracy/];
  assert.equal(started.length, reports.length);
  for (const [index, name] of started.entries()) {
    await expectText(jobs, new RegExp(name));
    await jobs.getByRole('treeitem', { name: new RegExp(name) }).click();
    await expectVisible(shownView(page).getByRole('heading', { name }), 60_000);
    await finished(main(), reports[index]);
    await editor.screenshot(`report-${index}`);
  }
  assert.deepEqual(editor.problems(), []);
});
