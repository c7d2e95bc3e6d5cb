// A candidate as a serverless and an asynchronous endpoint and as a batch transform.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { axeFindings } from '../harness/accessibility.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { path } from '../harness/steps.mjs';
import { trainedJob } from '../harness/trainedJob.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLabPage } from './lab.mjs';
import { answerDialog, dialog, openSidebar, view } from './page.mjs';

const JOB = 'small';
const screenshot = screenshots('jupyterlab');
let lab;
let page;

before(async () => {
  lab = await startLabPage('deployments', { height: 1100 });
  page = lab.page;
  trainedJob(JOB, lab.files, lab.data);
});

after(() => lab?.stop());

const step = path(() => screenshot(page, 'deployments-failure'));

/** The view in the visible tab that holds a control. */
const viewWith = (role, name) =>
  page
    .getByRole('region')
    .filter({ has: page.getByRole(role, { name }) })
    .filter({ visible: true })
    .first();

async function accessible(region) {
  const name = await region.getAttribute('aria-label');
  assert.deepEqual(await axeFindings(page, `[role="region"][aria-label="${name}"]`), []);
}

/** The form of the best candidate, reached as a user would. */
async function openForm() {
  const sidebar = await openSidebar(page);
  await sidebar.getByRole('list', { name: 'Jobs' }).getByText(JOB).first().click();
  await view(page, JOB).getByRole('button', { name: 'Deploy best…' }).click();
  const form = viewWith('radio', /^Serverless/);
  await expectVisible(form, 30_000);
  return form;
}

step('the form says what is wrong, then deploys a serverless endpoint', async () => {
  const form = await openForm();
  const name = form.getByLabel('Endpoint name');
  const proposed = await name.inputValue();
  assert.match(proposed, /^small-\d{12}$/);
  await name.fill('no name!');
  await name.press('Tab');
  await expectText(form, /The name may have letters, digits and hyphens/);
  await screenshot(page, 'deploy-form');
  await accessible(form);
  await name.fill('on-demand');
  await form.getByRole('radio', { name: 'Serverless' }).check();
  await form.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expectText(dialog(page), /Deploy on-demand\?[\s\S]*Free\./);
  await answerDialog(page, 'Deploy');

  const endpoint = viewWith('button', /^Invoke$/);
  await expectText(endpoint, /In service/i, 30_000);
  await expectText(endpoint, /Serverless[\s\S]*4096 MB, up to 5 requests at a time/);
  await endpoint.getByRole('button', { name: 'Invoke' }).click();
  await expectText(endpoint, /First answer[\s\S]*with the start of the endpoint/, 30_000);
  await expectText(endpoint, /malignant|benign/);
  await screenshot(page, 'endpoint-serverless');
  // The same answer in parts, through the stream of the server.
  await endpoint.getByLabel('Show the answer as it comes').check();
  await endpoint.getByRole('button', { name: 'Invoke' }).click();
  await expectText(endpoint, /Parts\s*1\b/, 30_000);
  await accessible(endpoint);
});

step('a job of another account is asked for, and why that needs AWS', async () => {
  const form = await openForm();
  await form.getByRole('button', { name: 'From another account' }).click();
  const asks = viewWith('heading', 'Deploy from another account');
  await expectText(asks, /The local engine has one account/);
  await screenshot(page, 'deploy-other-account');
  await accessible(asks);
});

step('an asynchronous endpoint answers through S3, and is deleted with its model', async () => {
  const form = await openForm();
  await form.getByLabel('Endpoint name').fill('queued');
  await form.getByRole('radio', { name: 'Asynchronous' }).check();
  await form.getByRole('button', { name: 'Deploy', exact: true }).click();
  await answerDialog(page, 'Deploy');

  const endpoint = view(page, 'queued');
  await expectText(endpoint, /In service/i, 30_000);
  await endpoint.getByRole('button', { name: 'Invoke' }).click();
  await expectText(endpoint, /malignant|benign/, 30_000);
  await expectText(endpoint, /async-input\/queued\/[\s\S]*async-output/);
  await screenshot(page, 'endpoint-async');
  await accessible(endpoint);
  // A body that the model refuses ends in the failure file.
  await endpoint.getByRole('tab', { name: 'CSV' }).click();
  await endpoint.getByLabel('Body (text/csv)').fill('1,2\n');
  await endpoint.getByRole('button', { name: 'Invoke' }).click();
  await expectText(endpoint, /The model could not read the request: Record 1 has 2 values/, 30_000);
  await screenshot(page, 'endpoint-async-failed');

  await endpoint.getByRole('button', { name: 'Delete endpoint' }).click();
  await expectText(dialog(page), /endpoint configuration queued-\d+ and model queued-\d+/);
  await answerDialog(page, 'Delete');
  await expectText(endpoint, /This endpoint is deleted/, 30_000);
});

step('a file of the workspace is predicted, each record beside its prediction', async () => {
  const form = await openForm();
  await form.getByRole('radio', { name: 'Batch transform' }).check();
  await form.getByLabel('Name of the transform job').fill('scores');
  await form.getByRole('button', { name: 'Choose file' }).click();
  await dialog(page)
    .getByRole('listitem', { name: /records\.csv/ })
    .click();
  await dialog(page).getByRole('button', { name: 'Select' }).click();
  await expectVisible(
    form.getByRole('checkbox', { name: /Leave out the first line/, checked: true })
  );
  await screenshot(page, 'deploy-batch');
  await accessible(form);
  await form.getByRole('button', { name: 'Start transform' }).click();
  await expectText(dialog(page), /Creates a model and a transform job/);
  await answerDialog(page, 'Start transform');

  const job = view(page, 'scores');
  await expectText(job.locator('header'), /Completed/, 60_000);
  const table = job.getByRole('table', { name: 'Predictions' });
  await expectText(table, /predicted label[\s\S]*mean radius/, 30_000);
  await screenshot(page, 'transform');
  await accessible(job);
  const sidebar = await openSidebar(page);
  await expectText(sidebar.getByRole('list', { name: 'Batch transforms' }), /scores/, 30_000);
  // Whether an answer is there already is told by a refusal, which Chromium logs.
  assert.deepEqual(
    lab.problems.filter(problem => !/status of 40[04]/.test(problem)),
    []
  );
});
