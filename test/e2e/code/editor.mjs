// A real Code-OSS of its own for a suite, and a user's ways around it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { startCodeOss } from '../../../scripts/code-oss.mjs';
import { axeFindings } from '../harness/accessibility.mjs';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import { root, scratch } from '../harness/paths.mjs';
import { outputFolder, screenshots } from '../harness/screenshots.mjs';
import { stopEngine } from '../harness/servers.mjs';
import { withoutAws } from '../harness/withoutAws.mjs';

/** What `npm run build` makes; another file can be tested by naming it. */
const vsix = process.env.PILOTHOUSE_VSIX ?? join(root, 'dist', 'pilothouse.vsix');

/** Noise of the editor itself, which has no marketplace and no service worker here. */
const editorNoise =
  /ServiceWorker|bad HTTP response code|Failed to load resource|marketplace|lifecycle|unknown error occurred|favicon|net::ERR|ERR_|Unable to resolve nonexistent file|chat|copilot|ENOPRO|telemetry|Canceled|extensionsGallery/i;

/** The editor of this file's tests and its page; each file runs in a process of its own. */
export let editor;
export let page;

/**
 * {@link startEditor} before the tests of a file, and its end after them.
 *
 * @param opened Called when it is there. A `before` of its own would not wait for this one.
 */
export function useEditor(suite, options, opened = () => {}) {
  before(async () => {
    editor = await startEditor(suite, options);
    page = editor.page;
    await opened();
  });
  after(() => editor?.stop());
}

/**
 * Start Code-OSS with the VSIX installed, its own files, settings, engine data and no AWS
 * credentials, and open it in a browser.
 *
 * @param suite Name for scratch and output folders.
 * @param options.settings Settings, without the prefix-free ones that keep the editor quiet.
 * @param options.prepare Writes files into the workspace, given its path, before it is opened.
 */
export async function startEditor(
  suite,
  { settings = {}, prepare, trustPrompts = false, env = {}, basePath = '/codeeditor/default' } = {}
) {
  if (!existsSync(vsix)) {
    throw new Error(`${vsix} is not there. Build it first: npm run build`);
  }
  const folder = scratch(`code-${suite}`);
  const [files, data, server] = ['files', 'data', 'server'].map(name => join(folder.path, name));
  for (const path of [files, data, join(server, 'data', 'Machine')]) {
    mkdirSync(path, { recursive: true });
  }
  await prepare?.(files);
  const settingsFile = join(server, 'data', 'Machine', 'settings.json');
  const current = {
    'workbench.startupEditor': 'none',
    'workbench.colorTheme': 'Default Light Modern',
    'workbench.tips.enabled': false,
    'git.enabled': false,
    'extensions.ignoreRecommendations': true,
    'security.workspace.trust.banner': 'never',
    ...settings
  };
  const writeSettings = changes => {
    Object.assign(current, changes);
    writeFileSync(settingsFile, JSON.stringify(current));
  };
  writeSettings({});
  const oss = await startCodeOss({
    folder: files,
    serverDataDir: server,
    basePath,
    extensions: [vsix],
    extraArgs: trustPrompts ? [] : ['--disable-workspace-trust'],
    log: join(outputFolder('code'), `server-${suite}.log`),
    env: {
      ...withoutAws(folder.path),
      PILOTHOUSE_DATA_DIR: data,
      ...env
    }
  });
  const browser = await launchBrowser();
  const { page, problems } = await openPage(browser);
  page.setDefaultTimeout(30_000);
  const shot = screenshots('code');
  await page.goto(oss.url);
  await ready(page);
  return {
    page,
    files,
    data,
    server,
    writeSettings,
    screenshot: name => shot(page, `${suite}-${name}`),
    /** Errors that are not the editor's own. */
    problems: () => problems.filter(problem => !editorNoise.test(problem)),
    async stop() {
      await browser.close();
      await oss.stop();
      await stopEngine(data);
      folder.remove();
    }
  };
}

/** Wait until the editor knows what extensions contribute. */
export async function ready(page) {
  await page
    .getByRole('tab', { name: 'Pilothouse', exact: true })
    .first()
    .waitFor({ timeout: 90_000 });
}

/** Run a command of the palette. */
export async function runCommand(page, name) {
  await page.keyboard.press('F1');
  const palette = page.locator('.quick-input-widget');
  await palette.getByRole('option').first().waitFor();
  await page.keyboard.type(name);
  await palette.getByRole('option').first().filter({ hasText: name }).waitFor();
  await page.keyboard.press('Enter');
}

/**
 * Reload the window by the editor's own command. A browser's reload may come before the editor
 * has written down which tabs are open; that is the editor's affair, not ours.
 */
export async function reloadWindow(page) {
  const loaded = page.waitForEvent('load');
  await runCommand(page, 'Developer: Reload Window');
  await loaded;
  await ready(page);
}

/** Show the two trees. */
export async function showTrees(page) {
  await page.getByRole('tab', { name: 'Pilothouse', exact: true }).first().click();
  await page.getByRole('button', { name: 'Jobs Section' }).waitFor();
}

/** Choose an entry of a file's context menu in the explorer. */
export async function fileMenu(page, file, entry) {
  const explorer = page.getByRole('tree', { name: 'Files Explorer' });
  await explorer.getByRole('treeitem', { name: file }).click({ button: 'right' });
  const item = page.getByRole('menuitem', { name: entry });
  await item.hover();
  // A menu ignores a click that follows its opening at once: it may belong to that.
  await page.waitForTimeout(500);
  await item.click();
  await item.waitFor({ state: 'hidden' });
}

/**
 * The page inside the webview that is seen. Webviews of hidden editors do not exist: their pages
 * are thrown away.
 */
export function shownView(page) {
  return page
    .locator('iframe.webview:visible')
    .last()
    .contentFrame()
    .locator('iframe')
    .contentFrame();
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong in the view that is seen. */
export async function viewFindings(page, disabled) {
  const frame = await (await shownView(page).locator('body').elementHandle()).ownerFrame();
  // The page's policy forbids a script element; the browser's own console may still run code.
  await frame.evaluate(`${axe};0`);
  return axeFindings(frame, 'body', disabled);
}

/** Press a button of a native modal dialog and give its text. */
export async function answerModal(page, button) {
  const dialog = page
    .getByRole('dialog')
    .filter({ has: page.getByRole('button', { name: button }) });
  await dialog.waitFor();
  const text = await dialog.innerText();
  await dialog.getByRole('button', { name: button }).click();
  await dialog.waitFor({ state: 'hidden' });
  return text;
}
