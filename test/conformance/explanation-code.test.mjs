// Code that the explanation views offer runs as it is, on files of every kind.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { fromRoot, venvProgram } from '../../scripts/paths.mjs';
import { writeExplanationFiles } from '../e2e/harness/explanationFiles.mjs';
import { importSources } from './harness/bundle.mjs';

const run = promisify(execFile);
const MIME_TYPE = 'application/vnd.pilothouse.v1+json';

const REPORT = ['analysis.json', 'explanations_shap/out.csv', 'explanations_shap/baseline.csv'];

/**
 * Per case: folder and files that are read, what is explained by which code, and what that prints
 * or how many figures it draws. `source`: where the code finds it; default: the folder.
 */
const CASES = {
  'a SHAP report with records': {
    ...{ folder: 'report', files: REPORT },
    ...{ kinds: ['tabular'], printed: /100 records, 20 features/, figures: 1 }
  },
  'a SHAP report in S3': {
    ...{ folder: 'report', files: REPORT, source: 's3://bucket/report/' },
    ...{ kinds: ['tabular'], printed: /100 records, 20 features/, figures: 1 }
  },
  'local values alone, one object in S3': {
    ...{ folder: 'report/explanations_shap', files: ['out.csv'] },
    source: 's3://bucket/report/explanations_shap/out.csv',
    ...{ kinds: ['tabular'], printed: /100 records, 20 features/, figures: 1 }
  },
  'local values that are packed': {
    ...{ files: ['packed.csv.gz'], source: 'packed.csv.gz' },
    ...{ kinds: ['tabular'], printed: /100 records, 20 features/, figures: 1 }
  },
  'a packed report in S3': {
    ...{ folder: 'packed', files: REPORT.map(file => `${file}.gz`), source: 's3://bucket/packed/' },
    ...{ kinds: ['tabular'], printed: /100 records, 20 features/, figures: 1 }
  },
  'bias metrics': { folder: 'bias', files: ['analysis.json'], kinds: ['bias'], figures: 1 },
  'partial dependence': { folder: 'pdp', files: ['analysis.json'], kinds: ['pdp'], figures: 1 },
  'time series, whose forecast adds up': {
    ...{ folder: 'series', files: ['out.jsonl'], kinds: ['series'], figures: 1 },
    // 10 + 0.4 - 0.9 and 11 - 0.1 + 0.3
    printed: /shop-1 forecast \[ ?9\.5 +11\.2\]/
  },
  'texts of Autopilot': {
    ...{ files: ['movie.explanation.json'], source: 'movie.explanation.json' },
    ...{ kinds: ['text'], figures: 1 }
  },
  'texts of Clarify': { folder: 'texts', files: ['out.jsonl'], kinds: ['text'], figures: 1 },
  'an answer of an endpoint': {
    ...{ files: ['answer.json'], source: 'answer.json', kinds: ['tabular'], figures: 1 }
  },
  'an answer in a cell of a notebook': {
    ...{ files: ['notebook.ipynb'], source: 'notebook.ipynb', cell: 2 },
    ...{ kinds: ['tabular'], formats: ['F8'], figures: 1 }
  },
  'an answer that a notebook printed': {
    ...{ files: ['notebook.ipynb'], source: 'notebook.ipynb', cell: 3 },
    ...{ kinds: ['tabular'], formats: ['F8'], figures: 1 }
  },
  'an answer as Python shows it': {
    ...{ files: ['notebook.ipynb'], source: 'notebook.ipynb', cell: 5 },
    ...{ kinds: ['tabular'], formats: ['F8'], figures: 1 }
  },
  'our own output of a notebook': {
    ...{ files: ['notebook.ipynb'], source: 'notebook.ipynb', cell: 4 },
    ...{ kinds: ['tabular'], formats: ['snapshot'], figures: 1, printed: /^2 records, 2 features/ }
  },
  violations: {
    ...{ files: ['constraint_violations.json'], source: 'constraint_violations.json' },
    kinds: ['violations']
  },
  'a baseline': {
    ...{ folder: 'alone', files: ['baseline.csv'], source: 'alone/baseline.csv' },
    kinds: ['baseline']
  },
  'pages of a report': { folder: 'pages', files: ['report.ipynb'], kinds: ['report'] },
  'something unknown': { files: ['strange.json'], source: 'strange.json', kinds: ['raw'] },
  'pictures of Clarify': {
    ...{ folder: 'clarify', files: ['shap_cat_box1_object.png'], kinds: ['image'], figures: 1 }
  },
  'pictures of Autopilot': {
    ...{ folder: 'photos', files: ['samples.json', 'china.jpg', 'china_heatmap.jpg'] },
    ...{ kinds: ['image'], figures: 1 }
  },
  'pictures of Autopilot in S3': {
    ...{ folder: 'photos', files: ['samples.json', 'china.jpg', 'china_heatmap.jpg'] },
    ...{ source: 's3://bucket/photos', kinds: ['image'], figures: 1 }
  }
};

/** A dictionary as the last line of a cell shows it. */
function asPython(value) {
  return JSON.stringify(value)
    .replaceAll("'", "\\'")
    .replace(/\\"|"/g, quote => (quote === '"' ? "'" : '"'))
    .replace(/\bnull\b/g, 'None');
}

/** More files than the other tests need. */
async function writeMore(folder) {
  const at = (...parts) => path.join(folder, ...parts);
  const fixtures = fromRoot('test', 'fixtures');
  for (const name of ['texts', 'alone', 'pages', 'photos']) {
    mkdirSync(at(name));
  }
  const clarify = path.join(fixtures, 'explainability', 'job-text-sentence-granularity');
  cpSync(path.join(clarify, 'out.jsonl'), at('texts', 'out.jsonl'));
  cpSync(at('report', 'explanations_shap', 'baseline.csv'), at('alone', 'baseline.csv'));
  for (const name of REPORT) {
    const file = at('packed', `${name}.gz`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, gzipSync(await readFile(at('report', name))));
  }
  for (const name of ['china.jpg', 'china_heatmap.jpg']) {
    cpSync(path.join(fixtures, 'images', name), at('photos', name));
  }
  const sample = {
    input_image_uri: 's3://bucket/photos/china.jpg',
    heatmap_image_uri: 's3://bucket/photos/china_heatmap.jpg',
    predicted_label: 'pagoda',
    probability: 0.9
  };
  writeFileSync(at('photos', 'samples.json'), JSON.stringify([sample]));
  const answer = JSON.parse(await readFile(at('answer.json'), 'utf8'));
  const snapshot = {
    view: 'explanation',
    title: 'Why',
    data: {
      ...{ labels: ['yes'], features: ['a', 'b'], unit: 'log-odds', base: [0] },
      global: [[0.3, 0.1]],
      records: {
        ...{ total: 2, shown: 2, scale: [0.01] },
        values: Buffer.from(Int16Array.from([10, -5, -32768, 8]).buffer).toString('base64')
      }
    }
  };
  const shown = data => [{ output_type: 'display_data', metadata: {}, data }];
  const cells = [
    { cell_type: 'markdown', source: '# Answers' },
    { cell_type: 'code', outputs: shown({ 'application/json': answer }) },
    { cell_type: 'code', outputs: [{ output_type: 'stream', text: [JSON.stringify(answer)] }] },
    { cell_type: 'code', outputs: shown({ [MIME_TYPE]: snapshot, 'text/plain': 'Why' }) },
    { cell_type: 'code', outputs: shown({ 'text/plain': asPython(answer) }) }
  ];
  const notebook = JSON.stringify({ nbformat: 4, cells });
  writeFileSync(at('notebook.ipynb'), notebook);
  const report = { nbformat: 4, cells: [{ cell_type: 'markdown', source: '# Analysis Report' }] };
  writeFileSync(at('pages', 'report.ipynb'), JSON.stringify(report));
}

let folder;
const results = {};

before(async () => {
  const core = await importSources({
    folders: 'shared/src/explain/folders.ts',
    cell: 'shared/src/explain/folders/cell.ts',
    read: 'shared/src/explain/read.ts',
    python: 'shared/src/explain/export/python.ts'
  });
  folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-code-'));
  writeExplanationFiles(folder);
  await writeMore(folder);
  const scripts = await mkdtemp(path.join(tmpdir(), 'pilothouse-scripts-'));
  const runs = [];
  for (const [name, { folder: at = '', files, source = at, cell }] of Object.entries(CASES)) {
    const content = {};
    for (const file of files) {
      content[file] = await readFile(path.join(folder, at, file));
    }
    const disk = {
      stat: async file => ({ size: content[file].length, modified: 0 }),
      read: async (file, start, end) => content[file].subarray(start, end)
    };
    const found = await core.read.readFolder(
      cell === undefined
        ? core.folders.memoryFolder(at, content)
        : await core.cell.cellFolder(disk, files[0], cell)
    );
    results[name] = { explanations: found.explanations, runs: [] };
    for (const explanation of found.explanations) {
      const script = path.join(scripts, `${runs.length}.py`);
      writeFileSync(script, core.python.pythonCode(explanation, { path: source, cell }));
      runs.push({ name, script });
    }
  }
  const driver = fromRoot('test', 'conformance', 'harness', 'run_code.py');
  const given = [driver, folder, ...runs.map(({ script }) => script)];
  const { stdout } = await run(venvProgram('python'), given, { cwd: folder });
  JSON.parse(stdout).forEach((result, index) => results[runs[index].name].runs.push(result));
  await rm(scripts, { recursive: true });
});

after(() => rm(folder, { recursive: true, force: true }));

for (const [name, { kinds, formats, printed, figures = 0 }] of Object.entries(CASES)) {
  test(name, () => {
    const { explanations, runs } = results[name];
    const found = explanations.map(({ kind }) => kind);
    assert.deepEqual(found, kinds);
    if (formats) {
      assert.deepEqual(
        explanations.map(({ meta }) => meta.format),
        formats
      );
    }
    assert.deepEqual(
      runs.map(({ error }) => error),
      kinds.map(() => null)
    );
    assert.equal(
      runs.reduce((sum, result) => sum + result.figures, 0),
      figures
    );
    if (printed) {
      assert.match(runs.map(result => result.printed).join(''), printed);
    }
  });
}
