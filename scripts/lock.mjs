/** Writes requirements/*.lock from requirements/*.in and the packages' own dependencies. */
import { existsSync } from 'node:fs';
import { fromRoot, venvProgram } from './paths.mjs';
import { main, run } from './processes.mjs';

const PACKAGES = ['engine', 'magics', 'jupyterlab-ext'];

async function compile(output, inputs, extra) {
  // Relative paths and neither header nor notes: the lock is the same wherever it is made.
  await run(venvProgram('uv'), [
    ...['pip', 'compile', '--quiet', '--universal', '--python-version', '3.10'],
    ...['--no-header', '--no-annotate', '--generate-hashes', '--upgrade'],
    ...[...extra, '--output-file', output, ...inputs]
  ]);
}

await main(async () => {
  const projects = PACKAGES.map(name => `${name}/pyproject.toml`).filter(file =>
    existsSync(fromRoot(file))
  );
  const inputs = ['requirements/run.in', ...projects];
  await compile('requirements/run.lock', inputs, []);
  await compile(
    'requirements/dev.lock',
    ['requirements/dev.in', ...inputs],
    ['--constraints', 'requirements/run.lock']
  );
});
