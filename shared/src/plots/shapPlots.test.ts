/** Against shap's own plots, as `python test/golden/make_shap_plots.py` reads them back. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkAdditivity } from '../explain/checks';
import type { TabularExplanation } from '../explain/model';
import { beeswarmFigure } from './beeswarm';
import { forceSegments } from './force';
import { globalBarFigure } from './globalBar';
import { LIGHT } from './style';
import { waterfallSteps } from './waterfall';

interface Golden {
  features: string[];
  values: number[][];
  data: number[][];
  base: number;
  margin: number[];
  beeswarm: string[];
  bar: { order: string[]; lengths: number[] };
  barMax: { order: string[]; lengths: number[] };
  waterfall: Record<string, { names: string[]; spans: [number, number][] }>;
  force: Record<string, { base: number; out: number; effects: Record<string, number> }>;
}

const file = new URL('../../../test/golden/shap_plots.json', import.meta.url);
const golden = JSON.parse(readFileSync(fileURLToPath(file), 'utf-8')) as Golden;
const e: TabularExplanation = {
  kind: 'tabular',
  labels: ['benign'],
  features: golden.features,
  records: golden.values.length,
  values: Float64Array.from(golden.values.flat()),
  base: [golden.base],
  unit: 'log-odds',
  data: golden.features.map((_, f) => golden.data.map(row => row[f] ?? null)),
  predictions: Float64Array.from(golden.margin),
  meta: { format: 'F5', source: 'golden', warnings: [] }
};
const nameOf = (feature: number | undefined): string => golden.features[feature ?? -1] ?? '';
/** What shap draws of values that are 0 has no order of its own. */
const drawn = golden.bar.lengths.filter(length => length > 0).length;

describe('beside the plots of shap', () => {
  it('beeswarms have the same rows', () => {
    const figure = beeswarmFigure(e, { label: 0, top: 30 }, LIGHT);
    const rows = figure.y.ticks(figure.y.range, 900).map(tick => tick.full);
    expect(rows.slice(0, drawn)).toEqual(golden.beeswarm.slice(0, drawn));
    expect(drawn).toBeGreaterThan(15);
  });

  it.each(['bar', 'barMax'] as const)('%s: the same bars of the same lengths', plot => {
    const how = plot === 'bar' ? 'mean_abs' : 'max_abs';
    const figure = globalBarFigure(e, { label: 0, top: 30, how }, LIGHT);
    const { order, lengths } = golden[plot];
    const [bars] = figure.data as { x: number[] }[];
    for (let row = 0; row < drawn; row += 1) {
      expect(nameOf(figure.points.at(row, 0).feature)).toBe(order[row]);
      expect(bars?.x[row]).toBeCloseTo(lengths[row] as number, 10);
    }
  });

  it('waterfalls have the same steps, and end where base and prediction are', () => {
    for (const [record, { names, spans }] of Object.entries(golden.waterfall)) {
      const { steps } = waterfallSteps(e, { label: 0, record: Number(record), top: 9 }, LIGHT);
      const rows = steps.filter(({ kind }) => kind === 'contribution' || kind === 'others');
      expect(rows.length).toBe(names.length);
      rows.forEach((row, i) => {
        const [low, high] = spans[i] as [number, number];
        if (row.kind === 'contribution') {
          expect(nameOf(row.feature)).toBe(names[i]);
        }
        // shap draws no arrow shorter than its head.
        const size = Math.abs(row.to - row.from);
        expect(size).toBeCloseTo(size < 0.07 ? Math.min(size, high - low) : high - low, 8);
      });
      expect(names[names.length - 1]).toBe('21 other features');
      // shap stacks from below, we from above: both run from the base to the prediction.
      expect(rows[0]?.from).toBeCloseTo(golden.base, 8);
      expect(spans[spans.length - 1]).toContainEqual(expect.closeTo(golden.base, 8));
      expect(rows[rows.length - 1]?.to).toBeCloseTo(golden.margin[Number(record)] as number, 5);
      expect(spans[0]).toContainEqual(expect.closeTo(golden.margin[Number(record)] as number, 5));
    }
  });

  it('force plots have the same base, end and segments', () => {
    for (const [record, { base, out, effects }] of Object.entries(golden.force)) {
      const { segments, end } = forceSegments(e, { label: 0, record: Number(record) });
      expect(end).toBeCloseTo(out, 5);
      expect(e.base[0]).toBeCloseTo(base, 12);
      for (const { feature, by } of segments.filter(segment => segment.feature !== undefined)) {
        expect(by).toBeCloseTo(effects[nameOf(feature)] as number, 10);
      }
      const sum = segments.reduce((total, { by }) => total + by, 0);
      const wanted = Object.values(effects).reduce((total, by) => total + by, 0);
      expect(sum).toBeCloseTo(wanted, 6);
    }
    expect(checkAdditivity(e, 0).state).toBe('exact');
  });
});
