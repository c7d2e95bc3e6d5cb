// What a user meets who has no engine, or no Python, or no trust, or no AWS credentials.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { python, root, scratch } from '../harness/paths.mjs';
import { engineInfo, runPython, sleep, takePort } from '../harness/servers.mjs';
import { expectText, expectVisible } from '../jupyterlab/expect.mjs';
import { answerModal, runCommand, showTrees, startEditor } from './editor.mjs';

const posix = process.platform !== 'win32';
let editor;
let folder;

afterEach(async () => {
  await editor?.screenshot('last').catch(() => undefined);
  await editor?.stop();
  folder?.remove();
  editor = folder = undefined;
});

const sitePackages = command =>
  runPythonOf(command, 'import sysconfig; print(sysconfig.get_path("purelib"))');

function runPythonOf(command, code) {
  return execFileSync(command, ['-c', code], { encoding: 'utf8' }).trim();
}

/** A virtual environment with all that the engine needs, but not the engine. */
function environmentWithoutEngine(path) {
  runPython(['-m', 'venv', join(path, 'env')]);
  const command = join(path, 'env', 'bin', 'python');
  const libraries = join(path, 'libraries');
  mkdirSync(libraries);
  const from = sitePackages(python);
  for (const name of readdirSync(from)) {
    if (!/pilothouse|^pip|\.pth$|^__pycache__$/.test(name)) {
      symlinkSync(join(from, name), join(libraries, name));
    }
  }
  writeFileSync(join(sitePackages(command), 'libraries.pth'), `${libraries}\n`);
  return command;
}

/** Wait until another engine than this one has the data folder. */
async function expectRestart(pid) {
  const end = Date.now() + 30_000;
  while (engineInfo(editor.data)?.pid === pid) {
    assert.ok(Date.now() < end, 'the engine was not started again');
    await sleep(200);
  }
}

/** The engine as a wheel. */
function engineWheel(path) {
  execFileSync(python, ['-m', 'hatchling', 'build', '-t', 'wheel', '-d', path], {
    cwd: join(root, 'engine')
  });
  return join(
    path,
    readdirSync(path).find(name => name.endsWith('.whl'))
  );
}

const welcome = page => page.locator('.pane-body').first();

test('without the engine one button installs it after asking', { skip: !posix }, async () => {
  folder = scratch('install');
  const command = environmentWithoutEngine(folder.path);
  const wheels = join(folder.path, 'wheels');
  mkdirSync(wheels);
  editor = await startEditor('install', {
    settings: {
      'pilothouse.pythonPath': command,
      'pilothouse.enginePackage': engineWheel(wheels)
    }
  });
  const { page } = editor;
  await showTrees(page);
  await expectText(welcome(page), /engine is not installed/, 30_000);
  await editor.screenshot('missing');
  await welcome(page).getByRole('button', { name: 'Install engine' }).click();
  const question = await answerModal(page, 'Install');
  assert.match(question, /pilothouse-engine/);
  assert.ok(question.includes(command), question);
  await expectText(welcome(page), /No AutoML jobs yet/, 120_000);
  const { pid } = engineInfo(editor.data);
  await editor.screenshot('installed');

  // An engine that dies is started again with the next call.
  process.kill(pid, 'SIGKILL');
  await runCommand(page, 'Pilothouse: Refresh');
  await expectText(welcome(page), /No AutoML jobs yet/, 60_000);
  await expectRestart(pid);
});

test('without Python it says so, naming the setting', async () => {
  editor = await startEditor('no-python', {
    settings: { 'pilothouse.pythonPath': '/nowhere/python3' }
  });
  const { page } = editor;
  await showTrees(page);
  await expectText(welcome(page), /No usable Python was found/, 30_000);
  await expectVisible(welcome(page).getByRole('button', { name: 'Set the interpreter' }));
  await runCommand(page, 'Pilothouse: Start Local Engine');
  await expectText(
    page.locator('.notifications-toasts'),
    /no Python at \/nowhere\/python3, the path in the setting pilothouse\.pythonPath/
  );
  await editor.screenshot('message');

  // The mended setting is taken up without a reload.
  editor.writeSettings({ 'pilothouse.pythonPath': python });
  await expectText(welcome(page), /No AutoML jobs yet/, 60_000);
});

test('an engine that hangs is told and restarted by a button', { skip: !posix }, async () => {
  editor = await startEditor('hang', {
    prepare: files => writeFileSync(join(files, 'data.csv'), 'a,b\n1,2\n'),
    settings: { 'pilothouse.pythonPath': python }
  });
  const { page } = editor;
  await showTrees(page);
  await expectText(welcome(page), /No AutoML jobs yet/, 60_000);
  const { pid, endpointUrl } = engineInfo(editor.data);
  process.kill(pid, 'SIGSTOP');
  await runCommand(page, 'Pilothouse: Refresh');
  await expectText(welcome(page), /engine runs but does not answer/, 30_000);
  await expectVisible(
    page.getByRole('button', { name: 'Pilothouse: Local engine \u00b7 not answering' })
  );
  await editor.screenshot('silent');
  await welcome(page).getByRole('button', { name: 'Restart local engine' }).click();
  await expectText(welcome(page), /No AutoML jobs yet/, 60_000);
  await expectVisible(page.getByRole('button', { name: 'Pilothouse: Local engine', exact: true }));
  assert.notEqual(engineInfo(editor.data).pid, pid);
  await editor.screenshot('restarted');

  // The command finds out by itself, though nothing has failed yet.
  const second = engineInfo(editor.data);
  assert.equal(second.endpointUrl, endpointUrl);
  process.kill(second.pid, 'SIGSTOP');
  await runCommand(page, 'Pilothouse: Start Local Engine');
  await expectRestart(second.pid);
  await runCommand(page, 'Pilothouse: Refresh');
  await expectText(welcome(page), /No AutoML jobs yet/, 60_000);
});

test('a port that another program has taken is left to it', async () => {
  editor = await startEditor('port', { settings: { 'pilothouse.pythonPath': python } });
  const { page } = editor;
  await showTrees(page);
  await expectText(welcome(page), /No AutoML jobs yet/, 60_000);
  const { pid, endpointUrl } = engineInfo(editor.data);
  process.kill(pid, 'SIGKILL');
  const other = await takePort(endpointUrl);
  try {
    await runCommand(page, 'Pilothouse: Start Local Engine');
    await expectRestart(pid);
    await runCommand(page, 'Pilothouse: Refresh');
    await expectText(welcome(page), /No AutoML jobs yet/, 60_000);
    assert.notEqual(engineInfo(editor.data).endpointUrl, endpointUrl);
  } finally {
    other.close();
    other.closeAllConnections();
  }
});

test('a workspace that is not trusted starts nothing until it is', async () => {
  editor = await startEditor('trust', {
    trustPrompts: true,
    prepare: files => writeFileSync(join(files, 'data.csv'), 'a,b\n1,2\n'),
    settings: { 'pilothouse.pythonPath': python }
  });
  const { page } = editor;
  await answerModal(page, /No, I don't trust/);
  await showTrees(page);
  await expectText(welcome(page), /not trusted/, 30_000);
  assert.equal(engineInfo(editor.data), undefined);
  await editor.screenshot('restricted');
  await welcome(page).getByRole('button', { name: 'Manage trust' }).click();
  await page.getByRole('button', { name: 'Trust', exact: true }).click();
  await expectText(welcome(page), /No AutoML jobs yet/, 60_000);
  assert.ok(engineInfo(editor.data));
});

test('without credentials the AWS side says what is missing', async () => {
  editor = await startEditor('aws', { settings: { 'pilothouse.pythonPath': python } });
  const { page } = editor;
  await runCommand(page, 'Pilothouse: Choose Backend');
  await page.getByRole('option', { name: /Amazon SageMaker/ }).click();
  await page.getByRole('option', { name: /Default credentials/ }).click();
  await page.getByRole('option', { name: 'eu-west-1' }).click();
  const status = page.getByRole('button', { name: /^Pilothouse: AWS eu-west-1/ });
  await expectVisible(status);
  await showTrees(page);
  await expectText(welcome(page), /No AWS credentials were found/, 60_000);
  await editor.screenshot('no-credentials');
  await status.click();
  await page.getByRole('option', { name: /Local engine/ }).click();
  await expectText(welcome(page), /No AutoML jobs yet/, 60_000);
});
