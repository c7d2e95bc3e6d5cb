import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { licenseText, noteLicenses } from '../../vscode-ext/thirdPartyLicenses.mjs';

test('what a bundle holds comes with its licence, and nothing else does', async () => {
  await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    stdin: {
      contents: `
        import Papa from 'papaparse';
        import { parquetRead } from 'hyparquet';
        console.log(Papa.parse);`,
      resolveDir: fileURLToPath(new URL('../../shared', import.meta.url))
    },
    bundle: true,
    write: false,
    logLevel: 'silent',
    plugins: [noteLicenses]
  });
  const text = await licenseText();
  expect(text).toMatch(/^papaparse \d+\.\d+\.\d+ \(MIT\)$/m);
  expect(text).toContain('Permission is hereby granted');
  // Imported, and left out by the bundler.
  expect(text).not.toContain('hyparquet');
});
