// What the form must do with every bad input, the same in both IDEs.
import assert from 'node:assert/strict';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import { failing, odd } from './badInputs.mjs';

const refusal = /Before the job can start/;
const startButton = form => form.getByRole('button', { name: 'Start job' });
const start = form => form.getByRole('region', { name: 'Start', exact: true });
const data = form => form.getByRole('region', { name: 'Data', exact: true });
const jobName = form => form.getByLabel('Job name', { exact: true });
const literally = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The form shows this file and what it found in it. */
async function expectFile(form, name) {
  await expectText(data(form), new RegExp(`${literally(name)}[^]* rows · `), 30_000);
}

/** Check the form that was opened with one of the `badInputs`; what it blocks stays unsent. */
export async function checkFile(form, name, { outcome, says = [], columns, types, data: shows }) {
  await expectFile(form, name);
  for (const pattern of shows ?? []) {
    await expectText(data(form), pattern);
  }
  const table = form.getByRole('grid', { name: 'Columns', exact: true });
  if (columns) {
    assert.deepEqual(
      await table.getByRole('rowheader').getByTitle(/./).evaluateAll(titles),
      columns
    );
  }
  for (const [column, type] of Object.entries(types ?? {})) {
    assert.equal(await table.getByLabel(`Type of ${column}`, { exact: true }).inputValue(), type);
  }
  if (outcome === 'blocked') {
    await startButton(form).click();
    await expectText(start(form), refusal);
  }
  for (const pattern of says) {
    await expectText(start(form), pattern);
  }
  const text = await start(form).innerText();
  if (outcome !== 'blocked') {
    assert.doesNotMatch(text, refusal);
  }
  if (outcome === 'clean') {
    assert.doesNotMatch(text, /Look at this/);
  }
  await expectVisible(startButton(form));
}

const titles = elements => elements.map(element => element.title);

/** Names and places that cannot be, on a form with good data. */
export async function checkFields(form, takenName) {
  const name = jobName(form);
  const good = await name.inputValue();
  const wrong = [
    ['n'.repeat(40), /The name has 40 characters; at most 32 are allowed. Shorten it/],
    ['bad_name!', /The name may have letters, digits and hyphens/],
    [
      takenName.toUpperCase(),
      new RegExp(`There is a job called “${takenName}” already. Choose another name`)
    ]
  ];
  for (const [text, says] of wrong) {
    await name.fill(text);
    await name.press('Tab');
    await expectText(start(form), says);
    await startButton(form).click();
    assert.equal(await name.getAttribute('aria-invalid'), 'true');
    await expectText(form.locator(`[id="${await describedBy(name)}"]`), says);
  }
  await name.fill(good);
  await name.press('Tab');

  await form.getByRole('button', { name: 'Output, role, tags' }).click();
  const output = form.getByLabel('Output location', { exact: true });
  await output.fill('s3://pilothouse-no-such-bucket/results/');
  await expectText(
    start(form),
    /The bucket “pilothouse-no-such-bucket” of the output does not exist. Correct its name/
  );
  await startButton(form).click();
  assert.equal(await output.getAttribute('aria-invalid'), 'true');
  assert.match(await start(form).innerText(), refusal);
  await output.fill('');
  await form.getByRole('button', { name: 'Output, role, tags' }).click();
}

/** Id of the element that says what is wrong with a field. */
async function describedBy(field) {
  return (await field.getAttribute('aria-describedby')).split(' ').at(-1);
}

/** Start a job with a single candidate. @returns its name. */
async function startJob(form) {
  const name = await jobName(form).inputValue();
  const limit = form.getByLabel(/^Candidates at most/);
  if (!(await limit.isVisible())) {
    await form.getByText('Objective, training mode, algorithms, limits').click();
  }
  await limit.fill('1');
  await startButton(form).click();
  return name;
}

/** Start a job on data whose fault only the job can find. @returns the job's name. */
export async function startFailing(form) {
  await expectFile(form, failing.name);
  return startJob(form);
}

/** Why that job failed, in its view. */
export async function checkFailed(job) {
  await expectText(job, /Failed/, 90_000);
  await expectText(job.getByRole('alert'), failing.says);
}

/**
 * Start a job on a file that vanishes after the preview, then again with the file back.
 *
 * @param steps.vanish Takes the file away.
 * @param steps.refused Called when the form has said so.
 * @param steps.restore Brings the file back.
 * @returns the name of the job that was started.
 */
export async function startAfterVanishing(form, { vanish, refused, restore }) {
  await expectFile(form, odd.name);
  vanish();
  const name = await startJob(form);
  const alert = form.getByRole('alert').filter({ hasText: 'The job was not started.' });
  await expectText(alert, new RegExp(`${literally(odd.name)}.*Choose the file a(gain|new)`));
  await refused();
  restore();
  await alert.getByRole('button', { name: 'Try again' }).click();
  return name;
}
