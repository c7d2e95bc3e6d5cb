// Jobs that are no tables, from a file or folder through the form to a report.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFindings } from '../harness/accessibility.mjs';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import {
  finished,
  refuseLanguageModel,
  startByKeyboard,
  startPictures,
  startSeries,
  startTexts,
  writeProblemTypes
} from '../harness/problemTypes.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLab } from './lab.mjs';
import { launcher, openLab, openSidebar, trainWithAutoML, view } from './page.mjs';

const screenshot = screenshots('jupyterlab');
let lab;
let browser;
let opened;
let page;
const started = [];

before(async () => {
  lab = await startLab('problem-types');
  writeProblemTypes(lab.files);
  browser = await launchBrowser();
  opened = await openPage(browser, { height: 1000 });
  page = opened.page;
  await openLab(page, lab.url);
});

after(async () => {
  await browser?.close();
  await lab?.stop();
});

/** Take a picture of the form, which must be usable with a screen reader. */
const look = name => async () => {
  assert.deepEqual(await axeFindings(page, '[role="region"][aria-label^="New job: "]'), []);
  await screenshot(page, name);
};

/** The tab of a job that was started. */
async function opens(name) {
  await expectVisible(view(page, name).getByRole('heading', { name }), 60_000);
  started.push(name);
}

test('a folder of pictures becomes an image classification job', async () => {
  await opens(await startPictures(await trainWithAutoML(page, 'textures'), look('form-image')));
});

test('a table of series becomes a forecasting job, with a horizon that is checked', async () => {
  await opens(
    await startSeries(await trainWithAutoML(page, 'employment.csv'), look('form-series'))
  );
});

test('a table of texts becomes a text classification job', async () => {
  await opens(await startTexts(await trainWithAutoML(page, 'mails.csv'), look('form-text')));
});

test('a language model is explained, not started, on the local engine', async () => {
  await refuseLanguageModel(await trainWithAutoML(page, 'prompts.csv'), look('form-llm'));
});

test('a job is started with the keyboard alone, on data in S3', async () => {
  await page.keyboard.press('Control+Shift+C');
  await page.keyboard.type('New AutoML job');
  await page.keyboard.press('Enter');
  const form = launcher(page);
  await expectVisible(form.getByRole('heading', { name: 'New AutoML job' }));
  await startByKeyboard(page, form, started.at(-1), 'by-keyboard');
  const job = view(page, 'by-keyboard');
  await expectVisible(job.getByRole('heading', { name: 'by-keyboard' }), 30_000);
});

test('every job is done, and has its report', async () => {
  const sidebar = await openSidebar(page);
  const jobs = sidebar.getByRole('list', { name: 'Jobs' });
  const reports = [/Accuracy/, /Weighted quantile loss/, /Accuracy/];
  assert.equal(started.length, reports.length);
  for (const [index, name] of started.entries()) {
    await jobs
      .getByRole('button', { name: new RegExp(name) })
      .first()
      .click();
    await finished(view(page, name), reports[index]);
    await screenshot(page, `report-${index}`);
  }
  await expectText(jobs, new RegExp([...started].reverse().join('[^]*')));
  assert.deepEqual(
    opened.problems.filter(problem => !/status of 40[04]/.test(problem)),
    []
  );
});
