/**
 * Starts a real Code-OSS in the browser. As a program: `node scripts/code-oss.mjs --help`.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_VERSION, ensureCodeOss } from './code-oss-install.mjs';
import { choosePort, freePort, waitForHttp } from './network.mjs';
import { CACHE } from './paths.mjs';
import { launch, main, run } from './processes.mjs';

export { ensureCodeOss };

/**
 * Installs the extensions and starts the server. Without the secret in the URL nobody else on this
 * machine can use it.
 *
 * @param {object} options
 * @param {string} [options.version] of the npm package `code-server`
 * @param {number} [options.port] any free one by default
 * @param {string} options.folder opened as the workspace
 * @param {string} options.serverDataDir settings, extensions, state; created if missing
 * @param {string[]} [options.extensions] VSIX files to install first
 * @param {string[]} [options.extraArgs] more arguments for the server, such as
 *   `--disable-workspace-trust`
 * @param {string} [options.basePath] such as `/codeeditor/default`
 * @param {object} [options.env] for the server and the extension host
 * @param {string} [options.log] a file for the server's output
 * @returns `url` opens the folder; `stop()` ends the server and all that it started
 */
export async function startCodeOss({
  version = DEFAULT_VERSION,
  port,
  folder,
  serverDataDir,
  extensions = [],
  extraArgs = [],
  basePath = '',
  env = {},
  log
}) {
  const { vscode } = await ensureCodeOss({ version });
  const server = path.join(vscode, 'out', 'server-main.js');
  const data = ['--server-data-dir', serverDataDir, '--accept-server-license-terms'];
  await mkdir(serverDataDir, { recursive: true, mode: 0o700 });
  for (const file of extensions) {
    await run(process.execPath, [server, ...data, '--install-extension', file, '--force'], {
      env,
      capture: true
    });
  }
  const chosen = port ?? (await freePort());
  const token = randomBytes(24).toString('base64url');
  const tokenFile = path.join(serverDataDir, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const handle = launch(
    process.execPath,
    [
      server,
      ...data,
      ...['--host', '127.0.0.1', '--port', String(chosen)],
      ...['--connection-token-file', tokenFile],
      ...['--telemetry-level', 'off'],
      ...(basePath ? ['--server-base-path', basePath] : []),
      ...extraArgs
    ],
    { env, log }
  );
  const origin = `http://127.0.0.1:${chosen}`;
  await waitForHttp(`${origin}${basePath}/`, handle, { name: 'Code-OSS' });
  const query = `folder=${encodeURIComponent(path.resolve(folder))}&tkn=${token}`;
  return { ...handle, vscode, port: chosen, url: `${origin}${basePath}/?${query}` };
}

const HELP = `node scripts/code-oss.mjs [options] [folder]

Sets up Code-OSS once and opens a folder (by default this one) in it.

  --setup           only set it up
  --version V       of the npm package code-server (default ${DEFAULT_VERSION})
  --port N          default 8080 if free
  --extension FILE  a VSIX to install first; may be repeated
`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean' },
        setup: { type: 'boolean' },
        version: { type: 'string', default: DEFAULT_VERSION },
        port: { type: 'string' },
        extension: { type: 'string', multiple: true, default: [] }
      }
    });
    if (values.help) return void process.stdout.write(HELP);
    const { vscode } = await ensureCodeOss({ version: values.version });
    if (values.setup) return void process.stdout.write(`${vscode}\n`);
    const editor = await startCodeOss({
      version: values.version,
      port: await choosePort(values.port && Number(values.port), 8080),
      folder: positionals[0] ?? process.cwd(),
      serverDataDir: path.join(CACHE, 'code-oss', 'data'),
      extensions: values.extension
    });
    process.stdout.write(`${editor.url}\n`);
    await editor.ended;
  });
}
