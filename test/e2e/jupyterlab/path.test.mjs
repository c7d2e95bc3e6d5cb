// The whole path on real data: train, watch, compare, explain, deploy, invoke, delete.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { axeFindings } from '../harness/accessibility.mjs';
import { writeDatasets } from '../harness/data.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { path } from '../harness/steps.mjs';
import { checkNeeded, cleanJob } from '../harness/storageView.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLabPage } from './lab.mjs';
import {
  answerDialog,
  chooseTheme,
  dialog,
  openLab,
  openSidebar,
  runCommand,
  trainWithAutoML,
  view
} from './page.mjs';

const screenshot = screenshots('jupyterlab');
let lab;
let page;
let job;
let endpointName;

before(async () => {
  lab = await startLabPage('path', { prepare: writeDatasets });
  page = lab.page;
});

after(() => lab?.stop());

const step = path(() => screenshot(page, 'path-failure'));

/** Every view must be usable with a screen reader, too. */
async function accessible(name) {
  assert.deepEqual(await axeFindings(page, `[role="region"][aria-label="${name}"]`), []);
}

/** The job's tab, reached as a user would after a reload: through the sidebar. */
async function openJob() {
  const sidebar = await openSidebar(page);
  await sidebar.getByRole('list', { name: 'Jobs' }).getByText(job).first().click();
  return view(page, job);
}

step('a CSV becomes a job with a preview, a target and one click', async () => {
  const form = await trainWithAutoML(page, 'breast_cancer.csv');
  await expectText(form, /569 rows · 31 columns/);
  const target = form.getByLabel('Target', { exact: true });
  await target.selectOption('target');
  await expectText(form, /2 classes.*binary/);
  await screenshot(page, 'form');
  await expectVisible(page.getByRole('tab', { name: 'New job: breast_cancer.csv' }));
  await accessible('New job: breast_cancer.csv');

  // What is wrong is said at the field, before anything is sent.
  const name = form.getByLabel('Job name', { exact: true });
  job = await name.inputValue();
  assert.match(job, /^breast-cancer-/);
  await name.fill('not a name!');
  await name.press('Tab');
  await form.getByRole('button', { name: 'Start job' }).click();
  await expectText(form, /Before the job can start/);
  await name.fill(job);

  await form.getByText('Objective, training mode, algorithms, limits').click();
  await form.getByLabel(/^Candidates at most/).fill('8');
  await form.getByRole('button', { name: 'Start job' }).click();
  const started = view(page, job);
  await expectVisible(started.getByRole('heading', { name: job }));
});

step('progress is live and survives a reload in the middle', async () => {
  const running = view(page, job);
  await expectText(running.locator('header'), /In progress/i);
  await expectText(running, /[1-9]\d* (of \d+ )?candidates?/, 60_000);
  await expectText(page.getByRole('button', { name: /^Local engine/ }), /1 job running/);
  await screenshot(page, 'job-running');
  // JupyterLab writes the layout down a moment after it changed.
  await page.waitForTimeout(1_500);
  await page.reload();
  await openLab(page, lab.url);
  // The tab comes back by itself, and the job has gone on.
  const again = view(page, job);
  await expectVisible(again.getByRole('heading', { name: job }), 30_000);
  await expectText(again.locator('header'), /In progress|Completed/i, 30_000);
});

step('the leaderboard is sorted by the objective and marks the best', async () => {
  const finished = view(page, job);
  await expectText(finished.locator('header'), /Completed/, 240_000);
  // The status bar learns it from the view, not at its own next look.
  const status = page.getByRole('button', { name: /^Local engine/ });
  await expectText(status, /^(?![^]*running)/, 2_000);
  const board = finished.getByRole('grid', { name: 'Leaderboard' });
  const rows = board.getByRole('row');
  assert.ok((await rows.count()) >= 3, 'at least two candidates');
  await expectVisible(rows.nth(1).getByRole('img', { name: 'Best' }));
  const objective = await board.getByRole('row').allInnerTexts();
  assert.match(objective[0], /F1/);
  await screenshot(page, 'leaderboard');
  await accessible(job);
  await finished.getByRole('tab', { name: /Report/ }).click();
  await expectVisible(finished.getByRole('table', { name: 'Quality metrics' }));
  await screenshot(page, 'report');
  await finished.getByRole('tab', { name: /Leaderboard/ }).click();
});

step(
  'the best candidate is explained: importance, beeswarm, waterfall of a chosen record',
  async () => {
    await view(page, job).getByRole('button', { name: 'Open explanation' }).click();
    const explanation = page
      .getByRole('region', { name: / – explanation$/ })
      .filter({ visible: true });
    await expectVisible(
      explanation.getByRole('application', { name: /^Feature importance/ }),
      60_000
    );
    await expectVisible(explanation.locator('.ph-Chart .main-svg'), 30_000);
    await screenshot(page, 'explanation-importance');
    await explanation.getByRole('tab', { name: 'Beeswarm' }).click();
    const swarm = explanation.getByRole('application', { name: /^Contributions of all records/ });
    await expectVisible(swarm);
    await expectText(
      explanation.getByRole('note', { name: 'About these numbers' }),
      /Adds up: base \+ contributions = prediction/
    );

    const rows = explanation.getByRole('grid', { name: 'Explained records' }).getByRole('row');
    await rows.nth(3).click();
    const chosen = await rows.nth(3).innerText();
    const number = chosen.trim().split(/\s/)[0];
    await expectVisible(
      explanation.getByRole('application', {
        name: new RegExp(`^Waterfall of record ${number}\\.`)
      })
    );
    await screenshot(page, 'explanation-beeswarm');
    const label = await explanation.getAttribute('aria-label');
    await accessible(label);

    for (const [theme, name] of [
      ['JupyterLab Dark', 'dark'],
      ['JupyterLab Dark High Contrast', 'high-contrast']
    ]) {
      await chooseTheme(page, theme);
      await page.waitForTimeout(500);
      await screenshot(page, `explanation-${name}`);
      await accessible(label);
    }
    await openJob();
    await screenshot(page, 'leaderboard-high-contrast');
    await accessible(job);
    await chooseTheme(page, 'JupyterLab Light');
  }
);

step('deploying asks first, then the endpoint answers with an explanation', async () => {
  const finished = await openJob();
  await finished.getByRole('button', { name: 'Deploy best' }).click();
  const deploy = page
    .getByRole('button', { name: 'Deploy', exact: true })
    .filter({ visible: true });
  await deploy.click();
  await expectText(dialog(page), /Free/);
  await screenshot(page, 'deploy-dialog');
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await deploy.click();
  await dialog(page)
    .getByRole('button', { name: /^Deploy/ })
    .click();

  const endpoint = page
    .getByRole('region')
    .filter({ has: page.getByRole('button', { name: 'Invoke' }) })
    .filter({ visible: true });
  await expectText(endpoint, /In service/i, 60_000);
  await endpoint.getByLabel('Explain this prediction').check();
  await endpoint.getByRole('button', { name: 'Invoke' }).click();
  await expectText(endpoint, /malignant|benign/, 30_000);
  await expectVisible(endpoint.getByRole('application', { name: /^Waterfall/ }), 30_000);
  await screenshot(page, 'endpoint');
  endpointName = await endpoint.first().getAttribute('aria-label');
  await accessible(endpointName);
});

step('the storage view says what the endpoint needs', async () => {
  await runCommand(page, 'Local engine storage');
  const storage = view(page, 'Local engine storage');
  await expectVisible(storage.getByRole('grid', { name: 'Storage by category' }), 30_000);
  await checkNeeded(storage, job, endpointName);
  await screenshot(page, 'storage');
  await accessible('Local engine storage');
});

step('everything is back after a reload, and the endpoint can be deleted', async () => {
  await page.reload();
  await openLab(page, lab.url);
  const sidebar = await openSidebar(page);
  const endpoints = sidebar.getByRole('list', { name: 'Endpoints' });
  await expectText(endpoints, /In service/i, 30_000);
  await screenshot(page, 'sidebar');
  await accessible('Pilothouse');
  await endpoints.getByRole('button').first().click();
  const endpoint = page
    .getByRole('region')
    .filter({ has: page.getByRole('button', { name: 'Invoke' }) })
    .filter({ visible: true });
  await endpoint.getByRole('button', { name: /^Delete/ }).click();
  await expectText(dialog(page), /Delete/);
  await dialog(page)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expectText(sidebar, /No endpoints/, 30_000);
});

step('what nothing needs any more is cleaned after a question', async () => {
  await runCommand(page, 'Local engine storage');
  const storage = view(page, 'Local engine storage');
  await cleanJob(storage, job, lab.data, {
    decline: () => answerDialog(page, 'Cancel'),
    agree: () => answerDialog(page, 'Clean')
  });
  await screenshot(page, 'storage-cleaned');
  // Whether a name is taken or an endpoint is gone is told by a refusal, which Chromium logs.
  assert.deepEqual(
    lab.problems.filter(problem => !/status of 40[04]/.test(problem)),
    []
  );
});
