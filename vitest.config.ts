import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const SOURCES = '{shared,jupyterlab-ext,vscode-ext}/src/**';

/** Files that need a page, or a process in which nothing else was loaded. */
const ALONE = [
  `${SOURCES}/*.test.tsx`,
  'shared/src/explain/export/export.test.ts',
  'shared/src/views/explanation/kinds/report/cleanPage.test.ts',
  'jupyterlab-ext/src/server.test.ts',
  'vscode-ext/src/extension.test.ts'
];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^vscode$/, replacement: root('./vscode-ext/src/testing/vscodeStub.ts') },
      { find: '@pilothouse/core/operations.json', replacement: root('./shared/operations.json') },
      { find: /^@pilothouse\/core\/(.*)$/, replacement: root('./shared/src/$1') }
    ]
  },
  test: {
    pool: 'forks',
    // Most of the time of a small file would go into a process and its imports.
    // A test with a page waits for it most of the time, so one process for each core is not enough.
    poolOptions: {
      threads: { isolate: false },
      forks: { maxForks: Math.max(2, availableParallelism() - 1) }
    },
    // Other steps run beside this one.
    testTimeout: 20_000,
    server: { deps: { inline: [/@jupyterlab/, /@lumino/, /@jupyter\//, /@rjsf/, /@microsoft/] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: [`${SOURCES}/*.test.ts`, 'scripts/**/*.test.mjs'],
          exclude: ALONE,
          pool: 'threads'
        }
      },
      { extends: true, test: { name: 'alone', include: ALONE } }
    ]
  }
});
