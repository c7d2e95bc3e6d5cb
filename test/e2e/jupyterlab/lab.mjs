// A real JupyterLab (or Notebook 7) of its own for a suite.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, openPage } from '../harness/browser.mjs';
import { python, scratch } from '../harness/paths.mjs';
import { outputFolder } from '../harness/screenshots.mjs';
import { freePort, startProcess, stopEngine, waitForHttp } from '../harness/servers.mjs';
import { withoutAws } from '../harness/withoutAws.mjs';
import { openLab } from './page.mjs';

/** Prefix under which the server runs, as in SageMaker Studio. */
export const BASE_URL = '/jupyterlab/default/';

/**
 * Start a server with its own files, settings, engine data and no AWS credentials.
 *
 * @param suite Name for scratch and output folders.
 * @param options.app `lab` or `notebook`.
 * @returns `{ url, files, data, stop() }`: address of the front end, folder of the workspace,
 * folder of the engine.
 */
export async function startLab(suite, { app = 'lab', env = {}, args = [] } = {}) {
  const folder = scratch(suite);
  const [files, data, config] = ['files', 'data', 'config'].map(name => join(folder.path, name));
  for (const path of [files, data, config]) {
    mkdirSync(path);
  }
  // JupyterLab's own question about news would cover what the tests look at.
  const notices = join(folder.path, 'settings', '@jupyterlab', 'apputils-extension');
  mkdirSync(notices, { recursive: true });
  writeFileSync(join(notices, 'notification.jupyterlab-settings'), '{"fetchNews": "false"}');
  const port = await freePort();
  const started = startProcess(
    python,
    [
      '-m',
      app === 'lab' ? 'jupyterlab' : 'notebook',
      '--no-browser',
      '--allow-root',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.base_url=${BASE_URL}`,
      `--ServerApp.root_dir=${files}`,
      '--ServerApp.token=',
      '--ServerApp.password=',
      ...args
    ],
    {
      cwd: files,
      log: join(outputFolder('jupyterlab'), `server-${suite}.log`),
      env: {
        ...withoutAws(folder.path),
        JUPYTER_CONFIG_DIR: config,
        JUPYTER_DATA_DIR: join(folder.path, 'jupyter-data'),
        JUPYTER_RUNTIME_DIR: join(folder.path, 'runtime'),
        JUPYTERLAB_SETTINGS_DIR: join(folder.path, 'settings'),
        JUPYTERLAB_WORKSPACES_DIR: join(folder.path, 'workspaces'),
        IPYTHONDIR: join(folder.path, 'ipython'),
        PILOTHOUSE_DATA_DIR: data,
        ...env
      }
    }
  );
  const stop = async () => {
    await started.stop();
    await stopEngine(data);
    folder.remove();
  };
  const origin = `http://127.0.0.1:${port}`;
  try {
    await waitForHttp(`${origin}${BASE_URL}api/status`, { started });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `${origin}${BASE_URL}${app === 'lab' ? 'lab' : 'tree'}`, files, data, stop };
}

/**
 * {@link startLab} with JupyterLab open in a browser.
 *
 * @param options.prepare Writes files into the workspace, given its path, before it is opened.
 * @param options.height Of the page, in px.
 * @returns What `startLab` gives, with `{ browser, page, problems, requests }`.
 */
export async function startLabPage(suite, { prepare, height = 1000, ...options } = {}) {
  const lab = await startLab(suite, options);
  let browser;
  const stop = async () => {
    await browser?.close();
    await lab.stop();
  };
  try {
    await prepare?.(lab.files);
    browser = await launchBrowser();
    const opened = await openPage(browser, { height });
    await openLab(opened.page, lab.url);
    return { ...lab, browser, ...opened, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
