/** What a column of a baseline holds. */
import type { FeatureColumn } from './model';

export interface ColumnFacts {
  name: string;
  feature: number;
  /** Most frequent value; of several the first; `null`: missing. */
  usual: number | string | null;
  distinct: number;
  missing: number;
  /** Of numbers; absent if there are others. */
  mean?: number;
  min?: number;
  max?: number;
}

export function columnFacts(
  name: string,
  feature: number,
  column: FeatureColumn | undefined
): ColumnFacts {
  const counts = new Map<number | string | null, number>();
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  let texts = 0;
  for (const cell of column ?? []) {
    const value = typeof cell === 'number' && Number.isNaN(cell) ? null : cell;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (typeof value === 'number') {
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    } else if (value !== null) {
      texts += 1;
    }
  }
  const missing = counts.get(null) ?? 0;
  let usual: number | string | null = null;
  let most = 0;
  for (const [value, count] of counts) {
    if (count > most) {
      usual = value;
      most = count;
    }
  }
  const numbers = (column?.length ?? 0) - missing - texts;
  return {
    name,
    feature,
    usual,
    distinct: counts.size - (missing > 0 ? 1 : 0),
    missing,
    ...(texts === 0 && numbers > 0 ? { mean: sum / numbers, min, max } : {})
  };
}
