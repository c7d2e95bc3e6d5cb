/** What the extension adds to the load of a JupyterLab page: bytes and requests. */
import { launchBrowser } from '../e2e/harness/browser.mjs';

const EXTENSION = '@pilothouse/jupyterlab-ext';

/** Answers that differ from load to load by themselves. */
const CHANGING =
  /\/api\/(kernels|sessions|terminals|contents|events|me|kernelspecs)|\/workspaces\//;

/** Bytes of each answer of one page load, by path. */
async function load(browser, { origin, token }) {
  const page = await browser.newPage();
  const answers = new Map();
  const pending = [];
  page.on('response', response => {
    const path = new URL(response.url()).pathname;
    if (!response.url().startsWith(origin) || CHANGING.test(path)) return;
    const body = response.body().then(
      bytes => answers.set(path, (answers.get(path) ?? 0) + bytes.length),
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
      for (const config of [{ disabledExtensions: { [EXTENSION]: true } }, undefined]) {
        const server = await context.jupyter({ config });
        // The first load fills the server's caches.
        await load(browser, server);
        loads.push(await load(browser, server));
        await server.stop();
      }
      const [without, withIt] = loads;
      const added = [...withIt.keys()].filter(path => !without.has(path));
      return {
        'jupyterlab.start.bytes': sum(withIt) - sum(without),
        'jupyterlab.start.requests': added.length,
        'jupyterlab.start.routes': added.filter(path => path.includes('/pilothouse/api/')).length,
        'jupyterlab.extension.bytes': added.reduce((total, path) => total + withIt.get(path), 0)
      };
    } finally {
      await browser.close();
    }
  }
};
