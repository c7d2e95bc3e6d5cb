/** What views need at once and what takes long to find among very many numbers. */
import type { Explanation } from './model';
import { namedChecks } from './namedChecks';
import { featureStatistics } from './statistics';

/** An explanation with its checks and statistics: made where it is read, off the page's thread. */
export function prepare<E extends Explanation>(e: E): E {
  const meta = { ...e.meta, checks: namedChecks(e) };
  return e.kind === 'tabular' && e.records > 0
    ? { ...e, meta, statistics: e.labels.map((_, label) => featureStatistics(e, label)) }
    : { ...e, meta };
}
