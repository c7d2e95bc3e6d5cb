import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownAggregation } from './aggregate';
import { checkAdditivity, checkGlobal } from './checks';
import { FormatError } from './formats/analysis';
import type { TabularExplanation } from './model';
import { contributions, meanAbs } from './order';
import { buildSnapshot, MAX_SNAPSHOT, readSnapshot } from './snapshot';
import { smallExplanation } from './testing/fixtures';

const size = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

function random(records: number, features: number, labels: number): TabularExplanation {
  let state = 7;
  const next = (): number => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  return {
    kind: 'tabular',
    labels: Array.from({ length: labels }, (_, i) => `class ${i}`),
    features: Array.from({ length: features }, (_, i) => `feature ${i}`),
    records,
    values: Float64Array.from({ length: records * features * labels }, next),
    base: Array.from({ length: labels }, () => 0),
    unit: 'probability',
    data: Array.from({ length: features }, () => Array.from({ length: records }, next)),
    meta: { format: 'F5', source: 's', warnings: [] }
  };
}

describe('snapshot of an explanation', () => {
  it('gives back a small explanation within half a step', () => {
    const e = { ...smallExplanation(), actual: ['yes', null, 0] };
    const read = readSnapshot(JSON.parse(JSON.stringify(buildSnapshot(e))));
    expect(read).toMatchObject({
      labels: e.labels,
      features: e.features,
      records: 3,
      unit: 'log-odds',
      base: [0.1],
      data: e.data,
      actual: e.actual,
      baseline: e.baseline
    });
    expect(read.partOf).toBeUndefined();
    e.values.forEach((value, i) =>
      expect(Math.abs((read.values[i] as number) - value)).toBeLessThanOrEqual(2 / 32767 / 2)
    );
  });

  it('does not take rounding for contributions that are missing', () => {
    const e = random(200, 30, 1);
    e.predictions = Float64Array.from({ length: 200 }, (_, record) =>
      e.values.subarray(record * 30, record * 30 + 30).reduce((sum, value) => sum + value, 0)
    );
    const read = readSnapshot(JSON.parse(JSON.stringify(buildSnapshot(e))));
    expect(read.partOf).toBeUndefined();
    expect(checkAdditivity(read, 0)).toMatchObject({ state: 'exact' });
    expect(checkGlobal(read, 0)).toMatchObject({ state: 'exact' });
    // What rounding cannot explain is still shown.
    (read.predictions as Float64Array)[7] = (read.predictions?.[7] as number) + 0.01;
    expect(checkAdditivity(read, 0)).toMatchObject({ state: 'close', record: 7 });
  });

  it.each([
    [10_000, 20, 1],
    [100_000, 50, 1],
    [500, 1000, 3],
    [2000, 30, 40]
  ])('fits %i records, %i features and %i labels', (records, features, labels) => {
    const e = random(records, features, labels);
    const snapshot = buildSnapshot(e);
    expect(size(snapshot)).toBeLessThanOrEqual(MAX_SNAPSHOT);
    const shown = snapshot.records?.shown ?? 0;
    expect(shown).toBeGreaterThanOrEqual(100);
    expect(snapshot.records?.total).toBe(records);
    const read = readSnapshot(snapshot);
    expect(read.partOf?.records).toBe(records);
    expect(read.features.length + (read.partOf?.omittedFeatures ?? 0)).toBe(features);
    expect(read.labels.length + (read.partOf?.omittedLabels ?? 0)).toBe(labels);
  });

  it('keeps the extremes of the shown features', () => {
    const e = random(20_000, 10, 1);
    e.values[12_345 * 10 + 3] = 99;
    const { records } = buildSnapshot(e);
    expect(records?.indices).toContain(12_345);
  });

  it('says how global values without records came about', () => {
    const e = smallExplanation({
      records: 0,
      values: new Float64Array(0),
      global: Float64Array.of(4, 0.25),
      aggregation: 'mean_sq'
    });
    delete e.predictions;
    delete e.data;
    expect(ownAggregation(readSnapshot(buildSnapshot(e)))).toBe('mean_sq');
    // Of records the mean of sizes is worked out, whatever the file had.
    const whole = readSnapshot(buildSnapshot(smallExplanation({ aggregation: 'mean_sq' })));
    expect(ownAggregation(whole)).toBe('mean_abs');
    expect(whole.global?.[0]).toBeCloseTo(meanAbs(whole, 0)[0] as number, 3);
    const odd = { ...buildSnapshot(e), aggregation: 'constructor' };
    expect(readSnapshot(odd).aggregation).toBeUndefined();
  });

  it('carries the sum of what was left out', () => {
    const e = random(50, 400, 1);
    const read = readSnapshot(buildSnapshot(e));
    const record = 7;
    const original = read.partOf?.indices?.[record] ?? record;
    const whole = contributions(e, 0, original).reduce((a, b) => a + b, 0);
    const shown = contributions(read, 0, record).reduce((a, b) => a + b, 0);
    expect(shown + (read.partOf?.others?.[record] ?? NaN)).toBeCloseTo(whole, 1);
  });

  it('holds missing contributions', () => {
    const e = smallExplanation({ values: Float64Array.from([NaN, 1, 2, 3, 4, 5]) });
    expect(readSnapshot(buildSnapshot(e)).values[0]).toBeNaN();
  });

  it('cuts hostile names short', () => {
    const e = smallExplanation({ features: ['x'.repeat(400_000), 'income'] });
    expect(size(buildSnapshot(e))).toBeLessThan(10_000);
  });

  it.each([
    [{ ...buildSnapshot(smallExplanation()), labels: 'yes' }, 'labels'],
    [{ ...buildSnapshot(smallExplanation()), global: [[1]] }, 'global[0]'],
    [
      {
        ...buildSnapshot(smallExplanation()),
        records: { total: 3, shown: 9e9, scale: [1], values: '' }
      },
      'records.total'
    ],
    [
      {
        ...buildSnapshot(smallExplanation()),
        records: { total: 3, shown: 3, scale: [1], values: '!' }
      },
      'records.values'
    ],
    [null, 'not an object']
  ])('names the field that is wrong %#', (value, field) => {
    expect(() => readSnapshot(value)).toThrow(FormatError);
    expect(() => readSnapshot(value)).toThrow(field);
  });

  it('never throws anything but FormatError, whatever a field holds', () => {
    const good = buildSnapshot(smallExplanation()) as unknown as Record<string, unknown>;
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(good)),
        fc.option(fc.constantFrom('scale', 'values', 'data', 'indices', 'predictions', 'shown')),
        fc.anything(),
        (key, inner, value) => {
          const records = good.records as Record<string, unknown>;
          const changed =
            inner === null
              ? { ...good, [key]: value }
              : { ...good, records: { ...records, [inner]: value } };
          try {
            readSnapshot(changed);
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        }
      )
    );
  });
});
