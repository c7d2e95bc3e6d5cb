/** Recorded reports and small made-up explanations, for tests. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TabularExplanation } from '../model';

/** Text of a file below `test/fixtures/explainability`. */
export function fixture(path: string): string {
  // Paths, not URLs: jsdom has URLs of its own.
  const here = dirname(fileURLToPath(import.meta.url));
  return readFileSync(join(here, '../../../../test/fixtures/explainability', path), 'utf-8');
}

/** Binary explanation in log-odds that adds up: 2 features, given contributions per record. */
export function smallExplanation(change: Partial<TabularExplanation> = {}): TabularExplanation {
  const values = Float64Array.from([0.5, -0.25, -1, 0.75, 2, 0]);
  const base = 0.1;
  return {
    kind: 'tabular',
    labels: ['yes'],
    features: ['age', 'income'],
    records: 3,
    values,
    base: [base],
    unit: 'log-odds',
    data: [
      [37, 52, null],
      ['high', 'low', 'high']
    ],
    predictions: Float64Array.from([0.35, -0.15, 2.1]),
    baseline: [40, 'low'],
    baselineRows: 1,
    meta: { format: 'F5', joined: ['F2', 'F5'], source: 's3://bucket/report', warnings: [] },
    ...change
  };
}
