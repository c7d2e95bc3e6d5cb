import { describe, expect, it } from 'vitest';
import { checkAdditivity, checkGlobal, impliedBase, residual } from './checks';
import { assemble } from './assemble';
import { isRight } from './cohorts';
import { readAnalysis } from './formats/analysis';
import { onlineExplanation, readOnlineAnswer } from './formats/online';
import { readTable } from './formats/table';
import { globalValues, meanAbs, orderBySize, topOf } from './order';
import { tabularFacts } from './tabularFacts';
import { fixture, smallExplanation } from './testing/fixtures';

describe('order', () => {
  it('sorts by size, keeps ties in place and missing values last', () => {
    expect(orderBySize([1, -3, NaN, 3, 0])).toEqual([1, 3, 0, 4, 2]);
  });

  it('sums up what is cut off, and never calls one feature "others"', () => {
    const values = [5, -4, 3, -2];
    expect(topOf(values, [0, 1, 2, 3], 2)).toEqual({
      top: [0, 1],
      others: { count: 2, sum: 1, sumOfSizes: 5 }
    });
    expect(topOf(values, [0, 1, 2, 3], 3).others.count).toBe(0);
  });

  it('takes the mean of absolute contributions, without missing ones', () => {
    const e = smallExplanation({ values: Float64Array.from([1, NaN, -3, 4, 2, NaN]) });
    expect([...meanAbs(e, 0)]).toEqual([2, 4]);
    expect([...meanAbs(e, 0, [1])]).toEqual([3, 4]);
  });

  it('prefers the global values of the file', () => {
    const e = smallExplanation({ global: Float64Array.from([9, 8]) });
    expect([...globalValues(e, 0)]).toEqual([9, 8]);
  });
});

describe('checks', () => {
  it('finds that a sound explanation adds up', () => {
    const check = checkAdditivity(smallExplanation(), 0);
    expect(check.state).toBe('exact');
    expect(check.worst).toBeLessThan(1e-12);
  });

  it('finds the worst record of an unsound one', () => {
    const predictions = Float64Array.from([0.35, -0.15, 2.6]);
    const e = smallExplanation({ predictions });
    expect(checkAdditivity(e, 0)).toMatchObject({ state: 'broken', record: 2 });
    expect(residual(e, 0, 2)).toBeCloseTo(0.5, 12);
  });

  it('calls a small deviation close', () => {
    const predictions = Float64Array.from([0.35, -0.1501, 2.1]);
    expect(checkAdditivity(smallExplanation({ predictions }), 0).state).toBe('close');
  });

  it('does not guess without base or predictions', () => {
    expect(checkAdditivity(smallExplanation({ base: [null] }), 0).state).toBe('unknown');
    expect(checkAdditivity(smallExplanation({ predictions: undefined }), 0).state).toBe('unknown');
  });

  it('compares global values with the records', () => {
    const means = meanAbs(smallExplanation(), 0);
    const right = smallExplanation({ global: means });
    expect(checkGlobal(right, 0)).toMatchObject({ state: 'exact', worst: 0 });
    const wrong = smallExplanation({ global: means.map((v, i) => (i === 1 ? v * 2 : v)) });
    expect(checkGlobal(wrong, 0)).toMatchObject({ state: 'broken', feature: 'income' });
  });

  it('derives the base only where it is the same for all records', () => {
    expect(impliedBase([1, 2, 3], [0.5, 1.5, 2.5])).toBe(0.5);
    expect(impliedBase([1, 2, 3], [0.5, 1.5, 1])).toBeNull();
    expect(impliedBase([NaN], [1])).toBeNull();
    expect(impliedBase([], [])).toBeNull();
  });
});

describe('online answers', () => {
  const base = 0.0028374067042022;

  it('derives the base that a separate call gave', () => {
    const answer = readOnlineAnswer(fixture('online-tabular-adult/response-one-record.json'), 'a');
    const outputs = answer.predictions.data
      .trim()
      .split('\n')
      .map(p => [Number(p)]);
    const found = onlineExplanation(answer, { unit: 'probability', outputs }, 'a');
    expect(found?.explanation.features[0]).toBe('Age');
    expect(found?.explanation.base[0]).toBeCloseTo(base, 12);
  });

  it('keeps the place of records that were not explained', () => {
    const text = fixture('online-tabular-adult/response-70-records-conditional.json');
    const answer = readOnlineAnswer(text, 'a');
    const found = onlineExplanation(answer, { unit: 'probability' }, 'a');
    expect(answer.records).toHaveLength(70);
    expect(found?.index).toHaveLength(8);
    expect(found?.index[0]).toBe(3);
    expect(found?.explanation.records).toBe(8);
  });

  it('has nothing to explain when explanations were off', () => {
    const text = fixture('online-tabular-adult/response-explanations-off.json');
    const answer = readOnlineAnswer(text, 'a');
    expect(onlineExplanation(answer, { unit: 'probability' }, 'a')).toBeUndefined();
  });
});

describe('assembling a report', () => {
  const analysis = readAnalysis(fixture('job-abalone-regression-shap/analysis.json'), 'a');

  it('works with global values alone, and says why there are no records', () => {
    const e = assemble({
      source: 's3://b/p',
      analysis,
      config: { saveLocal: false },
      problemType: 'Regression',
      warnings: []
    });
    expect(e.records).toBe(0);
    expect(e.unit).toBe('target');
    expect(e.base[0]).toBeGreaterThan(10);
    expect(e.meta.warnings.join()).toContain('were not saved');
    expect(tabularFacts(e, 0, String)).toContain('Global values only');
  });

  it('takes true answers from the column of the label', () => {
    const pieces = {
      source: 's3://b/p',
      local: {
        labels: ['1'],
        features: ['a'],
        records: 2,
        values: Float64Array.from([1, -2]),
        warnings: []
      },
      data: readTable('a,y\n5,1\n6,0\n', 'dataset.csv'),
      predictions: readTable('1\n1.5\n0.5\n', 'predictions.csv'),
      warnings: []
    };
    const e = assemble({ ...pieces, config: { label: 'y', useLogit: true } });
    expect(e.actual).toEqual([1, 0]);
    expect([isRight(e, 0), isRight(e, 1)]).toEqual([true, false]);
    expect(assemble({ ...pieces, config: {} }).actual).toBeUndefined();
    expect(assemble({ ...pieces, config: { label: 'a' } }).actual).toBeUndefined();
    // `label0` is no class: nobody knows whether it is the true answer.
    const local = { ...pieces.local, labels: ['label0'] };
    const unnamed = assemble({ ...pieces, local, config: { label: 'y', useLogit: true } });
    expect(unnamed.actual).toEqual([1, 0]);
    expect(isRight(unnamed, 0)).toBeUndefined();
  });

  it('refuses data that do not fit the records', () => {
    const local = {
      labels: ['label0'],
      features: ['a'],
      records: 2,
      values: Float64Array.from([1, 2]),
      warnings: []
    };
    const e = assemble({
      source: 's3://b/p',
      local,
      config: {},
      data: readTable('a\n1\n', 'dataset.csv'),
      predictions: readTable('other\n1\n2\n', 'predictions.csv'),
      warnings: []
    });
    expect(e.data).toBeUndefined();
    expect(e.meta.warnings.join()).toContain('the data set has 1 rows, the explanation 2 records');
    // One column for one label: its position decides.
    expect([...(e.predictions ?? [])]).toEqual([1, 2]);
  });
});
