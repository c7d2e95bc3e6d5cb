// Explanation files open from the explorer, each in the view of its kind.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTILE_NAME, writeExplanationFiles } from '../harness/explanationFiles.mjs';
import { engineInfo } from '../harness/servers.mjs';
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
import { path } from '../harness/steps.mjs';

const workers = [];

useEditor(
  'explanations',
  {
    prepare: writeExplanationFiles,
    settings: { 'explorer.compactFolders': false }
  },
  () => {
    page.on('worker', worker => workers.push(worker.url()));
  }
);

const step = path(() => editor.screenshot('failure'));
const explorer = () => page.getByRole('tree', { name: 'Files Explorer' });
const item = name => explorer().getByRole('treeitem', { name, exact: true });
const heading = () => shownView(page).getByRole('heading', { level: 1 });

/** Unfold a folder of the explorer. */
async function unfold(name) {
  if ((await item(name).getAttribute('aria-expanded')) !== 'true') {
    await item(name).click();
  }
}

async function fold(name) {
  if ((await item(name).getAttribute('aria-expanded')) === 'true') {
    await item(name).click();
  }
}

step('a file with our own ending opens as an explanation', async () => {
  await item('movie.explanation.json').dblclick();
  await expectVisible(page.getByRole('tab', { name: 'movie.explanation.json' }), 30_000);
  await expectText(heading(), /movie\.explanation\.json/, 30_000);
  await expectText(shownView(page).locator('body'), /fantastic/, 30_000);
  await editor.screenshot('text');
  assert.equal(engineInfo(editor.data), undefined, 'a file needs no engine');
});

step('a hostile name is text', async () => {
  await item(HOSTILE_NAME).dblclick();
  await expectText(heading(), /<img src=x onerror=alert\(1\)>/, 30_000);
  await expectText(shownView(page).locator('body'), /fantastic/, 30_000);
  assert.equal(await shownView(page).locator('img[src="x"]').count(), 0);
});

step('a report opens from its folder, with records and features', async () => {
  await fileMenu(page, 'report', 'Open Explanation');
  await expectText(heading(), /report/, 30_000);
  const body = shownView(page).locator('body');
  await expectText(body, /100 records/, 30_000);
  await expectVisible(shownView(page).getByRole('application').first(), 30_000);
  await editor.screenshot('report-light');
  assert.deepEqual(await viewFindings(page), []);
});

step('analysis.json opens with its siblings, by the menu; as text by the button', async () => {
  await unfold('report');
  await fileMenu(page, 'analysis.json', 'Open Explanation');
  await expectText(heading(), /analysis\.json · report/, 30_000);
  await expectText(shownView(page).locator('body'), /100 records/, 30_000);
  await page.getByRole('button', { name: 'Open as Text' }).click();
  await expectVisible(page.getByRole('textbox', { name: /analysis\.json/ }).first(), 30_000);
});

step('out.csv of a report opens by itself', async () => {
  await unfold('explanations_shap');
  await item('out.csv').dblclick();
  await expectText(heading(), /out\.csv · report/, 30_000);
  await expectText(shownView(page).locator('body'), /100 records/, 30_000);
  await fold('report');
});

for (const [folder, file, pattern] of [
  ['bias', 'analysis.json', /Class Imbalance|DPL/],
  ['pdp', 'analysis.json', /Age/],
  ['series', 'out.jsonl', /shop-1/],
  [undefined, 'answer.json', /records/],
  [undefined, 'constraint_violations.json', /drift/],
  ['pictures', 'samples.json', /cat/],
  [undefined, 'packed.csv.gz', /100 records/],
  [undefined, 'strange.json', /not recognised|nothing/i],
  [undefined, 'cut.json', /note|not recognised/]
]) {
  step(`${folder ? `${folder}/` : ''}${file} shows what it holds`, async () => {
    if (folder) {
      await unfold(folder);
    }
    await fileMenu(page, file, 'Open Explanation');
    await expectText(heading(), new RegExp(file.replace('.', '\\.')), 30_000);
    await expectText(shownView(page).locator('body'), pattern, 30_000);
    await editor.screenshot(`${folder ?? 'alone'}-${file}`);
    if (folder) {
      await fold(folder);
    }
  });
}

step('it is saved as one HTML file where the editor is told to', async () => {
  await fileMenu(page, 'report', 'Open Explanation');
  await expectText(shownView(page).locator('body'), /100 records/, 30_000);
  await expectVisible(shownView(page).locator('.main-svg, canvas').first(), 30_000);
  await shownView(page).getByRole('button', { name: 'Save as HTML' }).click();
  // The editor's own file dialog in a browser proposes a name in the workspace.
  const dialog = page.locator('.quick-input-widget');
  await expectVisible(dialog.getByText('movie.explanation.json'), 30_000);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  const saved = () => readdirSync(editor.files).find(name => name.endsWith('.html'));
  for (let round = 0; round < 100 && !saved(); round++) await page.waitForTimeout(100);
  assert.match(readFileSync(join(editor.files, saved()), 'utf8'), /Importance of features/);
});

step('code that reproduces it goes into an editor', async () => {
  await shownView(page).getByRole('button', { name: 'Insert code' }).click();
  await expectVisible(page.getByRole('tab', { name: /Untitled-1/ }), 30_000);
  const lines = page.locator('.editor-instance .view-lines').last();
  await expectText(lines, /import.matplotlib/);
});

step('what was opened stands in the list, in both themes', async () => {
  await showTrees(page);
  const recent = page.getByRole('treeitem', { name: /^out\.csv · report/ });
  await expectVisible(recent);
  editor.writeSettings({ 'workbench.colorTheme': 'Default Dark Modern' });
  await recent.click();
  await expectText(heading(), /out\.csv · report/, 30_000);
  await shownView(page).locator('body.vscode-dark').waitFor({ state: 'attached' });
  await expectText(shownView(page).locator('body'), /100 records/, 30_000);
  await page.waitForTimeout(500);
  await editor.screenshot('report-dark');
  assert.deepEqual(await viewFindings(page), []);
});

step('a file of the explorer is dragged onto the view with Shift held', async () => {
  await runCommand(page, 'Pilothouse: New Explanation View');
  const view = shownView(page);
  await expectVisible(view.getByText(/from the explorer with Shift held/), 30_000);
  await runCommand(page, 'File: Focus on Files Explorer');
  const box = await page.locator('iframe.webview:visible').last().boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await item('answer.json').hover();
  await page.mouse.down();
  await page.keyboard.down('Shift');
  await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.move(x + 12, y + 12, { steps: 4 });
  await expectVisible(view.getByText('Drop to show the explanation'), 10_000);
  await editor.screenshot('drag');
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expectText(heading(), /answer\.json/, 30_000);
  await expectText(shownView(page).locator('body'), /records/, 30_000);
});

step('a place in S3 is checked before it is opened', async () => {
  await runCommand(page, 'Pilothouse: Open Explanation from S3');
  await expectVisible(page.getByPlaceholder('s3://bucket/path/analysis.json'));
  await page.keyboard.type('nonsense');
  await expectVisible(page.getByText('Write s3://bucket/path.'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
});

step('files were read in workers, and nothing went wrong on the page', () => {
  assert.ok(
    workers.some(url => url.startsWith('blob:')),
    `no worker among ${workers.join(', ')}`
  );
  assert.deepEqual(editor.problems(), []);
});
