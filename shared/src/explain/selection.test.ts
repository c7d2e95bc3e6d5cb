import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL,
  cohortName,
  cohortRecords,
  isRight,
  knowsOutcome,
  predictedLabel,
  summariseValues,
  type Cohort
} from './cohorts';
import { compareExplanations, ndcg } from './compare';
import type { TabularExplanation } from './model';
import { lastNumber, recordName, recordOfNumber, unexplained } from './records';
import { alongComponent } from './recordOrder';
import { firstSelection, select } from './selection';
import { featureStatistics } from './statistics';
import { smallExplanation } from './testing/fixtures';

const number = (value: number): string => String(value);

/** Three classes, two records: the first is `b`, the second `c`. */
const classes = (): TabularExplanation =>
  smallExplanation({
    labels: ['a', 'b', 'c'],
    records: 2,
    values: new Float64Array(12),
    base: [0, 0, 0],
    data: undefined,
    predictions: Float64Array.from([0, 1, 2, 0, 1, 3])
  });

describe('cohorts', () => {
  it('are found by value, by missing value, by contribution and by answer', () => {
    const e = smallExplanation({ actual: ['yes', 'no', 'no'] });
    const of = (cohort: Cohort): number[] | undefined => {
      const records = cohortRecords(e, cohort);
      return records && [...records];
    };
    expect(of(ALL)).toBeUndefined();
    expect(of({ kind: 'range', feature: 0, low: 40, high: Infinity })).toEqual([1]);
    expect(of({ kind: 'values', feature: 1, values: ['high'] })).toEqual([0, 2]);
    expect(of({ kind: 'values', feature: 0, values: [null] })).toEqual([2]);
    expect(of({ kind: 'contribution', label: 0, feature: 0, low: 0, high: 1 })).toEqual([0]);
    expect(of({ kind: 'predicted', label: 0 })).toEqual([0, 2]);
    expect(of({ kind: 'predicted', label: -1 })).toEqual([1]);
    expect(of({ kind: 'outcome', right: true })).toEqual([0, 1]);
    expect(of({ kind: 'outcome', right: false })).toEqual([2]);
  });

  it('by right and wrong cover just the records with a known outcome', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('yes', 'no', '1', null), { minLength: 3, maxLength: 3 }),
        actual => {
          const e = smallExplanation({ actual });
          const right = [...(cohortRecords(e, { kind: 'outcome', right: true }) ?? [])];
          const wrong = [...(cohortRecords(e, { kind: 'outcome', right: false }) ?? [])];
          expect([...right, ...wrong].sort()).toEqual(
            // Without the label's name among the answers nobody knows what it stands for.
            actual.flatMap((value, i) => (value === null || !actual.includes('yes') ? [] : [i]))
          );
        }
      )
    );
  });

  it('know classes by name and by number, and nothing of regressions', () => {
    const e = smallExplanation({ labels: ['1'], actual: [1, 0, 1.0] });
    expect([0, 1, 2].map(record => isRight(e, record))).toEqual([true, true, true]);
    const regression = smallExplanation({ unit: 'target', actual: [1, 2, 3] });
    expect(predictedLabel(regression, 0)).toBeUndefined();
    expect(knowsOutcome(regression)).toBe(false);
    expect([0, 1].map(record => predictedLabel(classes(), record))).toEqual([1, 2]);
  });

  it('have names', () => {
    const e = smallExplanation();
    const name = (cohort: Cohort): string => cohortName(e, cohort, number);
    expect(name({ kind: 'range', feature: 0, low: 1, high: Infinity })).toBe('age: from 1');
    expect(name({ kind: 'values', feature: 1, values: ['low', null] })).toBe(
      'income = low, missing'
    );
    expect(name({ kind: 'predicted', label: -1 })).toBe('Predicted: not yes');
  });

  it('are offered by what values there are', () => {
    expect(summariseValues([3, 1, 2, null])).toMatchObject({
      numbers: { low: 1, high: 3, median: 2 },
      categories: [{ value: null, count: 1 }]
    });
    expect(summariseValues(['a', 'b', 'b', 'c'], 2)).toEqual({
      categories: [
        { value: 'b', count: 2 },
        { value: 'a', count: 1 }
      ],
      omitted: 1
    });
  });
});

describe('the selection', () => {
  it('opens on the predicted class of its record', () => {
    expect(firstSelection(classes())).toMatchObject({ label: 1, record: 0 });
    expect(firstSelection(classes(), 1)).toMatchObject({ label: 2, record: 1 });
    expect(firstSelection(smallExplanation({ records: 0 }))).toMatchObject({ record: undefined });
  });

  it('never points at what is not there', () => {
    const e = smallExplanation();
    fc.assert(
      fc.property(
        fc.array(fc.record({ label: fc.integer(), record: fc.integer(), feature: fc.integer() })),
        changes => {
          const end = changes.reduce((old, change) => select(e, old, change), firstSelection(e));
          expect(end.label).toBe(0);
          expect(end.record).toBeGreaterThanOrEqual(0);
          expect(end.record).toBeLessThan(3);
          expect(end.feature === undefined || end.feature < 2).toBe(true);
        }
      )
    );
  });

  it('moves to a record of a new cohort, and stays if it holds the record', () => {
    const e = smallExplanation();
    const low: Cohort = { kind: 'values', feature: 1, values: ['low'] };
    const moved = select(e, firstSelection(e), { cohort: low });
    expect(moved.record).toBe(1);
    expect(select(e, moved, { cohort: ALL }).record).toBe(1);
  });
});

describe('records', () => {
  it('keep the numbers of the request; those without explanation are named', () => {
    const e = smallExplanation({
      recordIndices: [0, 3, 4],
      requestRecords: 7,
      recordIds: ['x', 'y', 'z']
    });
    expect(recordName(e, 1)).toBe('Record 4 (y)');
    expect(recordOfNumber(e, 5)).toBe(2);
    expect(recordOfNumber(e, 2)).toBe(-1);
    expect(lastNumber(e)).toBe(7);
    expect(unexplained(e)).toEqual([2, 3, 6, 7]);
    expect(unexplained(smallExplanation())).toEqual([]);
  });
});

describe('statistics', () => {
  it('leave out what is no number; infinite values have no range', () => {
    const e = smallExplanation({ values: Float64Array.from([NaN, 1, Infinity, -3, 2, NaN]) });
    const { count, low, high, mean } = featureStatistics(e, 0);
    expect([...count]).toEqual([2, 2]);
    expect([...low]).toEqual([2, -3]);
    expect([...high]).toEqual([2, 1]);
    expect(mean[1]).toBe(-1);
    expect([...featureStatistics(e, 0, [1]).meanAbs]).toEqual([Infinity, 3]);
  });
});

describe('likeness of records', () => {
  it('keeps alike ones together and points to greater outputs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3 }), numbers => {
        const values = Float64Array.from(numbers.flatMap(value => [value, 2 * value]));
        const e = smallExplanation({ records: numbers.length, values, predictions: undefined });
        const along = alongComponent(
          e,
          0,
          Uint32Array.from(numbers, (_, i) => i)
        );
        numbers.forEach((a, i) =>
          numbers.forEach((b, j) => {
            if (a < b) {
              expect(along[i]).toBeLessThan(along[j] as number);
            }
          })
        );
      }),
      { numRuns: 50 }
    );
  });
});

describe('two explanations', () => {
  const named = (values: Record<string, number>): TabularExplanation =>
    smallExplanation({
      features: Object.keys(values),
      records: 0,
      values: new Float64Array(0),
      global: Float64Array.from(Object.values(values))
    });

  it('are joined by name; what only one has is listed', () => {
    const first = named({ a: 3, b: 2, c: 1 });
    const second = named({ b: 5, a: 1, d: 1 });
    const compared = compareExplanations(first, second, [0, 0]);
    expect(compared.onlyFirst).toEqual(['c']);
    expect(compared.onlySecond).toEqual(['d']);
    expect(compared.features.find(feature => feature.name === 'a')).toEqual({
      name: 'a',
      first: 3,
      firstRank: 1,
      second: 1,
      secondRank: 2
    });
    // The second's order is b, a: gains 2 and 3.
    expect(compared.ndcg).toBeCloseTo((2 + 3 / Math.log2(3)) / (3 + 2 / Math.log2(3)), 12);
  });

  it('agree fully with themselves, never more than fully', () => {
    const gains = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(gains, list => {
        const score = ndcg(list);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1 + 1e-12);
        expect(ndcg([...list].sort((a, b) => b - a))).toBeCloseTo(1, 12);
      })
    );
    expect(compareExplanations(named({ a: 1 }), named({ b: 1 }), [0, 0]).ndcg).toBeUndefined();
  });
});
