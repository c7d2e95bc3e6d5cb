import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^vscode$/, replacement: root('./vscode-ext/src/testing/vscodeStub.ts') },
      { find: '@pilothouse/core/operations.json', replacement: root('./shared/operations.json') },
      { find: /^@pilothouse\/core\/(.*)$/, replacement: root('./shared/src/$1') }
    ]
  },
  test: {
    include: [
      'shared/src/**/*.test.{ts,tsx}',
      'jupyterlab-ext/src/**/*.test.{ts,tsx}',
      'vscode-ext/src/**/*.test.{ts,tsx}',
      'scripts/**/*.test.mjs'
    ],
    pool: 'forks',
    server: { deps: { inline: [/@jupyterlab/, /@lumino/, /@jupyter\//, /@rjsf/, /@microsoft/] } }
  }
});
