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

/** Milliseconds after which a step hangs: several times what the longest one takes. */
const LIMIT = 15 * 60_000;

const python = venvProgram('python');
const SAMPLES = 'docs/samples';

const endingWith = async (folder, ending) =>
  (await filesBelow(folder)).filter(name => name.endsWith(ending));

function vitest(id) {
  const report = path.join(OUTPUT, `${id}.json`);
  return {
    id,
    present: async () => true,
    run: options =>
      run(
        process.execPath,
        [
          fromRoot('node_modules', 'vitest', 'vitest.mjs'),
          ...['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
        ],
        options
      ),
    report,
    count: countVitest
  };
}

/** Where a test of more than these seconds stands is printed. */
const HANGING = ['-o', 'faulthandler_timeout=180'];

/** @param args - Further arguments of pytest. */
function pytest(id, folder, ...args) {
  const report = path.join(OUTPUT, `${id}.xml`);
  return {
    id,
    present: async () => (await filesBelow(folder)).some(name => /(^|\/)test_\w+\.py$/.test(name)),
    run: options =>
      run(python, ['-m', 'pytest', '-q', '-rs', ...HANGING, `--junitxml=${report}`, ...args], {
        cwd: fromRoot(folder),
        // Threads that spin for each other are slow where anything else runs.
        env: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
        ...options
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
    run: async options =>
      run(
        process.execPath,
        [
          ...['--test', '--test-concurrency=1'],
          ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
          ...['--test-reporter=junit', `--test-reporter-destination=${report}`],
          ...(await endingWith(folder, '.test.mjs'))
        ],
        options
      ),
    report,
    count: countNode
  };
}

/** A step that passes or fails as a whole. */
function script(id, file, ...args) {
  return {
    id,
    present: async () => true,
    run: options => run(process.execPath, [fromRoot('scripts', file), ...args], options)
  };
}

/** Every sample notebook from top to bottom, in a copy and with an engine of its own. */
const notebooks = {
  id: 'notebooks',
  present: async () => (await endingWith(SAMPLES, '.ipynb')).length > 0,
  async run(options) {
    const folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-notebooks-'));
    const env = { PILOTHOUSE_DATA_DIR: path.join(folder, 'data') };
    const copies = path.join(folder, 'samples');
    try {
      await cp(fromRoot(SAMPLES), copies, { recursive: true });
      for (const name of (await readdir(copies)).filter(file => file.endsWith('.ipynb'))) {
        const output = path.join(OUTPUT, 'notebooks', name);
        await cp(path.join(copies, name), output);
        const file = path.join(copies, name);
        const args = ['-m', 'jupyter', 'execute', '--timeout=300', '--inplace', file];
        await run(python, args, { ...options, env });
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
/** What starts engines and waits for them, and what computes: each leaves a core to the other. */
const ENGINE = pytest('pytest-engine', 'engine', '--ignore=tests/ml');
const ENGINE_ML = pytest('pytest-engine-ml', 'engine', 'tests/ml');
const QUICK = ['-m', 'not slow'];
const CLIENTS = PYTHON_PACKAGES.filter(({ folder }) => folder !== 'engine').map(({ folder }) =>
  pytest(`pytest-${folder}`, folder)
);
const CONFORMANCE = [
  nodeTest('conformance-node', 'test/conformance'),
  pytest('conformance-python', 'test/conformance')
];
/** Every row of `npm run soak`, smaller. */
const SOAK = pytest('soak', 'test/soak');
const END_TO_END = [
  nodeTest('story', 'test/story'),
  // A browser and its servers wait for each other most of the time.
  [
    [notebooks, nodeTest('e2e-jupyterlab', 'test/e2e/jupyterlab')],
    [nodeTest('extension-host', 'test/extension-host'), nodeTest('e2e-code', 'test/e2e/code')]
  ]
];

/** Groups of steps by the word after `npm test`. A list of lists is run side by side. */
export const GROUPS = {
  // The inner loop: no lint, no build, nothing that trains for long.
  unit: [[[vitest('vitest')], [pytest('pytest-engine', 'engine', ...QUICK)], CLIENTS]],
  conformance: [BUILD, ...CONFORMANCE],
  e2e: [BUILD, ...END_TO_END],
  all: [
    LINT,
    BUILD,
    vitest('vitest'),
    [
      [ENGINE, ...CLIENTS],
      [ENGINE_ML, ...CONFORMANCE]
    ],
    SOAK,
    ...END_TO_END
  ]
};

/**
 * Runs a step.
 *
 * @param quiet - Its output is shown when it has ended, not while others are at work.
 * @returns `{id, state, seconds, passed, failed, skipped}`; `state` is `passed`, `failed` or
 *   `absent`. A step that fails without a failed test counts as one failed test.
 */
export async function runStep(step, quiet = false) {
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
  let output = '';
  try {
    const options = quiet ? { capture: true, tailLines: 2000 } : {};
    output = (await step.run({ ...options, limit: LIMIT })) ?? '';
  } catch (error) {
    problem = error;
    output = `${error.message}\n`;
  }
  process.stdout.write(quiet ? `\n==== ${step.id} ====\n${output}` : problem ? output : '');
  const counts = step.report
    ? await readReport(step.report, step.count)
    : { passed: problem ? 0 : 1, failed: 0, skipped: 0 };
  // A runner that ran nothing proves nothing.
  const nothing = counts.passed + counts.failed === 0;
  if (counts.failed === 0 && (problem || nothing)) counts.failed = 1;
  return finish(counts.failed > 0 ? 'failed' : 'passed', counts);
}
