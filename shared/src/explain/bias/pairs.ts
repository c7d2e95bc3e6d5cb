/** Bias metrics side by side: data and model, or two reports. */
import type { BiasExplanation, BiasFacet, BiasMetric, BiasSection } from '../model';
import { COUNTERPARTS, type MetricInfo } from './catalogue';
import { distance } from './range';

/** One analysed group of one facet, with what is known of it before and after training. */
export interface FacetGroup {
  facet: string;
  group: string;
  /** Sections that have this group, pre-training first. */
  parts: { section: BiasSection; facet: BiasFacet }[];
}

/** All groups in the order of the file, those of both stages once. */
export function facetGroups(e: BiasExplanation): FacetGroup[] {
  const sections = [...e.sections].sort((a, b) => stageOrder(a) - stageOrder(b));
  const groups = new Map<string, FacetGroup>();
  for (const section of sections) {
    for (const facet of section.facets) {
      const key = JSON.stringify([facet.facet, facet.group]);
      const known = groups.get(key) ?? { facet: facet.facet, group: facet.group, parts: [] };
      known.parts.push({ section, facet });
      groups.set(key, known);
    }
  }
  return [...groups.values()];
}

const stageOrder = ({ stage }: BiasSection): number => (stage === 'pre-training' ? 0 : 1);

export interface MetricPair {
  /** E.g. `DPL → DPPL`, or the code alone. */
  name: string;
  stage?: BiasSection['stage'];
  before?: BiasMetric;
  after?: BiasMetric;
  /** After minus before; `null` unless both are finite. */
  change: number | null;
}

/** Metrics of the labels beside the same ones of the predictions. */
export function beforeAndAfter(group: FacetGroup): MetricPair[] {
  const metric = (stage: BiasSection['stage'], code: string): BiasMetric | undefined =>
    group.parts
      .filter(part => part.section.stage === stage)
      .flatMap(part => part.facet.metrics)
      .find(({ name }) => name === code);
  return COUNTERPARTS.flatMap(([pre, post]) => {
    const before = metric('pre-training', pre);
    const after = metric('post-training', post);
    return before || after
      ? [{ name: `${pre} → ${post}`, before, after, change: changeOf(before, after) }]
      : [];
  });
}

/** The same group in another report; matched by facet and value. */
export function matchingGroup(
  group: FacetGroup,
  others: readonly FacetGroup[]
): FacetGroup | undefined {
  return others.find(other => other.facet === group.facet && other.group === group.group);
}

/** All metrics of a group in two reports, matched by stage and code. */
export function betweenReports(first: FacetGroup, second: FacetGroup): MetricPair[] {
  const pairs = new Map<string, MetricPair>();
  const put = (group: FacetGroup, side: 'before' | 'after'): void => {
    for (const { section, facet } of group.parts) {
      for (const metric of facet.metrics) {
        const key = JSON.stringify([section.stage, metric.name]);
        const pair = pairs.get(key) ?? { name: metric.name, stage: section.stage, change: null };
        pair[side] ??= metric;
        pairs.set(key, pair);
      }
    }
  };
  put(first, 'before');
  put(second, 'after');
  return [...pairs.values()].map(pair => ({ ...pair, change: changeOf(pair.before, pair.after) }));
}

function changeOf(before: BiasMetric | undefined, after: BiasMetric | undefined): number | null {
  const from = before?.value ?? NaN;
  const to = after?.value ?? NaN;
  return Number.isFinite(from) && Number.isFinite(to) ? to - from : null;
}

/** What became of the distance from parity, in words. */
export function changeText(
  pair: MetricPair,
  info: Pick<MetricInfo, 'parity' | 'ratio'> | undefined
): string {
  const { before, after, change } = pair;
  if (change === null) {
    return before && after ? 'Not comparable: a value is missing or infinite.' : 'Only in one.';
  }
  const from = distance((before as { value: number }).value, info);
  const to = distance((after as { value: number }).value, info);
  if (to === from || Math.abs(to - from) < 1e-9) {
    return 'Same distance from parity.';
  }
  return to > from ? 'Farther from parity.' : 'Closer to parity.';
}
