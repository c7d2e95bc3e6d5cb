/** Sections of analysis.json and of monitors (F1 to F4, F14), one variant each. */
import { describe, expect, it } from 'vitest';
import { inspectFiles, inspectOne } from '../testing/inspecting';

const shap = (labels: unknown): unknown => ({
  version: '1.0',
  explanations: { kernel_shap: labels }
});
const of = (values: unknown, expected_value: unknown = 0.25, more = {}): unknown => ({
  global_shap_values: values,
  expected_value,
  ...more
});

describe('global values (F2)', () => {
  it.each([
    ['a number', of({ a: 1 }, 0.25), 0.25],
    ['zero', of({ a: 1 }, 0), 0],
    ['below zero', of({ a: 1 }, -2.5), -2.5],
    ['a number as text', of({ a: 1 }, '0.25'), 0.25],
    ['a list of one', of({ a: 1 }, [0.25]), 0.25],
    ['a list of several', of({ a: 1 }, [0.25, 0.5]), null],
    ['an object', of({ a: 1 }, { label0: 0.25 }), null],
    ['null', of({ a: 1 }, null), null],
    ['infinite', of({ a: 1 }, '-Infinity'), null],
    ['not there', { global_shap_values: { a: 1 } }, null]
  ])('have an expected value that is %s', async (_, label, base) => {
    const e = await inspectOne('analysis.json', shap({ label0: label }));
    expect(e).toMatchObject({ format: 'F2', kind: 'tabular', records: null, features: 1, base });
    expect(e.top).toEqual([{ feature: 'a', value: 1 }]);
    expect(e.checks).toContainEqual(expect.objectContaining({ name: 'base', ok: base !== null }));
  });

  it('have a base for each label whose file gives one', async () => {
    const e = await inspectOne('a.json', shap({ no: of({ a: 1 }), yes: of({ a: 2 }, null) }));
    expect(e).toMatchObject({ labels: ['no', 'yes'], base: { no: 0.25 } });
    const none = shap({ no: of({ a: 1 }, null), yes: of({ a: 2 }, null) });
    expect((await inspectOne('a.json', none)).base).toBeNull();
  });

  it.each([
    ['whole numbers, in the order of the file', '"10":X,"2":X,"1":X', ['10', '2', '1']],
    ['numbers', '"0.31":X,"1e-05":X', ['0.31', '1e-05']],
    ['empty', '"":X', ['']],
    ['__proto__', '"__proto__":X,"constructor":X', ['__proto__', 'constructor']],
    ['any text', '"a_b/c \\"d\\", \\u00e9\\n\\ud83d\\ude80":X', ['a_b/c "d", é\n🚀']]
  ])('have labels that are %s', async (_, members, labels) => {
    const text = `{"explanations":{"kernel_shap":{${members.replaceAll('X', JSON.stringify(of({ a: 1 })))}}}}`;
    const e = await inspectOne('analysis.json', text);
    expect(e.labels).toEqual(labels);
    const base = labels.length === 1 ? 0.25 : Object.fromEntries(labels.map(l => [l, 0.25]));
    expect(JSON.stringify(e.base)).toBe(JSON.stringify(base));
  });

  it('have the five strongest features by size, signs kept, ties in file order', async () => {
    const values = { a: 0.1, '7': -3, '3': 2, b: -0.5, c: 0.5, d: NaN, e: 0, f: 2 };
    const text = JSON.stringify(shap({ l: of(values) })).replace('null', 'NaN');
    const e = await inspectOne('analysis.json', text);
    expect(e.features).toBe(8);
    expect(e.top).toEqual([
      { feature: '7', value: -3 },
      { feature: '3', value: 2 },
      { feature: 'f', value: 2 },
      { feature: 'b', value: -0.5 },
      { feature: 'c', value: 0.5 }
    ]);
    expect(e.warnings.join()).toContain(
      '1 of 8 global values are not finite numbers (first: d for l)'
    );
    expect(e.checks).toContainEqual({
      name: 'sign',
      ok: true,
      detail: '2 of 8 global values are negative: they are no means of sizes, but may be medians.'
    });
  });

  it.each([
    ['mean_abs', [false]],
    ['median', []]
  ])('may be negative or not, as the configuration says: %s', async (agg_method, ok) => {
    const { entries } = await inspectFiles({
      'analysis.json': JSON.stringify(shap({ l: of({ a: 1, b: -1 }) })),
      'analysis_config.json': JSON.stringify({ methods: { shap: { agg_method } } })
    });
    const sign = entries[0]?.checks.filter(({ name }) => name === 'sign');
    expect(sign?.map(check => check.ok)).toEqual(ok);
  });

  it('may have another set of features for each label', async () => {
    const e = await inspectOne(
      'a.json',
      shap({ l1: of({ a: 1, b: -4 }), l2: of({ c: 3, a: -2 }) })
    );
    expect(e).toMatchObject({ features: 3, warnings: [] });
    expect(e.top).toEqual([
      { feature: 'b', value: -4 },
      { feature: 'c', value: 3 },
      { feature: 'a', value: -2 }
    ]);
  });

  it.each([
    ['no feature', shap({ l: of({}) }), ['l'], 0],
    ['no label', shap({}), [], 0],
    ['the other spelling', { explanations: { kernal_shap: { l: of({ a: 1 }) } } }, ['l'], 1],
    ['tokens', shap({ l: of({ a: 1 }, 0, { global_top_shap_text: { x: 0.2 } }) }), ['l'], 1],
    ['unknown keys', { ...(shap({ l: of({ a: 1 }) }) as object), other: 3 }, ['l'], 1]
  ])('may have %s', async (_, document, labels, features) => {
    expect(await inspectOne('analysis.json', document)).toMatchObject({ labels, features });
  });

  it.each([
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    [
      'CRLF and indents',
      (text: string) => JSON.stringify(JSON.parse(text), null, 2).replaceAll('\n', '\r\n')
    ],
    ['white space around it', (text: string) => `\n\n  ${text}\n\n`]
  ])('may be in a file with %s', async (_, change) => {
    const e = await inspectOne('analysis.json', change(JSON.stringify(shap({ l: of({ a: 1 }) }))));
    expect(e).toMatchObject({ format: 'F2', base: 0.25, warnings: [] });
  });

  it('leave out labels that are none', async () => {
    const e = await inspectOne('a.json', shap({ l: of({ a: 1 }), x: 3 }));
    expect(e.labels).toEqual(['l']);
    expect(e.warnings.join()).toContain('label x is not an object');
  });
});

describe('bias (F1)', () => {
  const metrics = [
    { name: 'CI', description: 'Class Imbalance (CI)', value: 1 },
    {
      name: 'DPL',
      description: 'd',
      value: null,
      error: 'Group variable is empty or not provided'
    },
    { name: 'KL', description: 'd', value: 'Infinity' },
    { name: 'TE', description: 'd', value: '-∞' },
    { name: 'DI', description: 'd', value: '∞' }
  ];
  const section = (more = {}): unknown => ({
    label: 'Target',
    label_value_or_threshold: '(40, 68]',
    facets: {
      Sex: [
        { value_or_threshold: '0', metrics },
        { value_or_threshold: '1,2', metrics }
      ],
      Age: [{ value_or_threshold: '(0.5, 0.99]', metrics }]
    },
    ...more
  });

  it.each([
    ['before training', { pre_training_bias_metrics: section() }, ['Target']],
    ['after training', { post_training_bias_metrics: section() }, ['Target']],
    [
      'both, the later first',
      { post_training_bias_metrics: section(), pre_training_bias_metrics: section({ label: 'y' }) },
      ['y', 'Target']
    ]
  ])('is read with nested facets %s', async (_, document, labels) => {
    const e = await inspectOne('analysis.json', { version: '1.0', ...document });
    expect(e).toMatchObject({ format: 'F1', kind: 'bias', records: null, features: 2, base: null });
    expect(e).toMatchObject({ labels, top: [], warnings: [] });
    expect(e.checks).toEqual([expect.objectContaining({ name: 'range', ok: true })]);
  });

  it('is read with bare infinities', async () => {
    const text = JSON.stringify({ pre_training_bias_metrics: section() }).replace(
      '"Infinity"',
      'Infinity'
    );
    expect(await inspectOne('x.json', text)).toMatchObject({ format: 'F1', features: 2 });
  });

  it('says what a damaged part of it lacks', async () => {
    const e = await inspectOne('x.json', {
      pre_training_bias_metrics: section({
        facets: { a: [{ metrics: [{ value: 3 }] }, 5], b: {}, c: [{ metrics }] }
      })
    });
    expect(e.features).toBe(2);
    expect(e.warnings).toEqual([
      'x.json: pre_training_bias_metrics.facets.a[0].metrics[0] has no name; left out.',
      'x.json: pre_training_bias_metrics.facets.a[1] holds no metrics; left out.',
      'x.json: pre_training_bias_metrics.facets.b is not a list; left out.'
    ]);
  });
});

describe('partial dependence (F3)', () => {
  const age = {
    feature_name: 'age',
    data_type: 'numerical',
    feature_values: [20, 30],
    data_distribution: [0.4, 0.6],
    model_predictions: [
      [0.1, 0.7],
      [0.9, 0.3]
    ],
    label_headers: ['no', 'yes']
  };

  it('has numerical and categorical features, and ones that failed', async () => {
    const e = await inspectOne('analysis.json', {
      explanations: {
        pdp: [
          age,
          {
            ...age,
            feature_name: 'city',
            data_type: 'categorical',
            feature_values: ['a "b", c', 1, null, true],
            data_distribution: [0.1, 0.1, 0.1, 0.1],
            model_predictions: [
              [1, 2, 3, 'NaN'],
              [0, 0, 0, 0]
            ]
          },
          { feature_name: 'zip', data_type: 'categorical', error: 'too many values' }
        ]
      }
    });
    expect(e).toMatchObject({ format: 'F3', kind: 'pdp', labels: ['no', 'yes'], records: null });
    expect(e).toMatchObject({ features: 3, base: null });
    expect(e.top).toEqual([
      { feature: 'city', value: 2 },
      { feature: 'age', value: expect.closeTo(0.6, 12) as number }
    ]);
    expect(e.checks).toContainEqual(
      expect.objectContaining({ name: 'curves', ok: false, detail: '1 of 3 features failed.' })
    );
  });

  it.each([
    ['no label headers', { label_headers: undefined }, ['label0', 'label1']],
    [
      'one label without the outer list',
      { model_predictions: [0.1, 0.7], label_headers: ['y'] },
      ['y']
    ],
    ['numbers as labels', { label_headers: [0, 1] }, ['0', '1']]
  ])('may have %s', async (_, more, labels) => {
    const e = await inspectOne('a.json', { explanations: { pdp: [{ ...age, ...more }] } });
    expect(e).toMatchObject({ labels, features: 1 });
  });

  it('may be empty', async () => {
    expect(await inspectOne('a.json', { explanations: { pdp: [] } })).toMatchObject({
      format: 'F3',
      features: 0,
      top: []
    });
  });
});

describe('several sections in one file', () => {
  const all = {
    version: '1.0',
    post_training_bias_metrics: {
      label: 'y',
      label_value_or_threshold: '1',
      facets: { s: [{ value_or_threshold: '0', metrics: [] }] }
    },
    explanations: {
      asymmetric_shapley_value: {
        direction: 'chronological',
        granularity: 'timewise',
        explanation_results_path: 's3://b/out.jsonl'
      },
      pdp: [],
      kernel_shap: { l: of({ a: 1 }) }
    },
    monitoring: { note: 1 }
  };

  it('are one explanation each, with the report beside them', async () => {
    const { entries, problems } = await inspectFiles({
      'analysis.json': JSON.stringify(all),
      'my report.html': '<html><body>x</body></html>',
      'my report.pdf': '%PDF-1.5 x',
      'analysis_config.json': JSON.stringify({
        methods: { shap: {}, report: { name: 'my report' } }
      })
    });
    expect(entries.map(({ format, kind, records }) => [format, kind, records])).toEqual([
      ['F1', 'bias', null],
      ['F2', 'tabular', null],
      ['F3', 'pdp', null],
      ['F4', 'series', null],
      ['F13', 'report', null]
    ]);
    expect(entries.map(e => e.path)).toEqual([
      ...new Array<string>(4).fill('in/analysis.json'),
      'in/my report.html'
    ]);
    expect(entries[1]?.warnings.join()).toContain('monitoring');
    expect(problems).toEqual([]);
  });

  it.each([
    ['report.html', '<!-- x --><html><body>x</body></html>'],
    ['my page.html', '<!DOCTYPE html><title>SageMaker Analysis Report</title>'],
    ['report.pdf', '%PDF-1.4'],
    ['report.ipynb', JSON.stringify({ nbformat: 4, cells: [] })]
  ])('a report alone is recognised: %s', async (name, content) => {
    expect(await inspectOne(name, content)).toMatchObject({
      format: 'F13',
      kind: 'report',
      records: null,
      features: 0,
      labels: []
    });
  });

  it('the report has the name that the configuration gives it', async () => {
    const { entries } = await inspectFiles({
      'analysis_config.json': JSON.stringify({ methods: { report: { name: 'my.report' } } }),
      'my.report.pdf': '%PDF-1.5',
      'other.pdf': '%PDF-1.5'
    });
    expect(entries.map(({ path }) => path)).toEqual(['in/my.report.pdf']);
  });

  it.each([
    ['no section', { version: '1.0' }, 'in no known format'],
    [
      'violations of something else',
      { violations: [{ id: 'x', impact: 'y' }] },
      'nothing that can be read'
    ],
    [
      'no label that is one',
      { explanations: { kernel_shap: { on: true } } },
      'nothing that can be read'
    ],
    ['an empty section', { explanations: { pdp: null } }, 'nothing that can be read'],
    ['a configuration', { methods: { shap: {} } }, 'configuration']
  ])('that hold %s are not recognised, with the reason', async (_, document, reason) => {
    const { entries, problems } = await inspectFiles({ 'analysis.json': JSON.stringify(document) });
    expect(entries).toEqual([]);
    expect(problems.join()).toContain(reason);
  });
});

describe('violations (F14)', () => {
  it.each([
    [
      'bias',
      {
        facet: 'Sex',
        facet_value: '0',
        metric_name: 'CI',
        constraint_check_type: 'bias_drift_check',
        description: 'd'
      },
      [],
      1
    ],
    [
      'attributions',
      {
        label: 'label0',
        metric_name: 'shap',
        constraint_check_type: 'feature_attribution_drift_check',
        description: 'd'
      },
      ['label0'],
      1
    ],
    [
      'data',
      { feature_name: 'age', constraint_check_type: 'data_type_check', description: 'd' },
      [],
      1
    ]
  ])('of monitors of %s', async (_, violation, labels, features) => {
    const e = await inspectOne('constraint_violations.json', { violations: [violation] });
    expect(e).toMatchObject({ format: 'F14', kind: 'violations', records: null, labels, features });
    expect(e).toMatchObject({ base: null, top: [], checks: [] });
  });

  it('may be none', async () => {
    expect(await inspectOne('constraint_violations.json', { violations: [] })).toMatchObject({
      format: 'F14',
      features: 0
    });
  });
});
