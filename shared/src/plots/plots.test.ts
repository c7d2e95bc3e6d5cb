import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contributions } from '../explain/order';
import { smallExplanation } from '../explain/testing/fixtures';
import type { TabularExplanation } from '../explain/model';
import { beeswarmFigure } from './beeswarm';
import { cividis, cividisScale, firstReadable, luminance } from './cividis';
import { cutMiddle, plotText } from './escape';
import { globalBarFigure } from './globalBar';
import { dotLayer, type DotRow } from './dots';
import { percentText, short, signed } from './numbers';
import { CONFIG } from './plotly';
import { DOT } from './stackDots';
import { rgba } from './stamp';
import { fitName, labelledRange, textWidth, wrappedTitle } from './room';
import { LIGHT } from './style';
import type { PlotArea, Underlay } from './under';
import { dotColors, hexColor } from './valueColors';
import { waterfallFigure, waterfallSteps } from './waterfall';

const HOSTILE = '<b>x</b><a href="https://example.org">&amp;</a>\n';

/** Every string anywhere in a figure. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return [];
  }
  return Object.values(value).flatMap(strings);
}

/** Records with the same values every time. */
function wide(records: number, features: number): TabularExplanation {
  return smallExplanation({
    features: Array.from({ length: features }, (_, f) => `feature ${f}`),
    records,
    values: Float64Array.from(
      { length: records * features },
      (_, i) => Math.sin(i) / (1 + (i % features))
    ),
    predictions: undefined,
    data: undefined,
    baseline: undefined
  });
}

describe('text for Plotly', () => {
  it('holds no tag and no control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const safe = plotText(text);
        expect(safe).not.toMatch(/[<>\p{Cc}]/u);
        expect(safe.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&');
      })
    );
  });

  it('escapes hostile names in every figure', () => {
    const e = smallExplanation({
      features: [HOSTILE, 'income'],
      labels: [HOSTILE],
      unit: 'target'
    });
    for (const figure of [
      globalBarFigure(e, { label: 0 }, LIGHT),
      waterfallFigure(e, { label: 0, record: 0 }, LIGHT)
    ]) {
      const all = strings({ data: figure.data, layout: figure.layout });
      expect(all.some(text => text.includes('&lt;b&gt;x'))).toBe(true);
      // The only tags are our own line breaks.
      expect(all.filter(text => /[<>]/.test(text.replaceAll('<br>', ' ')))).toEqual([]);
    }
  });

  it('cuts long names in the middle', () => {
    expect(cutMiddle('abcdefghij', 5)).toBe('ab…ij');
    expect(cutMiddle('👩‍🚀'.repeat(40), 9)).not.toContain('\ufffd');
  });

  it('never rounds a share to all or nothing', () => {
    expect(percentText(1 / 357, 'en')).toBe('<1%');
    expect(percentText(356 / 357, 'en')).toBe('>99%');
    expect(percentText(0.9999, 'en', 1)).toBe('>99.9%');
    expect([0, 0.031, 1].map(share => percentText(share, 'en'))).toEqual(['0%', '3%', '100%']);
  });

  it('writes four digits, never minus zero', () => {
    expect(short(-0, 'en')).toBe('0');
    expect(short(0.123456, 'en')).toBe('0.1235');
    expect(short(-1234.5, 'en')).toBe('−1,235');
    expect(short(1e-9, 'en')).toBe('1.00e−9');
    expect(short(Infinity)).toBe('∞');
    expect(short(NaN)).toBe('–');
    expect(signed(0.5, 'en')).toBe('+0.5');
  });
});

describe('global bars', () => {
  it('stand by size, with the rest summed up', () => {
    const figure = globalBarFigure(wide(10, 30), { label: 0, top: 5 }, LIGHT);
    const x = (figure.data[0] as unknown as { x: number[] }).x;
    expect(x).toHaveLength(6);
    expect([...x.slice(0, 5)].sort((a, b) => b - a)).toEqual(x.slice(0, 5));
    expect(figure.points.at(5, 0).text).toContain('25 other features');
    expect(figure.table.rows).toHaveLength(30);
  });

  it('show only what was searched for, with its true rank', () => {
    const figure = globalBarFigure(wide(10, 30), { label: 0, only: [7] }, LIGHT);
    expect(figure.table.rows).toHaveLength(1);
    expect(figure.table.rows[0]?.[0]).toBeGreaterThan(1);
    expect(figure.summary).toContain('feature 7');
  });
});

describe('waterfall', () => {
  it('leads from the base to the prediction', () => {
    const { steps, summary } = waterfallSteps(smallExplanation(), { label: 0, record: 0 }, LIGHT);
    expect(steps.map(step => step.name)).toEqual([
      'base',
      'age = 37',
      'income = high',
      'prediction'
    ]);
    expect(steps.map(step => step.to)).toEqual(
      [0.1, 0.6, 0.35, 0.35].map(v => expect.closeTo(v, 12))
    );
    expect(steps[1]?.text).toBe('age = 37 (baseline 40): +0.5');
    expect(summary).toBe(
      'age raises yes by 0.5 (log-odds), the most of 2 features; the result is 0.35.'
    );
  });

  it('has a row for what does not add up', () => {
    const e = smallExplanation({ predictions: Float64Array.from([0.85, 0, 0]) });
    const { steps } = waterfallSteps(e, { label: 0, record: 0 }, LIGHT);
    expect(steps.find(step => step.kind === 'residual')).toMatchObject({
      name: 'not explained',
      to: expect.closeTo(0.85, 12)
    });
  });

  it('shows contributions and their sum when there is no base', () => {
    const { steps } = waterfallSteps(
      smallExplanation({ base: [null] }),
      { label: 0, record: 0 },
      LIGHT
    );
    expect(steps[0]?.name).toBe('start (base unknown)');
    expect(steps.at(-1)).toMatchObject({ name: 'sum of contributions', to: 0.25 });
  });

  it('sums up weak features, in sign and in size', () => {
    const e = wide(3, 40);
    const { steps } = waterfallSteps(e, { label: 0, record: 1, top: 5 }, LIGHT);
    const others = steps.find(step => step.kind === 'others');
    expect(others?.name).toBe('others (35)');
    expect(others?.text).toContain('sizes add up to');
    const sum = contributions(e, 0, 1).reduce((a, b) => a + b, 0);
    expect(steps.at(-1)?.to).toBeCloseTo(0.1 + sum, 12);
  });

  it('adds an axis of probabilities to log-odds of one class only', () => {
    const one = waterfallFigure(smallExplanation(), { label: 0, record: 2 }, LIGHT);
    expect(one.layout.xaxis2?.ticktext).toContain('80%');
    const target = waterfallFigure(
      smallExplanation({ unit: 'target' }),
      { label: 0, record: 2 },
      LIGHT
    );
    expect(target.layout.xaxis2).toBeUndefined();
  });
});

describe('dots', () => {
  const rows = (x: readonly (readonly number[])[]): Underlay =>
    dotLayer({
      rows: x.length,
      row: (index): DotRow => ({
        x: Float32Array.from(x[index] ?? []),
        colors: dotColors(undefined, x[index]?.length ?? 0, [], '#777777', 0)
      })
    });
  const area: PlotArea = { width: 400, height: 60, range: [-1, 1], yRange: [-0.5, 1.5] };
  /** Draws all bands into one picture; tells the coverage of a px. */
  const drawn = (layer: Underlay, size: PlotArea, ratio: number) => {
    const bands = Array.from({ length: layer.bands }, (_, i) => layer.band(i, size, ratio));
    return (x: number, y: number): number => {
      const band = bands.find(
        ({ top, height }) => y * ratio >= top && y * ratio < top + height
      ) as (typeof bands)[number];
      return band.pixels[((y * ratio - band.top) * band.width + x * ratio) * 4 + 3] as number;
    };
  };

  it('stand at their value, each in its own row, none on top of another while there is room', () => {
    const layer = rows([[0, 0, 0], [0.5]]);
    drawn(layer, area, 1);
    const places = [0, 1, 2].map(record => layer.places(record, area)[0] ?? { x: NaN, y: NaN });
    expect(places.map(({ x }) => x)).toEqual([200, 200, 200]);
    const y = places.map(place => place.y).sort((a, b) => a - b);
    expect((y[1] as number) - (y[0] as number)).toBeGreaterThanOrEqual(DOT * 0.79);
    expect(layer.places(0, area)[1]).toEqual({ x: 300, y: 45 });
  });

  it('stay in their row however many there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 2 }), { maxLength: 300 }),
        fc.integer({ min: 20, max: 900 }),
        (values, width) => {
          const size: PlotArea = { width, height: 40, range: [-1, 1], yRange: [-0.5, 0.5] };
          const layer = rows([values]);
          layer.band(0, size, 1);
          values.forEach((value, record) => {
            const [place] = layer.places(record, size);
            expect(place !== undefined).toBe(Math.abs(Math.fround(value)) <= 1);
            if (place) {
              expect(place.y).toBeGreaterThanOrEqual(0);
              expect(place.y).toBeLessThanOrEqual(40);
            }
          });
        }
      )
    );
  });

  it('are found again where they were drawn, and nowhere else', () => {
    const layer = rows([[-0.5, 0.5], [0.25]]);
    expect(layer.hit(300, 15, area)).toEqual({ row: 0, record: 1 });
    expect(layer.hit(250, 45, area)).toEqual({ row: 1, record: 0 });
    expect(layer.hit(200, 15, area)).toBeUndefined();
    expect(layer.hit(200, -1, area)).toBeUndefined();
    const alpha = drawn(layer, area, 2);
    expect(alpha(300, 15)).toBe(255);
    expect(alpha(200, 15)).toBe(0);
  });

  it('stand anywhere when they have heights of their own', () => {
    const layer = dotLayer({
      rows: 1,
      row: () => ({
        x: Float32Array.of(0, 0.5, NaN),
        y: Float32Array.of(0, 1, 1),
        colors: dotColors(undefined, 3, [], '#777777', 0)
      })
    });
    const size: PlotArea = { width: 400, height: 100, range: [-1, 1], yRange: [2, -2] };
    layer.band(0, size, 1);
    expect(layer.places(1, size)).toEqual([{ x: 300, y: 25 }]);
    expect(layer.places(2, size)).toEqual([]);
    expect(layer.hit(200, 50, size)).toEqual({ row: 0, record: 0 });
  });

  it('draw the same pixels every time, also where they are crowded', () => {
    for (const count of [500, 30_000]) {
      const x = Array.from({ length: count }, (_, i) => Math.sin(i));
      const draw = (): Uint8ClampedArray => rows([x]).band(0, area, 1).pixels;
      const first = draw();
      expect(first.some(byte => byte > 0)).toBe(true);
      expect(draw()).toEqual(first);
    }
  });

  it('draw 100,000 records of 10 features', () => {
    const layer = rows(
      Array.from({ length: 10 }, (_, f) =>
        Array.from({ length: 100_000 }, (_, i) => Math.sin(i * (f + 1)))
      )
    );
    const size: PlotArea = { width: 800, height: 340, range: [-1, 1], yRange: [-0.5, 9.5] };
    const alpha = drawn(layer, size, 1);
    for (let f = 0; f < 10; f++) {
      expect(alpha(400, 17 + 34 * f)).toBeGreaterThan(0);
    }
  });
});

describe('beeswarm', () => {
  it('has the same axis to both sides and keyboard rows in the order of the dots', () => {
    const figure = beeswarmFigure(wide(50, 4), { label: 0 }, LIGHT);
    const [low, high] = figure.x.range;
    expect(low).toBe(-high);
    const xs = Array.from({ length: figure.points.length(0) }, (_, i) => figure.points.at(0, i).x);
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
  });

  it('names records of a part by their number in the whole', () => {
    const e = smallExplanation({
      partOf: { records: 90, indices: [4, 40, 80], omittedFeatures: 0, omittedLabels: 0 }
    });
    const figure = beeswarmFigure(e, { label: 0 }, LIGHT);
    expect(figure.markPoint(0, 1).text).toContain('Record 41,');
    expect(figure.summary).toContain('3 of 90 records');
  });
});

describe('one configuration', () => {
  it('names no other host', () => {
    expect(CONFIG).toMatchObject({
      showSendToCloud: false,
      plotlyServerURL: '',
      displaylogo: false
    });
    expect(JSON.stringify(CONFIG)).not.toContain('http');
  });
});

describe('room', () => {
  it('keeps low values visible on dark ground', () => {
    for (const ground of ['#000000', '#1e1e1e', '#212121']) {
      const from = firstReadable(hexColor(ground));
      const [, first] = cividisScale(from)[0] as [number, string];
      const contrast = (luminance(hexColor(first)) + 0.05) / (luminance(hexColor(ground)) + 0.05);
      expect(contrast).toBeGreaterThanOrEqual(3);
      expect(from).toBeLessThan(0.5);
      const { index, palette } = dotColors([0, 1], 2, [], '#777777', from);
      expect(palette[index[0] as number]).toBe(rgba(...cividis(from)));
      expect(palette[index[1] as number]).toBe(rgba(...cividis(1)));
    }
  });

  it('is left beside bars for their numbers, in narrow panes too', () => {
    const labels = [
      { at: 1, side: -1 as const, text: '−0.7812' },
      { at: 3, side: 1 as const, text: '+2.345' }
    ];
    for (const width of [160, 300, 900]) {
      const [low, high] = labelledRange([1, 3], labels, width, LIGHT);
      const px = width / (high - low);
      expect((1 - low) * px).toBeGreaterThanOrEqual(textWidth('−0.7812', LIGHT));
      expect((high - 3) * px).toBeGreaterThanOrEqual(textWidth('+2.345', LIGHT));
    }
  });

  it('wraps titles and keeps values when names are cut', () => {
    const narrow = { ...LIGHT, width: 240 };
    expect(fitName('a very long name of a column', narrow, 36, ' = 12.34')).toMatch(
      /…\S* = 12.34$/
    );
    expect(wrappedTitle('mean <b> of it', 50, LIGHT)).toBe('mean<br>&lt;b&gt; of<br>it');
  });

  it('spaces probabilities so that they do not touch', () => {
    for (const width of [240, 480, 1200]) {
      const figure = waterfallFigure(
        smallExplanation(),
        { label: 0, record: 0 },
        { ...LIGHT, width }
      );
      const axis = figure.layout.xaxis2;
      const { tickvals = [], range = [0, 1] } = axis as { tickvals?: number[]; range?: number[] };
      expect(tickvals.length).toBeGreaterThan(0);
      const px = width / 2 / ((range[1] as number) - (range[0] as number));
      tickvals.slice(1).forEach((at, i) => {
        expect((at - (tickvals[i] as number)) * px).toBeGreaterThan(20);
      });
    }
  });
});
