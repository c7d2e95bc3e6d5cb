/** `npm run lint`: types, ESLint, Prettier, ruff, mypy, the tree's own rules. `--fix` mends. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { CACHE, fromRoot, venvProgram } from './paths.mjs';
import { main, run } from './processes.mjs';
import { PYTHON_PACKAGES } from './python.mjs';
import { setup } from './setup.mjs';

const bin = (...parts) => [process.execPath, [fromRoot('node_modules', ...parts)]];

function check(name, [program, start], ...args) {
  return { name, program, args: [...start, ...args] };
}

const prettierFiles = ['**/*.{ts,tsx,mjs,cjs,css,json}'];
const cache = name => `${CACHE}/lint/${name}`;

function checks(fix) {
  const eslint = [...bin('eslint', 'bin', 'eslint.js')];
  const prettier = [...bin('prettier', 'bin', 'prettier.cjs')];
  const tsc = [...bin('typescript', 'bin', 'tsc')];
  const ruff = [venvProgram('ruff'), []];
  const packages = PYTHON_PACKAGES.map(({ folder, module }) => `${folder}/${module}`).filter(
    folder => existsSync(fromRoot(folder))
  );
  const cached = name => ['--cache', '--cache-location', cache(name)];
  return [
    // One chain for each of two cores.
    [
      // ESLint's typed rules read what the first one writes.
      check('types', tsc, '-b'),
      check('types of tests', tsc, '-p', 'test/tsconfig.json'),
      check(
        'eslint',
        eslint,
        '.',
        '--max-warnings=0',
        ...cached('eslint'),
        ...(fix ? ['--fix'] : [])
      )
    ],
    [
      check('tree', [process.execPath, ['scripts/checks/tree.mjs']]),
      check(
        'prettier',
        prettier,
        fix ? '--write' : '--check',
        '--log-level=warn',
        ...cached('prettier'),
        ...prettierFiles
      ),
      check('ruff', ruff, 'check', '--quiet', ...(fix ? ['--fix'] : []), '.'),
      check('ruff format', ruff, 'format', '--quiet', ...(fix ? [] : ['--diff']), '.'),
      check(
        'mypy',
        [venvProgram('mypy'), []],
        '--cache-dir',
        cache('mypy'),
        '--no-error-summary',
        ...packages
      )
    ]
  ];
}

async function runChain(chain) {
  let failed = 0;
  for (const { name, program, args } of chain) {
    const begin = performance.now();
    let output = '';
    try {
      output = await run(program, args, { capture: true, tailLines: 400 });
    } catch (error) {
      failed += 1;
      output = error.message;
    }
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    process.stdout.write(`${output ? `${output.trimEnd()}\n` : ''}${name}: ${seconds} s\n`);
  }
  return failed;
}

await main(async () => {
  await setup({ dev: true });
  const failed = await Promise.all(checks(process.argv.includes('--fix')).map(runChain));
  const count = failed.reduce((sum, one) => sum + one, 0);
  process.stdout.write(count > 0 ? `${count} checks failed\n` : 'All checks passed\n');
  return count > 0 ? 1 : 0;
});
