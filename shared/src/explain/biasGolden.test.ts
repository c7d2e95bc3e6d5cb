/**
 * Against metrics that `python test/golden/make_bias.py` works out on a real data set. The product
 * reads metrics and says what they mean: each reading must be true of the counted rows.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { metricInfo, type MetricInfo } from './bias/catalogue';
import { facetGroups } from './bias/pairs';
import { isValid, metricAxis, parityOn, placeOn } from './bias/range';
import { reading, readingWords } from './bias/reading';
import { bias } from './formats/bias';
import type { BiasExplanation } from './model';
import { namedChecks } from './namedChecks';

type Counts = Record<'rows' | 'positive' | 'predicted' | 'right' | 'found', number>;

interface Golden {
  counts: { a: Counts; d: Counts };
  pre: Record<string, number>;
  post: Record<string, number>;
  document: Record<string, unknown>;
}

const file = new URL('../../../test/golden/bias.json', import.meta.url);
const golden = JSON.parse(readFileSync(fileURLToPath(file), 'utf-8')) as Golden;
const [e] = bias.read(golden.document, { source: 'golden' } as Parameters<
  typeof bias.read
>[1]) as BiasExplanation[];
if (!e) {
  throw new Error('no bias section');
}
const metrics = e.sections.flatMap(({ facets }) => facets.flatMap(facet => facet.metrics));
const { a, d } = golden.counts;
const words = readingWords({ label: 'progression', positive: '1' }, 'sex', '1', 'en');
const said = (code: string): string => {
  const metric = metrics.find(({ name }) => name === code);
  return metric ? reading(metric, words) : '';
};
const percent = (share: number): string =>
  (Math.abs(share) * 100).toLocaleString('en', { maximumFractionDigits: 1 });

describe('bias metrics of a real data set', () => {
  it('are all known, read as they are, and within their ranges', () => {
    const all = { ...golden.pre, ...golden.post };
    expect(metrics.length).toBe(21);
    for (const { name, value } of metrics) {
      expect(value).toBe(all[name]);
      expect(metricInfo(name)?.stage).toBe(name in golden.pre ? 'pre-training' : 'post-training');
      expect(isValid(metricInfo(name) as MetricInfo, value as number)).toBe(true);
    }
    expect(namedChecks(e).every(({ ok }) => ok)).toBe(true);
    expect(facetGroups(e)).toHaveLength(1);
  });

  it('stand on the side of parity that the counts say', () => {
    const side = (code: string): number => {
      const axis = metricAxis(metricInfo(code), [0]);
      const value = metrics.find(({ name }) => name === code)?.value ?? NaN;
      return Math.sign((placeOn(axis, value)?.at ?? NaN) - parityOn(axis));
    };
    const q = (of: Counts, what: keyof Counts): number => of[what] / of.rows;
    expect(side('CI')).toBe(Math.sign(a.rows - d.rows));
    expect(side('DPL')).toBe(Math.sign(q(a, 'positive') - q(d, 'positive')));
    expect(side('DPPL')).toBe(Math.sign(q(a, 'predicted') - q(d, 'predicted')));
    expect(side('DI')).toBe(Math.sign(q(d, 'predicted') - q(a, 'predicted')));
    expect(side('AD')).toBe(Math.sign(q(a, 'right') - q(d, 'right')));
    expect(side('RD')).toBe(Math.sign(a.found / a.positive - d.found / d.positive));
    expect(side('DAR')).toBe(Math.sign(a.found / a.predicted - d.found / d.predicted));
    expect(side('DCA')).toBe(Math.sign(a.positive / a.predicted - d.positive / d.predicted));
  });

  it('are said in words that are true of the rows', () => {
    const rows = a.rows + d.rows;
    expect(said('CI')).toContain(`sex = 1 makes up ${percent(d.rows / rows)}% of the rows`);
    const gap = a.positive / a.rows - d.positive / d.rows;
    expect(said('DPL')).toContain(`${percent(gap)} percentage points more often`);
    expect(said('DPL').startsWith(gap > 0 ? 'Everyone else' : 'sex = 1')).toBe(true);
    const share = d.predicted / d.rows / (a.predicted / a.rows);
    expect(said('DI')).toContain(`${Number(share.toPrecision(3))} times as often`);
    const right = a.right / a.rows - d.right / d.rows;
    expect(said('AD')).toContain(
      `${percent(right)} percentage points more often for ${right > 0 ? 'everyone else' : 'sex = 1'}`
    );
    const found = a.found / a.positive - d.found / d.positive;
    expect(said('RD')).toContain(
      `${percent(found)} percentage points more often for ${found > 0 ? 'everyone else' : 'sex = 1'}`
    );
    expect(metrics.every(({ name }) => said(name).length > 20)).toBe(true);
  });
});
