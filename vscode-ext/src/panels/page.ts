import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The HTML of every webview page; nobody else writes HTML.
 *
 * Scripts run by nonce alone: a webview may share its origin with the editor's server, so
 * neither that origin nor any other is allowed. Scripts that a module imports later inherit
 * its nonce. Styles are allowed inline because Plotly writes some.
 */
export function viewPage(webview: vscode.Webview, dist: vscode.Uri, title: string): string {
  const nonce = randomBytes(24).toString('base64url');
  const source = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'unsafe-inline'`,
    `img-src ${source} data: blob:`,
    `font-src ${source}`,
    // The reading worker, made by the page itself; it inherits this policy.
    'worker-src blob:',
    "connect-src 'none'"
  ].join('; ');
  const asset = (name: string): string =>
    escapeHtml(webview.asWebviewUri(vscode.Uri.joinPath(dist, 'views', name)).toString());
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${asset('view.css')}">
<script type="module" nonce="${nonce}" src="${asset('view.js')}"></script>
</head>
<body><main id="view"></main></body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`);
}
