import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedCohort, carriedFeature } from './carry';
import { checkAdditivity } from './checks';
import { cohortRecords, type Cohort } from './cohorts';
import { findFamilies, foldFamilies, NONE } from './families';
import type { FeatureColumn, TabularExplanation } from './model';
import { contributionSum } from './order';

/** Columns by name; contributions are 1, 2, 3, … */
function explained(columns: Record<string, FeatureColumn>): TabularExplanation {
  const features = Object.keys(columns);
  const records = Object.values(columns)[0]?.length ?? 0;
  const values = Float64Array.from({ length: records * features.length }, (_, i) => i + 1);
  const e: TabularExplanation = {
    kind: 'tabular',
    labels: ['yes'],
    features,
    records,
    values,
    base: [0.5],
    unit: 'log-odds',
    data: Object.values(columns),
    global: new Float64Array(features.length),
    baseline: Object.values(columns).map(column => column[0] ?? null),
    meta: { format: 'F5', source: 'test', warnings: [] }
  };
  return {
    ...e,
    predictions: Float64Array.from(
      values.subarray(0, records),
      (_, r) => contributionSum(e, 0, r) + 0.5
    )
  };
}

const COLORS = {
  age: [30, 41, 52],
  color_red: [1, 0, 0],
  color_dark_blue: [0, 1, 0],
  size: ['S', 'M', 'L'],
  'shape=round': ['True', 'False', 'False'],
  'shape=flat': ['False', 'True', 'True']
};

describe('one-hot families', () => {
  it('are found by names and values', () => {
    expect(findFamilies(explained(COLORS))).toEqual([
      { name: 'color', features: [1, 2], values: ['red', 'dark_blue'] },
      { name: 'shape', features: [4, 5], values: ['round', 'flat'] }
    ]);
  });

  it('are none where values say otherwise', () => {
    const both = { day_cold: [1, 0], day_wet: [1, 1] };
    const counts = { day_calls: [3, 0], day_minutes: [0, 1] };
    const never = { day_a: [0, 0], day_b: [0, 0] };
    for (const columns of [both, counts, never, { lone_one: [1, 0], age: [3, 4] }]) {
      expect(findFamilies(explained(columns))).toEqual([]);
    }
    expect(findFamilies({ ...explained(COLORS), data: undefined })).toEqual([]);
  });

  it('become one feature whose contribution is the sum', () => {
    const e = explained(COLORS);
    const folded = foldFamilies(e, findFamilies(e));
    expect(folded.features).toEqual(['age', 'color', 'size', 'shape']);
    expect([...folded.values.subarray(0, 4)]).toEqual([1, 5, 4, 11]);
    expect(folded.data?.[1]).toEqual(['red', 'dark_blue', NONE]);
    expect(folded.baseline).toEqual([30, 'red', 'S', 'round']);
    expect(folded.global).toBeUndefined();
    expect(checkAdditivity(folded, 0).state).toBe('exact');
  });

  it('keep the sum of each record, whatever is folded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 12, maxLength: 12 }),
        fc.subarray([0, 1, 2, 3], { minLength: 2 }),
        (numbers, members) => {
          const e = {
            ...explained({ a: [1, 0, 0], b: [0, 1, 0], c: [0, 0, 1], d: [0, 0, 0] }),
            values: Float64Array.from(numbers)
          };
          const family = { name: 'f', features: members, values: members.map(String) };
          const folded = foldFamilies(e, [family]);
          expect(folded.features.length).toBe(5 - members.length);
          for (let record = 0; record < 3; record += 1) {
            expect(contributionSum(folded, 0, record)).toBeCloseTo(
              contributionSum(e, 0, record),
              12
            );
          }
        }
      )
    );
  });

  it('stay missing where every column is', () => {
    const e = { ...explained(COLORS), values: new Float64Array(18).fill(NaN) };
    expect([...foldFamilies(e, findFamilies(e)).values].every(Number.isNaN)).toBe(true);
  });

  it('carry what was chosen forth and back', () => {
    const e = explained(COLORS);
    const folded = foldFamilies(e, findFamilies(e));
    expect([0, 1, 2, 3, 4, 5].map(f => carriedFeature(e, folded, f))).toEqual([0, 1, 1, 2, 3, 3]);
    // The column that is set in the record; the first where none is.
    expect([0, 1, 2].map(record => carriedFeature(folded, e, 1, record))).toEqual([1, 2, 1]);
    expect(carriedFeature(folded, explained(COLORS), 0)).toBeUndefined();
    const chosen: Cohort[] = [
      { kind: 'range', feature: 0, low: 35, high: 60 },
      { kind: 'values', feature: 3, values: ['S', 'L'] },
      { kind: 'values', feature: 2, values: [1] },
      { kind: 'range', feature: 1, low: 0.5, high: 1 },
      { kind: 'values', feature: 4, values: ['True'] },
      { kind: 'contribution', label: 0, feature: 3, low: 5, high: 12 },
      { kind: 'predicted', label: 0 },
      { kind: 'all' }
    ];
    for (const cohort of chosen) {
      const there = carriedCohort(e, folded, cohort) as Cohort;
      expect(cohortRecords(folded, there)).toEqual(cohortRecords(e, cohort));
      const back = carriedCohort(folded, e, there) as Cohort;
      expect(cohortRecords(e, back)).toEqual(cohortRecords(e, cohort));
    }
    const lost: Cohort[] = [
      { kind: 'values', feature: 2, values: [0] },
      { kind: 'contribution', label: 0, feature: 1, low: 0, high: 9 }
    ];
    lost.forEach(cohort => expect(carriedCohort(e, folded, cohort)).toBeUndefined());
    const several: Cohort = { kind: 'values', feature: 1, values: ['red', 'dark_blue'] };
    expect(carriedCohort(folded, e, several)).toBeUndefined();
    expect(carriedCohort(e, explained(COLORS), chosen[0] as Cohort)).toBeUndefined();
  });
});
