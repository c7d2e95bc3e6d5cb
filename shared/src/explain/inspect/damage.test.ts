/** Damaged files: what is whole is there, what is not is counted and named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture } from '../testing/fixtures';
import { inspectFiles, inspectOne, jsonLines } from '../testing/inspecting';

const rows = Array.from({ length: 300 }, (_, i) => `${i},-1\n`);
const table = (change: (rows: string[]) => void): string => {
  const changed = [...rows];
  change(changed);
  return `a_y,b_y\n${changed.join('')}`;
};

describe('a table of 300 records', () => {
  it.each([
    [
      'cut within a number',
      (r: string[]) => (r[299] = '29'),
      300,
      '1 row with more or fewer cells than the header (first: line 301)'
    ],
    [
      'with a short row',
      (r: string[]) => (r[4] = '7\n'),
      300,
      '1 row with more or fewer cells than the header (first: line 6)'
    ],
    ['with a long row', (r: string[]) => (r[4] = '7,-1,9\n'), 300, 'line 6'],
    [
      'with text for a number',
      (r: string[]) => (r[4] = 'x,-1\n'),
      300,
      '1 cell without a number, left out (first: line 6, column a_y)'
    ],
    ['with a zero byte', (r: string[]) => (r[4] = '\0\0,-1\n'), 300, 'line 6, column a_y'],
    [
      'with a quote that nothing closes',
      (r: string[]) => (r[4] = '"4,-1\n'),
      300,
      '1 record with a quote that nothing closes (first: line 6)'
    ],
    ['with the header in between', (r: string[]) => (r[4] = 'a_y,b_y\n'), 299, undefined],
    ['with blank lines', (r: string[]) => (r[4] = '4,-1\n\n\r\n'), 300, undefined]
  ])('%s', async (_, change, records, warning) => {
    const e = await inspectOne('out.csv', table(change));
    expect(e).toMatchObject({ format: 'F5', records, features: 2 });
    expect(e.warnings.join()).toContain(warning ?? '');
    expect(e.warnings.length > 0).toBe(warning !== undefined);
    expect(e.top[1]?.value).toBe(1);
  });

  it('names the line behind cells with line feeds', async () => {
    const e = await inspectOne('out.csv', 'a_y,b_y,id\n1,2,"two\nlines"\n3,x,r\n');
    expect(e.records).toBe(2);
    expect(e.warnings.join()).toContain('first: line 4, column b_y');
  });

  it('names the part that a damaged line is in', async () => {
    const { entries } = await inspectFiles({
      'out.csv/part-0': 'a_y,b_y\n1,2\n',
      'out.csv/part-1': 'a_y,b_y\n1,2\n3\n',
      'out.csv/part-2': 'p,q,r\n1,2,3\n',
      'out.csv/part-3': 'a_y,b_y\n1,2\nx,2\n'
    });
    expect(entries[0]).toMatchObject({ path: 'in/out.csv', records: 5 });
    expect(entries[0]?.warnings).toEqual([
      'in/out.csv: 2 cells without a number, left out (first: part-1, line 3, column b_y).',
      'in/out.csv: 1 row with more or fewer cells than the header (first: part-1, line 3).',
      'in/out.csv: 1 part with other columns, left out (first: part-2).'
    ]);
  });

  it('cut anywhere keeps all whole records', async () => {
    const whole = table(() => undefined);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 8, max: whole.length }), async end => {
        const text = whole.slice(0, end);
        const { records } = await inspectOne('out.csv', text);
        const ended = text.split('\n').length - 2;
        expect(records).toBe(text.endsWith('\n') ? ended : ended + 1);
      }),
      { numRuns: 50 }
    );
  });
});

describe('documents cut anywhere', () => {
  it.each([
    ['job-credit-risk-shap/analysis.json', 'F2'],
    ['job-adult-sex-bias/analysis.json', 'F1'],
    ['online-tabular-adult/response-two-records.json', 'F8']
  ])('%s', async (name, format) => {
    const text = fixture(name);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length - 3 }), async end => {
        const { entries, problems } = await inspectFiles({ 'x.json': text.slice(0, end) });
        const said = [...problems, ...entries.flatMap(({ warnings }) => warnings)].join();
        expect(said).toMatch(/x\.json.*(damaged at line \d+|known format)/);
        expect(entries.every(entry => entry.format === format)).toBe(true);
      }),
      { numRuns: 60 }
    );
  });

  it('keeps what comes before the damage', async () => {
    const text = fixture('job-credit-risk-shap/analysis.json');
    const at = text.indexOf('"purpose"');
    const e = await inspectOne('x.json', `${text.slice(0, at)}oops${text.slice(at)}`);
    const line = text.slice(0, at).split('\n').length;
    expect(e).toMatchObject({ format: 'F2', base: null });
    expect(e.features).toBeGreaterThan(1);
    expect(e.warnings.join()).toContain(`damaged at line ${line}`);
  });
});

describe('one damaged record', () => {
  const good = {
    'text.jsonl': {
      explanations: [
        {
          feature_name: 't',
          data_type: 'free_text',
          attributions: [{ attribution: [1], description: { partial_text: 'a', start_idx: 0 } }]
        }
      ]
    },
    'series.jsonl': {
      item_id: 'a',
      offset: [1],
      explanations: [{ feature_name: 'f', scores: [1] }]
    },
    'images.jsonl': {
      input_image_uri: 's3://b/a',
      heatmap_image_uri: 's3://b/b',
      predicted_label: 'c'
    },
    'tokens.jsonl': {
      text: 'a',
      token_scores: [{ attribution: 1, description: { partial_text: 'a' } }]
    }
  };

  it.each(Object.entries(good))('in %s is counted wherever it stands', async (name, record) => {
    const line = JSON.stringify(record);
    for (const damaged of [0, 5, 99]) {
      const lines = Array.from({ length: 100 }, (_, i) =>
        i === damaged ? line.slice(0, 9) : line
      );
      const e = await inspectOne(name, `${lines.join('\n')}\n`);
      expect(e.records).toBe(99);
      expect(e.warnings).toEqual([
        `${name}: 1 record could not be read and was left out (first: line ${damaged + 1} is not JSON).`
      ]);
    }
  });

  it('in another format is counted, too', async () => {
    const lines = jsonLines(good['tokens.jsonl'], { other: 1 }, good['tokens.jsonl']);
    const e = await inspectOne('x.jsonl', lines);
    expect(e.records).toBe(2);
    expect(e.warnings.join()).toContain('line 2 is in no known format');
  });
});

describe('real files with changes at random places', () => {
  const REAL = [
    ...['card-example-explainability', 'job-adult-sex-bias'].map(job => `${job}/analysis.json`),
    'job-credit-risk-shap/explanations_shap/out.csv',
    'job-text-sentence-granularity/out.jsonl',
    'job-time-series-weather/out.jsonl',
    'online-tabular-adult/response-two-records.json',
    'job-credit-risk-shap/explanations_shap/baseline.csv'
  ];
  const CHANGES = [
    '',
    'NaN',
    'null',
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    '\n',
    '\\',
    '1e999',
    '-',
    'é',
    '\0'
  ];

  it('are read without failing, and everything lies where it should', async () => {
    const change = fc.tuple(fc.nat(1e6), fc.constantFrom(...CHANGES), fc.nat(3));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...REAL),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        async (name, changes) => {
          let text = fixture(name);
          for (const [at, by, removed] of changes) {
            const place = at % text.length;
            text = text.slice(0, place) + by + text.slice(place + removed);
          }
          const { entries, problems } = await inspectFiles({ [name]: text });
          expect(entries.length + problems.length).toBeGreaterThan(0);
        }
      ),
      { numRuns: 150 }
    );
  });
});

describe('values inside values without end', () => {
  const deep = `${'['.repeat(20_000)}1${']'.repeat(20_000)}`;
  const answer = {
    predictions: { data: deep },
    explanations: { kernel_shap: [[{ attributions: [{ attribution: [1] }] }]] }
  };

  it.each([
    ['an answer', JSON.stringify(answer), 'F8'],
    [
      'bias',
      `{"pre_training_bias_metrics":{"label":${deep},"facets":{"a":[{"metrics":[],"value_or_threshold":${deep}}]}}}`,
      'F1'
    ],
    [
      'global values',
      `{"x":${deep},"explanations":{"kernel_shap":{"l":{"global_shap_values":{"a":${deep}}}}}}`,
      'F2'
    ],
    [
      'partial dependence',
      `{"explanations":{"pdp":[{"feature_values":[${deep}],"model_predictions":[${deep}]}]}}`,
      'F3'
    ],
    ['a series', `{"offset":[${deep}],"explanations":[{"scores":[${deep}]}]}`, 'F7'],
    ['impact scores', `{"item_id":"a","impact_scores":${deep}}`, 'F15']
  ])('in %s do no harm', async (_, text, format) => {
    expect((await inspectOne('x.json', text)).format).toBe(format);
  });
});

describe('files that are something else', () => {
  it.each([
    ['out.csv', new Uint8Array(2000).map((_, i) => (i * 37) % 256), 'neither text nor pictures'],
    ['out.csv.gz', Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff]), 'are damaged'],
    ['out.csv', '', 'without content'],
    ['out.csv', '\n\n \n', 'without content'],
    ['analysis.json', 'not JSON at all', 'in no known format'],
    ['analysis.json', '{"a":', 'known format'],
    ['x_objects.jpeg', 'no picture', 'named like a picture'],
    ['notes.csv', 'name,city\nx,y\n', 'in no known format']
  ])('such as %s are named with the reason', async (name, content, reason) => {
    const { entries, problems } = await inspectFiles({ [name]: content });
    expect(entries).toEqual([]);
    expect(problems.join()).toContain(reason);
    expect(problems.join()).toContain(name);
  });
});
