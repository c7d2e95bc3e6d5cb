import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregated } from './aggregate';
import { checkGlobal } from './checks';
import { commonAggregation, compareExplanations } from './compare';
import type { Aggregation } from './model';
import { namedChecks } from './namedChecks';
import { globalValues } from './order';
import { median, valuesAtRanks } from './ranks';
import { smallExplanation } from './testing/fixtures';

describe('aggregates', () => {
  const e = smallExplanation();
  // Contributions of age: 0.5, -1, 2; of income: -0.25, 0.75, 0.
  it.each<[Aggregation, number[]]>([
    ['mean_abs', [3.5 / 3, 1 / 3]],
    ['mean_sq', [5.25 / 3, 0.625 / 3]],
    ['median_abs', [1, 0.25]],
    ['max_abs', [2, 0.75]],
    ['median', [0.5, 0]]
  ])('%s', (how, wanted) => {
    const got = aggregated(e, 0, how);
    wanted.forEach((value, f) => expect(got[f]).toBeCloseTo(value, 12));
    expect(aggregated(e, 0, how, [1])[0]).toBe({ median: -1, mean_sq: 1 }[how as 'median'] ?? 1);
    const none = smallExplanation({ values: new Float64Array(6).fill(NaN) });
    expect(aggregated(none, 0, how)[0]).toBeNaN();
  });

  it('find any rank as sorting does', () => {
    const numbers = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(numbers, fc.nat(), (values, any) => {
        const sorted = Float64Array.from(values).sort();
        const rank = any % values.length;
        expect(valuesAtRanks(values, [rank])[0] === sorted[rank]).toBe(true);
      }),
      { numRuns: 500 }
    );
    expect(median([3, 1, 2, 10])).toBe(2.5);
    expect(median([Number.MAX_VALUE, Number.MAX_VALUE])).toBe(Number.MAX_VALUE);
    expect(median([])).toBeNaN();
  });
});

describe('global values of a file', () => {
  const global = Float64Array.from(aggregated(smallExplanation(), 0, 'mean_sq'));
  it('are checked against what the configuration names, and say so', () => {
    const right = smallExplanation({ global, aggregation: 'mean_sq' });
    expect(checkGlobal(right, 0)).toMatchObject({ state: 'exact', how: 'mean_sq' });
    const detail = namedChecks(right).find(({ name }) => name === 'global-values')?.detail;
    expect(detail).toContain('equal the mean squared contributions');
    expect(detail).toContain('agg_method mean_sq of the configuration');
    const wrong = smallExplanation({ global, aggregation: 'mean_abs' });
    expect(checkGlobal(wrong, 0).state).toBe('broken');
  });

  it('tell what they are where the configuration does not', () => {
    const silent = smallExplanation({ global });
    expect(checkGlobal(silent, 0)).toMatchObject({ state: 'exact', how: 'mean_sq' });
    expect(namedChecks(silent).find(({ name }) => name === 'global-values')?.detail).toContain(
      'agg_method not stated; found to be mean_sq'
    );
    const neither = smallExplanation({ global: Float64Array.of(9, 9) });
    expect(checkGlobal(neither, 0)).toMatchObject({ state: 'broken', how: 'mean_abs' });
  });

  it('stand for themselves until another way is asked for', () => {
    const e = smallExplanation({ global: Float64Array.of(9, 8), aggregation: 'median' });
    expect([...globalValues(e, 0)]).toEqual([9, 8]);
    expect([...globalValues(e, 0, undefined, 'max_abs')]).toEqual([2, 0.75]);
    const bare = { ...e, records: 0, values: new Float64Array(0) };
    expect([...globalValues(bare, 0, undefined, 'max_abs')]).toEqual([9, 8]);
  });
});

describe('two explanations', () => {
  it('are compared in one measure where records allow it', () => {
    const global = Float64Array.of(4, 1);
    const own = smallExplanation({ global, aggregation: 'mean_sq' });
    const bare = { ...own, records: 0, values: new Float64Array(0) };
    const usual = smallExplanation();
    expect(commonAggregation(own, usual)).toBe('mean_abs');
    expect(commonAggregation(bare, usual)).toBe('mean_sq');
    expect(commonAggregation(bare, { ...bare, aggregation: 'median' })).toBeUndefined();
    const { features } = compareExplanations(own, usual, [0, 0]);
    expect(features[0]).toMatchObject({ name: 'age', first: 3.5 / 3, second: 3.5 / 3 });
  });
});
