// Code that the explanation views offer runs as it is, on files of every kind.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { venvProgram } from '../../scripts/paths.mjs';
import { writeExplanationFiles } from '../e2e/harness/explanationFiles.mjs';
import { importSources } from './harness/bundle.mjs';

const run = promisify(execFile);
let core;
let folder;

before(async () => {
  core = await importSources({
    folders: 'shared/src/explain/folders.ts',
    read: 'shared/src/explain/read.ts',
    python: 'shared/src/explain/export/python.ts'
  });
  folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-code-'));
  writeExplanationFiles(folder);
});

after(() => rm(folder, { recursive: true, force: true }));

/** Read files as the view does, and run the code of what was found. */
async function runCode(name, files, source = name) {
  const content = {};
  for (const file of files) {
    content[file] = await readFile(path.join(folder, name, file));
  }
  const { explanations } = await core.read.readFolder(core.folders.memoryFolder(name, content));
  assert.ok(explanations.length > 0, `${name} was not recognised`);
  let output = '';
  for (const explanation of explanations) {
    explanation.meta.source = source;
    const script = path.join(folder, `${explanation.kind}.py`);
    await writeFile(script, core.python.pythonCode(explanation));
    const { stdout } = await run(venvProgram('python'), ['-W', 'error::SyntaxWarning', script], {
      cwd: folder,
      env: { ...process.env, MPLBACKEND: 'agg' }
    });
    output += stdout;
  }
  return output;
}

test('a SHAP report with records', async () => {
  const files = ['analysis.json', 'explanations_shap/out.csv', 'explanations_shap/baseline.csv'];
  assert.match(await runCode('report', files), /100 records, 20 features/);
});

test('bias metrics', () => runCode('bias', ['analysis.json']));
test('partial dependence', () => runCode('pdp', ['analysis.json']));

test('time series, whose forecast adds up', async () => {
  // 10 + 0.4 - 0.9 and 11 - 0.1 + 0.3
  assert.match(await runCode('series', ['out.jsonl']), /shop-1 forecast \[ ?9\.5 +11\.2\]/);
});

test('texts', () => runCode('', ['movie.explanation.json'], 'movie.explanation.json'));
test('an answer of an endpoint', () => runCode('', ['answer.json'], 'answer.json'));
test('violations', () => runCode('', ['constraint_violations.json'], 'constraint_violations.json'));
test('pictures', () => runCode('clarify', ['shap_cat_box1_object.png']));
