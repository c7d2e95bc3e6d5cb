/**
 * The story page: every view in every state, in four themes, under the policy of a webview.
 *
 * `node test/story/server.mjs [port]` serves it on loopback for looking at.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inlineWorker } from '../../vscode-ext/inlineWorker.mjs';

const here = path => fileURLToPath(new URL(path, import.meta.url));

/** Theme name -> attributes of the body, as the IDE sets them. */
export const THEMES = {
  'jupyterlab-light': 'data-jp-theme-light="true" data-jp-theme-name="JupyterLab Light"',
  'jupyterlab-dark': 'data-jp-theme-light="false" data-jp-theme-name="JupyterLab Dark"',
  'vscode-dark': 'class="vscode-body vscode-dark" data-vscode-theme-kind="vscode-dark"',
  'vscode-high-contrast':
    'class="vscode-body vscode-high-contrast" data-vscode-theme-kind="vscode-high-contrast"'
};

function policy(nonce) {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    'img-src data: blob:',
    "font-src 'self'",
    'worker-src blob:',
    "connect-src 'none'"
  ].join('; ');
}

/** @returns the page's script and one sheet per theme, by path. */
async function bundle() {
  const common = { bundle: true, write: false, logLevel: 'silent', legalComments: 'none' };
  const script = await build({
    ...common,
    entryPoints: [here('page.tsx')],
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    plugins: [inlineWorker],
    // Plotly names the sheet of its map library, which is not in our build.
    loader: {
      '.css': 'empty',
      '.jpg': 'binary',
      '.jpeg': 'binary',
      '.npy': 'binary',
      '.csv': 'text',
      '.ipynb': 'text'
    },
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    alias: {
      '@pilothouse/core/operations.json': here('../../shared/operations.json'),
      '@pilothouse/core': here('../../shared/src')
    }
  });
  const files = new Map([['/page.js', ['text/javascript', script.outputFiles[0].text]]]);
  for (const theme of Object.keys(THEMES)) {
    const sheet = await build({ ...common, entryPoints: [here(`themes/${theme}.css`)] });
    files.set(`/${theme}.css`, ['text/css', sheet.outputFiles[0].text]);
  }
  return files;
}

function page(url) {
  const nonce = randomBytes(16).toString('base64');
  const wanted = url.searchParams.get('theme') ?? '';
  const theme = wanted in THEMES ? wanted : 'jupyterlab-light';
  const direction = url.searchParams.get('dir') === 'rtl' ? 'rtl' : 'ltr';
  return {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy(nonce)
    },
    // The icon keeps the browser from asking for one.
    body: `<!doctype html>
<html lang="en" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Pilothouse stories</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/${theme}.css">
</head>
<body ${THEMES[theme]}>
<div id="stage"></div>
<script type="module" nonce="${nonce}" src="/page.js"></script>
</body>
</html>`
  };
}

/**
 * @param {number} port 0: any free port.
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function serveStories(port = 0) {
  const files = await bundle();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = files.get(url.pathname);
    if (file) {
      // The browser keeps what it has compiled, too.
      const headers = {
        'Content-Type': `${file[0]}; charset=utf-8`,
        'Cache-Control': 'max-age=86400'
      };
      response.writeHead(200, headers).end(file[1]);
    } else if (url.pathname === '/') {
      const { headers, body } = page(url);
      response.writeHead(200, headers).end(body);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise(resolve => {
        server.close(resolve);
        server.closeAllConnections();
      })
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await serveStories(Number(process.argv[2] ?? 0));
  process.stdout.write(`${origin}\n`);
}
