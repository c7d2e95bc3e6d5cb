import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMAGE_SAMPLES, MIXED, TEXT_SAMPLE } from '../testing/samples';
import { fixture } from '../testing/fixtures';
import type { InspectEntry } from './entry';
import { inspectTable, printable } from './table';

const BIN = fileURLToPath(new URL('../../../bin/pilothouse.mjs', import.meta.url));
const FIXTURES = fileURLToPath(
  new URL('../../../../test/fixtures/explainability', import.meta.url)
);

interface Run {
  status: number;
  out: string;
  err: string;
}

function run(args: string[], cwd = FIXTURES): Promise<Run> {
  return new Promise(resolve => {
    execFile(process.execPath, [BIN, ...args], { cwd }, (error, out, err) =>
      resolve({ status: error ? Number(error.code) : 0, out, err })
    );
  });
}

async function entries(...paths: string[]): Promise<InspectEntry[]> {
  const { status, out } = await run(['inspect', ...paths, '--json']);
  expect(status).toBe(0);
  return JSON.parse(out) as InspectEntry[];
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-inspect-'));
  await mkdir(path.join(folder, 'made'));
  const write = (name: string, value: unknown): Promise<void> =>
    writeFile(path.join(folder, 'made', name), JSON.stringify(value));
  await write('mixed.json', MIXED);
  await write('images.json', IMAGE_SAMPLES);
  await write('texts.json', { samples: [TEXT_SAMPLE] });
  await writeFile(path.join(folder, 'package.json'), '{"name": "x"}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// Each run is a process of its own; a busy machine takes seconds for some.
describe('pilothouse inspect', { timeout: 60_000 }, () => {
  it('lists every explanation of all real files', async () => {
    const list = await entries('.');
    expect(list.map(e => `${e.path} ${e.format} ${e.kind}`)).toEqual([
      'card-example-bias/analysis.json F1 bias',
      'card-example-explainability/analysis.json F2 tabular',
      'card-example-explainability/analysis.json F3 pdp',
      'job-abalone-regression-shap/analysis.json F2 tabular',
      'job-adult-sex-bias/analysis.json F1 bias',
      'job-adult-shap/analysis.json F2 tabular',
      'job-credit-risk-bias/analysis.json F1 bias',
      'job-credit-risk-shap/analysis.json F2 tabular',
      'job-credit-risk-shap/explanations_shap/out.csv F5 tabular',
      'job-credit-risk-shap/explanations_shap/baseline.csv F12 baseline',
      'job-text-sentence-granularity/out.jsonl F6 text',
      'job-time-series-weather/analysis.json F4 series',
      'job-time-series-weather/out.jsonl F7 series',
      'monitor-adult-shap-constraints/analysis.json F2 tabular',
      'monitor-weather-bias/analysis.json F1 bias',
      'online-tabular-adult/response-70-records-conditional.json F8 tabular',
      'online-tabular-adult/response-explanations-off.json F8 tabular',
      'online-tabular-adult/response-one-record.json F8 tabular',
      'online-tabular-adult/response-two-records.json F8 tabular',
      'pipeline-check-data-bias/analysis.json F1 bias'
    ]);
    expect(list.flatMap(e => e.checks.filter(({ ok }) => !ok))).toEqual([]);
    const keys = 'path format kind labels records features base top checks warnings'.split(' ');
    list.forEach(e => {
      expect(Object.keys(e)).toEqual(keys);
      expect(e.top.length).toBeLessThanOrEqual(5);
    });
  });

  it('gives the numbers of a job with logit units', async () => {
    const [shap, local, baseline] = await entries('job-credit-risk-shap');
    const base = Math.log(0.82953066 / (1 - 0.82953066));
    expect(shap).toMatchObject({ labels: ['label0'], records: null, features: 20 });
    expect(shap?.base).toBeCloseTo(base, 6);
    expect(local).toMatchObject({ labels: ['label0'], records: 100, features: 20 });
    expect(local?.base).toBe(1.5823046144663686);
    expect(local?.checks.find(({ name }) => name === 'global-values')?.ok).toBe(true);
    expect(local?.top.map(({ feature }) => feature)).toEqual(shap?.top.map(t => t.feature));
    expect(shap?.top[0]).toEqual({ feature: 'status', value: 0.9298431667869197 });
    expect(baseline).toMatchObject({ records: 1, features: 20, base: null });
  });

  it('derives the base of online answers', async () => {
    const [one] = await entries('online-tabular-adult/response-one-record.json');
    expect(one).toMatchObject({ records: 1, features: 14, labels: ['label0'] });
    expect(one?.base).toBeCloseTo(0.0028374067042022, 13);
    const [many] = await entries('online-tabular-adult/response-70-records-conditional.json');
    expect(many?.records).toBe(70);
    expect(many?.base).toBeCloseTo(0.0028374067042022, 13);
    expect(many?.warnings.join()).toContain('62 of 70 records');
    const [off] = await entries('online-tabular-adult/response-explanations-off.json');
    expect(off).toMatchObject({ base: null, top: [], labels: [] });
  });

  it('adds up forecasts', async () => {
    const [item] = await entries('job-time-series-weather/out.jsonl');
    const line = JSON.parse(fixture('job-time-series-weather/out.jsonl')) as {
      offset: number[];
      explanations: { scores: number[] }[];
    };
    const forecast = line.explanations.reduce(
      (sum, { scores }) => sum + (scores[0] ?? 0),
      line.offset[0] ?? 0
    );
    expect(item?.checks.find(({ name }) => name === 'forecast')?.detail).toContain(
      `begins with ${Number(forecast.toPrecision(3))}`
    );
    expect(item).toMatchObject({ records: 1, features: 3, base: null });
  });

  it('lists sections and formats of hand-made files', async () => {
    const list = await entries(path.join(folder, 'made'));
    expect(list.map(({ format, kind }) => `${format} ${kind}`)).toEqual([
      'F1 bias',
      'F2 tabular',
      'F3 pdp',
      'F9 image',
      'F10 text'
    ]);
    const [, shap, , image, text] = list;
    expect(shap?.base).toEqual({ '0.123': 0.1, very_good: 0.2 });
    expect(shap?.top).toEqual([
      { feature: 'age', value: 0.75 },
      { feature: 'sex', value: 0.25 }
    ]);
    expect(shap?.warnings.join()).toContain('segment_metrics');
    expect(image).toMatchObject({ labels: ['cat', 'dog'], records: 2 });
    expect(text).toMatchObject({ labels: ['2'], records: 1, features: 1 });
  });

  it('ends with 2 and the reason if nothing is recognised', async () => {
    const plain = await run(['inspect', path.join(folder, 'package.json'), '--json']);
    expect(plain).toMatchObject({ status: 2, out: '[]\n' });
    expect(plain.err).toContain('in no known format');
    const missing = await run(['inspect', 'nowhere', '--json']);
    expect(missing.status).toBe(2);
    expect(missing.err).toContain('nowhere: there is no such file or folder');
    const capture = await run(['inspect', 'endpoint-data-capture']);
    expect(capture.status).toBe(2);
    expect(capture.err).toContain('2 plain answers');
  });

  it('follows links, once each, and names what leads nowhere', async () => {
    const place = path.join(folder, 'links');
    await mkdir(path.join(place, 'job'), { recursive: true });
    await symlink(FIXTURES, path.join(place, 'job', 'real'));
    await symlink(place, path.join(place, 'job', 'round'));
    await symlink('nowhere', path.join(place, 'dead'));
    const { status, out, err } = await run(['inspect', `${place}/`, '--json']);
    expect(status).toBe(0);
    const found = JSON.parse(out) as InspectEntry[];
    expect(found).toHaveLength((await entries('.')).length);
    expect(found[0]?.path).toBe(path.join(place, 'job/real/card-example-bias/analysis.json'));
    expect(err).toContain('dead: a link that leads nowhere');
  });

  it('names every path without an explanation', async () => {
    const empty = path.join(folder, 'empty');
    await mkdir(empty);
    const none = await run(['inspect', empty, path.join(empty, 'x'), 'README.md/x', 'README.md']);
    expect(none).toMatchObject({ status: 2, out: '' });
    expect(none.err.split('\n')).toEqual([
      `pilothouse: ${empty}: there is no explanation in it.`,
      `pilothouse: ${path.join(empty, 'x')}: there is no such file or folder.`,
      'pilothouse: README.md/x: there is no such file or folder.',
      'pilothouse: 1 file in no known format: README.md.',
      ''
    ]);
  });

  it('goes on when one of several paths is wrong', async () => {
    const both = await run(['inspect', 'nowhere', 'job-adult-shap', '--json'], FIXTURES);
    expect(both.status).toBe(0);
    expect(JSON.parse(both.out)).toHaveLength(1);
    expect(both.err).toContain('nowhere');
  });

  it('explains itself', async () => {
    expect((await run(['--help'])).out).toContain('inspect PATH');
    expect(await run(['inspect', 'x', '-h'])).toMatchObject({ status: 0, err: '' });
    expect((await run(['inspect', '--', '-h'])).err).toContain('-h: there is no such file');
    expect((await run(['inspect'])).status).toBe(2);
    expect((await run(['explode', 'x'])).err).toContain('no command');
    expect((await run(['inspect', '--yaml', '.'])).err).toContain('no option --yaml');
  });

  it('prints a table for people, and nothing in names steers the terminal', async () => {
    const { out } = await run(['inspect', 'job-adult-shap']);
    expect(out).toContain('F2 tabular, 14 features, label label0, base 0.000638021');
    expect(printable('a\u001b[31m\u202eb')).toBe('a\ufffd[31m\ufffdb');
    const [entry] = await entries('job-adult-shap');
    const hostile = { ...(entry as InspectEntry), path: '\u001b]0;x\u0007', labels: ['\u009b2J'] };
    // eslint-disable-next-line no-control-regex
    expect(inspectTable([hostile])).not.toMatch(/[\u001b\u0007\u009b]/);
  });
});
