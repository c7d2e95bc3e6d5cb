/** Showing a page to the user in the default browser. */
import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/**
 * Opens a URL. It may hold a secret, which other users could see on a command line, so what is
 * opened is a file that only this user can read and that leads on.
 */
export async function openBrowser(url) {
  const folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-open-'));
  const file = path.join(folder, 'open.html');
  const target = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  await writeFile(file, `<meta http-equiv="refresh" content="0; url=${target}">\n`, {
    mode: 0o600
  });
  const page = pathToFileURL(file).href;
  const [command, args] = {
    darwin: ['open', [page]],
    win32: ['rundll32', ['url.dll,FileProtocolHandler', page]]
  }[process.platform] ?? ['xdg-open', [page]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // A machine without a desktop has no browser to open; the URL is printed anyway.
  child.on('error', () => {});
  child.unref();
}
