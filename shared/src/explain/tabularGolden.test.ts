/** Against shap, scikit-learn and NumPy: `python test/golden/make_tabular.py` makes the numbers. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { forceSegments } from '../plots/force';
import { LIGHT } from '../plots/style';
import { waterfallSteps } from '../plots/waterfall';
import { checkAdditivity, impliedBase } from './checks';
import { interactionStrengths } from './interactions';
import type { TabularExplanation } from './model';
import { contributions, contributionSum, meanAbs, meanSigned, orderBySize } from './order';
import { alongComponent, orderRecords, outputOf } from './recordOrder';

interface Golden {
  features: string[];
  data: (number | null)[][];
  values: number[][];
  base: number;
  margin: number[];
  meanAbs: number[];
  mean: number[];
  globalOrder: number[];
  localOrder: number[][];
  outputOrder: number[];
  component: number[];
  interactions: Record<string, number[]>;
}

const file = new URL('../../../test/golden/tabular.json', import.meta.url);
const golden = JSON.parse(readFileSync(fileURLToPath(file), 'utf-8')) as Golden;
const records = golden.values.length;
const e: TabularExplanation = {
  kind: 'tabular',
  labels: ['yes'],
  features: golden.features,
  records,
  values: Float64Array.from(golden.values.flat()),
  base: [golden.base],
  unit: 'log-odds',
  data: golden.features.map((_, f) => golden.data.map(row => row[f] ?? null)),
  predictions: Float64Array.from(golden.margin),
  meta: { format: 'F5', source: 'golden', warnings: [] }
};
const all = Uint32Array.from({ length: records }, (_, i) => i);

function expectClose(got: ArrayLike<number>, wanted: readonly number[], digits: number): void {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, i) => expect(got[i]).toBeCloseTo(value, digits));
}

describe('numbers of shap', () => {
  it('have the same aggregates and the same global order', () => {
    expectClose(meanAbs(e, 0), golden.meanAbs, 12);
    expectClose(meanSigned(e, 0), golden.mean, 12);
    expect(orderBySize(meanAbs(e, 0))).toEqual(golden.globalOrder);
  });

  it('have the same local order, in waterfalls and force plots', () => {
    golden.localOrder.forEach((order, record) => {
      expect(orderBySize(contributions(e, 0, record))).toEqual(order);
      const { steps } = waterfallSteps(e, { label: 0, record }, LIGHT);
      const drawn = steps.flatMap(step => (step.feature === undefined ? [] : [step.feature]));
      expect(drawn).toEqual(order);
      const { segments, end } = forceSegments(e, { label: 0, record });
      const used = order.filter(f => golden.values[record]?.[f] !== 0);
      expect(segments.map(segment => segment.feature).sort()).toEqual([...used].sort());
      expect(end).toBeCloseTo(golden.margin[record] as number, 6);
    });
  });

  it('add up to the margin from the base, and give the base back', () => {
    expect(checkAdditivity(e, 0).state).toBe('exact');
    const sums = Array.from(all, record => contributionSum(e, 0, record));
    expect(impliedBase(golden.margin, sums)).toBeCloseTo(golden.base, 6);
  });

  it('stand in the same orders in the record map', () => {
    const along = alongComponent(e, 0, all);
    expectClose(along, golden.component, 6);
    const bySimilarity = orderRecords(e, 0, 'similarity');
    const keys = Array.from(bySimilarity, record => golden.component[record] as number);
    keys
      .slice(1)
      .forEach((key, i) => expect(key).toBeGreaterThanOrEqual((keys[i] as number) - 1e-6));
    const byOutput = orderRecords({ ...e, predictions: undefined }, 0, 'output');
    expect([...byOutput].sort((a, b) => a - b)).toEqual([...all]);
    golden.outputOrder.forEach((record, i) => {
      const own = outputOf(e, 0, byOutput[i] as number);
      expect(own).toBeCloseTo(outputOf(e, 0, record), 6);
    });
  });

  it('interact in the same order', () => {
    for (const [feature, order] of Object.entries(golden.interactions)) {
      const strengths = interactionStrengths(e, 0, Number(feature)) as Float64Array;
      const strong = order.filter(f => (strengths[f] as number) > 0);
      const own = Array.from(strengths, (_, f) => f)
        .filter(f => (strengths[f] as number) > 0)
        .sort((a, b) => (strengths[b] as number) - (strengths[a] as number));
      expect(own).toEqual(strong);
      expect(own.length).toBeGreaterThan(3);
    }
  });
});
