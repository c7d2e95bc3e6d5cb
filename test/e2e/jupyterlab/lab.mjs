// A real JupyterLab (or Notebook 7) of its own for a suite.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputFolder } from '../harness/screenshots.mjs';
import { python, scratch } from '../harness/paths.mjs';
import { freePort, startProcess, stopEngine, waitForHttp } from '../harness/servers.mjs';

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
        HOME: folder.path,
        JUPYTER_CONFIG_DIR: config,
        JUPYTER_DATA_DIR: join(folder.path, 'jupyter-data'),
        JUPYTER_RUNTIME_DIR: join(folder.path, 'runtime'),
        JUPYTERLAB_SETTINGS_DIR: join(folder.path, 'settings'),
        JUPYTERLAB_WORKSPACES_DIR: join(folder.path, 'workspaces'),
        IPYTHONDIR: join(folder.path, 'ipython'),
        PILOTHOUSE_DATA_DIR: data,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: join(folder.path, 'aws-config'),
        AWS_SHARED_CREDENTIALS_FILE: join(folder.path, 'aws-credentials'),
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined,
        AWS_SESSION_TOKEN: undefined,
        AWS_PROFILE: undefined,
        AWS_REGION: undefined,
        AWS_DEFAULT_REGION: undefined,
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
