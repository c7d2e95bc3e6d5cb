import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BiasExplanation, BiasFacet, BiasMetric } from '../model';
import { metricInfo, METRICS } from './catalogue';
import { beforeAndAfter, betweenReports, changeText, facetGroups } from './pairs';
import {
  allowed,
  distance,
  isBeyond,
  isValid,
  metricAxis,
  parityOn,
  placeOn,
  rangeText
} from './range';
import { groupName, positiveName, reading, readingWords } from './reading';

const words = readingWords({ label: 'Target', positive: '1' }, 'Sex', '0', 'en');
const read = (name: string, value: number | null, error?: string): string =>
  reading({ name, description: name, value, error }, words);

const anyValue = fc.oneof(
  fc.double(),
  fc.double({ min: -1, max: 1 }),
  fc.constantFrom(0, -0, 1, Infinity, -Infinity, NaN, null)
);

describe('catalogue of bias metrics', () => {
  it('has the metrics that reports contain, each once', () => {
    const codes = METRICS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(METRICS.filter(({ stage }) => stage === 'pre-training')).toHaveLength(8);
    expect(METRICS.filter(({ stage }) => stage === 'post-training')).toHaveLength(13);
    expect(metricInfo('DCAcc')).toBe(metricInfo('DCA'));
    expect(metricInfo('constructor')).toBeUndefined();
  });

  it('gives no direction of harm where descriptions contradict each other', () => {
    for (const code of ['DCA', 'DCR', 'TE']) {
      const info = metricInfo(code);
      expect(info?.disputed).toBeTruthy();
      expect(info?.above).toBeUndefined();
    }
    for (const info of METRICS) {
      expect(Boolean(info.above) !== Boolean(info.disputed)).toBe(true);
      expect(info.parity).toBeGreaterThanOrEqual(info.min);
    }
  });

  it('has a parity of 1 for DI alone', () => {
    expect(METRICS.filter(({ parity }) => parity === 1).map(({ code }) => code)).toEqual(['DI']);
  });
});

describe('readings', () => {
  it('say who has what more often, by the formula', () => {
    expect(read('DPL', 0.18)).toBe(
      'Everyone else has the positive label (Target = 1) 18 percentage points more often than Sex = 0.'
    );
    expect(read('DPL', -0.0305)).toBe(
      'Sex = 0 has the positive label (Target = 1) 3.1 percentage points more often than everyone else.'
    );
    expect(read('CI', 0.33)).toBe('Sex = 0 makes up 33.5% of the rows, everyone else 66.5%.');
    expect(read('RD', 0.1)).toContain('more often for everyone else than for Sex = 0');
    expect(read('SD', 0.1)).toContain('more often for Sex = 0 than for everyone else');
    expect(read('DI', 0.36)).toBe(
      'Sex = 0 is predicted positive (Target = 1) 0.36 times as often as everyone else.'
    );
    expect(read('DI', Infinity)).toContain('Everyone else is never predicted');
    expect(read('DCA', Infinity)).toContain('divides by a count that is 0');
    expect(read('TE', -2)).toContain('2 more false negatives per false positive for everyone else');
    expect(read('FT', 0.0005)).toContain('less than 0.1%');
  });

  it('cover every metric and every value with a whole sentence', () => {
    const codes = fc.oneof(fc.constantFrom(...METRICS.map(({ code }) => code)), fc.string());
    fc.assert(
      fc.property(
        codes,
        anyValue,
        fc.option(fc.string(), { nil: undefined }),
        (code, value, error) => {
          const text = read(code, value, error);
          expect(text).toMatch(/\.$/);
          expect(text).not.toMatch(/NaN|undefined|null/);
        }
      )
    );
  });

  it('name the opposite group when the sign turns', () => {
    const signed = METRICS.filter(({ min, parity }) => min < 0 && parity === 0);
    fc.assert(
      fc.property(
        fc.constantFrom(...signed),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (info, value) => {
          expect(read(info.code, value)).not.toBe(read(info.code, -value));
        }
      )
    );
  });

  it('say why there is no value, and when it cannot be one', () => {
    expect(read('CDDL', null, 'Group variable is empty or not provided')).toBe(
      'Not computed: Group variable is empty or not provided.'
    );
    expect(read('AD', 0)).toContain('Parity');
    expect(read('DI', 1)).toContain('Parity');
    expect(read('AD', 3)).toContain('outside the range');
    expect(read('LP', 1.6)).not.toContain('outside the range');
  });

  it('name intervals and missing values', () => {
    expect(groupName('age', '(40, 68]')).toBe('age in (40, 68]');
    expect(groupName('age', '')).toBe('age');
    expect(positiveName({ label: 'risk', positive: '1,2' })).toBe('risk = 1,2');
  });
});

describe('axes', () => {
  it('hold every value between their ends, with parity inside', () => {
    fc.assert(
      fc.property(fc.constantFrom(undefined, ...METRICS), fc.array(anyValue), (info, values) => {
        const axis = metricAxis(info, values);
        expect(axis.low).toBeLessThan(axis.high);
        // Only quotients have an axis without an end: reciprocals stand opposite.
        expect(Number.isFinite(axis.high - axis.low)).toBe(axis.ratio === undefined);
        expect(axis.parity >= axis.low && axis.parity <= axis.high).toBe(true);
        for (const value of values) {
          const place = placeOn(axis, value);
          if (value === null || Number.isNaN(value)) {
            expect(place).toBeUndefined();
          } else {
            expect(place?.at).toBeGreaterThanOrEqual(0);
            expect(place?.at).toBeLessThanOrEqual(1);
            const inside = value >= axis.low && value <= axis.high;
            expect(place?.clipped === undefined).toBe(inside);
          }
        }
      })
    );
  });

  it('cut unbounded ends beyond the values', () => {
    expect(metricAxis(metricInfo('TE'), [3.2])).toMatchObject({ low: -5, high: 5, openLow: true });
    const te = metricAxis(metricInfo('TE'), [1e9, Infinity]);
    expect(placeOn(te, Infinity)).toEqual({ at: 1, clipped: 'high' });
    expect(te.high).toBe(100);
  });

  it('mark only by a limit that the user set', () => {
    const dpl = metricInfo('DPL');
    expect(isBeyond(0.5, dpl, undefined)).toBe(false);
    expect(isBeyond(0.5, dpl, 0.2)).toBe(true);
    expect(isBeyond(-Infinity, dpl, 0.2)).toBe(true);
    expect(isBeyond(null, dpl, 0)).toBe(false);
    expect(isBeyond(0.2, dpl, 0.2)).toBe(false);
    expect(isBeyond(0.3, undefined, 0.2)).toBe(true);
  });

  it('take quotients for what they are: a half is as far from parity as the double', () => {
    const di = metricInfo('DI');
    const axis = metricAxis(di, [0.4]);
    const at = (value: number): number | undefined => placeOn(axis, value)?.at;
    expect([0, 0.5, 1, 2, Infinity].map(at)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(parityOn(axis)).toBe(0.5);
    expect(placeOn(axis, -1)?.clipped).toBe('low');
    // The four-fifths rule and its reciprocal.
    expect(allowed(di, 0.2)).toEqual([0.8, 1.25]);
    expect([0.79, 0.8, 1, 1.25, 1.26, Infinity].map(v => isBeyond(v, di, 0.2))).toEqual([
      true,
      false,
      false,
      false,
      true,
      true
    ]);
    // Nothing is a thousand per cent below parity.
    expect(isBeyond(0, di, 10)).toBe(false);
    expect(isBeyond(1e9, di, 1)).toBe(false);
    const value = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, quotient => {
        expect(at(quotient)).toBeCloseTo(1 - (at(1 / quotient) as number), 9);
        expect(distance(quotient, di)).toBeCloseTo(distance(1 / quotient, di), 9);
      })
    );
  });

  it('are told in words', () => {
    expect(rangeText({ min: -Infinity, max: 1 }, String)).toBe('−∞ to 1');
    expect(isValid({ min: 0, max: 1 }, 1 + 1e-12)).toBe(true);
  });
});

const facet = (group: string, values: Record<string, number | null>): BiasFacet => ({
  facet: 'Sex',
  group,
  metrics: Object.entries(values).map(([name, value]) => ({ name, description: name, value }))
});

const report = (pre: BiasFacet[], post: BiasFacet[]): BiasExplanation => ({
  kind: 'bias',
  labels: ['Target'],
  features: ['Sex'],
  records: 0,
  values: new Float64Array(),
  base: [],
  unit: 'unknown',
  meta: { format: 'F1', source: 'analysis.json', warnings: [] },
  // Files put the later stage first at times.
  sections: [
    { stage: 'post-training', label: 'Target', positive: '1', facets: post },
    { stage: 'pre-training', label: 'Target', positive: '1', facets: pre }
  ]
});

describe('comparison', () => {
  it('puts labels beside predictions of the same group', () => {
    const e = report(
      [facet('0', { DPL: 0.1, CDDL: null })],
      [facet('0', { DPPL: 0.3, CDDPL: 0.2 }), facet('1', { AD: 0 })]
    );
    const groups = facetGroups(e);
    expect(groups.map(({ group }) => group)).toEqual(['0', '1']);
    expect(groups[0]?.parts.map(({ section }) => section.stage)).toEqual([
      'pre-training',
      'post-training'
    ]);
    const pairs = beforeAndAfter(groups[0] as (typeof groups)[0]);
    expect(pairs.map(({ name }) => name)).toEqual(['DPL → DPPL', 'CDDL → CDDPL']);
    expect(pairs[0]?.change).toBeCloseTo(0.2);
    expect(changeText(pairs[0] as (typeof pairs)[0], metricInfo('DPL'))).toBe(
      'Farther from parity.'
    );
    expect(pairs[1]?.change).toBeNull();
    expect(changeText(pairs[1] as (typeof pairs)[0], metricInfo('CDDL'))).toContain(
      'Not comparable'
    );
    expect(beforeAndAfter(groups[1] as (typeof groups)[0])).toEqual([]);
  });

  it('matches the metrics of two reports by stage and code', () => {
    const [first] = facetGroups(report([facet('0', { DPL: 0.1 })], [facet('0', { DI: 0.5 })]));
    const [second] = facetGroups(report([facet('0', { CI: 0 })], [facet('0', { DI: 0.75 })]));
    if (!first || !second) {
      throw new Error('no group');
    }
    const pairs = betweenReports(first, second);
    expect(pairs.map(pair => [pair.name, pair.change])).toEqual([
      ['DPL', null],
      ['DI', 0.25],
      ['CI', null]
    ]);
    expect(changeText(pairs[1] as (typeof pairs)[0], metricInfo('DI'))).toBe('Closer to parity.');
    // From a half to the double: as far as before, though |v − 1| is twice as much.
    const di = (value: number): BiasMetric => ({ name: 'DI', description: 'DI', value });
    const turned = { name: 'DI', before: di(0.5), after: di(2), change: 1.5 };
    expect(changeText(turned, metricInfo('DI'))).toBe('Same distance from parity.');
  });
});
