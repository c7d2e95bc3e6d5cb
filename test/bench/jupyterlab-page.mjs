/** What the extension adds to the load of a JupyterLab page: bytes and requests. */
import { mkdtemp, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fromRoot } from '../../scripts/paths.mjs';
import { launchBrowser } from '../e2e/harness/browser.mjs';

/** Where `pip` puts extensions of JupyterLab. */
const INSTALLED = fromRoot('.venv', 'share', 'jupyter', 'labextensions');

/** Answers that differ from load to load by themselves. */
const CHANGING =
  /\/api\/(kernels|sessions|terminals|contents|events|me|kernelspecs)|\/workspaces\//;

/** A folder with every installed extension but ours: one that is only disabled is loaded still. */
async function others(context) {
  const folder = await mkdtemp(path.join(await context.folder(), 'labextensions-'));
  for (const name of await readdir(INSTALLED)) {
    if (name !== '@pilothouse') await symlink(path.join(INSTALLED, name), path.join(folder, name));
  }
  return folder;
}

/** Bytes of each answer of one page load, by path. */
async function load(browser, { origin, token }) {
  const page = await browser.newPage();
  const answers = new Map();
  const pending = [];
  page.on('response', response => {
    const name = new URL(response.url()).pathname;
    if (!response.url().startsWith(origin) || CHANGING.test(name)) return;
    const body = response.body().then(
      bytes => answers.set(name, (answers.get(name) ?? 0) + bytes.length),
      () => {}
    );
    pending.push(body);
  });
  await page.goto(`${origin}/lab?reset&token=${token}`);
  await page.locator('.jp-Launcher').waitFor({ timeout: 60_000 });
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1500);
  await Promise.all(pending);
  await page.close();
  return answers;
}

const sum = answers => [...answers.values()].reduce((total, bytes) => total + bytes, 0);

export const page = {
  keys: [
    'jupyterlab.start.bytes',
    'jupyterlab.start.requests',
    'jupyterlab.start.routes',
    'jupyterlab.extension.bytes'
  ],
  async measure(context) {
    const browser = await launchBrowser();
    try {
      const loads = [];
      for (const labextensions of [await others(context), undefined]) {
        const server = await context.jupyter({ labextensions });
        // The first load fills the server's caches.
        await load(browser, server);
        loads.push(await load(browser, server));
        await server.stop();
      }
      const [without, withIt] = loads;
      const added = [...withIt.keys()].filter(name => !without.has(name));
      return {
        'jupyterlab.start.bytes': sum(withIt) - sum(without),
        'jupyterlab.start.requests': added.length,
        'jupyterlab.start.routes': added.filter(name => name.includes('/pilothouse/api/')).length,
        'jupyterlab.extension.bytes': added.reduce((total, name) => total + withIt.get(name), 0)
      };
    } finally {
      await browser.close();
    }
  }
};
