// The suite inside the extension host of a real Code-OSS.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startCodeOss } from '../../scripts/code-oss.mjs';
import { fromRoot } from '../../scripts/paths.mjs';
import { until } from '../conformance/harness/engine.mjs';
import { launchBrowser } from '../e2e/harness/browser.mjs';

let folder;
let editor;
let browser;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-host-'));
  editor = await startCodeOss({
    folder,
    serverDataDir: path.join(folder, 'server'),
    extraArgs: ['--disable-workspace-trust'],
    env: {
      PILOTHOUSE_DATA_DIR: path.join(folder, 'data'),
      PILOTHOUSE_TEST_RESULTS: path.join(folder, 'results.json')
    }
  });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await editor?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('the suite passes', { timeout: 120_000 }, async () => {
  const remote = file => `vscode-remote://127.0.0.1:${editor.port}${file}`;
  const url = new URL(editor.url);
  url.searchParams.set(
    'payload',
    JSON.stringify([
      ['extensionDevelopmentPath', remote(fromRoot('vscode-ext'))],
      ['extensionTestsPath', remote(fromRoot('test', 'extension-host', 'suite.cjs'))]
    ])
  );
  const page = await browser.newPage();
  await page.goto(url.href);
  const results = await until(
    () => readFile(path.join(folder, 'results.json'), 'utf8').then(JSON.parse, () => undefined),
    answer => answer !== undefined
  );
  const failed = Object.entries(results).filter(([, result]) => result !== 'passed');
  assert.deepEqual(failed, []);
  assert.ok(Object.keys(results).length >= 4);
});
