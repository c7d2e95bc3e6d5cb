/** `npm start`: the engine and an IDE with the sample notebook, from a bare clone. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openBrowser } from './browser.mjs';
import { buildTargets, VSIX } from './build.mjs';
import { startCodeOss } from './code-oss.mjs';
import { ensureOpener, OPEN_VARIABLE } from './code-oss-opener.mjs';
import { startEngine } from './engine.mjs';
import { choosePort } from './network.mjs';
import { CACHE, fromRoot, VENV, venvProgram } from './paths.mjs';
import { launch, main, onExit, UserError } from './processes.mjs';
import { setup } from './setup.mjs';

const SAMPLE = 'getting-started.ipynb';

const HELP = `npm start -- [options] [folder]

Installs and builds what is missing, starts the local engine and an IDE in the folder (by default
one with the samples), prints the URL and opens it. Ctrl+C ends everything.

  --ide lab|code   JupyterLab (default) or Code-OSS
  --port N         default 8888 for JupyterLab, 8080 for Code-OSS, else any free port
  --no-browser     only print the URL
  --help           this text
`;

/** The samples in a folder where they can be changed; what was changed there stays. */
async function sampleFolder() {
  const folder = path.join(CACHE, 'samples');
  await cp(fromRoot('docs', 'samples'), folder, { recursive: true, force: false });
  return folder;
}

/** JupyterLab, with its own token. @returns the URL that it prints */
async function startLab({ folder, notebook, port }) {
  let found;
  const url = new Promise(resolve => (found = resolve));
  const lab = launch(
    venvProgram('python'),
    [
      ...['-m', 'jupyterlab', '--no-browser', '--ip=127.0.0.1', `--port=${port}`],
      ...['--ServerApp.port_retries=0', `--ServerApp.root_dir=${folder}`],
      ...(notebook ? [`--LabApp.default_url=/lab/tree/${encodeURIComponent(notebook)}`] : []),
      // Root may not start a server otherwise; in a container it is the only user.
      ...(process.getuid?.() === 0 ? ['--allow-root'] : [])
    ],
    {
      cwd: folder,
      log: path.join(CACHE, 'jupyterlab.log'),
      onLine: line => {
        const match = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line);
        if (match) found(match[0]);
      }
    }
  );
  const ended = lab.ended.then(() => {
    throw new UserError(`JupyterLab ended at its start.\n${lab.tail()}`);
  });
  ended.catch(() => {});
  return { url: await Promise.race([url, ended]), ended: lab.ended };
}

/** What would cover the sample: a question about the Git repository around it, a greeting. */
async function writeMachineSettings(serverDataDir) {
  const folder = path.join(serverDataDir, 'data', 'Machine');
  await mkdir(folder, { recursive: true });
  const settings = {
    'git.openRepositoryInParentFolders': 'never',
    'workbench.startupEditor': 'none'
  };
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings));
}

/** Code-OSS with the extension. */
async function startCode({ folder, notebook, port }) {
  const serverDataDir = path.join(CACHE, 'code-oss', 'user');
  await writeMachineSettings(serverDataDir);
  const bin = path.dirname(venvProgram('python'));
  const editor = await startCodeOss({
    port,
    folder,
    serverDataDir,
    extensions: [VSIX, ...(notebook ? [await ensureOpener()] : [])],
    // Our own samples need no question whether their authors are to be trusted.
    extraArgs: notebook ? ['--disable-workspace-trust'] : [],
    // The extension starts the engine with the environment's Python.
    env: {
      VIRTUAL_ENV: VENV,
      PATH: `${bin}${path.delimiter}${process.env.PATH}`,
      ...(notebook && { [OPEN_VARIABLE]: path.join(folder, notebook) })
    },
    log: path.join(CACHE, 'code-oss.log')
  });
  return { url: editor.url, ended: editor.ended };
}

const IDES = {
  lab: { name: 'JupyterLab', targets: ['python', 'jupyterlab'], port: 8888, start: startLab },
  code: { name: 'Code-OSS', targets: ['python', 'code'], port: 8080, start: startCode }
};

function readArguments() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        ide: { type: 'string', default: 'lab' },
        port: { type: 'string' },
        'no-browser': { type: 'boolean', default: false }
      }
    });
  } catch (error) {
    throw new UserError(`${error.message}\n\n${HELP}`);
  }
  const { values, positionals } = parsed;
  if (!Object.hasOwn(IDES, values.ide)) {
    throw new UserError(`--ide must be ${Object.keys(IDES).join(' or ')}, not ${values.ide}.`);
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new UserError(`--port must be a number from 1 to 65535, not ${values.port}.`);
  }
  return { ...values, port, folder: positionals[0] };
}

await main(async () => {
  const options = readArguments();
  if (options.help) return void process.stdout.write(HELP);
  const ide = IDES[options.ide];
  // Known at once, rather than after minutes of installing.
  const port = await choosePort(options.port, ide.port);
  await setup({ dev: false });
  await buildTargets(ide.targets);
  const engine = await startEngine();
  onExit(engine.stop);
  process.stdout.write(`The engine answers at ${engine.endpointUrl}\n`);
  const folder = options.folder ? path.resolve(options.folder) : await sampleFolder();
  const notebook = options.folder ? undefined : SAMPLE;
  const { url, ended } = await ide.start({ folder, notebook, port });
  process.stdout.write(`\n${ide.name} is ready:\n\n    ${url}\n\nCtrl+C ends everything.\n`);
  if (!options['no-browser']) await openBrowser(url);
  await ended;
});
