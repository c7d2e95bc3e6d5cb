import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { boundaries } from './boundaries.mjs';

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.{ts,tsx}'],
      languageOptions: { parser: tseslint.parser },
      plugins: { '@typescript-eslint': tseslint.plugin }
    },
    ...boundaries
  ]
});

async function messages(filePath, code) {
  const [result] = await eslint.lintText(code, { filePath });
  return result.messages.map(message => message.ruleId ?? message.message);
}

const use = name => `import { x } from '${name}';\nexport const y = x;\n`;

describe('import boundaries', () => {
  test.each([
    ['shared/src/automl/a.ts', use('node:fs')],
    ['shared/src/automl/a.ts', use('fs')],
    ['shared/src/automl/a.ts', use('vscode')],
    ['shared/src/automl/a.ts', use('@jupyterlab/services')],
    ['shared/src/automl/a.ts', use('@aws-sdk/client-s3')],
    ['shared/src/automl/a.ts', use('react')],
    ['shared/src/automl/a.ts', use('../views/parts/Table')],
    ['shared/src/automl/a.ts', use('../../../vscode-ext/src/panels/p')],
    ['shared/src/views/a.tsx', use('vscode')],
    ['shared/src/views/a.tsx', use('@lumino/widgets')],
    ['shared/src/views/a.tsx', use('@aws-sdk/client-s3')],
    ['shared/src/plots/a.ts', use('path')],
    ['jupyterlab-ext/src/a.ts', use('vscode')],
    ['jupyterlab-ext/src/a.ts', use('@aws-sdk/client-s3')],
    ['vscode-ext/src/trees/a.ts', use('@aws-sdk/client-sagemaker')],
    ['vscode-ext/src/trees/a.ts', use('@jupyterlab/services')],
    ['vscode-ext/src/aws/a.ts', use('vscode')],
    ['vscode-ext/src/webview/a.ts', use('vscode')],
    ['vscode-ext/src/renderer/a.ts', use('node:path')],
    ['vscode-ext/src/webview/a.ts', use('../panels/p')]
  ])('%s refuses %s', async (file, code) => {
    expect(await messages(file, code)).toEqual(['@typescript-eslint/no-restricted-imports']);
  });

  test.each([
    ['shared/src/automl/a.ts', 'export const y = document.title;'],
    ['shared/src/automl/a.ts', 'export const y = fetch("a");'],
    ['shared/src/views/a.tsx', 'export const y = fetch("a");'],
    ['jupyterlab-ext/src/a.ts', 'export const y = fetch("a");']
  ])('%s refuses %s', async (file, code) => {
    expect(await messages(file, code)).toEqual(['no-restricted-globals']);
  });

  test.each([
    ['shared/src/automl/a.ts', use('../aws/api')],
    [
      'shared/src/automl/a.ts',
      "import type { S3Client } from '@aws-sdk/client-s3';\nexport type X = S3Client;"
    ],
    ['shared/src/views/a.tsx', use('react')],
    ['shared/src/views/a.tsx', 'export const y = document.title;'],
    ['jupyterlab-ext/src/a.ts', use('@jupyterlab/services')],
    ['vscode-ext/src/trees/a.ts', use('vscode')],
    ['vscode-ext/src/aws/a.ts', use('@aws-sdk/client-s3')],
    ['vscode-ext/src/webview/a.ts', use('@pilothouse/core/aws/api')],
    ['shared/src/automl/a.test.ts', use('node:fs')]
  ])('%s accepts %s', async (file, code) => {
    expect(await messages(file, code)).toEqual([]);
  });
});
