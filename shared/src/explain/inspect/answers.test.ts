/** Answers of explaining endpoints (F8), one variant each. */
import { describe, expect, it } from 'vitest';
import { inspectFiles, inspectOne, jsonLines } from '../testing/inspecting';

/** `values[record][feature][label]`, null for a record that was not explained. */
type Values = (number[][] | null)[];

const answer = (data: unknown, values: Values, more: Record<string, unknown> = {}): object => ({
  version: '1.0',
  predictions: { content_type: 'text/csv; charset=utf-8', data },
  explanations: {
    kernel_shap: values.map(
      record =>
        record?.map((attribution, f) => ({
          feature_header: `f${f}`,
          attributions: [{ attribution }]
        })) ?? null
    )
  },
  ...more
});

// Two records of one label with base 0.25.
const TWO: Values = [
  [[0.3], [0.2]],
  [[0.1], [-0.1]]
];
// One record of two labels with bases 0.6 and 0.4.
const CLASSES: Values = [
  [
    [-0.3, 0.3],
    [-0.2, 0.2]
  ]
];

describe('predictions of an answer', () => {
  it.each([
    ['lines', '0.75\n0.25\n'],
    ['lines with CRLF', '0.75\r\n0.25\r\n'],
    ['commas', '0.75,0.25'],
    ['commas to the end', '0.75,0.25,\n'],
    ['label and probability', '"cat",0.75\n"dog",0.25\n'],
    ['numbers as labels', '1,0.75\n0,0.25\n'],
    ['lists as texts', '"[\'dog\']","[0.75]"\n"[\'cat\']","[0.25]"\n'],
    ['JSON lines', '{"predicted_label":1,"score":0.75}\n{"predicted_label":0,"score":0.25}\n'],
    [
      'JSON lines, the score first',
      '{"score":0.75,"predicted_label":1}\n{"score":0.25,"predicted_label":0}'
    ],
    ['JSON with commas between', '{"score":0.75},{"score":0.25}'],
    ['a JSON list', '[0.75,0.25]'],
    ['JSON lists', '[[0.75],[0.25]]'],
    ['a JSON document', '{"predictions":[{"score":0.75},{"score":0.25}]}'],
    ['a document with names', '{"model":"m","predictions":[0.75,0.25]}']
  ])('as %s give the base', async (_, data) => {
    const e = await inspectOne('r.json', answer(data, TWO));
    expect(e).toMatchObject({ format: 'F8', kind: 'tabular', labels: ['label0'], records: 2 });
    expect(e.base).toBeCloseTo(0.25, 12);
    expect(e.checks).toContainEqual(expect.objectContaining({ name: 'base', ok: true }));
    expect(e.top).toEqual([
      { feature: 'f0', value: 0.2 },
      { feature: 'f1', value: expect.closeTo(0.15, 12) as number }
    ]);
  });

  it.each([
    ['a line', '0.1,0.9\n'],
    ['lists as texts', '"[\'cat\',\'dog\']","[0.1,0.9]"'],
    ['JSON', '{"predicted_label":["cat","dog"],"score":[0.1,0.9]}'],
    ['a number as label', '1,0.1,0.9'],
    ['a JSON document', '{"predictions":[[0.1,0.9]]}']
  ])('of several classes as %s give a base for each', async (_, data) => {
    const e = await inspectOne('r.json', answer(data, CLASSES, { label_headers: ['cat', 'dog'] }));
    expect(e).toMatchObject({ labels: ['cat', 'dog'], records: 1, features: 2 });
    expect(e.base).toEqual({
      cat: expect.closeTo(0.6, 12) as number,
      dog: expect.closeTo(0.4, 12) as number
    });
  });

  it.each([
    ['the label first', '{"predicted_label":1,"score":0.75}', 0.25],
    ['the label last', '{"score":0.75,"predicted_label":1}', 0.25],
    ['a CSV label', '1,0.75', 0.25],
    ['a named class', '"yes",0.75', 0.25],
    ['a regression', '12.5', 12],
    ['a label alone', '{"predicted_label":12.5}', 12],
    ['two shares, of which none is named', '0.25,0.75', null],
    ['no number', 'yes', null],
    ['nothing', '', null]
  ])('of the only record with %s give a base only without doubt', async (_, data, base) => {
    const e = await inspectOne('r.json', answer(data, [[[0.3], [0.2]]]));
    expect(e.records).toBe(1);
    if (base === null) {
      expect(e.base).toBeNull();
      expect(e.warnings.join()).toContain('the base is unknown');
    } else {
      expect(e.base).toBeCloseTo(base, 12);
    }
  });

  it('that are labels alone contradict nothing', async () => {
    const unit = { attribution: [0.06], description: { partial_text: 'Great fit.', start_idx: 0 } };
    const text = { feature_type: 'text', attributions: [unit] };
    const texts = {
      version: '1.0',
      predictions: { content_type: 'text/csv', data: 'cat\n' },
      explanations: { kernel_shap: [[text]] }
    };
    for (const content of [answer('cat\ndog\n', TWO), texts]) {
      const e = await inspectOne('r.json', content);
      expect(e.base).toBeNull();
      expect(e.checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(e.warnings.join()).toContain('the base is unknown, the predictions could not be read');
    }
  });

  it('of records that lack contributions do not count where others are whole', async () => {
    const holed = [['NaN'], [0.2]].map(attribution => ({ attributions: [{ attribution }] }));
    const whole = [[0.5], [0.25]].map(attribution => ({ attributions: [{ attribution }] }));
    const e = await inspectOne('r.json', {
      version: '1.0',
      predictions: { content_type: 'text/csv', data: '0.1\n1.5\n' },
      explanations: { kernel_shap: [holed, whole] }
    });
    expect(e.base).toBeCloseTo(0.75, 12);
    expect(e.checks.find(({ name }) => name === 'complete')?.ok).toBe(false);
  });

  it('that do not fit leave the base unknown', async () => {
    const e = await inspectOne('r.json', answer('5\n9\n', TWO));
    expect(e.base).toBeNull();
    expect(e.checks).toContainEqual(expect.objectContaining({ name: 'base', ok: false }));
  });
});

describe('records of an answer', () => {
  it('that hold no contributions are not called unexplained', async () => {
    const cut = JSON.stringify(answer('0.31\n0.97\n', [null, TWO[0] ?? null]));
    const e = await inspectOne('r.json', cut.slice(0, cut.indexOf('"attribution"')));
    expect(e).toMatchObject({ format: 'F8', records: 2, features: 0 });
    expect(e.warnings.join()).toContain('one record is explained, without any contribution');
    expect(e.warnings.join()).not.toContain('switched off');
  });

  it('are counted whether or not they were explained', async () => {
    const e = await inspectOne(
      'r.json',
      answer('0.1\n0.75\n0.2\n0.25\n', [null, TWO[0] ?? null, null, TWO[1] ?? null])
    );
    expect(e).toMatchObject({ records: 4, features: 2 });
    expect(e.base).toBeCloseTo(0.25, 12);
    expect(e.warnings.join()).toContain('2 of 4 records were not explained');
  });

  it.each([
    ['all unexplained', answer('0.1\n0.2\n', [null, null]), 2, []],
    [
      'explanations off',
      {
        version: '1.0',
        predictions: { content_type: 'text/csv', data: '0.1\n' },
        explanations: {}
      },
      0,
      []
    ],
    [
      'label headers',
      { predictions: { data: '0.1\n', label_headers: ['no', 'yes'] }, explanations: {} },
      0,
      ['no', 'yes']
    ]
  ])('may be %s', async (_, value, records, labels) => {
    const e = await inspectOne('r.json', value);
    expect(e).toMatchObject({ format: 'F8', records, features: 0, base: null, top: [], labels });
    expect(e.warnings.join()).toContain('no record was explained');
  });

  it('may stand under the other spelling of the key', async () => {
    const text = JSON.stringify(answer('0.75\n0.25\n', TWO));
    const e = await inspectOne('r.json', text.replace('kernel_shap', 'kernal_shap'));
    expect(e).toMatchObject({ format: 'F8', records: 2, features: 2 });
    expect(e.base).toBeCloseTo(0.25, 12);
  });

  it('may have names for some features only, or none', async () => {
    const some = answer('0.75', [[[0.3], [0.2]]]) as { explanations: { kernel_shap: object[][] } };
    some.explanations.kernel_shap = [
      [
        { attributions: [{ attribution: [0.3] }] },
        { feature_header: 'b/"c"', attributions: [{ attribution: [0.2] }] }
      ]
    ];
    expect((await inspectOne('r.json', some)).top).toEqual([
      { feature: 'column_0', value: 0.3 },
      { feature: 'b/"c"', value: 0.2 }
    ]);
  });

  it('may have contributions that are missing', async () => {
    const text = JSON.stringify(answer('0.75\n0.25\n', [[[], [0.2]], TWO[1] ?? null])).replace(
      '0.1]',
      'NaN]'
    );
    const e = await inspectOne('r.json', text);
    expect(e).toMatchObject({ features: 2, records: 2, labels: ['label0'] });
    expect(e.checks[0]).toMatchObject({ name: 'complete', ok: false });
  });

  it('of several answers are one explanation if they have the same features', async () => {
    const one = answer('0.75\n', [TWO[0] ?? null]);
    const off = { predictions: { content_type: 'text/csv', data: '0.1\n' }, explanations: {} };
    const lines = await inspectOne(
      'r.jsonl',
      jsonLines(one, off, answer('0.25\n', [TWO[1] ?? null]))
    );
    expect(lines).toMatchObject({ records: 2 });
    expect(lines.base).toBeCloseTo(0.25, 12);
    const list = await inspectOne('r.json', [one, one]);
    expect(list).toMatchObject({ records: 2 });
    const { entries } = await inspectFiles({
      'r.jsonl': jsonLines(one, answer('0.1,0.9', CLASSES), one)
    });
    expect(entries.map(e => [e.records, e.labels.length])).toEqual([
      [2, 1],
      [1, 2]
    ]);
  });
});

describe('texts in an answer', () => {
  const unit = (partial_text: string, start_idx: number, ...attribution: number[]) => ({
    attribution,
    description: { partial_text, start_idx }
  });
  const text = (data: string, ...records: unknown[]): object => ({
    version: '1.0',
    predictions: { content_type: 'application/json', data },
    explanations: { kernel_shap: records }
  });

  it('are read with features that are none, and records that were not explained', async () => {
    const record = [
      { feature_header: 'Age', feature_type: 'numerical', attributions: [{ attribution: [0.1] }] },
      {
        feature_header: 'Review',
        feature_type: 'text',
        attributions: [unit('Great', 0, 0.2), unit('fit.', 6, 0.05)]
      }
    ];
    const e = await inspectOne('r.json', text('0.85\n0.1\n', record, null));
    expect(e).toMatchObject({
      format: 'F8',
      kind: 'text',
      records: 2,
      features: 2,
      labels: ['label0']
    });
    expect(e.base).toBeCloseTo(0.5, 12);
    expect(e.top[0]).toEqual({ feature: 'Review', value: 0.25 });
  });

  it('are told by their units, by sentences or paragraphs, for each label', async () => {
    const record = [
      { attributions: [unit('One. ', 0, 0.2, -0.2), unit('Two.\n\n', 5, 0.1, -0.1)] }
    ];
    const e = await inspectOne('r.json', {
      ...text('[[0.8,0.2]]', record),
      label_headers: ['a', 'b']
    });
    expect(e).toMatchObject({ kind: 'text', labels: ['a', 'b'], features: 1 });
    expect(e.base).toEqual({
      a: expect.closeTo(0.5, 12) as number,
      b: expect.closeTo(0.5, 12) as number
    });
  });
});
