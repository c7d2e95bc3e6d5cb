import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture } from '../testing/fixtures';
import { FormatError, readAnalysis } from './analysis';
import { readAnalysisConfig } from './analysisConfig';
import { readBaseline } from './baseline';
import { CsvReader, csvRecords, toCsv } from './csv';
import { parseJson } from './json';
import { readTable } from './table';

describe('CSV', () => {
  const cells = fc.array(
    fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }),
    {
      minLength: 1,
      maxLength: 8
    }
  );

  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

  it('reads back what it wrote, whatever the cells hold and wherever the text is cut', () => {
    fc.assert(
      fc.property(cells, fc.array(fc.nat(200), { maxLength: 5 }), lineEnd, (records, cuts, end) => {
        const text = records.map(record => toCsv([record]).slice(0, -1) + end).join('');
        const read: string[][] = [];
        const reader = new CsvReader(record => read.push(record));
        let from = 0;
        for (const cut of [
          ...cuts.map(c => Math.min(c, text.length)).sort((a, b) => a - b),
          text.length
        ]) {
          reader.push(text.slice(from, cut));
          from = cut;
        }
        reader.end();
        expect(read).toEqual(records);
      })
    );
  });

  it('takes all line ends, a byte order mark and a last line without an end', () => {
    expect(csvRecords('\ufeffa,b\r\n1,2\r3,4\n\n5,6')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
      ['5', '6']
    ]);
  });

  it('keeps commas, quotes and line feeds inside quotes', () => {
    expect(csvRecords('"a,b","say ""x""","two\nlines"\n1,2,3\n')).toEqual([
      ['a,b', 'say "x"', 'two\nlines'],
      ['1', '2', '3']
    ]);
  });

  it('types a column as numbers only if all filled cells are numbers', () => {
    const table = readTable('a,b,c\n1,x,\n2.5e1,3,\n,,\n', 'f.csv');
    expect(table.columns).toEqual([
      [1, 25, null],
      ['x', '3', null],
      [null, null, null]
    ]);
  });

  it('names the row that is uneven', () => {
    expect(readTable('a,b\n1,2\n3\n', 'f.csv').warnings[0]).toContain('row 3 has 1 cells');
  });
});

describe('JSON out of Python', () => {
  it('accepts bare NaN and Infinity outside strings only', () => {
    expect(parseJson('\ufeff{"a": NaN, "b": -Infinity, "c": "NaN, Infinity \\" x"}')).toEqual({
      a: null,
      b: '-Infinity',
      c: 'NaN, Infinity " x'
    });
  });

  it('agrees with JSON.parse on all legal JSON', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      })
    );
  });
});

describe('analysis.json', () => {
  it('reads a real report', () => {
    const analysis = readAnalysis(fixture('job-credit-risk-shap/analysis.json'), 'analysis.json');
    expect(analysis.labels).toEqual(['label0']);
    expect(analysis.features).toHaveLength(20);
    expect(analysis.base[0]).toBeCloseTo(Math.log(0.82953066 / (1 - 0.82953066)), 6);
    expect(analysis.values[0]).toBe(0.9298431667869197);
  });

  it('keeps labels with different features apart', () => {
    const text = JSON.stringify({
      explanations: {
        kernal_shap: {
          a: { global_shap_values: { x: 1 }, expected_value: 2 },
          b: { global_shap_values: { y: 'Infinity' } }
        }
      },
      pre_training_bias_metrics: {}
    });
    const analysis = readAnalysis(text, 'f');
    expect(analysis.features).toEqual(['x', 'y']);
    expect([...analysis.values]).toEqual([1, NaN, NaN, Infinity]);
    expect(analysis.base).toEqual([2, null]);
  });

  it.each([
    ['{', 'not valid JSON'],
    ['[]', 'expected a JSON object'],
    [fixture('job-adult-sex-bias/analysis.json'), 'holds no SHAP values'],
    [fixture('online-tabular-adult/response-one-record.json'), 'the answer of an endpoint']
  ])('says what is wrong with %#', (text, problem) => {
    expect(() => readAnalysis(text, 'f.json')).toThrow(FormatError);
    expect(() => readAnalysis(text, 'f.json')).toThrow(problem);
  });

  it('never throws anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        try {
          readAnalysis(text, 'f');
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
        expect(readAnalysisConfig(text)).toBeTypeOf('object');
      })
    );
  });
});

describe('baseline.csv', () => {
  it('reads a real one', () => {
    const baseline = readBaseline(
      fixture('job-credit-risk-shap/explanations_shap/baseline.csv'),
      'baseline.csv'
    );
    expect(baseline?.rows).toBe(1);
    expect(baseline?.features[0]).toBe('status');
    expect(baseline?.values[1]).toBe(24);
  });

  it('shows shared values, means of numbers and nothing for mixed text', () => {
    expect(readBaseline('a,b,c\n1,x,p\n3,x,q\n', 'f')?.values).toEqual([2, 'x', null]);
    expect(readBaseline('a,b\n', 'f')).toBeUndefined();
  });
});

describe('analysis_config.json', () => {
  it('reads what the viewer needs', () => {
    const config = readAnalysisConfig(
      JSON.stringify({
        headers: ['a', 'y'],
        label: 'y',
        dataset_uri: 's3://b/dataset.csv',
        methods: { shap: { use_logit: true, save_local_shap_values: false, agg_method: 'median' } },
        predictor: { label_headers: ['no', 'yes'] }
      })
    );
    expect(config).toMatchObject({
      label: 'y',
      useLogit: true,
      saveLocal: false,
      aggregation: 'median',
      labelHeaders: ['no', 'yes']
    });
  });

  it('reads method, error, reference and unit of the local engine', () => {
    const own = {
      method: 'exact values',
      standard_error: 0.0123,
      unit: 'log-odds',
      reference: 'mean of the classes'
    };
    expect(readAnalysisConfig(JSON.stringify({ pilothouse: own }))).toMatchObject({
      method: 'Exact values, standard error at most 0.012, relative to the mean of the classes',
      unit: 'log-odds'
    });
  });
});
