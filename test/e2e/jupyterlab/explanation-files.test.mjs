// Explanation files open from the file browser, each in the view of its kind.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { axeFindings } from '../harness/accessibility.mjs';
import { openPage } from '../harness/browser.mjs';
import {
  HOSTILE_NAME,
  writeExplanationFiles,
  writeLargeFile
} from '../harness/explanationFiles.mjs';
import { python } from '../harness/paths.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { engineInfo } from '../harness/servers.mjs';
import { path } from '../harness/steps.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLabPage } from './lab.mjs';
import { chooseTheme, openFiles, openSidebar } from './page.mjs';

const screenshot = screenshots('jupyterlab');
let lab;
let page;
const workers = [];

before(async () => {
  lab = await startLabPage('explanations', {
    prepare: files => {
      writeExplanationFiles(files);
      writeLargeFile(join(files, 'large', 'out.csv'));
    }
  });
  page = lab.page;
  page.on('worker', worker => workers.push(worker.url()));
});

after(() => lab?.stop());

const step = path(() => screenshot(page, 'explanations-failure'));

/** An entry of the file browser. */
function item(name) {
  const start = `Name: ${name}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return page.getByRole('listitem', { name: new RegExp(`^${start}`) });
}

async function openByMenu(name) {
  await item(name).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open explanation', exact: true }).click();
}

/** Show a folder of the workspace, from its root. */
async function enter(...folders) {
  await openFiles(page);
  await page.locator('.jp-BreadCrumbs-home').click();
  await expectVisible(item('strange.json'));
  for (const folder of folders) {
    await item(folder).dblclick();
    await page.locator(`.jp-BreadCrumbs-item[title$="${folder}"]`).waitFor();
  }
}

const shown = () =>
  page.getByRole('region', { name: /^Explanation(:|$)| – explanation$/ }).filter({ visible: true });

step('a file with our own ending opens as an explanation', async () => {
  await enter();
  await item('movie.explanation.json').dblclick();
  await expectText(shown(), /movie\.explanation\.json[^]*fantastic/, 30_000);
  await screenshot(page, 'explanations-text');
  assert.equal(engineInfo(lab.data), undefined, 'a file needs no engine');
});

step('a hostile name is text', async () => {
  await item(HOSTILE_NAME).dblclick();
  await expectText(shown(), /<img src=x onerror=alert\(1\)>[^]*fantastic/, 30_000);
  assert.equal(await page.locator('img[src="x"]').count(), 0);
});

step('a report opens from its folder', async () => {
  await openByMenu('report');
  await expectText(shown(), /report[^]*100 records/, 30_000);
  await expectVisible(shown().locator('.main-svg, canvas').first(), 30_000);
  await page.waitForTimeout(500);
  await screenshot(page, 'explanations-report-light');
  const name = await shown().getAttribute('aria-label');
  assert.deepEqual(await axeFindings(page, `[role="region"][aria-label="${name}"]`), []);
});

step('analysis.json finds its siblings; it opens as JSON by itself', async () => {
  await enter('report');
  await item('analysis.json').dblclick();
  await expectVisible(page.locator('.jp-RenderedJSON, .jp-FileEditor').first(), 30_000);
  await openByMenu('analysis.json');
  await expectText(shown(), /analysis\.json · report[^]*100 records/, 30_000);
});

step('“Open With” offers it too, for out.csv', async () => {
  await enter('report', 'explanations_shap');
  await item('out.csv').click({ button: 'right' });
  await page.locator('.lm-Menu-itemLabel').getByText('Open With', { exact: true }).hover();
  await page.getByRole('menuitem', { name: 'Explanation', exact: true }).click();
  await expectText(shown(), /out\.csv · report[^]*100 records/, 30_000);
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
    await enter(...(folder ? [folder] : []));
    await openByMenu(file);
    await expectText(shown(), new RegExp(file.replace('.', '\\.')), 30_000);
    await expectText(shown(), pattern, 30_000);
    await screenshot(page, `explanations-${folder ?? 'alone'}-${file}`);
  });
}

step('two reports are compared', async () => {
  await enter();
  await openByMenu('report');
  await expectText(shown(), /report[^]*100 records/, 30_000);
  await shown().getByRole('button', { name: 'Compare with…' }).click();
  const panel = shown().getByRole('region', { name: 'Compare with', exact: true });
  await panel.getByRole('button', { name: 'Open file…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('listitem', { name: /^Name: later\.json/ }).click();
  await dialog.getByRole('button', { name: /^(Select|Open)$/ }).click();
  const chart = shown().getByRole('application', { name: /^Importance in both/ });
  await expectVisible(chart, 30_000);
  await expectText(shown(), /later\.json/);
  await page.waitForTimeout(500);
  await screenshot(page, 'explanations-comparison');
  await shown().getByRole('button', { name: 'End comparison' }).click();
  await chart.waitFor({ state: 'detached' });
});

const FILES_ROUTE = '**/pilothouse/api/v1/files*';

step('100,000 records tell how far reading is, and are shown', async () => {
  await enter('large');
  // A server as slow as a distant one: otherwise the bar may be gone before anyone looks.
  const slow = async route => {
    await new Promise(resolve => setTimeout(resolve, 500));
    await route.continue();
  };
  await page.route(FILES_ROUTE, slow);
  await openByMenu('out.csv');
  await expectVisible(shown().getByRole('progressbar', { name: 'Reading' }), 30_000);
  await page.unrouteAll({ behavior: 'wait' });
  await expectText(shown(), /100,?000 records/, 120_000);
  await shown().getByRole('tab', { name: 'Beeswarm' }).click();
  await expectVisible(shown().locator('.ph-MarkPlot[data-drawn]').first(), 60_000);
  await screenshot(page, 'explanations-large');
});

step('it is saved as one HTML file that asks for nothing', async () => {
  await enter();
  await openByMenu('report');
  await expectText(shown(), /report[^]*100 records/, 30_000);
  await expectVisible(shown().locator('.main-svg, canvas').first(), 30_000);
  const download = page.waitForEvent('download');
  await shown().getByRole('button', { name: 'Save as HTML' }).click();
  const saved = await (await download).path();
  const { page: report, requests, problems } = await openPage(lab.browser);
  await report.setContent(readFileSync(saved, 'utf8'));
  await expectText(report.locator('body'), /Importance of features[^]*status/);
  assert.ok((await report.locator('img').count()) > 0);
  for (const picture of await report.locator('img').all()) {
    assert.ok(await picture.evaluate(image => image.complete && image.naturalWidth > 0));
  }
  await screenshot(report, 'explanations-export');
  assert.deepEqual(
    requests.filter(url => !/^(data|about):/.test(url)),
    []
  );
  assert.deepEqual(problems, []);
  await report.close();
});

step('code that reproduces it runs', async () => {
  await shown().getByRole('button', { name: 'Insert code' }).click();
  const tab = page.getByRole('tab', { name: /^untitled.*\.py/ });
  await expectVisible(tab, 30_000);
  const name = (await tab.first().innerText()).trim();
  const code = join(lab.files, name);
  assert.match(readFileSync(code, 'utf8'), /SOURCE = "report"/);
  const output = execFileSync(python, [code], {
    cwd: join(lab.files, 'report'),
    env: { ...process.env, MPLBACKEND: 'agg' },
    encoding: 'utf8'
  });
  assert.match(output, /100 records, 20 features/);
});

step('files are dropped into the view and read in memory', async () => {
  await openSidebar(page);
  await page.getByRole('button', { name: 'Open explanation' }).click();
  const area = shown().locator('.ph-DropArea');
  await expectVisible(area);
  await screenshot(page, 'explanations-open');
  const data = await page.evaluateHandle(
    text => {
      const transfer = new globalThis.DataTransfer();
      transfer.items.add(new globalThis.File([text], 'dropped.json', { type: 'application/json' }));
      return transfer;
    },
    readFileSync(join(lab.files, 'report', 'analysis.json'), 'utf8')
  );
  await area.dispatchEvent('dragenter', { dataTransfer: data });
  await expectVisible(area.getByText('Drop to show the explanation'));
  await area.dispatchEvent('drop', { dataTransfer: data });
  await expectText(shown(), /dropped\.json[^]*20 features/, 30_000);
});

step('a place in S3 is checked before it is opened', async () => {
  await shown().getByRole('button', { name: 'Back' }).click();
  await shown().getByLabel('S3 location').fill('nonsense');
  await shown().getByRole('button', { name: 'Open from S3' }).click();
  await shown().getByLabel('S3 location').blur();
  await expectText(shown(), /Write s3:\/\/bucket\/path/);
});

step('what was opened stands in the sidebar, in both themes', async () => {
  await chooseTheme(page, 'JupyterLab Dark');
  const sidebar = await openSidebar(page);
  await sidebar.getByRole('button', { name: 'analysis.json · report' }).click();
  await expectText(shown(), /analysis\.json · report[^]*100 records/, 30_000);
  await expectVisible(shown().locator('.main-svg, canvas').first(), 30_000);
  await page.waitForTimeout(500);
  await screenshot(page, 'explanations-report-dark');
  const name = await shown().getAttribute('aria-label');
  assert.deepEqual(await axeFindings(page, `[role="region"][aria-label="${name}"]`), []);
});

step('files were read in workers, and nothing went wrong on the page', () => {
  assert.ok(
    workers.some(url => url.includes('/@pilothouse/')),
    `workers: ${workers.join(', ')}`
  );
  const own = lab.problems.filter(problem => !/favicon|404 \(Not Found\)/.test(problem));
  assert.deepEqual(own, []);
});
