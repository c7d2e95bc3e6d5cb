import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallExplanation } from '../explain/testing/fixtures';
import type { TabularExplanation } from '../explain/model';
import { logTicks, markLayout, roundTicks } from './axes';
import { beeswarmFigure } from './beeswarm';
import { dependenceFigure } from './dependence';
import { quartiles } from './dependenceByCategory';
import type { MarkFigure } from './figure';
import { forceFigure, forceSegments } from './force';
import { globalBarFigure } from './globalBar';
import { groupedBarFigure } from './groupedBar';
import { recordHeatmapFigure } from './recordHeatmap';
import { inSlices } from './slices';
import { LIGHT } from './style';
import type { PlotArea } from './under';
import { waterfallFigure, waterfallSteps } from './waterfall';

const areaOf = (figure: MarkFigure, width = 400, height = 200): PlotArea => ({
  width,
  height,
  range: figure.x.range,
  yRange: [figure.y.range[1], figure.y.range[0]]
});

/** Draws all bands; the number of pixels that are not empty. */
function painted(figure: MarkFigure): number {
  const area = areaOf(figure);
  let count = 0;
  for (let band = 0; band < figure.under.bands; band += 1) {
    const { pixels } = figure.under.band(band, area, 1);
    for (let at = 3; at < pixels.length; at += 4) {
      count += pixels[at] === 0 ? 0 : 1;
    }
  }
  return count;
}

describe('ticks', () => {
  it('lie within the range, in rising order, not too many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 10 }),
        (low, span, count) => {
          const ticks = roundTicks([low, low + span], count, 'en');
          const slack = span * 1e-6 + Math.abs(low) * 1e-12;
          ticks.forEach(({ at }, i) => {
            expect(at).toBeGreaterThanOrEqual(low - slack);
            expect(at).toBeLessThanOrEqual(low + span + slack);
            expect(at).toBeGreaterThan(ticks[i - 1]?.at ?? -Infinity);
          });
          expect(ticks.length).toBeLessThanOrEqual(25);
        }
      )
    );
    // Steps too small for numbers of this size.
    const close = roundTicks([-536870912.0000011, -536870912.0000001], 10, 'en');
    expect(new Set(close.map(tick => tick.at)).size).toBe(close.length);
    // Steps whose count is beyond the integers that doubles tell apart.
    expect(roundTicks([63.5, 63.5 + 8e-15], 5, 'en').length).toBeGreaterThan(0);
    expect(roundTicks([-4e17, -4e17 + 64], 5, 'en').length).toBeLessThan(25);
    expect(roundTicks([-1, 1], 4, 'en').map(tick => tick.text)).toEqual([
      '−1.0',
      '−0.5',
      '0.0',
      '0.5',
      '1.0'
    ]);
    expect(logTicks([0, 3], 5, 'en').map(tick => tick.text)).toEqual(['1', '10', '100', '1,000']);
  });
});

describe('global bars with sign', () => {
  it('go both ways, sum up the rest with its sign and say the direction', () => {
    const e = smallExplanation();
    const figure = globalBarFigure(e, { label: 0, signed: true }, LIGHT);
    const x = (figure.data[0] as unknown as { x: number[] }).x;
    expect(x).toEqual([0.5, expect.closeTo(0.1667, 3)]);
    expect(figure.summary).toBe(
      'age raises yes by 0.5 (log-odds) on average, the most of 2 features.'
    );
    const cut = globalBarFigure(
      smallExplanation({
        features: ['a', 'b', 'c', 'd'],
        records: 1,
        values: Float64Array.of(4, -3, 2, -1),
        data: undefined
      }),
      { label: 0, signed: true, top: 2 },
      LIGHT
    );
    expect(cut.points.at(2, 0)).toMatchObject({ x: 1 });
    expect(cut.points.at(2, 0).text).toContain('sizes add up to 3');
  });

  it('can be of some records alone', () => {
    const figure = globalBarFigure(
      smallExplanation(),
      { label: 0, records: Uint32Array.of(1) },
      LIGHT
    );
    expect(figure.table.rows[0]).toEqual([1, 'age', 1, -1]);
    expect(figure.summary).toContain('Over 1 record.');
  });
});

describe('grouped bars', () => {
  const figure = groupedBarFigure(
    {
      rows: [{ name: 'a', feature: 3 }, { name: '<b>' }],
      groups: [
        { name: 'one', values: [1, 2] },
        { name: '<i>two', values: [3, undefined] }
      ],
      title: 'mean',
      summary: 'x'
    },
    LIGHT
  );

  it('stand beside each other; the pointer finds each', () => {
    const [first, second] = figure.data as unknown as { y: number[]; name: string }[];
    expect((second?.y[0] as number) - (first?.y[0] as number)).toBeGreaterThan(0.2);
    expect(figure.hit?.(0, first?.y[0] as number)).toMatchObject({ feature: 3, text: 'a, one: 1' });
    expect(figure.hit?.(0, second?.y[1] as number)?.text).toBe('<b>, <i>two: does not have it');
    expect(second?.name).toBe('&lt;i&gt;two');
  });
});

describe('force', () => {
  it('puts raises left of the end and lowers right of it, side by side, strongest inside', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        (row, top) => {
          const e = smallExplanation({
            features: row.map((_, i) => `f${i}`),
            records: 1,
            values: Float64Array.from(row),
            data: undefined,
            predictions: undefined
          });
          const { segments, start, end } = forceSegments(e, { label: 0, record: 0, top });
          expect(end).toBeCloseTo(start + row.reduce((a, b) => a + b, 0), 9);
          segments.slice(1).forEach((segment, i) => {
            expect(segment.from).toBeCloseTo(segments[i]?.to as number, 9);
          });
          for (const { by, from, to } of segments) {
            expect(by > 0 ? to <= end + 1e-9 : from >= end - 1e-9).toBe(true);
          }
          expect(segments.reduce((sum, { by }) => sum + by, start)).toBeCloseTo(end, 9);
        }
      )
    );
  });

  it('is walked from segment to segment', () => {
    const figure = forceFigure(smallExplanation(), { label: 0, record: 0 }, LIGHT);
    expect(figure.points.rows).toBe(1);
    expect(figure.points.length(0)).toBe(2);
    expect(figure.points.at(0, 0).text).toBe('age = 37: +0.5');
    const { x } = figure.points.at(0, 1);
    expect(figure.hit?.(x, 0)?.feature).toBe(1);
    expect(figure.hit?.(x, 1.2)).toBeUndefined();
  });
});

describe('dependence', () => {
  const grown = (records: number): TabularExplanation =>
    smallExplanation({
      records,
      features: ['x', 'color'],
      values: Float64Array.from({ length: records * 2 }, (_, i) => Math.sin(i)),
      data: [
        Array.from({ length: records }, (_, i) => (i % 10 === 0 ? null : i)),
        Array.from({ length: records }, (_, i) => ['u', 'v'][i % 2] as string)
      ],
      predictions: undefined
    });

  it('places values, keeps missing ones in a strip at the left and infinite ones out', () => {
    const e = grown(20);
    (e.data?.[0] as (number | null)[])[3] = Infinity;
    const figure = dependenceFigure(e, { label: 0, feature: 0, colorBy: 1 }, LIGHT) as MarkFigure;
    const ticks = figure.x.ticks(figure.x.range, 300);
    expect(ticks[0]?.text).toBe('missing');
    const point = figure.markPoint(0, 10);
    expect(point.x).toBeLessThan(1);
    expect(point.text).toContain('x = missing, color = u');
    expect(figure.points.length(0)).toBe(19);
    expect(figure.summary).toContain('1 records have no place');
    expect(painted(figure)).toBeGreaterThan(100);
    const [place] = figure.under.places(12, areaOf(figure));
    expect(figure.under.hit(place?.x ?? 0, place?.y ?? 0, areaOf(figure))?.record).toBe(12);
  });

  it('shows density where dots would hide each other', () => {
    const figure = dependenceFigure(grown(9500), { label: 0, feature: 0 }, LIGHT) as MarkFigure;
    expect(figure.summary).toContain('Shades show');
    expect(painted(figure)).toBeGreaterThan(1000);
    expect(figure.table.omitted).toBe(9000);
    expect(figure.table.all?.()).toHaveLength(9500);
  });

  it('has a row and a box for each category', () => {
    const figure = dependenceFigure(
      smallExplanation(),
      { label: 0, feature: 1 },
      LIGHT
    ) as MarkFigure;
    expect(figure.y.ticks(figure.y.range, 100).map(tick => tick.text)).toEqual([
      'high (2)',
      'low (1)'
    ]);
    expect(figure.lines).toHaveLength(8);
    expect(figure.markPoint(0, 2).text).toBe('Record 3, income = high: 0');
  });

  it('needs values', () => {
    expect(
      dependenceFigure(smallExplanation({ data: undefined }), { label: 0, feature: 0 }, LIGHT)
    ).toBeUndefined();
  });

  it('has whiskers that end at values', () => {
    expect(quartiles([1, 2, 3, 4, 100])).toEqual([1, 2, 3, 4, 4]);
    expect(quartiles([7])).toEqual([7, 7, 7, 7, 7]);
  });
});

describe('bars of other measures', () => {
  it('add up what has a sum, and name the largest of what has none', () => {
    const e = smallExplanation({
      features: ['a', 'b', 'c', 'd'],
      values: Float64Array.of(4, 3, -2, 1, 4, -3, 2, 1, 4, 3, -2, -1),
      data: undefined,
      baseline: undefined
    });
    const rest = (how: 'mean_abs' | 'max_abs' | 'median'): string => {
      const { points } = globalBarFigure(e, { label: 0, top: 2, how }, LIGHT);
      return points.at(points.rows - 1, 0).text;
    };
    expect(rest('mean_abs')).toBe('2 other features: 3 together');
    expect(rest('max_abs')).toBe('2 other features: none beyond 2');
    // Signed: 4, 3, -2, 1.
    expect(rest('median')).toBe('2 other features: none beyond −2');
    const medians = globalBarFigure(e, { label: 0, how: 'median' }, LIGHT);
    expect((medians.data[0] as { x: number[] }).x).toEqual([4, 3, -2, 1]);
    expect((medians.layout.xaxis?.range?.[0] as number) < -2).toBe(true);
    expect(medians.summary).toBe('a matters most of 4 features: median contribution 4 (log-odds).');
  });
});

describe('record map', () => {
  it('has one column per record; each cell tells its own', () => {
    const e = smallExplanation();
    const figure = recordHeatmapFigure(e, { label: 0, orderBy: 'output' }, LIGHT);
    const area = areaOf(figure, 300, 100);
    // By output: records 2, 1, 3.
    expect(figure.under.hit(10, 99, area)?.record).toBe(1);
    expect(figure.under.hit(150, 99, area)?.record).toBe(0);
    expect(figure.under.hit(290, 99, area)?.record).toBe(2);
    expect(figure.under.places(2, area)[0]?.x).toBeCloseTo(250, 6);
    expect(painted(figure)).toBeGreaterThan(0);
    expect(figure.table.rows[0]?.slice(0, 2)).toEqual([2, -0.15]);
    expect(figure.markPoint(3, 0).text).toBe('Record 1, age = 37: +0.5');
  });
});

describe('odd explanations', () => {
  const odd: TabularExplanation[] = [
    smallExplanation({ values: new Float64Array(6).fill(NaN) }),
    smallExplanation({ values: Float64Array.of(Infinity, 1, -Infinity, NaN, 0, 0) }),
    smallExplanation({
      records: 0,
      values: new Float64Array(0),
      data: undefined,
      predictions: undefined
    }),
    smallExplanation({ features: [], values: new Float64Array(0), data: [] }),
    smallExplanation({ records: 1, values: Float64Array.of(1, 2), base: [null] })
  ];

  it('are drawn as far as they can be, and have finite axes', () => {
    for (const e of odd) {
      const swarm = beeswarmFigure(e, { label: 0 }, LIGHT);
      const map = recordHeatmapFigure(e, { label: 0 }, LIGHT);
      for (const figure of [swarm, map]) {
        expect([...figure.x.range, ...figure.y.range].every(Number.isFinite)).toBe(true);
        expect(markLayout(figure, 300, LIGHT).width).toBeGreaterThan(0);
        expect(figure.summary).not.toContain('NaN');
        painted(figure);
      }
      const bars = [
        globalBarFigure(e, { label: 0 }, LIGHT),
        globalBarFigure(e, { label: 0, signed: true }, LIGHT),
        ...(['mean_sq', 'median', 'median_abs', 'max_abs'] as const).map(how =>
          globalBarFigure(e, { label: 0, how }, LIGHT)
        ),
        ...(e.records > 0
          ? [
              waterfallFigure(e, { label: 0, record: 0 }, LIGHT),
              forceFigure(e, { label: 0, record: 0 }, LIGHT)
            ]
          : [])
      ];
      for (const figure of bars) {
        const range = (figure.layout.xaxis?.range ?? []) as number[];
        expect(range.every(Number.isFinite)).toBe(true);
        expect(figure.summary).not.toContain('NaN');
      }
    }
  });

  it('names an infinite contribution without letting it hide the others', () => {
    const { steps } = waterfallSteps(
      smallExplanation({ values: Float64Array.of(Infinity, 0.25, 0, 0, 0, 0) }),
      { label: 0, record: 0 },
      LIGHT
    );
    expect(steps[1]).toMatchObject({ by: Infinity, from: 0.1, to: 0.1 });
    expect(steps[1]?.text).toContain('+∞, not drawn');
    expect(steps[2]?.to).toBeCloseTo(0.35, 12);
  });
});

describe('work in slices', () => {
  it('does what fits at once, pauses in longer work and can be given up', async () => {
    const done: number[] = [];
    const quick = inSlices(
      3,
      i => done.push(i),
      () => false
    );
    expect(done).toEqual([0, 1, 2]);
    await expect(quick).resolves.toBe(true);
    const slow = (): void => {
      const until = performance.now() + 40;
      while (performance.now() < until);
    };
    let ended = false;
    let steps = 0;
    const work = inSlices(
      5,
      () => {
        slow();
        steps += 1;
      },
      () => ended
    );
    ended = true;
    await expect(work).resolves.toBe(false);
    expect(steps).toBe(1);
  });

  it('begins later where it is told to, and pauses before a step that would be too long', async () => {
    const times: number[] = [];
    let turns = 0;
    const slow = (): void => {
      times.push(turns);
      const until = performance.now() + 15;
      while (performance.now() < until);
    };
    const work = inSlices(
      3,
      slow,
      () => {
        turns += 1;
        return false;
      },
      true
    );
    expect(times).toEqual([]);
    await expect(work).resolves.toBe(true);
    // Two steps of 15 ms do not fit into one slice.
    expect(times).toEqual([1, 2, 3]);
  });
});
