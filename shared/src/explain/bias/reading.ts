/** What a value of a bias metric says, in words. */
import type { BiasMetric, BiasSection } from '../model';
import { metricInfo, type ReadingWords } from './catalogue';
import { isValid } from './range';

/** Below this a difference is rounding. */
const NOTHING = 1e-9;

/** How a group is called in sentences. */
export function groupName(facet: string, group: string): string {
  if (group === '') {
    return facet;
  }
  return /^[([].*,.*[)\]]$/.test(group) ? `${facet} in ${group}` : `${facet} = ${group}`;
}

/** How the positive outcome is called in sentences. */
export function positiveName({ label, positive }: Pick<BiasSection, 'label' | 'positive'>): string {
  return positive === '' ? label : groupName(label, positive);
}

export function readingWords(
  section: Pick<BiasSection, 'label' | 'positive'>,
  facet: string,
  group: string,
  locale?: string
): ReadingWords {
  const plain = (value: number, digits: number): string => {
    const text = value.toLocaleString(locale, { maximumSignificantDigits: digits });
    return text.replace('-', '−');
  };
  const hundredths = (value: number): string => {
    const size = Math.abs(value) * 100;
    if (size > 0 && size < 0.1) {
      return `less than ${plain(0.1, 1)}`;
    }
    return size.toLocaleString(locale, { maximumFractionDigits: 1 });
  };
  return {
    group: groupName(facet, group),
    positive: positiveName(section),
    number: value => plain(value, 3),
    points: value => `${hundredths(value)} percentage points`,
    share: value => `${hundredths(value)}%`
  };
}

/** One sentence, whatever the metric and its value. */
export function reading(metric: BiasMetric, words: ReadingWords): string {
  const { name, value } = metric;
  const info = metricInfo(name);
  if (value === null || Number.isNaN(value)) {
    return metric.error ? `Not computed: ${metric.error}.`.replace(/\.\.$/, '.') : 'Not computed.';
  }
  if (!Number.isFinite(value)) {
    return (
      info?.infinite?.(value, words) ??
      `Infinite: the metric divides by a count that is 0 for one of the groups.`
    );
  }
  if (!info) {
    return 'This metric is not described here; see the documentation of the report’s version.';
  }
  if (!isValid(info, value)) {
    return `The value lies outside the range of the metric; the report may be damaged.`;
  }
  if (Math.abs(value - info.parity) < NOTHING) {
    return 'Parity: both groups come out alike on this metric.';
  }
  return info.reading(value, words);
}
