// The whole path on real data: train, watch, compare, explain, deploy, invoke, delete.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeDatasets } from '../harness/data.mjs';
import { python } from '../harness/paths.mjs';
import { engineInfo } from '../harness/servers.mjs';
import { path } from '../harness/steps.mjs';
import { checkNeeded, cleanJob } from '../harness/storageView.mjs';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import {
  answerModal,
  editor,
  fileMenu,
  page,
  reloadWindow,
  runCommand,
  shownView,
  showTrees,
  useEditor,
  viewFindings
} from './editor.mjs';

let job;
let endpoint;

useEditor('path', {
  prepare: files => {
    writeDatasets(files);
    writeFileSync(join(files, 'wine.csv.gz'), gzipSync(readFileSync(join(files, 'wine.csv'))));
  },
  settings: { 'pilothouse.pythonPath': python }
});

const step = path(() => editor.screenshot('failure'));
const status = () => page.getByRole('button', { name: /^Pilothouse: / });
const tree = name => page.getByRole('tree', { name: new RegExp(name) });

/** Every view must be usable with a screen reader, too. */
async function accessible() {
  assert.deepEqual(await viewFindings(page), []);
}

step('nothing starts with the editor', async () => {
  assert.equal(engineInfo(editor.data), undefined);
  assert.equal(await status().count(), 0);
});

step('a CSV becomes a job with a preview, a target and one click', async () => {
  await fileMenu(page, /breast_cancer/, 'Train with AutoML');
  const form = shownView(page);
  await expectText(form.getByRole('main'), /569 rows · 31 columns/, 30_000);
  await form.getByLabel('Target', { exact: true }).selectOption('target');
  await expectText(form.getByRole('main'), /2 classes.*binary/);
  await editor.screenshot('form');
  await accessible();
  await expectText(status(), /Local engine/);

  job = await form.getByLabel('Job name', { exact: true }).inputValue();
  assert.match(job, /^breast-cancer-/);
  await form.getByText('Objective, training mode, algorithms, limits').click();
  await form.getByLabel(/^Candidates at most/).fill('4');
  await form.getByRole('button', { name: 'Start job' }).click();
  await expectVisible(shownView(page).getByRole('heading', { name: job }), 60_000);
  assert.ok(engineInfo(editor.data), 'the engine was started on demand');
});

step('progress is live in the view, the tree and the status bar', async () => {
  const running = shownView(page).getByRole('main');
  await expectText(running, /In progress/i, 30_000);
  await expectText(running, /\d+ (of \d+ )?candidates?/, 60_000);
  await showTrees(page);
  await expectText(tree('Jobs'), new RegExp(`${job}.*In progress`, 's'), 30_000);
  await expectText(status(), /1 job running/);
  await editor.screenshot('job-running');
});

step('a reload in the middle brings the views back', async () => {
  await reloadWindow(page);
  const again = shownView(page);
  await expectVisible(again.getByRole('heading', { name: job }), 60_000);
  await expectText(again.getByRole('main'), /In progress|Completed/i, 30_000);
});

step('the leaderboard is sorted by the objective and marks the best', async () => {
  await expectText(tree('Jobs'), new RegExp(`${job}.*Completed`, 's'), 240_000);
  const finished = shownView(page);
  await expectVisible(finished.getByRole('button', { name: 'Open explanation' }), 30_000);
  const board = finished.getByRole('grid', { name: 'Leaderboard' });
  const rows = board.getByRole('row');
  await expectVisible(rows.nth(2));
  await expectVisible(rows.nth(1).getByRole('img', { name: 'Best' }));
  assert.match(await rows.first().innerText(), /F1/);
  assert.doesNotMatch(await status().innerText(), /running/);
  await editor.screenshot('leaderboard');
  await accessible();
});

step('the best candidate is explained', async () => {
  await shownView(page).getByRole('button', { name: 'Open explanation' }).click();
  const explanation = shownView(page);
  await expectVisible(
    explanation.getByRole('application', { name: /^Feature importance/ }),
    60_000
  );
  await expectVisible(explanation.locator('.ph-Chart .main-svg'), 30_000);
  await editor.screenshot('explanation-importance');
  await explanation.getByRole('tab', { name: 'Beeswarm' }).click();
  await expectVisible(
    explanation.getByRole('application', { name: /^Contributions of all records/ })
  );
  const rows = explanation.getByRole('grid', { name: 'Explained records' }).getByRole('row');
  await rows.nth(3).click();
  const number = (await rows.nth(3).innerText()).trim().split(/\s/)[0];
  await expectVisible(
    explanation.getByRole('application', { name: new RegExp(`^Waterfall of record ${number}\\.`) })
  );
  await expectText(explanation.getByRole('note', { name: 'About these numbers' }), /Adds up/);
  await editor.screenshot('explanation-beeswarm');
  await accessible();
});

step('it is legible in every theme', async () => {
  for (const [theme, name, kind] of [
    ['Default Dark Modern', 'dark', 'vscode-dark'],
    ['Default High Contrast', 'high-contrast', 'vscode-high-contrast'],
    ['Default High Contrast Light', 'high-contrast-light', 'vscode-high-contrast-light'],
    ['Default Light Modern', 'light', 'vscode-light']
  ]) {
    editor.writeSettings({ 'workbench.colorTheme': theme });
    await expectVisible(shownView(page).locator(`body.${kind}`), 20_000);
    await page.waitForTimeout(1_000);
    await editor.screenshot(`explanation-${name}`);
    await accessible();
  }
});

step('deploying asks first, then the endpoint answers with an explanation', async () => {
  await tree('Jobs').getByRole('treeitem', { name: job }).click();
  const finished = shownView(page);
  await finished.getByRole('button', { name: 'Deploy best' }).click();
  const form = shownView(page);
  const deploy = form.getByRole('button', { name: 'Deploy', exact: true });
  await deploy.click();
  assert.match(await answerModal(page, 'Cancel'), /Free/);
  await deploy.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy' }).waitFor();
  await editor.screenshot('deploy-dialog');
  await answerModal(page, 'Deploy');

  const opened = shownView(page);
  await expectVisible(opened.getByRole('button', { name: 'Invoke' }), 90_000);
  await expectText(opened.getByRole('main'), /In service/i, 60_000);
  endpoint = await opened.getByRole('heading', { level: 1 }).innerText();
  await opened.getByLabel('Explain this prediction').check();
  await opened.getByRole('button', { name: 'Invoke' }).click();
  await expectText(opened.getByRole('main'), /malignant|benign/, 30_000);
  await expectVisible(opened.getByRole('application', { name: /^Waterfall/ }), 30_000);
  await expectText(tree('Endpoints'), new RegExp(`${endpoint}.*In service`, 's'), 30_000);
  await editor.screenshot('endpoint');
  await accessible();
});

step('a second reload brings back every tab', async () => {
  await reloadWindow(page);
  await expectVisible(shownView(page).getByRole('button', { name: 'Invoke' }), 60_000);
  const tabs = page.getByRole('tablist').getByRole('tab', { name: new RegExp(job) });
  assert.ok((await tabs.count()) >= 2, 'job and explanation');
});

step('the palette opens a job that is chosen from a list', async () => {
  await runCommand(page, 'Pilothouse: Open AutoML Job');
  await page.getByRole('option', { name: new RegExp(job) }).click();
  await expectVisible(shownView(page).getByRole('grid', { name: 'Leaderboard' }), 30_000);
});

step('the storage view says what the endpoint needs', async () => {
  await runCommand(page, 'Pilothouse: Local Engine Storage');
  const storage = shownView(page).locator('body');
  await expectVisible(storage.getByRole('grid', { name: 'Storage by category' }), 30_000);
  await checkNeeded(storage, job, endpoint);
  await editor.screenshot('storage');
  await accessible();
});

step('the endpoint can be deleted from its tree', async () => {
  const item = tree('Endpoints').getByRole('treeitem', { name: endpoint });
  await item.hover();
  await item.getByRole('button', { name: 'Delete Endpoint' }).click();
  assert.match(await answerModal(page, 'Delete'), new RegExp(`Delete endpoint ${endpoint}\\?`));
  await expectText(
    page.locator('.pane-body').filter({ hasText: 'No endpoints yet' }),
    /No endpoints yet/,
    60_000
  );
  await editor.screenshot('trees');
});

step('what nothing needs any more is cleaned after a question', async () => {
  await runCommand(page, 'Pilothouse: Local Engine Storage');
  const storage = shownView(page).locator('body');
  await expectVisible(storage.getByRole('grid', { name: 'Storage by job' }), 30_000);
  await cleanJob(storage, job, editor.data, {
    decline: () => answerModal(page, 'Cancel'),
    agree: () => answerModal(page, 'Clean')
  });
  await editor.screenshot('storage-cleaned');
});

step('a packed CSV is shown from its menu, and offered by the dialog', async () => {
  await page.getByRole('tab', { name: /^Explorer/ }).click();
  await fileMenu(page, 'wine.csv.gz', 'Train with AutoML');
  await expectText(shownView(page).getByRole('main'), /14 columns[^]*gzip/, 30_000);
  await fileMenu(page, 'diabetes.csv', 'Train with AutoML');
  const form = shownView(page);
  await expectText(form.getByRole('main'), /11 columns/, 30_000);
  await form.getByRole('button', { name: 'Change file' }).click();
  await page.locator('.quick-input-widget').getByText('wine.csv.gz').waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual(editor.problems(), []);
});
