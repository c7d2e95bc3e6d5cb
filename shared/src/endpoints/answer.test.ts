import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture } from '../explain/testing/fixtures';
import { readAnswer } from './answer';
import { explainAnswer } from './explainAnswer';
import { parseList } from './lists';
import { outputWays } from './outputs';

const read = (text: string, type: string, outputKeys?: string[]) =>
  readAnswer(new TextEncoder().encode(text), type, { outputKeys });

describe('lists as Python prints them', () => {
  it.each([
    ['[0.9, 0.1]', [0.9, 0.1]],
    ["['1', '0']", ['1', '0']],
    [`["it's", 'say "x"', None, nan, True]`, ["it's", 'say "x"', null, NaN, true]],
    ['[1e-05 2.5\n 3]', [1e-5, 2.5, 3]],
    ["['a\\'b', 'tab\\t', '\\u00e9', 'C:\\\\x']", ["a'b", 'tab\t', 'é', 'C:\\x']],
    ['[]', []],
    ["['a,b', 'c]d']", ['a,b', 'c]d']]
  ])('reads %s', (text, items) => {
    expect(parseList(text)).toEqual(items);
  });

  it.each(['0.5', '[1, [2]]', "['open]", 'x[1]', '', '['])('leaves %s alone', text => {
    expect(parseList(text)).toBeUndefined();
  });

  it('reads JSON lists of strings and numbers as JSON does', () => {
    const item = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true }),
      fc.boolean()
    );
    fc.assert(
      fc.property(fc.array(item), items => {
        const text = JSON.stringify(items);
        expect(parseList(text)).toEqual(JSON.parse(text));
      })
    );
  });

  it('reads what Python writes for strings', () => {
    const python = (s: string): string =>
      `'${s.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}'`;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' })), items => {
        expect(parseList(`[${items.map(python).join(', ')}]`)).toEqual(items);
      })
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), text => void parseList(`[${text}]`)));
  });
});

describe('answers', () => {
  const keys = ['predicted_label', 'probability', 'probabilities', 'labels'];
  const full = '1, 0.1, "[0.9, 0.1]", "[\'1\', \'0\']"\n';
  const prediction = {
    value: '1',
    probability: 0.1,
    probabilities: [0.9, 0.1],
    labels: ['1', '0']
  };

  it('reads the four columns of a classifier, with keys or without', () => {
    expect(read(full, 'text/csv', keys).predictions).toEqual([prediction]);
    expect(read(full, 'text/csv; charset=utf-8').predictions).toEqual([prediction]);
  });

  it('reads the same as JSON, JSON Lines, columns or a bare object', () => {
    const record = {
      predicted_label: '1',
      probability: 0.1,
      probabilities: [0.9, 0.1],
      labels: ['1', '0']
    };
    const columns = Object.fromEntries(Object.entries(record).map(([k, v]) => [k, [v]]));
    for (const [text, type] of [
      [JSON.stringify({ predictions: [record] }), 'application/json'],
      [JSON.stringify(record), 'application/json'],
      [JSON.stringify([record]), 'application/json'],
      [`${JSON.stringify(record)}\n`, 'application/jsonlines'],
      [JSON.stringify(columns), 'application/json']
    ] as const) {
      expect(read(text, type).predictions).toEqual([prediction]);
    }
  });

  it('reads numbers of regressors', () => {
    expect(read('151.5\n97\n', 'text/csv').predictions).toEqual([{ value: 151.5 }, { value: 97 }]);
    expect(read('{"score": 3}', 'application/json').predictions).toEqual([{ value: 3 }]);
    expect(read('[1, 2]', 'application/json').predictions).toEqual([{ value: 1 }, { value: 2 }]);
  });

  it('keeps labels that look like numbers as they are', () => {
    expect(read('007,0.5\n', 'text/csv', keys.slice(0, 2)).predictions[0]?.value).toBe('007');
  });

  it('leaves bytes alone', () => {
    const answer = readAnswer(new Uint8Array([0xff, 0xfe, 0]), 'image/png');
    expect(answer.text).toBeUndefined();
    expect(answer.table).toBeUndefined();
  });

  it('never throws, whatever comes', () => {
    const type = fc.constantFrom('text/csv', 'application/json', 'application/jsonlines', '');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), type, (text, contentType) => {
        expect(read(text, contentType).contentType).toBe(contentType);
      })
    );
  });

  it('reads a real answer with an explanation', () => {
    const answer = read(
      fixture('online-tabular-adult/response-two-records.json'),
      'application/json'
    );
    expect(answer.online?.records).toHaveLength(2);
    expect(answer.predictions).toHaveLength(2);
    const rows = Array.from({ length: 2 }, () => Array.from({ length: 14 }, (_, i) => String(i)));
    const explained = explainAnswer(
      answer,
      { columns: [], samples: [], unit: 'probability', problems: [] },
      rows
    );
    expect(explained?.explanation.base[0]).toBeCloseTo(0.0028374067042022, 12);
    expect(explained?.explanation.data?.[3]).toEqual([3, 3]);
  });

  it('reads the plain answer of an endpoint whose explanations are off', () => {
    const answer = read(
      fixture('online-tabular-adult/response-explanations-off.json'),
      'application/json'
    );
    expect(answer.predictions[0]?.value).toBeCloseTo(0.000638, 6);
    expect(answer.online?.records).toEqual([]);
  });
});

describe('explaining an answer', () => {
  const answerOf = (attribution: number[], csv: string): string =>
    JSON.stringify({
      version: '1.0',
      predictions: { content_type: 'text/csv', data: csv },
      explanations: {
        kernel_shap: [[{ feature_header: 'a', attributions: [{ attribution }] }]]
      }
    });
  const context = { columns: ['a'], samples: [], unit: 'log-odds' as const, problems: [] };

  it('uses the positive class in log-odds, with the base of the job', () => {
    const logit = Math.log(0.8 / 0.2);
    const text = answerOf([logit - 0.25], 'yes,0.8,"[0.2, 0.8]","[\'no\', \'yes\']"\n');
    const explained = explainAnswer(
      read(text, 'application/json'),
      { ...context, labels: ['yes'], base: [0.25] },
      [['5']]
    );
    expect(explained?.explanation).toMatchObject({ labels: ['yes'], base: [0.25], data: [[5]] });
    expect(explained?.explanation.predictions?.[0]).toBeCloseTo(logit, 12);
  });

  it('finds that several classes are explained as margins minus their mean', () => {
    const p = [0.7, 0.2, 0.1];
    const mean = p.reduce((sum, x) => sum + Math.log(x), 0) / 3;
    const margins = p.map(x => Math.log(x) - mean);
    const base = [0.1, 0.2, -0.3];
    const text = answerOf(
      margins.map((m, i) => m - (base[i] as number)),
      "x,0.7,\"[0.7, 0.2, 0.1]\",\"['x', 'y', 'z']\"\n"
    );
    const explained = explainAnswer(
      read(text, 'application/json'),
      { ...context, labels: ['x', 'y', 'z'], base },
      undefined
    );
    margins.forEach((m, i) => expect(explained?.explanation.predictions?.[i]).toBeCloseTo(m, 12));
  });

  it('knows no output where the prediction does not say', () => {
    expect(outputWays([{ value: 'yes' }], ['yes'], 'probability')).toEqual([[[NaN]]]);
  });
});
