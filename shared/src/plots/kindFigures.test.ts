import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricInfo } from '../explain/bias/catalogue';
import type { PdpCurve, PdpExplanation } from '../explain/model';
import { coverage, curveOf, curvesByEffect, effectOf, sharesOf } from '../explain/pdp/curves';
import { biasBarsFigure } from './biasBars';
import { columnPoints, columnTicks, nearest, paddedRange } from './columns';
import type { PlotFigure } from './figure';
import { pdpCurveFigure } from './pdpCurve';
import { pdpGridFigure } from './pdpGrid';
import { seriesForecastFigure } from './seriesForecast';
import { seriesHeatFigure, shortTimes } from './seriesHeat';
import { MOST_LAYERS, stackedBarsFigure } from './stackedBars';
import { LIGHT } from './style';

const HOSTILE = '<b>x</b><a href="https://example.org">&amp;</a>\n';

function strings(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return [];
  }
  return Object.values(value).flatMap(strings);
}

/** What every figure owes: no tags but line breaks, a sentence, a table as wide as its header. */
function expectSound(figure: PlotFigure): void {
  for (const text of strings([figure.data, figure.layout])) {
    expect(text.replaceAll('<br>', '')).not.toMatch(/[<>]/);
  }
  expect(figure.summary).toMatch(/\.$/);
  expect(figure.summary).not.toMatch(/NaN|undefined|null/);
  expect(figure.height).toBeGreaterThan(0);
  for (const row of figure.table.rows) {
    expect(row).toHaveLength(figure.table.columns.length);
  }
  for (let row = 0; row < figure.points.rows; row += 1) {
    for (let i = 0; i < figure.points.length(row); i += 1) {
      const point = figure.points.at(row, i);
      expect(Number.isFinite(point.x) && Number.isFinite(point.y)).toBe(true);
      expect(point.text).not.toMatch(/NaN|undefined/);
    }
  }
}

const anyNumber = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(NaN, 0, -0)
);

function pdpOf(
  curves: { feature: string; grid: (number | string)[]; labels: string[]; error?: string }[],
  value: (i: number) => number
): PdpExplanation {
  let first = 0;
  const list = curves.map((curve): PdpCurve => {
    const start = first;
    first += curve.grid.length * curve.labels.length;
    const numeric = curve.grid.every(v => typeof v === 'number');
    return {
      ...curve,
      type: numeric ? 'numerical' : 'categorical',
      distribution: curve.grid.map(() => 0.1),
      first: start
    };
  });
  return {
    kind: 'pdp',
    labels: [...new Set(curves.flatMap(({ labels }) => labels))],
    features: curves.map(({ feature }) => feature),
    records: 0,
    values: Float64Array.from({ length: first }, (_, i) => value(i)),
    base: [],
    unit: 'probability',
    meta: { format: 'F3', source: 'analysis.json', warnings: [] },
    curves: list
  };
}

describe('columns', () => {
  it('find the nearest point that there is', () => {
    expect(nearest([NaN, 3, 9], 5)).toBe(1);
    expect(nearest([NaN], 5)).toBeUndefined();
    const { hit, points } = columnPoints(
      [0, 1],
      [{ y: [1, NaN] }, { y: [5, 6] }],
      (s, c) => `${s}${c}`
    );
    expect(hit(0.2, 4)?.text).toBe('10');
    expect(hit(0.9, -9)?.text).toBe('11');
    expect(points.length(0)).toBe(1);
  });

  it('have ranges that hold every number', () => {
    fc.assert(
      fc.property(fc.array(anyNumber), values => {
        const [low, high] = paddedRange(values);
        expect(low).toBeLessThan(high);
        expect(values.filter(Number.isFinite).every(v => v >= low && v <= high)).toBe(true);
      })
    );
    expect(columnTicks(['a', 'b', 'c', 'd'], 2).ticktext).toEqual(['a', 'c']);
  });
});

describe('bias bars', () => {
  it('are sound for all codes and values', () => {
    const value = fc.oneof(anyNumber, fc.constantFrom(Infinity, -Infinity, null, undefined));
    const row = fc.record({
      code: fc.constantFrom('CI', 'DI', 'TE', 'GE', HOSTILE),
      values: fc.array(value, { minLength: 2, maxLength: 2 }),
      limit: fc.constantFrom(undefined, 0.1)
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.constantFrom(1, 2), (rows, count) => {
        expectSound(
          biasBarsFigure(
            rows.map(each => ({
              ...each,
              values: each.values.map(v => (Number.isNaN(v) ? null : v)),
              info: metricInfo(each.code),
              texts: ['A reading.']
            })),
            { series: ['first', HOSTILE].slice(0, count), subject: HOSTILE },
            LIGHT
          )
        );
      })
    );
  });

  it('say what lies farthest from parity, and mark by the limit', () => {
    const figure = biasBarsFigure(
      [
        { code: 'DI', info: metricInfo('DI'), values: [0.4], texts: [], limit: 0.2 },
        { code: 'CI', info: metricInfo('CI'), values: [0.9], texts: [] },
        { code: 'TE', info: metricInfo('TE'), values: [null], texts: [] }
      ],
      { series: ['Value'], subject: 'Sex = 0' },
      LIGHT
    );
    expect(figure.summary).toBe(
      'Of 3 metrics of Sex = 0, CI lies farthest from parity on its own range: 0.9. 1 could not be computed.'
    );
    const bars = figure.data.find(trace => trace.type === 'bar') as { text: string[]; x: number[] };
    expect(bars.text).toEqual(['0.4 ▲', '0.9']);
    // DI: parity 1 stands in the middle of 0 to 2.
    expect(bars.x[0]).toBeCloseTo(-0.3);
  });
});

describe('partial dependence', () => {
  const e = pdpOf(
    [
      { feature: 'age', grid: [30, 10, 20], labels: ['yes', 'no'] },
      { feature: 'plan', grid: ['a', 'b'], labels: ['yes'] },
      { feature: HOSTILE, grid: [], labels: [], error: 'failed' }
    ],
    i => [0.3, 0.1, 0.2, 0.6, NaN, 0.8, 0.5, 0.9][i] as number
  );
  const age = e.curves[0] as PdpCurve;

  it('sorts numbers, keeps categories, and never leaves the grid', () => {
    expect(sharesOf(age).grid).toEqual([10, 20, 30]);
    expect([...curveOf(e, age, 1, { ...sharesOf(age), centred: false })]).toEqual([NaN, 0.8, 0.6]);
    const centred = curveOf(e, age, 1, { ...sharesOf(age), centred: true });
    expect([...centred].map(v => Number(v.toFixed(6)))).toEqual([NaN, 0, -0.2]);
    expect(sharesOf(e.curves[1] as PdpCurve).grid).toEqual(['a', 'b']);
    const figure = pdpCurveFigure(e, age, { labels: [0], centred: false }, LIGHT);
    expect((figure.data[0] as { x: number[] }).x).toEqual([10, 20, 30]);
    expect((figure.data[0] as { connectgaps: boolean }).connectgaps).toBe(false);
  });

  it('ranks by effect, failed ones last', () => {
    expect(curvesByEffect(e, 'yes')).toEqual([1, 0, 2]);
    expect(effectOf(e, e.curves[2] as PdpCurve, 0)).toBeNaN();
    expect(coverage(age)).toBeCloseTo(0.3);
  });

  it('has unit and label in the axis title, and says the range', () => {
    const figure = pdpCurveFigure(e, age, { labels: [0], centred: false }, LIGHT);
    const layout = JSON.stringify(figure.layout.yaxis);
    expect(layout.replaceAll('<br>', ' ')).toContain('mean prediction of yes (probability)');
    expect(figure.summary).toBe(
      'Over age, the mean prediction of yes (probability) lies between 0.1 at 10 and 0.3 at 30.'
    );
    expect(figure.hit?.(19, 0)?.text).toBe('age = 20: yes 0.2, 10% of rows');
  });

  it('is sound for any grid', () => {
    const cell = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom('a', HOSTILE));
    const curve = fc.record({
      feature: fc.constantFrom('f', HOSTILE),
      grid: fc.array(cell, { maxLength: 6 }),
      labels: fc.constantFrom<string[]>(['yes'], ['yes', HOSTILE])
    });
    fc.assert(
      fc.property(
        fc.array(curve, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (curves, centred) => {
          const any = pdpOf(curves, i => (i % 5 === 0 ? NaN : Math.sin(i)));
          for (const each of any.curves) {
            expectSound(
              pdpCurveFigure(any, each, { labels: each.labels.map((_, i) => i), centred }, LIGHT)
            );
          }
          expectSound(
            pdpGridFigure(
              any,
              { curves: any.curves.map((_, i) => i), label: 'yes', centred },
              LIGHT
            )
          );
        }
      )
    );
  });

  it('finds each small chart where its points are', () => {
    const many = pdpOf(
      Array.from({ length: 7 }, (_, f) => ({ feature: `f${f}`, grid: [1, 2, 3], labels: ['yes'] })),
      i => Math.cos(i)
    );
    const figure = pdpGridFigure(
      many,
      { curves: [0, 1, 2, 3, 4, 5, 6], label: 'yes', centred: false },
      { ...LIGHT, width: 640 }
    );
    for (let k = 0; k < 7; k += 1) {
      const { x, y } = figure.points.at(k, 0);
      expect(figure.hit?.(x, y)?.feature).toBe(k);
    }
    expect(figure.hit?.(99, 0)).toBeUndefined();
  });
});

describe('series', () => {
  const sums = {
    offset: Float64Array.of(10, 20),
    sum: Float64Array.of(1, -5),
    forecast: Float64Array.of(11, 15),
    size: Float64Array.of(1, 5),
    missing: 0
  };

  it('draws forecast and baseline, which differ by the sum', () => {
    const figure = seriesForecastFigure(sums, { item: HOSTILE, step: 1 }, LIGHT);
    expectSound(figure);
    expect(figure.summary).toContain('most at step 2 of 2: from 20 to 15.');
    for (const [, offset, sum, forecast] of figure.table.rows as number[][]) {
      expect(forecast).toBe((offset as number) + (sum as number));
    }
    expect(figure.hit?.(1.9, 14)?.record).toBe(1);
    const unknown = {
      ...sums,
      offset: Float64Array.of(NaN, NaN),
      forecast: Float64Array.of(NaN, NaN)
    };
    expectSound(seriesForecastFigure(unknown, { item: 'A' }, LIGHT));
  });

  it('lays the map out with gaps where there is no value', () => {
    const matrix = {
      times: ['2026-01-01 10:00', '2026-01-01 11:00'],
      horizon: 2,
      values: Float64Array.of(1, NaN, -3, 0)
    };
    const figure = seriesHeatFigure(
      matrix,
      { name: HOSTILE, quantity: 'contribution', reach: 3 },
      LIGHT
    );
    expectSound(figure);
    expect((figure.data[0] as unknown as { z: unknown }).z).toEqual([
      [1, -3],
      [null, 0]
    ]);
    expect(figure.hit?.(1.2, 0.1)?.text).toBe('2026-01-01 11:00, step 1: −3');
    expect(figure.hit?.(2, 0)).toBeUndefined();
    expect(shortTimes(matrix.times)).toEqual(['10:00', '11:00']);
    expect(shortTimes(['a'])).toEqual(['a']);
    const empty = { times: [], horizon: 0, values: new Float64Array() };
    expectSound(seriesHeatFigure(empty, { name: 'x', quantity: 'contribution', reach: 0 }, LIGHT));
  });

  it('stacks signed parts so that they reach their sum', () => {
    const layers = Array.from({ length: 12 }, (_, k) => ({
      name: k === 0 ? HOSTILE : `f${k}`,
      values: [Math.sin(k), Math.cos(k), k === 3 ? NaN : -k],
      feature: k
    }));
    const figure = stackedBarsFigure(
      { columns: ['a', 'b', HOSTILE], layers, xTitle: 'x', yTitle: HOSTILE, summary: 'It is so.' },
      LIGHT
    );
    expectSound(figure);
    const bars = figure.data.filter(trace => trace.type === 'bar') as unknown as { y: number[] }[];
    expect(bars).toHaveLength(MOST_LAYERS + 1);
    const line = figure.data[figure.data.length - 1] as unknown as { y: number[] };
    line.y.forEach((net, i) => {
      expect(bars.reduce((sum, bar) => sum + (bar.y[i] as number), 0)).toBeCloseTo(net);
    });
    for (let k = 0; k < MOST_LAYERS; k += 1) {
      const { x, y } = figure.points.at(k, 1);
      expect(figure.hit?.(x, y)?.feature).toBe(k);
    }
  });
});
