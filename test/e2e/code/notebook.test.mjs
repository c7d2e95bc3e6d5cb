// A saved notebook shows its outputs without a kernel and without the Jupyter extension.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import { editor, page, useEditor } from './editor.mjs';
import { path } from '../harness/steps.mjs';

const MIME_TYPE = 'application/vnd.pilothouse.v1+json';

/** Contributions of 3 records with 2 features, as int16 in base64. */
const values = Buffer.from(Int16Array.from([100, -50, 200, 25, -300, 10]).buffer).toString(
  'base64'
);

const snapshots = [
  {
    title: 'Candidates of wine-1',
    view: 'candidates',
    ref: { kind: 'job', jobName: 'wine-1' },
    data: {
      objective: 'Accuracy',
      table: {
        columns: ['Candidate', 'Accuracy'],
        rows: [
          ['LightGBM-1', 0.98],
          ['Linear-2', 0.95]
        ]
      }
    }
  },
  {
    title: 'Explanation of wine-1',
    view: 'explanation',
    data: {
      labels: ['class_0'],
      features: ['alcohol', 'hue'],
      unit: 'log-odds',
      base: [0.5],
      global: [[0.2, 0.03]],
      method: 'Exact Shapley values (trees)',
      records: {
        total: 3,
        shown: 3,
        scale: [0.001],
        values,
        data: [
          [13.1, 12.2, 14.0],
          [1, 0.9, 1.1]
        ]
      }
    }
  },
  {
    title: '<img src=x onerror=alert(1)>',
    view: 'endpoint',
    data: { EndpointName: 'e', Status: 1 }
  }
];

function writeNotebook(folder) {
  const cells = snapshots.map((snapshot, index) => ({
    cell_type: 'code',
    execution_count: index + 1,
    id: `cell-${index}`,
    metadata: {},
    source: [`%pilot show ${index}`],
    outputs: [
      {
        output_type: 'display_data',
        metadata: {},
        data: { [MIME_TYPE]: snapshot, 'text/plain': [`fallback ${index}`] }
      }
    ]
  }));
  const metadata = {
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' }
  };
  const notebook = { cells, metadata, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(folder, 'saved.ipynb'), JSON.stringify(notebook));
}

useEditor('notebook', { prepare: writeNotebook });

const step = path(() => editor.screenshot('failure'));
const outputs = () =>
  page.locator('iframe.webview').last().contentFrame().locator('iframe').contentFrame();

step('outputs are drawn by our renderer, tables and charts', async () => {
  await page.getByRole('treeitem', { name: 'saved.ipynb' }).dblclick();
  await expectVisible(outputs().getByRole('heading', { name: 'Candidates of wine-1' }), 60_000);
  await expectText(outputs().getByRole('table', { name: 'Candidates' }), /LightGBM-1.*0\.98/s);
  await expectVisible(outputs().getByRole('application', { name: /^Feature importance/ }), 30_000);
  await expectVisible(outputs().locator('.ph-Chart .main-svg'), 30_000);
  await editor.screenshot('light');
});

step('a hostile title is text', async () => {
  await expectVisible(outputs().getByRole('heading', { name: '<img src=x onerror=alert(1)>' }));
});

step('it follows the theme', async () => {
  editor.writeSettings({ 'workbench.colorTheme': 'Default Dark Modern' });
  await outputs().locator('body.vscode-dark').waitFor({ state: 'attached' });
  await page.waitForTimeout(1_000);
  await editor.screenshot('dark');
});

step('the live view opens from the output', async () => {
  await outputs().getByRole('button', { name: 'Open live' }).first().click();
  await expectVisible(page.getByRole('tab', { name: /wine-1/ }), 30_000);
});
