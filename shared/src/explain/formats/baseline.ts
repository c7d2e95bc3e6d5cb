/** F12: `baseline.csv`, the rows that features are compared with. */
import type { BaselineExplanation, FeatureColumn } from '../model';
import { metaOf, noValues } from './format';
import { isRecord } from './columnPlan';
import { readTable, typedColumn, type DataTable } from './table';

export interface Baseline {
  features: string[];
  rows: number;
  /** One value per feature: the value all rows share, else the mean of numbers, else null. */
  values: FeatureColumn;
}

/** @returns `undefined` if there is no row. */
export function readBaseline(text: string, source: string): Baseline | undefined {
  return baselineOf(readTable(text, source));
}

/** The table with its first line as a row, if that is no header. Numbers from 0 are one. */
export function withHeader(table: DataTable, features: readonly string[] = []): DataTable {
  const { headers } = table;
  if (!isRecord(headers) || headers.every((name, index) => name === String(index))) {
    return table;
  }
  const names =
    features.length === headers.length ? features : headers.map((_, index) => `column_${index}`);
  return {
    headers: [...names],
    rows: table.rows + 1,
    columns: table.columns.map((column, c) =>
      typedColumn([headers[c] ?? '', ...column.map(cell => String(cell ?? ''))])
    ),
    warnings: [...table.warnings, 'The baseline has no header; its columns are taken in order.']
  };
}

/** The rows as an explanation of their own. */
export function baselineExplanation(table: DataTable, source: string): BaselineExplanation {
  return {
    ...noValues(),
    kind: 'baseline',
    features: table.headers,
    records: table.rows,
    data: table.columns,
    meta: metaOf('F12', source, [
      ...table.warnings,
      ...(table.rows === 0 ? [`${source}: holds no row below its header.`] : [])
    ])
  };
}

/** @returns `undefined` if there is no row. */
export function baselineOf(table: DataTable): Baseline | undefined {
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
