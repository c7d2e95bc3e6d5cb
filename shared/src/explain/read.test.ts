import { describe, expect, it } from 'vitest';
import { memoryFolder } from './folders';
import type { Explanation } from './model';
import { readFolder } from './read';
import { fixture } from './testing/fixtures';
import { IMAGE_SAMPLES, MIXED, onlineAnswer, TEXT_LINE, TEXT_SAMPLE } from './testing/samples';
import { SMALL } from './testing/fakeReport';
import { MIME_TYPE } from './mime';
import { buildSnapshot } from './snapshot';
import { smallExplanation } from './testing/fixtures';

type Files = Record<string, string | Uint8Array>;

const read = (files: Files, joined = false) => readFolder(memoryFolder('in', files), { joined });

async function one<K extends Explanation['kind']>(
  kind: K,
  files: Files,
  joined = false
): Promise<Extract<Explanation, { kind: K }>> {
  const { explanations } = await read(files, joined);
  const found = explanations.filter(e => e.kind === kind);
  expect(found).toHaveLength(1);
  return found[0] as Extract<Explanation, { kind: K }>;
}

const lines = (...values: unknown[]): string => values.map(v => `${JSON.stringify(v)}\n`).join('');
const formats = (list: readonly Explanation[]): string[] => list.map(e => e.meta.format);

describe('a report folder', () => {
  it('is one explanation for viewers and one per file for scripts', async () => {
    const joined = await read(SMALL, true);
    expect(formats(joined.explanations)).toEqual(['F5']);
    expect(joined.explanations[0]).toMatchObject({
      meta: { joined: ['F2', 'F5', 'F12'], source: 'in' },
      base: [0.25],
      unit: 'log-odds',
      records: 2
    });
    const apart = await read(SMALL);
    expect(apart.explanations.map(e => [e.meta.format, e.meta.source])).toEqual([
      ['F2', 'in/analysis.json'],
      ['F5', 'in/explanations_shap/out.csv'],
      ['F12', 'in/explanations_shap/baseline.csv']
    ]);
    expect(apart.explanations[1]).toMatchObject({ base: [0.25], labels: ['yes'] });
    expect(apart.problems).toEqual([]);
  });

  it('keeps several reports below one folder apart', async () => {
    const files: Files = {};
    for (const [path, text] of Object.entries(SMALL)) {
      files[`one/${path}`] = text;
      files[`two/${path}`] = text.replace('"expected_value":0.25', '"expected_value":0.5');
    }
    const { explanations } = await read(files, true);
    expect(explanations.map(e => [e.meta.source, e.base[0]])).toEqual([
      ['in/one', 0.25],
      ['in/two', 0.5]
    ]);
  });

  it('tells the baseline by its columns, whatever it is called', async () => {
    const { 'explanations_shap/baseline.csv': baseline, ...rest } = SMALL;
    const e = await one('tabular', { ...rest, 'reference.csv': baseline }, true);
    expect(e.baseline).toEqual([10, 'red']);
  });

  it('joins the data set by its key', async () => {
    const config = JSON.stringify({
      headers: ['id', 'a', 'b'],
      joinsource_name_or_index: 0,
      methods: { shap: {} }
    });
    const e = await one(
      'tabular',
      {
        'analysis.json': SMALL['analysis.json'],
        'analysis_config.json': config,
        'explanations_shap/out.csv': 'a_yes,b_yes,id\n1,2,r2\n3,4,r9\n5,6,r1\n',
        'dataset.csv': 'id,a,b\nr1,10,x\nr2,20,y\n'
      },
      true
    );
    expect(e.recordIds).toEqual(['r2', 'r9', 'r1']);
    expect(e.data).toEqual([
      [20, null, 10],
      ['y', null, 'x']
    ]);
  });

  it('shows records under labels of their own if the analysis has others', async () => {
    const { explanations } = await read(
      { ...SMALL, 'explanations_shap/out.csv': 'a_other,b_other\n1,2\n' },
      true
    );
    const local = explanations.find(e => e.records === 1);
    expect(local).toMatchObject({ labels: ['other'], base: [null] });
    expect([...(local?.values ?? [])]).toEqual([1, 2]);
    expect(local?.meta.warnings.join()).toContain('other');
    expect(explanations.some(e => e.base[0] === 0.25)).toBe(true);
  });
});

describe('analysis.json with several sections', () => {
  it('gives one explanation for each, and the unknown ones as they are', async () => {
    const { explanations } = await read({ 'x.json': `\ufeff${JSON.stringify(MIXED)}` });
    expect(formats(explanations)).toEqual(['F1', 'F2', 'F3', 'raw']);
    const [bias, shap, pdp, raw] = explanations;
    expect(bias).toMatchObject({
      features: ['sex'],
      labels: ['y'],
      sections: [
        { stage: 'pre-training', facets: [{ metrics: [{ name: 'CI', value: 0.33 }] }] },
        {
          stage: 'post-training',
          positive: '1',
          facets: [
            {
              facet: 'sex',
              group: '0',
              metrics: [
                { name: 'DI', value: Infinity },
                { name: 'TE', value: -Infinity },
                { name: 'CDDPL', value: null, error: 'Group variable is empty' }
              ]
            }
          ]
        }
      ]
    });
    expect(shap).toMatchObject({ labels: ['0.123', 'very_good'], base: [0.1, 0.2] });
    expect(pdp).toMatchObject({
      labels: ['no', 'yes'],
      curves: [
        { feature: 'age', grid: [20, 30, 40], first: 0 },
        { feature: 'sex', error: 'too many categories', grid: [] }
      ]
    });
    expect([...(pdp?.values ?? [])]).toEqual([0.1, 0.2, 0.6, 0.9, 0.8, 0.4]);
    expect(raw).toMatchObject({ title: 'explanations.segment_metrics', json: { a: 1 } });
  });

  it('reads bare infinities, tokens per feature or flat', async () => {
    const text =
      '{"explanations":{"kernel_shap":{"l":{"global_shap_values":{"a":Infinity,"b":1},' +
      '"expected_value":0,"global_top_shap_text":{"x":0.1,"y":-0.4}}}}}';
    const e = await one('tabular', { 'a.json': text });
    expect(e.global?.[0]).toBe(Infinity);
    expect(e.globalTokens).toEqual([
      [
        { token: 'y', value: -0.4 },
        { token: 'x', value: 0.1 }
      ]
    ]);
    const card = await one('tabular', {
      'a.json': fixture('card-example-explainability/analysis.json')
    });
    expect(card.globalTokens?.[0]?.[0]).toMatchObject({
      token: 'charming',
      feature: '[feature_name_1]'
    });
  });
});

describe('text (F6)', () => {
  it('reads units, features that are no text, and labels of the analysis', async () => {
    const e = await one('text', {
      'analysis.json': JSON.stringify({
        explanations: {
          kernel_shap: {
            no: { global_shap_values: { Review: 1, Age: 1 }, expected_value: 0.3 },
            yes: { global_shap_values: { Review: 1, Age: 1 }, expected_value: 0.7 }
          }
        }
      }),
      'explanations_shap/out.jsonl': lines(TEXT_LINE, TEXT_LINE)
    });
    expect(e).toMatchObject({ labels: ['no', 'yes'], base: [0.3, 0.7], records: 2 });
    expect(e.features).toEqual(['Review', 'Age']);
    expect(e.items[1]).toEqual({
      parts: [
        {
          feature: 'Review',
          text: 'Nice dress.',
          units: [
            { text: 'Nice', start: 0, end: 4 },
            { text: 'dress.', start: 5, end: 11 }
          ],
          first: 6
        }
      ],
      others: [{ feature: 'Age', type: 'numerical', first: 10 }]
    });
    expect([...e.values.subarray(6)]).toEqual([0.1, 0.2, -0.1, -0.2, -0.4, 0.4]);
  });

  it('places pieces whose offsets do not fit in order', async () => {
    const [feature] = TEXT_LINE.explanations;
    const wrong = ['Hi', 'you', 'there', '🚀', 'end'].map((partial_text, i) => ({
      attribution: [i],
      description: { partial_text, start_idx: [0, 1, 1, 13, 15][i] }
    }));
    const e = await one('text', {
      'out.jsonl': lines({ explanations: [{ ...feature, attributions: wrong }] })
    });
    const part = e.items[0]?.parts[0];
    expect(part?.text).toBe('Hi you there 🚀 end');
    expect(part?.units.map(({ start, end }) => part.text.slice(start, end))).toEqual(
      wrong.map(({ description }) => description.partial_text)
    );
    expect(e.meta.warnings.join()).toContain('2 offsets do not fit the text');
  });

  it('reads a real sentence file with offsets that fit', async () => {
    const e = await one('text', {
      'out.jsonl': fixture('job-text-sentence-granularity/out.jsonl')
    });
    expect(e.items[0]?.parts[0]?.units).toHaveLength(8);
    expect(e.items[0]?.parts[0]?.units[1]).toMatchObject({
      text: 'i love this dress!',
      start: 133
    });
    expect(e.meta.warnings).toEqual([]);
  });

  it('goes on after a damaged record and names its line', async () => {
    const good = JSON.stringify(TEXT_LINE);
    const e = await one('text', { 'out.jsonl': `${good}\n{"explanations": [{"fea\n\n${good}\n` });
    expect(e.records).toBe(2);
    expect(e.meta.warnings.join()).toContain('1 record could not be read');
    expect(e.meta.warnings.join()).toContain('line 2 is not JSON');
  });
});

describe('time series (F4, F7)', () => {
  const files = {
    'analysis.json': fixture('job-time-series-weather/analysis.json'),
    'asymmetric_shapley_value/fine_grained_chronological/out.jsonl': fixture(
      'job-time-series-weather/out.jsonl'
    )
  };

  it('joins what the analysis says and the values', async () => {
    const e = await one('series', files, true);
    expect(e).toMatchObject({
      direction: 'chronological',
      granularity: 'fine_grained',
      features: ['p_mbar', 'rain_mm', 'T_degC'],
      meta: { joined: ['F4', 'F7'] }
    });
    expect(e.items[0]).toMatchObject({ id: 'sanjose', horizon: 10, first: 0 });
    expect(e.items[0]?.entries).toHaveLength(21);
    expect(e.values).toHaveLength(210);
    expect(formats((await read(files)).explanations)).toEqual(['F4', 'F7']);
  });

  it('keeps entries of another length than the horizon, and says so', async () => {
    const item = { item_id: 1, offset: [1, 2], explanations: [{ feature_name: 'a', scores: [3] }] };
    const e = await one('series', { 'a.json': JSON.stringify(item) });
    expect([...e.values]).toEqual([3, NaN]);
    expect(e.meta.warnings.join()).toContain('1 entry does not have one score per step');
  });
});

describe('Autopilot reports (F9, F10)', () => {
  const containers = (list: unknown[]): [string, string][] => [
    ['array', JSON.stringify(list)],
    ['object with one list', JSON.stringify({ version: 1, samples: list })],
    ['lines', lines(...list)]
  ];

  it.each(containers(IMAGE_SAMPLES))('reads pictures from an %s', async (_, text) => {
    const e = await one('image', { 'x.json': text });
    expect(e).toMatchObject({ labels: ['cat', 'dog'], records: 2, convention: 'eigen-cam' });
    expect(e.items[0]).toMatchObject({
      name: 'cat 1.jpg',
      maps: [{ uri: 's3://b/heat/cat 1.jpg' }],
      probability: 0.9
    });
    expect(e.items[1]?.probability).toBe(0.7);
  });

  it.each(containers([TEXT_SAMPLE, TEXT_SAMPLE]))('reads texts from an %s', async (_, text) => {
    const e = await one('text', { 'x.json': text });
    expect(e.records).toBe(2);
    expect(e.items[0]).toMatchObject({ predictedLabel: '2', probability: 0.9984835 });
    expect(e.items[0]?.parts[0]?.units).toEqual([
      { text: 'It', start: 0, end: 2 },
      { text: 'fantastic', start: 9, end: 18 },
      { text: 'movie!', start: 19, end: 25 }
    ]);
  });

  it('reads a single sample and counts tokens that are not in the text', async () => {
    const sample = { ...TEXT_SAMPLE, text: 'It was' };
    const e = await one('text', { 'x.json': JSON.stringify(sample, null, 2) });
    expect(e.records).toBe(1);
    expect(e.meta.warnings.join()).toContain('2 tokens were not found');
  });
});

describe('text reports of the engine', () => {
  it('name their own method and unit', async () => {
    const pilothouse = { method: 'Exact: TF-IDF', unit: 'log-odds' };
    const e = await one('text', { 'x.json': JSON.stringify([{ ...TEXT_SAMPLE, pilothouse }]) });
    expect(e.meta.method).toBe('Exact: TF-IDF');
    expect(e.unit).toBe('log-odds');
  });
});

describe('other files', () => {
  it('reads violations, reports and baselines', async () => {
    const { explanations } = await read({
      'constraint_violations.json': JSON.stringify({
        violations: [
          {
            feature_name: 'age',
            constraint_check_type: 'feature_attribution_drift',
            description: 'd'
          },
          { facet: 'sex', facet_value: '0', metric_name: 'CI', constraint_check_type: 'bias_drift' }
        ]
      }),
      'report.html': '<!DOCTYPE html><title>x</title>',
      'report.pdf': '%PDF-1.4',
      'report.ipynb': JSON.stringify({ nbformat: 4, cells: [] }),
      'baseline.csv': 'a,b\n1,x\n2,y\n'
    });
    const byFormat = Object.fromEntries(explanations.map(e => [e.meta.format, e]));
    expect(Object.keys(byFormat).sort()).toEqual(['F12', 'F13', 'F14']);
    expect(byFormat.F14).toMatchObject({
      violations: [
        { subject: 'age', check: 'feature_attribution_drift' },
        { subject: 'sex = 0', metric: 'CI' }
      ]
    });
    expect(byFormat.F13).toMatchObject({
      files: [{ type: 'html' }, { type: 'pdf' }, { type: 'ipynb' }]
    });
    expect(byFormat.F12).toMatchObject({
      records: 2,
      data: [
        [1, 2],
        ['x', 'y']
      ]
    });
  });

  it('reads outputs of notebooks', async () => {
    const snapshot = {
      view: 'explanation',
      title: 't',
      data: buildSnapshot(smallExplanation())
    };
    const answer = onlineAnswer('0.75\n', [[[0.3], [0.2]]]);
    const cell = (data: unknown): unknown => ({ cell_type: 'code', outputs: [{ data }] });
    const { explanations } = await read({
      'n.ipynb': JSON.stringify({
        nbformat: 4,
        cells: [
          cell({ [MIME_TYPE]: snapshot, 'text/plain': 'x' }),
          cell({ 'application/json': answer }),
          { outputs: [{ output_type: 'stream', text: ['hello\n'] }] }
        ]
      })
    });
    expect(formats(explanations)).toEqual(['snapshot', 'F8']);
    expect((await one('tabular', { 's.json': JSON.stringify(snapshot) })).records).toBe(3);
  });

  it('shows a file in no known format as it is, and names such files of a folder', async () => {
    const alone = await read({ 'x.json': '{"a": [1]}' });
    expect(alone.explanations[0]).toMatchObject({ kind: 'raw', json: { a: [1] } });
    const among = await read({ ...SMALL, 'x.json': '{"a": [1]}', 'notes.txt': 'a\nb' });
    expect(among.explanations.some(({ kind }) => kind === 'raw')).toBe(false);
    expect(among.problems.join()).toContain('2 files in no known format');
  });
});
