// The sample notebook, opened and run by a user, with the outputs drawn; then once more as saved.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { axeFindings } from '../harness/accessibility.mjs';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import { root } from '../harness/paths.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLab } from './lab.mjs';

const screenshot = screenshots('jupyterlab');
const NAME = 'getting-started.ipynb';

test('the sample notebook runs from top to bottom', { timeout: 240_000 }, async () => {
  const lab = await startLab('sample-notebook');
  const browser = await launchBrowser();
  try {
    copyFileSync(join(root, 'docs', 'samples', NAME), join(lab.files, NAME));
    // Tall: JupyterLab draws only the cells in sight.
    const { page, problems } = await openPage(browser, { height: 3600 });
    await page.goto(`${lab.url}/tree/${NAME}`);
    await expectVisible(page.getByRole('heading', { name: /Getting started with Pilothouse/ }));
    // Cells that are run before the kernel is ready would wait for ever.
    await expectVisible(page.getByText('Python 3 (ipykernel) | Idle'), 60_000);
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
    const notebook = page.getByRole('main');
    await expectText(notebook, /\d% of 69 unseen/, 150_000);
    await expectText(notebook, /Deleted diagnosis-/, 30_000);
    const share = Number(/([\d.]+)% of 69 unseen/.exec(await notebook.innerText())[1]);
    assert.ok(share > 90, `${share} % right`);

    const leaderboard = page.getByRole('heading', { name: /Candidates of diagnosis-/ });
    await leaderboard.scrollIntoViewIfNeeded();
    await expectVisible(leaderboard);
    const explanation = page.getByRole('heading', { name: /Explanation of diagnosis-/ });
    await explanation.scrollIntoViewIfNeeded();
    await expectVisible(explanation);
    await expectText(notebook, /worst concave points/);
    await screenshot(page, 'sample-notebook');
    await expectText(notebook, /Prediction .* log-odds/);
    assert.deepEqual(await axeFindings(page, '.ph-root'), []);

    const saved = page.waitForResponse(
      answer => answer.request().method() === 'PUT' && answer.url().includes('/api/contents/')
    );
    await page.keyboard.press('Control+s');
    await saved;
    await page.reload();
    await page.getByRole('heading', { name: /Explanation of diagnosis-/ }).waitFor();
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
    await lab.stop();
  }
});
