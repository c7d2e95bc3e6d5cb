// Explanations of a real job and a real endpoint, from S3, from files and from a notebook.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { explainedJob } from '../harness/explainedJob.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { path } from '../harness/steps.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLabPage } from './lab.mjs';
import { answerDialog, openFiles, openSidebar, runCommand } from './page.mjs';

const screenshot = screenshots('jupyterlab');
let lab;
let page;
let job;

before(async () => {
  lab = await startLabPage('live', { height: 1100 });
  page = lab.page;
  job = explainedJob(lab.files, lab.data);
});

after(() => lab?.stop());

const step = path(() => screenshot(page, 'live-failure'));

const item = name => page.getByRole('listitem', { name: new RegExp(`^Name: ${name}`) });
const shown = () =>
  page.getByRole('region', { name: /^Explanation(:|$)| – explanation$/ }).filter({ visible: true });

async function openByMenu(name) {
  await openFiles(page);
  await item(name).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open explanation', exact: true }).click();
}

/** What every explanation of the job says, wherever it was read from. */
async function showsTheJob(title) {
  await expectText(shown(), title, 30_000);
  const text = await expectText(shown(), /\d+ records/, 30_000);
  assert.match(text, /mean_radius|mean radius/);
  assert.doesNotMatch(text, /Read these numbers with care|problems? with the files/);
}

step('the prefix of a job’s explanation opens from S3', async () => {
  const sidebar = await openSidebar(page);
  await sidebar.getByRole('button', { name: 'Open explanation' }).click();
  await shown().getByLabel('S3 location').fill(job.prefix);
  await shown().getByRole('button', { name: 'Open from S3' }).click();
  await showsTheJob(/Adds up: base \+ contributions = prediction/);
  await expectVisible(shown().locator('.main-svg').first(), 30_000);
  await page.waitForTimeout(500);
  await screenshot(page, 'live-s3');
});

step('one object of it opens by the command', async () => {
  await runCommand(page, 'Open explanation from S3');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(`${job.prefix}/explanations_shap/out.csv`);
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await showsTheJob(/out\.csv/);
});

step('an endpoint’s answer opens from its file', async () => {
  await openFiles(page);
  await page.getByRole('button', { name: 'Refresh the file browser.' }).first().click();
  await item('live').dblclick();
  await openByMenu('answer.json');
  await expectText(shown(), /answer\.json[^]*3 records/, 30_000);
  await screenshot(page, 'live-answer');
});

step('a report on pictures shows those that are in S3', async () => {
  await openByMenu('photos.json');
  await expectText(shown(), /photos\.json[^]*pagoda/, 30_000);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('.ph-Thumbnail canvas')].filter(
        canvas => canvas.hasAttribute('width') && canvas.clientWidth > 0
      ).length === 2,
    undefined,
    { timeout: 30_000 }
  );
  await page.waitForTimeout(300);
  await screenshot(page, 'live-pictures');
});

/** Save what is shown as HTML, and open that in a page that is asked what it fetches. */
async function exported(name, check) {
  const download = page.waitForEvent('download');
  await shown().getByRole('button', { name: 'Save as HTML' }).click();
  const saved = await (await download).path();
  const { context, page: report, requests, problems } = await openPage(lab.browser);
  await report.setContent(readFileSync(saved, 'utf8'));
  await check(report);
  await screenshot(report, name);
  assert.deepEqual(
    requests.filter(url => !/^(data|about):/.test(url)),
    []
  );
  assert.deepEqual(problems, []);
  await context.close();
}

step('they are saved as one HTML file that asks for nothing', () =>
  exported('live-export-pictures', async report => {
    await expectText(report.locator('body'), /Eigen-CAM has no class[^]*pagoda/);
    const pictures = await report.locator('img').all();
    assert.equal(pictures.length, 3, 'the large one and two small ones');
    for (const picture of pictures) {
      assert.ok(await picture.evaluate(image => image.complete && image.naturalWidth > 0));
      assert.notEqual(await picture.getAttribute('alt'), 'Picture');
    }
  })
);

/** The saved notebook, with no kernel. */
async function showNotebook(name) {
  await openFiles(page);
  const tab = page.getByRole('tab', { name, exact: true });
  if (await tab.count()) {
    await tab.click();
    return;
  }
  await item(name).dblclick();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'No Kernel' }).click({ timeout: 60_000 });
}

for (const [cell, what] of [
  [1, 'shown as JSON'],
  [2, 'printed']
]) {
  step(`an answer that a notebook has ${what} opens from its output`, async () => {
    await showNotebook('answers.ipynb');
    const output = page.locator('.jp-Notebook .jp-OutputArea-output').nth(cell - 1);
    await output.click({ button: 'right', position: { x: 20, y: 8 } });
    await page.getByRole('menuitem', { name: 'Open explanation', exact: true }).click();
    if (cell === 1) {
      // That it has no kernel is a change of the notebook.
      assert.match(await answerDialog(page, 'Save and open'), /Save live\/answers\.ipynb first\?/);
    }
    await expectText(shown(), new RegExp(`answers\\.ipynb, cell ${cell}[^]*3 records`), 30_000);
    await screenshot(page, `live-cell-${cell}`);
  });
}

step('another output offers nothing of the kind', async () => {
  await showNotebook('answers.ipynb');
  const output = page.locator('.jp-Notebook .jp-OutputArea-output').nth(2);
  await output.click({ button: 'right', position: { x: 20, y: 8 } });
  await expectVisible(page.getByRole('menuitem', { name: 'Create New View for Cell Output' }));
  const entry = page.getByRole('menuitem', { name: 'Open explanation', exact: true });
  assert.equal(await entry.count(), 0);
  await page.keyboard.press('Escape');
});

for (const [title, name] of [
  ['From S3', /^Explanation of .*[^]*\d+ records/],
  ['From a file', /answer\.json[^]*3 records/]
]) {
  step(`“Open live” of an output opens what it refers to: ${title}`, async () => {
    await showNotebook('outputs.ipynb');
    const output = page.locator('.jp-pilothouse-Snapshot').filter({ hasText: title });
    await output.scrollIntoViewIfNeeded();
    await output.getByRole('button', { name: 'Open live' }).click();
    await expectText(shown(), name, 30_000);
  });
}

step('“Open live” of an output opens its job', async () => {
  await showNotebook('outputs.ipynb');
  const output = page.locator('.jp-pilothouse-Snapshot').filter({ hasText: 'From a job' });
  await output.scrollIntoViewIfNeeded();
  await output.getByRole('button', { name: 'Open live' }).click();
  await expectVisible(page.getByRole('heading', { name: job.jobName }), 30_000);
});

step('a sample opens without any file', async () => {
  const sidebar = await openSidebar(page);
  await sidebar.getByRole('button', { name: 'Open explanation' }).click();
  await shown().getByRole('button', { name: 'Look at a sample' }).click();
  await expectText(shown(), /Explanation of Sample[^]*240 records/, 30_000);
  await screenshot(page, 'live-sample');
  await shown().getByRole('tab', { name: 'Text' }).click();
  await expectText(shown(), /wonderful/, 30_000);
  await screenshot(page, 'live-sample-text');
  await exported('live-export-text', async report => {
    const words = report.locator('.t').first();
    await expectText(words, /A wonderful flat, quiet and bright/);
    const mark = words.getByText('wonderful');
    assert.equal(
      await mark.evaluate(span => globalThis.getComputedStyle(span).backgroundColor),
      'rgb(179, 88, 6)'
    );
    assert.equal(await mark.getAttribute('title'), '0.52');
  });
});

step('a marked text is saved as pictures', async () => {
  const actions = shown().getByRole('group', { name: 'Actions of the text' });
  for (const [kind, begin] of [
    ['SVG', '<svg'],
    ['PNG', '\u0089PNG']
  ]) {
    const download = page.waitForEvent('download');
    await actions.getByRole('button', { name: kind }).click();
    const file = readFileSync(await (await download).path());
    assert.equal(file.toString('latin1', 0, 4), begin);
    const { context, page: picture } = await openPage(lab.browser, { width: 840, height: 260 });
    const type = kind === 'SVG' ? 'image/svg+xml' : 'image/png';
    await picture.setContent(`<img src="data:${type};base64,${file.toString('base64')}">`);
    const image = picture.locator('img');
    assert.ok(await image.evaluate(one => one.decode().then(() => one.naturalWidth >= 800)));
    await screenshot(picture, `live-text-${kind.toLowerCase()}`);
    await context.close();
  }
  await shown().getByRole('button', { name: 'Back' }).click();
  await expectVisible(shown().getByLabel('S3 location'));
});

step('a file of the file browser is dragged onto the view', async () => {
  await openFiles(page);
  const from = await item('answer.json').boundingBox();
  const to = await shown().locator('.ph-DropArea').boundingBox();
  await page.mouse.move(from.x + 40, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 200, to.y + 150, { steps: 8 });
  await page.mouse.move(to.x + 210, to.y + 160, { steps: 2 });
  await page.mouse.up();
  await expectText(shown(), /Explanation of answer\.json[^]*3 records/, 30_000);
});

step('nothing went wrong on the page', () => {
  const own = lab.problems.filter(problem => !/favicon|404 \(Not Found\)/.test(problem));
  assert.deepEqual(own, []);
});
