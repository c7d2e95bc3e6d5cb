import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesExplanation, SeriesItem } from '../model';
import { cancellation, featureTotals, forecastSum, timeMatrix, timeSteps } from './aggregate';
import { seriesNotes } from './checks';
import { compareItems, sameItem } from './compare';

function explanation(item: Partial<SeriesItem>, values: number[]): SeriesExplanation {
  return {
    kind: 'series',
    labels: [],
    features: ['sales', 'price', 'size'],
    records: 1,
    values: Float64Array.from(values),
    base: [],
    unit: 'target',
    meta: { format: 'F7', source: 'out.jsonl', warnings: [] },
    relative: false,
    items: [
      { id: 'A', offset: Float64Array.of(10, 20), horizon: 2, entries: [], first: 0, ...item }
    ]
  };
}

const small = explanation(
  {
    entries: [
      { feature: 0, timestamp: '2024-01-10 00:00:00' },
      { feature: 0, timestamp: '2024-01-02 00:00:00' },
      { feature: 1, timestamp: '2024-01-10 00:00:00' },
      { feature: 2 }
    ]
  },
  [1, -1, 2, 0.5, -3, NaN, 0.25, 0.25]
);
const item = small.items[0] as SeriesItem;

describe('series', () => {
  it('orders time steps by time, and leaves what is no date alone', () => {
    expect(timeSteps(item)).toEqual(['2024-01-02 00:00:00', '2024-01-10 00:00:00']);
    const odd = ['b', 'a', 'b'].map(timestamp => ({ feature: 0, timestamp }));
    expect(timeSteps({ ...item, entries: odd })).toEqual(['b', 'a']);
    const numbers = ['10', '9', '2024'].map(timestamp => ({ feature: 0, timestamp }));
    expect(timeSteps({ ...item, entries: numbers })).toEqual(['9', '10', '2024']);
  });

  it('stands beside the item of the same name in another explanation', () => {
    const other = explanation(
      { offset: Float64Array.of(1, 2, 3), horizon: 3, entries: [{ feature: 1, timestamp: 'x' }] },
      [3, -3, 6]
    );
    const compared = compareItems(small, item, other, sameItem(item, other) as SeriesItem);
    // Shares decide the order: price is all of the second.
    expect(compared.columns).toEqual([
      { name: 'price', first: 1.5, second: 4 },
      { name: 'sales', first: 2.25, second: undefined },
      { name: 'size', first: 0.25, second: undefined }
    ]);
    expect(compared.steps).toEqual([
      { step: 1, first: 10.25, second: 4 },
      { step: 2, first: 19.75, second: -1 },
      { step: 3, first: null, second: 9 }
    ]);
    expect([compared.onlyFirst, compared.onlySecond]).toEqual([2, 1]);
    expect(sameItem({ ...item, id: 'B' }, other)).toBeUndefined();
    const scores = compareItems({ ...small, relative: true }, item, small, item);
    expect(scores.steps[0]).toEqual({ step: 1, first: null, second: 10.25 });
  });

  it('lays contributions out by time and horizon', () => {
    expect([...timeMatrix(small, item).values]).toEqual([2, 0.5, -2, -1]);
    expect([...timeMatrix(small, item, 1).values]).toEqual([NaN, NaN, -3, NaN]);
  });

  it('adds up features and the forecast', () => {
    const sums = forecastSum(small, item);
    expect([...sums.sum]).toEqual([0.25, -0.25]);
    expect([...sums.forecast]).toEqual([10.25, 19.75]);
    expect(sums.missing).toBe(1);
    const totals = featureTotals(small, item);
    expect(totals.map(({ name, size, isStatic }) => [name, size, isStatic])).toEqual([
      ['sales', 4.5, false],
      ['price', 3, false],
      ['size', 0.5, true]
    ]);
    expect(totals[1]?.largest).toBe(-3);
  });

  it('says what cancels, what is missing and what is relative', () => {
    const text = (e: SeriesExplanation): string =>
      seriesNotes(e, e.items[0] as SeriesItem, forecastSum(e, e.items[0] as SeriesItem), String)
        .map(note => note.text)
        .join('|');
    expect(text(small)).toContain('Contributions cancel out');
    expect(text(small)).toContain('1 contribution is missing');
    expect(text(explanation({ offset: new Float64Array() }, []))).toContain('not in the file');
    expect(text(explanation({ offset: Float64Array.of(1) }, []))).toContain('has 1 steps');
    const impact = { ...explanation({ entries: [{ feature: 0 }] }, [0.5, -1.5]), relative: true };
    expect(text(impact)).toContain('outside −1 to 1');
    expect(text(impact)).not.toContain('Forecast =');
  });

  it('keeps the sum whatever way it is taken', () => {
    const entry = fc.record({
      feature: fc.nat(2),
      timestamp: fc.option(fc.constantFrom('2024-01-01', '2024-01-02', 'x'), { nil: undefined })
    });
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 12 }),
        fc.integer({ min: 0, max: 4 }),
        (entries, horizon) => {
          const values = entries.flatMap((_, i) =>
            Array.from({ length: horizon }, (_v, h) => ((i * 7 + h * 3) % 11) - 5)
          );
          const e = explanation({ entries, horizon, offset: new Float64Array(horizon) }, values);
          const one = e.items[0] as SeriesItem;
          const sums = forecastSum(e, one);
          const totals = featureTotals(e, one);
          for (let h = 0; h < horizon; h += 1) {
            const byFeature = totals.reduce((sum, total) => sum + (total.sums[h] as number), 0);
            const matrix = timeMatrix(e, one);
            let byTime = 0;
            matrix.times.forEach((_, t) => (byTime += matrix.values[t * horizon + h] as number));
            const statics = entries.reduce(
              (sum, { timestamp }, i) =>
                sum + (timestamp === undefined ? (values[i * horizon + h] as number) : 0),
              0
            );
            expect(byFeature).toBeCloseTo(sums.sum[h] as number);
            expect(byTime + statics).toBeCloseTo(sums.sum[h] as number);
          }
          expect(cancellation(sums)).toBeGreaterThanOrEqual(1 - 1e-9);
        }
      )
    );
  });
});
