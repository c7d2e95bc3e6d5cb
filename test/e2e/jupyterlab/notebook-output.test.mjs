// A saved notebook shows Pilothouse outputs without a kernel, in JupyterLab and in Notebook 7.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { axeFindings } from '../harness/accessibility.mjs';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import { screenshots } from '../harness/screenshots.mjs';
import { expectText, expectVisible } from './expect.mjs';
import { startLab } from './lab.mjs';

const screenshot = screenshots('jupyterlab');
const MIME_TYPE = 'application/vnd.pilothouse.v1+json';

/** Contributions of 3 features in 4 records, one label. */
const contributions = Int16Array.from([100, -50, 20, 80, 60, -10, -90, 30, 5, -40, -70, 15]);

const outputs = [
  {
    view: 'candidates',
    title: 'Candidates of churn',
    data: {
      objective: 'F1',
      table: {
        columns: ['Candidate', 'F1'],
        rows: [
          ['<img src=x onerror=alert(1)>', 0.91],
          ['LightGBM', 0.9]
        ],
        omitted: 3
      }
    }
  },
  {
    view: 'explanation',
    title: 'Explanation of churn',
    ref: { kind: 'job', jobName: 'churn' },
    data: {
      labels: ['True'],
      features: ['age', 'calls', 'plan'],
      unit: 'log-odds',
      base: [-1.5],
      global: [[0.775, 0.525, 0.125]],
      records: {
        total: 4,
        shown: 4,
        scale: [0.01],
        values: Buffer.from(contributions.buffer).toString('base64'),
        data: [
          [30, 40, 50, 60],
          [1, 2, 3, null],
          ['basic', 'pro', 'basic', 'pro']
        ]
      }
    }
  },
  { view: 'something-newer', title: 'From tomorrow', data: {} }
];

function notebook() {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    // A kernel that is not installed: nothing may be needed of one.
    metadata: { kernelspec: { name: 'not-here', display_name: 'Not here' } },
    cells: outputs.map((snapshot, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      execution_count: 1,
      metadata: {},
      source: '%pilot',
      outputs: [
        {
          output_type: 'display_data',
          metadata: {},
          data: { [MIME_TYPE]: snapshot, 'text/plain': 'plain text' }
        }
      ]
    }))
  };
}

for (const app of ['lab', 'notebook']) {
  test(`outputs of a saved notebook are drawn in ${app}`, async () => {
    const lab = await startLab(`output-${app}`, { app });
    const browser = await launchBrowser();
    try {
      writeFileSync(join(lab.files, 'saved.ipynb'), JSON.stringify(notebook()));
      const { page, problems, requests } = await openPage(browser, { height: 1400 });
      const path = app === 'lab' ? `${lab.url}/tree` : lab.url.replace(/tree$/, 'notebooks');
      await page.goto(`${path}/saved.ipynb`);
      const kernel = page.getByRole('dialog').getByRole('button', { name: 'No Kernel' });
      await kernel.click({ timeout: 60_000 });
      const candidates = page.locator('.jp-pilothouse-Snapshot').first();
      await expectText(candidates, /Candidates of churn[^]*<img src=x[^]*0\.91/, 30_000);
      await expectText(candidates, /3/);
      const explanation = page.locator('.jp-pilothouse-Snapshot').nth(1);
      await explanation.scrollIntoViewIfNeeded();
      await expectVisible(explanation.getByRole('application', { name: /^Feature importance/ }));
      await expectVisible(explanation.locator('.main-svg'), 30_000);
      await screenshot(page, `notebook-output-${app}`);
      const newer = page.locator('.jp-pilothouse-Snapshot').nth(2);
      await newer.scrollIntoViewIfNeeded();
      await expectText(newer, /cannot be drawn/);
      assert.deepEqual(await axeFindings(page, '.jp-pilothouse-Snapshot'), []);
      assert.deepEqual(
        requests.filter(url => url.includes('/pilothouse/api/')),
        [],
        'a snapshot needs no backend'
      );
      // Notebook 7.6 throws an error of its own when it loads its shortcuts.
      assert.deepEqual(
        problems.filter(problem => problem.includes('/@pilothouse/')),
        []
      );
    } finally {
      await browser.close();
      await lab.stop();
    }
  });
}
