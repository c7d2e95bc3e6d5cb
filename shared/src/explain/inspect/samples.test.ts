/** Formats that consist of samples (F6 to F11, F15), one variant each. */
import { describe, expect, it } from 'vitest';
import { inspectFiles, inspectOne, jsonLines } from '../testing/inspecting';

const token = (partial_text: string, start_idx: number | undefined, ...attribution: unknown[]) => ({
  attribution,
  description: { partial_text, ...(start_idx === undefined ? {} : { start_idx }) }
});
const review = (...attributions: unknown[]) => ({
  explanations: [{ feature_name: 'Review', data_type: 'free_text', attributions }]
});

describe('text of a job (F6)', () => {
  it.each([
    ['tokens', review(token('Nice', 0, 0.5), token('dress', 5, -0.25)), 0.25],
    ['sentences', review(token('Nice dress. ', 0, 0.5), token('Bad "fit", though.', 12, 0.1)), 0.6],
    ['paragraphs', review(token('One.\nTwo.\n\n', 0, 1), token('Three.', 11, 2)), 3],
    ['offsets that do not fit', review(token('Hi', 0, 1), token('you', 1, 2)), 3],
    ['no offsets', review(token('Hi', undefined, 1), token('you', undefined, -2)), 1],
    ['emoji, counted as Python does', review(token('🚀🚀', 0, 1), token('up', 3, 1)), 2],
    ['no units', review(), undefined]
  ])('by %s', async (_, record, value) => {
    const e = await inspectOne('out.jsonl', jsonLines(record));
    expect(e).toMatchObject({ format: 'F6', kind: 'text', records: 1, features: 1, base: null });
    expect(e.top).toEqual([{ feature: 'Review', value: expect.closeTo(value ?? 0, 12) as number }]);
    expect(e.checks.every(({ ok }) => ok)).toBe(true);
    expect(e.warnings).toHaveLength(_ === 'offsets that do not fit' ? 1 : 0);
  });

  it('has one number per label, and features that are no text', async () => {
    const record = {
      explanations: [
        { feature_name: 'T/1', data_type: 'free_text', attributions: [token('a', 0, 1, -2, 3)] },
        { feature_name: 'Age', data_type: 'numerical', attributions: [{ attribution: [4, 0, 0] }] },
        {
          feature_name: 'Sex',
          data_type: 'categorical',
          attributions: [{ attribution: [0, 0, NaN] }]
        }
      ]
    };
    const e = await inspectOne('out.jsonl', jsonLines(record, record).replaceAll('null', 'NaN'));
    expect(e).toMatchObject({ labels: ['label0', 'label1', 'label2'], features: 3, records: 2 });
    expect(e.top.slice(0, 2)).toEqual([
      { feature: 'Age', value: 4 },
      { feature: 'T/1', value: 3 }
    ]);
    expect(e.checks[0]).toMatchObject({ name: 'complete', ok: false });
  });

  it('may begin with a record without contributions', async () => {
    const without = {
      explanations: [{ feature_name: 'Age', data_type: 'numerical', attributions: [] }]
    };
    const e = await inspectOne('out.jsonl', jsonLines(without, review(token('Nice', 0, 1, 2))));
    expect(e).toMatchObject({ records: 2, features: 2, labels: ['label0', 'label1'] });
    expect(e.checks[0]).toMatchObject({ name: 'complete', ok: false });
    expect(e.top).toEqual([
      { feature: 'Review', value: 1 },
      { feature: 'Age', value: 0 }
    ]);
  });

  it.each([
    ['no line end', (text: string) => text.trimEnd()],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['blank lines', (text: string) => `\n${text}\n\n`]
  ])('may be in a file with %s', async (_, change) => {
    const record = review(token('Nice', 0, 1));
    const e = await inspectOne('out.jsonl', change(jsonLines(record, record)));
    expect(e).toMatchObject({ records: 2, warnings: [] });
  });

  it.each([
    ['explanations_shap/out_', '.jsonl', 'in/explanations_shap'],
    ['explanations_shap/out.jsonl/part-0000', '', 'in/explanations_shap/out.jsonl'],
    ['run/part-0000', '.jsonl', 'in/run']
  ])('is one explanation of parts %s…, of one line too', async (before, after, path) => {
    const record = review(token('Nice', 0, 1));
    const { entries } = await inspectFiles({
      [`${before}1${after}`]: JSON.stringify(record),
      [`${before}2${after}`]: jsonLines(record, record),
      [`${before}9${after}`]: jsonLines(record)
    });
    expect(entries.map(e => [e.path, e.records])).toEqual([[path, 4]]);
  });

  it('goes on after a damaged first record', async () => {
    const good = JSON.stringify(review(token('Nice', 0, 1)));
    for (const name of ['out.jsonl', 'text']) {
      const e = await inspectOne(name, `${good.slice(0, 40)}\n${good}\n${good}\n`);
      expect(e).toMatchObject({ format: 'F6', records: 2 });
      expect(e.warnings.join()).toContain('line 1 is not JSON');
    }
  });
});

describe('time series (F7)', () => {
  const item = (more: Record<string, unknown> = {}) => ({
    item_id: 'A',
    offset: [10.2, 11],
    explanations: [
      { feature_name: 'sales', timestamp: '2024-01-01 00:00:00', scores: [0.4, -0.1] },
      { feature_name: 'sales', timestamp: '2024-01-02 00:00:00', scores: [0.2, 0.1] },
      { feature_name: 'size', scores: [3, -3] }
    ],
    ...more
  });

  it('has items, features and sizes', async () => {
    const e = await inspectOne('out.jsonl', jsonLines(item(), item({ item_id: 7 })));
    expect(e).toMatchObject({ format: 'F7', kind: 'series', records: 2, features: 2, base: null });
    expect(e.top).toEqual([
      { feature: 'size', value: 3 },
      { feature: 'sales', value: expect.closeTo(0.4, 12) as number }
    ]);
    expect(e.checks).toContainEqual(expect.objectContaining({ name: 'forecast', ok: true }));
  });

  it.each([
    [
      'no feature names (by time)',
      item({ explanations: [{ timestamp: 't', scores: [1, 2] }] }),
      1,
      true
    ],
    ['no offset', item({ offset: undefined }), 2, false],
    ['a shorter offset', item({ offset: [1] }), 2, false],
    ['infinite offsets', item({ offset: ['Infinity', 1] }), 2, false],
    ['no entries', item({ explanations: [] }), 0, true]
  ])('may have %s', async (_, one, features, ok) => {
    const e = await inspectOne('out.jsonl', jsonLines(one));
    expect(e).toMatchObject({ format: 'F7', records: 1, features });
    const forecast = e.checks.filter(({ name }) => name === 'forecast');
    expect(forecast.every(check => check.ok) && e.warnings.length === 0).toBe(ok);
  });

  it('is found for each granularity and direction', async () => {
    const { entries } = await inspectFiles({
      'analysis.json': JSON.stringify({
        explanations: {
          asymmetric_shapley_value: { direction: 'bidirectional', granularity: 'timewise' }
        }
      }),
      'asymmetric_shapley_value/timewise_bidirectional/out.jsonl': jsonLines(item()),
      'asymmetric_shapley_value/fine_grained_chronological/out_1.jsonl': jsonLines(item()),
      'asymmetric_shapley_value/fine_grained_chronological/out_2.jsonl': JSON.stringify(item())
    });
    expect(entries.map(e => [e.format, e.records])).toEqual([
      ['F4', null],
      ['F7', 2],
      ['F7', 1]
    ]);
  });
});

describe('Autopilot reports (F9, F10)', () => {
  const picture = (label: unknown, probability: unknown = 0.5) => ({
    input_image_uri: 's3://b/a b.jpg',
    heatmap_image_uri: 's3://b/h.jpg',
    predicted_label: label,
    probability
  });
  const text = (label: unknown, ...scores: unknown[]) => ({
    text: 'A fantastic movie!',
    predicted_label: label,
    probability: 0.9,
    token_scores: scores.map(attribution => ({
      attribution,
      description: { partial_text: 'movie!' }
    }))
  });

  it.each([
    ['one object', (list: unknown[]) => JSON.stringify(list[0])],
    ['a list', (list: unknown[]) => JSON.stringify(list)],
    ['lines', (list: unknown[]) => jsonLines(...list)],
    ['an object with one list', (list: unknown[]) => JSON.stringify({ a: 1, records: list })],
    ['indented', (list: unknown[]) => JSON.stringify(list, null, 4)],
    [
      'one sample per line of a list',
      (list: unknown[]) => `[\n${list.map(v => JSON.stringify(v)).join(',\n')}\n]`
    ],
    [
      'the same inside an object',
      (list: unknown[]) => `{"samples": [\n${list.map(v => JSON.stringify(v)).join(',\n')}\n]}`
    ]
  ])('are read from %s', async (_, write) => {
    const count = _ === 'one object' ? 1 : 3;
    const images = await inspectOne(
      'x.json',
      write([picture('cat'), picture('dog', '0.7'), picture('cat')])
    );
    expect(images).toMatchObject({ format: 'F9', kind: 'image', records: count, features: 0 });
    expect(images).toMatchObject({
      labels: count === 1 ? ['cat'] : ['cat', 'dog'],
      base: null,
      top: []
    });
    const texts = await inspectOne('x.json', write([text(2, 0.5), text('a', -1), text(2, 0)]));
    expect(texts).toMatchObject({ format: 'F10', kind: 'text', records: count, features: 1 });
    expect(texts.labels).toEqual(count === 1 ? ['2'] : ['2', 'a']);
    expect(texts.top[0]?.value).toBeCloseTo(0.5, 12);
  });

  it('say what lies outside its range or is missing', async () => {
    const images = await inspectOne('x.json', [
      picture(0, 1.5),
      { ...picture(true), heatmap_image_uri: null }
    ]);
    expect(images.labels).toEqual(['0', 'true']);
    expect(images.checks).toContainEqual(expect.objectContaining({ name: 'range', ok: false }));
    expect(images.warnings.join()).toContain('1 sample names no heat map');
    const texts = await inspectOne('x.json', [text('a', 'NaN', 1)]);
    expect(texts.checks).toContainEqual(expect.objectContaining({ name: 'complete', ok: false }));
    expect(texts.checks).toContainEqual(expect.objectContaining({ name: 'offsets', ok: false }));
  });
});

describe('pictures (F11)', () => {
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16]);

  it('of boxes and objects belong together', async () => {
    const { entries, problems } = await inspectFiles({
      'explanations_shap/cat 1_objects.jpeg': jpeg,
      'explanations_shap/shap_cat 1_box0_object.jpeg': jpeg,
      'explanations_shap/shap_cat 1_box1_object.jpeg': jpeg,
      'explanations_shap/dog.png_objects.jpeg': jpeg,
      'explanations_shap/none_objects.jpeg': 'text'
    });
    expect(entries.map(e => [e.path, e.format, e.kind, e.records])).toEqual([
      ['in/explanations_shap', 'F11', 'image', 2]
    ]);
    expect(problems.join()).toContain('none_objects.jpeg (named like a picture)');
  });

  it('of classes are told by their folder', async () => {
    const { entries } = await inspectFiles({
      'explanations_shap/a.jpeg': jpeg,
      'explanations_shap/b.jpeg': jpeg
    });
    expect(entries[0]).toMatchObject({ format: 'F11', records: 2, warnings: [] });
  });

  it('alone are recognised by their name', async () => {
    expect(await inspectOne('shap_x_box12_object.jpeg', jpeg)).toMatchObject({
      format: 'F11',
      records: 1
    });
    await expect(inspectOne('holiday.jpeg', jpeg)).rejects.toThrow('in no known format');
  });
});

describe('impact scores (F15)', () => {
  it.each([
    [
      'rows',
      'item_id,timestamp,feature,impact_score\nA,2024-01-01,price,0.5\nA,2024-01-01,holiday,-1\nB,2024-01-01,price,0.1\n'
    ],
    ['a column per feature', 'item_id,timestamp,impact_score\nA,t,0.5\nB,t,1\n'],
    [
      'lines',
      jsonLines(
        { item_id: 'A', impact_scores: { price: 0.5, holiday: -1 } },
        { item_id: 'B', impact_scores: { price: 0.1 } }
      )
    ],
    [
      'wide lines',
      jsonLines({ item_id: 'A', price: 0.5, holiday: -1 }, { item_id: 'B', price: 0.1, holiday: 0 })
    ]
  ])('are read from %s', async (_, content) => {
    const e = await inspectOne('impact', content);
    expect(e).toMatchObject({ format: 'F15', kind: 'series', records: 2, labels: [], base: null });
    expect(e.features).toBe(_ === 'a column per feature' ? 1 : 2);
    expect(e.checks).toContainEqual(expect.objectContaining({ name: 'range', ok: true }));
    expect(e.warnings.join()).toContain('not published');
  });
});

describe('one line', () => {
  const global = '{"explanations":{"kernel_shap":{"l":{"global_shap_values":{"a":1}}}}}';

  it.each(['explanations_shap/analysis.json', 'analysis.jsonl', 'run/part-0'])(
    'that is a document is one in %s',
    async name => {
      const { entries } = await inspectFiles({ [name]: global });
      expect(entries.map(({ format }) => format)).toEqual(['F2']);
    }
  );
});
