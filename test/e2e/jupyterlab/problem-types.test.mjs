// Jobs that are no tables: texts and time series, from a file through the form to the first phase.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { axeFindings } from '../harness/accessibility.mjs';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import { root } from '../harness/paths.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLab } from './lab.mjs';
import { openLab, openSidebar, trainWithAutoML, view } from './page.mjs';

const screenshot = screenshots('jupyterlab');
const fixture = (...names) => readFileSync(join(root, 'test', 'fixtures', ...names));
let lab;
let browser;
let opened;
let page;
const started = [];

before(async () => {
  lab = await startLab('problem-types');
  writeFileSync(join(lab.files, 'mails.csv'), gunzipSync(fixture('text', 'spam-assassin.csv.gz')));
  // Three of the series are enough, and soon learned.
  const [header, ...rows] = fixture('series', 'us_employment.csv').toString().trim().split('\n');
  const few = [...new Set(rows.map(row => row.split(',')[0]))].slice(0, 3);
  const kept = rows.filter(row => few.includes(row.split(',')[0]));
  writeFileSync(join(lab.files, 'employment.csv'), `${[header, ...kept].join('\n')}\n`);
  browser = await launchBrowser();
  opened = await openPage(browser, { height: 1000 });
  page = opened.page;
  await openLab(page, lab.url);
});

after(async () => {
  await browser?.close();
  await lab?.stop();
});

const value = (form, label) => form.getByLabel(label, { exact: true }).inputValue();

/** Start, and see the job's tab with the job under way. */
async function start(form, shot) {
  const name = await value(form, 'Job name');
  await form.getByRole('button', { name: 'Start job' }).click();
  const job = view(page, name);
  await expectVisible(job.getByRole('heading', { name }), 30_000);
  started.push(name);
  await screenshot(page, shot);
  return job;
}

test('a table of texts becomes a text classification job', async () => {
  const form = await trainWithAutoML(page, 'mails.csv');
  await expectText(form, /rows · 2 columns/);
  await form.getByRole('radio', { name: 'Text classification' }).check();
  assert.equal(await value(form, 'Text column'), 'text');
  assert.equal(await value(form, 'Class column'), 'label');
  assert.deepEqual(await axeFindings(page, '[role="region"][aria-label="New AutoML job"]'), []);
  await screenshot(page, 'form-text');

  await form.getByRole('button', { name: 'Show code' }).click();
  await expectText(form, /TextClassificationJobConfig/);
  await start(form, 'job-text');
});

test('a table of series becomes a forecasting job, with a horizon that is checked', async () => {
  const form = await trainWithAutoML(page, 'employment.csv');
  await expectText(form, /rows · 3 columns/);
  await form.getByRole('radio', { name: 'Time-series forecasting' }).check();
  assert.equal(await value(form, 'Target'), 'employed');
  assert.equal(await value(form, 'Timestamp'), 'month');
  assert.equal(await value(form, 'Item'), 'sector');
  assert.equal(await value(form, 'Frequency'), '1M');

  const horizon = form.getByLabel('Horizon', { exact: true });
  assert.equal(await horizon.inputValue(), '12');
  await horizon.fill('60');
  await horizon.press('Tab');
  await form.getByRole('button', { name: 'Start job' }).click();
  await expectText(form, /Before the job can start[^]*at most 30/);
  await horizon.fill('6');

  // The request is the form's, and the form the request's.
  await form.getByRole('button', { name: 'Edit request' }).click();
  const request = form.getByLabel('Request (JSON)', { exact: true });
  const text = await request.inputValue();
  await request.fill(text.replace('"ForecastHorizon": 6', '"ForecastHorizon": 4'));
  await form.getByRole('button', { name: 'Apply to the form' }).click();
  assert.equal(await horizon.inputValue(), '4');
  await screenshot(page, 'form-series');
  await start(form, 'job-series');
});

test('a language model is explained, not started, on the local engine', async () => {
  const form = await trainWithAutoML(page, 'mails.csv');
  await form.getByRole('radio', { name: 'LLM fine-tuning' }).check();
  await expectText(form, /local engine has no such machines/);
});

test('both jobs are in the list', async () => {
  const sidebar = await openSidebar(page);
  const jobs = sidebar.getByRole('list', { name: 'Jobs' });
  for (const name of started) {
    await expectText(jobs, new RegExp(name));
  }
  assert.equal(started.length, 2);
  assert.deepEqual(
    opened.problems.filter(problem => !/status of 40[04]/.test(problem)),
    []
  );
});
