// Jobs that are no tables: pictures, texts and time series, the same in both IDEs.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import { root } from './paths.mjs';

/** Of the local engine. */
const BUCKET = 'sagemaker-local-000000000000';
const fixtures = join(root, 'test', 'fixtures');

/** Write `mails.csv`, `employment.csv`, `prompts.csv` and the folder `textures`. */
export function writeProblemTypes(folder) {
  const mails = gunzipSync(readFileSync(join(fixtures, 'text', 'spam-assassin.csv.gz')));
  writeFileSync(join(folder, 'mails.csv'), mails);
  // Three of the series are enough, and soon learned.
  const file = join(fixtures, 'series', 'us_employment.csv');
  const [header, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const few = [...new Set(rows.map(row => row.split(',')[0]))].slice(0, 3);
  const kept = rows.filter(row => few.includes(row.split(',')[0]));
  writeFileSync(join(folder, 'employment.csv'), `${[header, ...kept].join('\n')}\n`);
  const prompts = Array.from({ length: 30 }, (_, i) => `Say ${i} in words,It is ${i}`);
  writeFileSync(join(folder, 'prompts.csv'), `${['input,output', ...prompts].join('\n')}\n`);
  const textures = join(fixtures, 'images', 'learning', 'textures');
  cpSync(textures, join(folder, 'textures'), { recursive: true });
}

const field = (form, label) => form.getByLabel(label, { exact: true });
const value = (form, label) => field(form, label).inputValue();
const start = form => form.getByRole('button', { name: 'Start job' });

/** Press the button. @returns the job's name; its tab opens. */
async function begin(form) {
  const name = await value(form, 'Job name');
  await start(form).click();
  return name;
}

/** A form for `mails.csv`. @param look Called when the form is filled in. */
export async function startTexts(form, look) {
  await expectText(form, /rows · 2 columns/, 30_000);
  await form.getByRole('radio', { name: 'Text classification' }).check();
  assert.equal(await value(form, 'Text column'), 'text');
  assert.equal(await value(form, 'Class column'), 'label');
  await look();
  await form.getByRole('button', { name: 'Show code' }).click();
  await expectText(form, /TextClassificationJobConfig/);
  return begin(form);
}

/** A form for `employment.csv`. */
export async function startSeries(form, look) {
  await expectText(form, /rows · 3 columns/, 30_000);
  await form.getByRole('radio', { name: 'Time-series forecasting' }).check();
  assert.equal(await value(form, 'Target'), 'employed');
  assert.equal(await value(form, 'Timestamp'), 'month');
  assert.equal(await value(form, 'Item'), 'sector');
  assert.equal(await value(form, 'Frequency'), '1M');

  const horizon = field(form, 'Horizon');
  assert.equal(await horizon.inputValue(), '12');
  await horizon.fill('60');
  await horizon.press('Tab');
  await start(form).click();
  await expectText(form, /Before the job can start[^]*at most 30/);
  await horizon.fill('6');

  // The request is the form's, and the form the request's.
  await form.getByRole('button', { name: 'Edit request' }).click();
  const request = field(form, 'Request (JSON)');
  const text = await request.inputValue();
  await request.fill(text.replace('"ForecastHorizon": 6', '"ForecastHorizon": 4'));
  await form.getByRole('button', { name: 'Apply to the form' }).click();
  assert.equal(await horizon.inputValue(), '4');
  await look();
  return begin(form);
}

/** A form for the folder `textures`, opened by the folder's own menu. */
export async function startPictures(form, look) {
  await expectText(form, /pictures · 3 classes/, 30_000);
  assert.ok(await form.getByRole('radio', { name: 'Image classification' }).isChecked());
  assert.match(await value(form, 'Folder of pictures'), /textures$/);
  await expectVisible(form.locator('.ph-Thumbnails img'));
  await look();
  return begin(form);
}

/** A form for `prompts.csv`: the local engine has no such machines, and nothing is sent. */
export async function refuseLanguageModel(form, look) {
  await expectText(form, /30 rows · 2 columns/, 30_000);
  await form.getByRole('radio', { name: 'LLM fine-tuning' }).check();
  await expectText(form, /30 of at most 1,000 rows; none of the rows looked at would be cut/);
  await start(form).click();
  await expectText(
    form,
    /Before the job can start[^]*local engine has no such machines\. Choose an AWS backend/
  );
  await look();
}

/** Press Tab until a control has the focus. */
async function tabTo({ keyboard }, control, key = 'Tab') {
  const hasFocus = element => element === element.ownerDocument.activeElement;
  for (let presses = 0; presses < 80; presses++) {
    if (await control.evaluate(hasFocus)) {
      return;
    }
    await keyboard.press(key);
  }
  assert.fail(`${key} does not reach ${control}`);
}

/**
 * An empty form, filled in and sent without a mouse: texts that an earlier job has uploaded.
 *
 * @param earlier Name of a job on `mails.csv`.
 */
export async function startByKeyboard(page, form, earlier, name) {
  const { keyboard } = page;
  await tabTo(page, form.getByLabel(/^or S3 location/));
  await keyboard.type(`s3://${BUCKET}/pilothouse/input/${earlier}/`);
  await keyboard.press('Enter');
  await expectText(form, /rows · 2 columns/, 30_000);
  await tabTo(page, form.getByRole('radio', { name: 'Tabular' }), 'Shift+Tab');
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowRight');
  await tabTo(page, field(form, 'Job name'));
  // A field that Tab has reached is selected: typing replaces what is in it.
  await keyboard.type(name);
  assert.equal(await value(form, 'Job name'), name);
  const limits = form.getByRole('button', { name: 'Objective, limits' });
  await tabTo(page, limits);
  if ((await limits.getAttribute('aria-expanded')) === 'false') {
    await keyboard.press('Enter');
  }
  await tabTo(page, form.getByLabel(/^Seconds for the job at most/));
  await keyboard.type('30');
  await tabTo(page, start(form));
  await keyboard.press('Enter');
}

/** A job's view, until the job is done. @param report Says something of the problem type. */
export async function finished(view, report) {
  await expectText(view, /Completed/, 120_000);
  assert.doesNotMatch(await view.innerText(), /Failed/);
  await view.getByRole('tab', { name: 'Report' }).click();
  await expectText(view, report, 30_000);
}
