// A candidate as a serverless and an asynchronous endpoint and as a batch transform.
import assert from 'node:assert/strict';
import { python } from '../harness/paths.mjs';
import { path } from '../harness/steps.mjs';
import { trainedJob } from '../harness/trainedJob.mjs';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import {
  answerModal,
  editor,
  page,
  shownView,
  showTrees,
  useEditor,
  viewFindings
} from './editor.mjs';

const JOB = 'small';

useEditor('deployments', { settings: { 'pilothouse.pythonPath': python } }, () => {
  trainedJob(JOB, editor.files, editor.data);
});

const step = path(() => editor.screenshot('failure'));
const tree = name => page.getByRole('tree', { name: new RegExp(name) });

async function accessible() {
  assert.deepEqual(await viewFindings(page), []);
}

/** The form of the best candidate, reached as a user would. */
async function openForm() {
  if (!(await page.getByRole('button', { name: 'Jobs Section' }).isVisible())) {
    await showTrees(page);
  }
  await tree('Jobs').getByRole('treeitem', { name: JOB }).click();
  await shownView(page).getByRole('button', { name: 'Deploy best…' }).click();
  const form = shownView(page);
  await expectVisible(form.getByRole('radio', { name: 'Serverless' }), 30_000);
  return form;
}

step('the form deploys a serverless endpoint', async () => {
  const form = await openForm();
  await form.getByLabel('Endpoint name').fill('on-demand');
  await form.getByRole('radio', { name: 'Serverless' }).check();
  await editor.screenshot('form');
  await accessible();
  await form.getByRole('button', { name: 'Deploy', exact: true }).click();
  assert.match(await answerModal(page, 'Deploy'), /Deploy on-demand\?[\s\S]*Free\./);

  const endpoint = shownView(page);
  await expectText(endpoint.getByRole('main'), /In service/i, 30_000);
  await endpoint.getByRole('button', { name: 'Invoke' }).click();
  await expectText(endpoint.getByRole('main'), /with the start of the endpoint/, 30_000);
  await expectText(endpoint.getByRole('main'), /malignant|benign/);
  await editor.screenshot('serverless');
  // The same answer in parts, through the extension host.
  await endpoint.getByLabel('Show the answer as it comes').check();
  await endpoint.getByRole('button', { name: 'Invoke' }).click();
  await expectText(endpoint.getByRole('main'), /Parts\s*1\b/, 30_000);
});

step('a job of another account is asked for, and why that needs AWS', async () => {
  const form = await openForm();
  await form.getByRole('button', { name: 'From another account' }).click();
  const asks = shownView(page);
  const heading = asks.getByRole('heading', { name: 'Deploy from another account', level: 1 });
  await expectVisible(heading, 30_000);
  await expectText(asks.getByRole('main'), /The local engine has one account/);
  await editor.screenshot('other-account');
  await accessible();
});

step('an asynchronous endpoint answers through S3, and is deleted with its model', async () => {
  const form = await openForm();
  await form.getByLabel('Endpoint name').fill('queued');
  await form.getByRole('radio', { name: 'Asynchronous' }).check();
  await form.getByRole('button', { name: 'Deploy', exact: true }).click();
  await answerModal(page, 'Deploy');

  const endpoint = shownView(page);
  await expectVisible(endpoint.getByRole('heading', { name: 'queued', level: 1 }), 30_000);
  await expectText(endpoint.getByRole('main'), /In service/i, 30_000);
  await endpoint.getByRole('button', { name: 'Invoke' }).click();
  await expectText(endpoint.getByRole('main'), /malignant|benign/, 30_000);
  await editor.screenshot('async');
  await accessible();
  await endpoint.getByRole('button', { name: 'Delete endpoint' }).click();
  assert.match(
    await answerModal(page, 'Delete'),
    /endpoint configuration queued-\d+ and model queued-\d+/
  );
  await expectText(endpoint.getByRole('main'), /This endpoint is deleted/, 30_000);
});

step('a file of the workspace is predicted, each record beside its prediction', async () => {
  const form = await openForm();
  await form.getByRole('radio', { name: 'Batch transform' }).check();
  await form.getByLabel('Name of the transform job').fill('scores');
  await form.getByRole('button', { name: 'Choose file' }).click();
  // The editor's own file dialog in a browser.
  await page.locator('.quick-input-widget').getByText('records.csv').click();
  await expectVisible(
    form.getByRole('checkbox', { name: /Leave out the first line/, checked: true }),
    30_000
  );
  await editor.screenshot('batch-form');
  await accessible();
  await form.getByRole('button', { name: 'Start transform' }).click();
  await answerModal(page, 'Start transform');

  const job = shownView(page);
  await expectVisible(job.getByRole('heading', { name: 'scores', level: 1 }), 30_000);
  await expectText(job.locator('header'), /Completed/, 60_000);
  const table = job.getByRole('table', { name: 'Predictions' });
  await expectText(table, /predicted label[\s\S]*mean radius/, 30_000);
  await editor.screenshot('transform');
  await accessible();
  await page.getByRole('button', { name: 'Batch transforms Section' }).click();
  await expectText(tree('Batch transforms'), /scores.*Completed/s, 30_000);
  await editor.screenshot('trees');
  assert.deepEqual(editor.problems(), []);
});
