/** What the parts of a source are called. */
import type { Explanation, ExplanationKind } from '../../explain/model';

const NAMES: Record<ExplanationKind, string> = {
  tabular: 'Feature contributions',
  text: 'Text',
  image: 'Pictures',
  series: 'Time series',
  pdp: 'Partial dependence',
  bias: 'Bias',
  violations: 'Violations',
  baseline: 'Baseline',
  report: 'Report',
  raw: 'Other'
};

/** A name for each explanation; no two are the same. */
export function sectionNames(explanations: readonly Explanation[]): string[] {
  const plain = explanations.map(e => (e.kind === 'raw' ? e.title : NAMES[e.kind]));
  const count = (name: string): number => plain.filter(other => other === name).length;
  const common = commonFolder(explanations.map(({ meta }) => meta.source));
  const told = explanations.map((e, index) => {
    const name = plain[index] as string;
    const place = e.meta.source.slice(common);
    return count(name) > 1 && place !== '' ? `${name} · ${place}` : name;
  });
  return told.map((name, index) => {
    const before = told.slice(0, index).filter(other => other === name).length;
    return before > 0 ? `${name} (${before + 1})` : name;
  });
}

/** How many characters the folders of all have in common. */
function commonFolder(sources: readonly string[]): number {
  const [first = '', ...others] = sources;
  let length = first.lastIndexOf('/') + 1;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) {
      length = first.slice(0, length - 1).lastIndexOf('/') + 1;
    }
  }
  return length;
}
