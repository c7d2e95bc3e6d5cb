/** F12: `baseline.csv`, the rows that features are compared with. */
import type { FeatureColumn } from '../model';
import { readTable } from './table';

export interface Baseline {
  features: string[];
  rows: number;
  /** One value per feature: the value all rows share, else the mean of numbers, else null. */
  values: FeatureColumn;
}

/** @returns `undefined` if there is no row. */
export function readBaseline(text: string, source: string): Baseline | undefined {
  const table = readTable(text, source);
  if (table.rows === 0) {
    return undefined;
  }
  return {
    features: table.headers,
    rows: table.rows,
    values: table.columns.map(column => {
      const first = column[0] ?? null;
      if (column.every(value => value === first)) {
        return first;
      }
      const numbers = column.filter((value): value is number => typeof value === 'number');
      return numbers.length === column.length
        ? numbers.reduce((sum, value) => sum + value, 0) / numbers.length
        : null;
    })
  };
}
