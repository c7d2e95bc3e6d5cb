/** The steps of `npm test`, in order, each with how it runs and where its report is. */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fromRoot, OUTPUT, venvProgram } from './paths.mjs';
import { run } from './processes.mjs';
import { PYTHON_PACKAGES } from './python.mjs';
import { filesBelow } from './stamps.mjs';
import { countNode, countPytest, countVitest, readReport } from './test-reports.mjs';

const python = venvProgram('python');
const SAMPLES = 'docs/samples';

const endingWith = async (folder, ending) =>
  (await filesBelow(folder)).filter(name => name.endsWith(ending));

function vitest(id) {
  const report = path.join(OUTPUT, `${id}.json`);
  return {
    id,
    present: async () => true,
    run: () =>
      run(process.execPath, [
        fromRoot('node_modules', 'vitest', 'vitest.mjs'),
        ...['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      ]),
    report,
    count: countVitest
  };
}

/** @param options - Further arguments of pytest. */
function pytest(id, folder, ...options) {
  const report = path.join(OUTPUT, `${id}.xml`);
  return {
    id,
    present: async () => (await filesBelow(folder)).some(name => /(^|\/)test_\w+\.py$/.test(name)),
    run: () =>
      run(python, ['-m', 'pytest', '-q', '-rs', `--junitxml=${report}`, ...options], {
        cwd: fromRoot(folder)
      }),
    report,
    count: countPytest
  };
}

/** Node's test runner over `*.test.mjs`; one file at a time, since each starts servers. */
function nodeTest(id, folder) {
  const report = path.join(OUTPUT, `${id}.xml`);
  return {
    id,
    present: async () => (await endingWith(folder, '.test.mjs')).length > 0,
    run: async () =>
      run(process.execPath, [
        ...['--test', '--test-concurrency=1'],
        ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
        ...['--test-reporter=junit', `--test-reporter-destination=${report}`],
        ...(await endingWith(folder, '.test.mjs'))
      ]),
    report,
    count: countNode
  };
}

/** A step that passes or fails as a whole. */
function script(id, file, ...args) {
  return {
    id,
    present: async () => true,
    run: () => run(process.execPath, [fromRoot('scripts', file), ...args])
  };
}

/** Every sample notebook from top to bottom, in a copy and with an engine of its own. */
const notebooks = {
  id: 'notebooks',
  present: async () => (await endingWith(SAMPLES, '.ipynb')).length > 0,
  async run() {
    const folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-notebooks-'));
    const env = { PILOTHOUSE_DATA_DIR: path.join(folder, 'data') };
    const copies = path.join(folder, 'samples');
    try {
      await cp(fromRoot(SAMPLES), copies, { recursive: true });
      for (const name of (await readdir(copies)).filter(file => file.endsWith('.ipynb'))) {
        const output = path.join(OUTPUT, 'notebooks', name);
        await cp(path.join(copies, name), output);
        const file = path.join(copies, name);
        await run(python, ['-m', 'jupyter', 'execute', '--timeout=300', '--inplace', file], {
          env
        });
        await cp(file, output);
      }
    } finally {
      await run(python, ['-m', 'pilothouse_engine', 'stop'], { env, capture: true }).catch(
        () => {}
      );
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
};

const LINT = script('lint', 'lint.mjs');
const BUILD = script('build', 'build.mjs');
const pytests = (...options) =>
  PYTHON_PACKAGES.map(({ folder }) => pytest(`pytest-${folder}`, folder, ...options));
const CONFORMANCE = [
  nodeTest('conformance-node', 'test/conformance'),
  pytest('conformance-python', 'test/conformance')
];
/** Every row of `npm run soak`, smaller. */
const SOAK = pytest('soak', 'test/soak');
const END_TO_END = [
  nodeTest('story', 'test/story'),
  notebooks,
  nodeTest('extension-host', 'test/extension-host'),
  nodeTest('e2e-jupyterlab', 'test/e2e/jupyterlab'),
  nodeTest('e2e-code', 'test/e2e/code')
];

/** Groups of steps by the word after `npm test`. */
export const GROUPS = {
  // The inner loop: no lint, no build, nothing that trains for long.
  unit: [vitest('vitest'), ...pytests('-m', 'not slow')],
  conformance: [BUILD, ...CONFORMANCE],
  e2e: [BUILD, ...END_TO_END],
  all: [LINT, BUILD, vitest('vitest'), ...pytests(), ...CONFORMANCE, SOAK, ...END_TO_END]
};

/**
 * Runs a step.
 *
 * @returns `{id, state, seconds, passed, failed, skipped}`; `state` is `passed`, `failed` or
 *   `absent`. A step that fails without a failed test counts as one failed test.
 */
export async function runStep(step) {
  const begin = performance.now();
  const finish = (state, counts) => ({
    id: step.id,
    state,
    seconds: (performance.now() - begin) / 1000,
    ...{ passed: 0, failed: 0, skipped: 0 },
    ...counts
  });
  if (!(await step.present())) return finish('absent');
  if (step.report && existsSync(step.report)) await rm(step.report);
  let problem;
  try {
    await step.run();
  } catch (error) {
    problem = error;
    process.stdout.write(`${error.message}\n`);
  }
  const counts = step.report
    ? await readReport(step.report, step.count)
    : { passed: problem ? 0 : 1, failed: 0, skipped: 0 };
  // A runner that ran nothing proves nothing.
  const nothing = counts.passed + counts.failed === 0;
  if (counts.failed === 0 && (problem || nothing)) counts.failed = 1;
  return finish(counts.failed > 0 ? 'failed' : 'passed', counts);
}
