import { describe, expect, it } from 'vitest';
import { memoryFolder } from './folders';
import type { Explanation } from './model';
import { readFolder } from './read';
import { fixture } from './testing/fixtures';
import { IMAGE_SAMPLES, MIXED, onlineAnswer, TEXT_LINE, TEXT_SAMPLE } from './testing/samples';
import { SMALL } from './testing/fakeReport';
import { MIME_TYPE } from '../views/snapshot/format';
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
const bytes = (...codes: number[]): Uint8Array => Uint8Array.from([...codes, 0, 0, 0, 0]);
const JPEG = bytes(0xff, 0xd8, 0xff, 0xe0);

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
    expect(e.items[0]?.parts[0]?.units[1]).toMatchObject({ text: 'i love this dress!', start: 133 });
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
    expect(e.meta.warnings.join()).toContain('1 entries do not have one score per step');
  });
});

describe('impact scores (F15)', () => {
  it.each([
    ['rows', lines({ item_id: 'x', timestamp: 't1', feature: 'price', impact_score: 0.5 })],
    ['nested', lines({ item_id: 'x', timestamp: 't1', impact_scores: { price: 0.5 } })],
    ['columns', lines({ item_id: 'x', timestamp: 't1', price: 0.5 })],
    ['table', 'item_id,timestamp,feature,impact_score\nx,t1,price,0.5\n']
  ])('are read from %s', async (_, text) => {
    const e = await one('series', { 'impact.txt': text });
    expect(e).toMatchObject({
      relative: true,
      features: ['price'],
      items: [{ id: 'x', horizon: 1, entries: [{ feature: 0, timestamp: 't1' }] }],
      meta: { format: 'F15' }
    });
    expect([...e.values]).toEqual([0.5]);
    expect(e.meta.warnings.join()).toContain('layout of impact scores is not published');
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

describe('pictures of Clarify (F11)', () => {
  it('belong together by their names; what is no picture is named', async () => {
    const { explanations, problems } = await read({
      'img 1_objects.jpeg': JPEG,
      'shap_img 1_box1_object.jpeg': JPEG,
      'shap_img 1_box0_object.jpeg': JPEG,
      'fake.jpeg': 'not a picture',
      'broken.jpeg': bytes(1, 2, 3)
    });
    expect(explanations).toHaveLength(1);
    expect(explanations[0]).toMatchObject({
      kind: 'image',
      convention: 'clarify',
      items: [
        {
          name: 'img 1',
          input: 'img 1_objects.jpeg',
          maps: [
            { uri: 'shap_img 1_box0_object.jpeg', box: 0 },
            { uri: 'shap_img 1_box1_object.jpeg', box: 1 }
          ]
        }
      ]
    });
    expect(problems.join()).toContain('2 files neither text nor pictures');
    expect(problems.join()).toContain('fake.jpeg (named like a picture)');
  });

  it('are not taken for explanations beside an Autopilot report', async () => {
    const { explanations } = await read({
      'a/report.json': JSON.stringify(IMAGE_SAMPLES),
      'a/heat/cat.jpg': JPEG
    });
    expect(formats(explanations)).toEqual(['F9']);
  });
});

describe('answers of endpoints (F8)', () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

  it('finds the base in the fixtures', async () => {
    for (const name of ['one-record', 'two-records', '70-records-conditional']) {
      const text = fixture(`online-tabular-adult/response-${name}.json`);
      const e = await one('tabular', { 'r.json': text });
      expect(e.base[0]).toBeCloseTo(0.0028374067042022, 13);
    }
  });

  it('keeps which records were not explained', async () => {
    const text = fixture('online-tabular-adult/response-70-records-conditional.json');
    const e = await one('tabular', { 'r.json': text });
    expect(e).toMatchObject({ records: 8, requestRecords: 70 });
    expect(e.recordIndices).toHaveLength(8);
    expect(e.meta.warnings.join()).toContain('62 of 70 records were not explained');
  });

  it.each([
    ['line feeds', '0.75\n0.45\n'],
    ['commas', '0.75,0.45'],
    ['labels and probabilities', '1,0.75\n0,0.45\n'],
    ['JSON lines', '{"predicted_label":1,"score":0.75}\n{"predicted_label":0,"score":0.45}\n'],
    ['one JSON document', '{"predictions":[{"score":0.75},{"score":0.45}]}']
  ])('takes predictions separated by %s', async (_, data) => {
    const answer = onlineAnswer(data, [
      [[0.3], [0.2]],
      [[0.1], [0.1]]
    ]);
    const e = await one('tabular', { 'r.json': JSON.stringify(answer) });
    expect(e.base[0]).toBeCloseTo(0.25, 12);
    expect(e.features).toEqual(['f0', 'f1']);
  });

  it.each([
    ['at the top', { label_headers: ['no', 'yes'] }],
    [
      'inside predictions',
      { predictions: { content_type: 'text/csv', data: '0.25,0.75\n0.55,0.45\n', label_headers: ['no', 'yes'] } }
    ]
  ])('takes label headers %s', async (_, more) => {
    const two = [
      [[-0.3, 0.3], [-0.2, 0.2]],
      [[0, 0], [-0.2, 0.2]]
    ] as number[][][];
    const e = await one('tabular', {
      'r.json': JSON.stringify(onlineAnswer('0.25,0.75\n0.55,0.45\n', two, more))
    });
    expect(e.labels).toEqual(['no', 'yes']);
    expect(e.base[0]).toBeCloseTo(0.75, 12);
    expect(e.base[1]).toBeCloseTo(0.25, 12);
  });

  it('finds out that contributions are log-odds', async () => {
    const records = [[[2], [1]], [[-1], [0.5]], [[0.1], [-3]]] as number[][][];
    const data = records.map(([a, b]) => sigmoid(0.25 + (a?.[0] ?? 0) + (b?.[0] ?? 0))).join('\n');
    const e = await one('tabular', { 'r.json': JSON.stringify(onlineAnswer(data, records)) });
    expect(e.unit).toBe('log-odds');
    expect(e.base[0]).toBeCloseTo(0.25, 9);
  });

  it('does not invent a base that is not the same for all records', async () => {
    const e = await one('tabular', {
      'r.json': JSON.stringify(onlineAnswer('5\n9\n', [[[0.1], [0]], [[0.1], [0]]]))
    });
    expect(e.base).toEqual([null]);
    expect(e.meta.warnings.join()).toContain('base is unknown');
  });

  it('reads texts, lines of answers, and captured answers', async () => {
    const text = {
      version: '1.0',
      predictions: { content_type: 'text/csv', data: '0.97\n' },
      explanations: {
        kernel_shap: [
          [
            {
              feature_type: 'text',
              attributions: [
                { attribution: [0.06], description: { partial_text: 'Great fit.', start_idx: 0 } }
              ]
            }
          ]
        ]
      }
    };
    const e = await one('text', { 'r.json': JSON.stringify(text) });
    expect(e.items[0]?.parts[0]?.text).toBe('Great fit.');
    expect(e.base[0]).toBeCloseTo(0.91, 12);
    const answers = [0.75, 0.45].map((p, i) => onlineAnswer(`${p}\n`, [[[i ? 0.1 : 0.4], [0.1]]]));
    expect((await one('tabular', { 'r.jsonl': lines(...answers) })).records).toBe(2);
    const capture = (data: string, encoding: string): unknown => ({
      captureData: { endpointOutput: { data, encoding } }
    });
    const captured = lines(
      capture(JSON.stringify(answers[0]), 'JSON'),
      capture(btoa(JSON.stringify(answers[1])), 'BASE64'),
      capture('0.5', 'CSV')
    );
    const found = await one('tabular', { 'c.jsonl': captured });
    expect(found.records).toBe(2);
    expect(found.base[0]).toBeCloseTo(0.25, 12);
    expect(found.meta.warnings.join()).toContain('1 captured answers hold no explanation');
  });

  it('says that a plain capture holds none', async () => {
    const { explanations, problems } = await read({
      'c.jsonl': fixture('endpoint-data-capture/captured-data.jsonl'),
      'other.txt': ''
    });
    expect(explanations).toEqual([]);
    expect(problems.join()).toContain('2 plain answers');
  });
});

describe('other files', () => {
  it('reads violations, reports and baselines', async () => {
    const { explanations } = await read({
      'constraint_violations.json': JSON.stringify({
        violations: [
          { feature_name: 'age', constraint_check_type: 'feature_attribution_drift', description: 'd' },
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
    expect(byFormat.F12).toMatchObject({ records: 2, data: [[1, 2], ['x', 'y']] });
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
