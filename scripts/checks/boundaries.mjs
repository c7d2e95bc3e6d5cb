/**
 * What each folder may import, as ESLint rules. The table stands in ARCHITECTURE.md; tests may
 * import anything.
 */
import { builtinModules } from 'node:module';

const SOURCES = '**/*.{ts,tsx}';
const TESTS = ['**/*.test.{ts,tsx}', '**/testing/**'];

const node = {
  group: ['node:*', ...builtinModules.filter(name => !name.startsWith('_'))],
  message: 'This code also runs in a page, where Node is absent.'
};
const vscode = {
  group: ['vscode'],
  message: 'Only the extension host has the editor; use the Host seam.'
};
const jupyter = {
  group: ['@jupyterlab/*', '@lumino/*', '@jupyter/*', '@jupyter-notebook/*'],
  message: 'Only jupyterlab-ext knows JupyterLab; use the Host seam.'
};
const aws = {
  group: ['@aws-sdk/*', '@smithy/*'],
  allowTypeImports: true,
  message: 'Calls go through AwsApi; only types may come from the AWS SDK.'
};
const ui = {
  group: ['react', 'react-dom', 'react/*', 'react-dom/*', 'plotly.js', 'plotly.js/*', '@plotly/*'],
  message: 'Services run without a page; what is drawn lives in views/ and plots/.'
};
const views = {
  group: ['**/views/**', '**/views', '**/plots/**', '**/plots'],
  allowTypeImports: true,
  message: 'Services must not depend on what shows them.'
};
const packages = {
  group: ['**/jupyterlab-ext/**', '**/vscode-ext/**', '@pilothouse/jupyterlab-ext', 'pilothouse'],
  message: 'The core and the two extensions meet only in the seams.'
};
const host = {
  group: [
    '**/trees/**',
    '**/panels/**',
    '**/commands/**',
    '**/status/**',
    '**/backend/**',
    '**/engine/**',
    '**/aws/**',
    '!@pilothouse/**'
  ],
  allowTypeImports: true,
  message: 'A page reaches the extension host only by messages.'
};

const DOM = [
  'document',
  'window',
  'navigator',
  'localStorage',
  'sessionStorage',
  'HTMLElement',
  'Element',
  'DOMParser',
  'XMLHttpRequest',
  'requestAnimationFrame'
];

const zone = (files, patterns, { globals = [], ignores = [] } = {}) => ({
  files,
  ignores: [...TESTS, ...ignores],
  rules: {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
    ...(globals.length > 0 && {
      'no-restricted-globals': [
        'error',
        ...globals.map(name => ({ name, message: 'This belongs to a page or to an IDE.' }))
      ]
    })
  }
});

export const boundaries = [
  zone([`shared/src/${SOURCES}`], [node, vscode, jupyter, aws, ui, views, packages], {
    globals: [...DOM, 'fetch'],
    ignores: ['shared/src/views/**', 'shared/src/plots/**']
  }),
  zone(
    [`shared/src/views/${SOURCES}`, `shared/src/plots/${SOURCES}`],
    [node, vscode, jupyter, aws, packages],
    // A view asks the services; it makes no request and keeps no state of its own.
    { globals: ['fetch', 'XMLHttpRequest', 'localStorage', 'sessionStorage'] }
  ),
  zone([`jupyterlab-ext/src/${SOURCES}`], [node, vscode, aws], { globals: ['fetch'] }),
  zone([`vscode-ext/src/${SOURCES}`], [jupyter, aws], {
    ignores: ['vscode-ext/src/{aws,webview,renderer}/**']
  }),
  zone([`vscode-ext/src/aws/${SOURCES}`], [jupyter, vscode, ui]),
  zone([`vscode-ext/src/{webview,renderer}/${SOURCES}`], [node, vscode, jupyter, aws, host], {
    globals: ['fetch']
  })
];
