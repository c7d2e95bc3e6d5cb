/** What several measurements share: made when first asked for, ended with the run. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEngine } from '../../scripts/engine.mjs';
import { freePort, waitForHttp } from '../../scripts/network.mjs';
import { fromRoot, venvProgram } from '../../scripts/paths.mjs';
import { launch, run } from '../../scripts/processes.mjs';

/** Deferred calls of {@link makeContext}, in reverse order of their making. */
export function makeContext({ long = false } = {}) {
  const endings = [];
  const made = new Map();
  const once = (name, make) => {
    if (!made.has(name)) made.set(name, make());
    return made.get(name);
  };
  const context = {
    /** Whether races may take their long form. */
    long,

    /** A folder for this run. */
    folder: () =>
      once('folder', async () => {
        const folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-bench-'));
        endings.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
        return folder;
      }),

    /** Environment of the shared engine, and what the engine says of itself. */
    engine: () =>
      once('engine', async () => {
        const env = { PILOTHOUSE_DATA_DIR: path.join(await context.folder(), 'engine') };
        const { stop, ...info } = await startEngine(env);
        endings.push(stop);
        return { env, info };
      }),

    /** A Jupyter server; `labextensions` is the folder of its extensions, absent: as installed. */
    async jupyter({ labextensions, env = {} } = {}) {
      const home = await mkdtemp(path.join(await context.folder(), 'jupyter-'));
      const port = await freePort();
      const token = 'bench';
      const folders = ['config', 'data', 'runtime', 'root'].map(name => path.join(home, name));
      for (const folder of folders) await mkdir(folder);
      const server = launch(
        venvProgram('python'),
        [
          ...['-m', 'jupyterlab', '--no-browser', '--allow-root', '--ip=127.0.0.1'],
          ...[`--port=${port}`, '--ServerApp.port_retries=0', `--IdentityProvider.token=${token}`],
          ...[`--ServerApp.root_dir=${folders[3]}`, '--LabApp.news_url='],
          ...(labextensions ? [`--LabApp.labextensions_path=${labextensions}`] : [])
        ],
        {
          env: {
            JUPYTER_CONFIG_DIR: folders[0],
            JUPYTER_DATA_DIR: folders[1],
            JUPYTER_RUNTIME_DIR: folders[2],
            JUPYTERLAB_SETTINGS_DIR: path.join(folders[0], 'settings'),
            JUPYTERLAB_WORKSPACES_DIR: path.join(folders[0], 'workspaces'),
            ...env
          }
        }
      );
      endings.push(() => server.stop());
      const origin = `http://127.0.0.1:${port}`;
      await waitForHttp(`${origin}/api`, server, { name: 'Jupyter' });
      return { origin, token, stop: server.stop };
    },

    /** Runs `test/bench/NAME.py`, which prints one JSON object. */
    async python(name, args = [], env = {}) {
      const file = fromRoot('test', 'bench', `${name}.py`);
      const text = await run(venvProgram('python'), [file, ...args], { capture: true, env });
      return JSON.parse(text);
    },

    async end() {
      for (const ending of endings.reverse()) await ending().catch(() => {});
    }
  };
  return context;
}
