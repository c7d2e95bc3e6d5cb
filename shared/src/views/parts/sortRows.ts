/** What a table cell holds before it is drawn. */
export type CellValue = string | number | boolean | null | undefined;

export type SortOrder = 'ascending' | 'descending';

export interface SortState {
  /** Id of the column. */
  column: string;
  order: SortOrder;
}

interface Sortable<R> {
  id: string;
  value: (row: R) => CellValue;
}

function isMissing(value: CellValue): value is null | undefined {
  return value === null || value === undefined || (typeof value === 'number' && isNaN(value));
}

/**
 * Sort rows by one column, stably. Numbers sort as numbers, before text; text by the locale with
 * numbers inside it in their order. Missing values are last in either order.
 */
export function sortRows<R>(
  rows: readonly R[],
  columns: readonly Sortable<R>[],
  sort: SortState | undefined,
  locale: string | undefined
): readonly R[] {
  const column = columns.find(candidate => candidate.id === sort?.column);
  if (!column || !sort) {
    return rows;
  }
  const sign = sort.order === 'ascending' ? 1 : -1;
  const collator = new Intl.Collator(locale, { numeric: true });
  const compare = (a: CellValue, b: CellValue): number => {
    if (isMissing(a) || isMissing(b)) {
      return Number(isMissing(a)) - Number(isMissing(b));
    }
    const textA = typeof a === 'string';
    const textB = typeof b === 'string';
    if (textA !== textB) {
      return sign * (textA ? 1 : -1);
    }
    if (textA && textB) {
      return sign * collator.compare(a, b);
    }
    return sign * Math.sign(Number(a) - Number(b) || 0);
  };
  return rows
    .map(row => ({ row, value: column.value(row) }))
    .sort((a, b) => compare(a.value, b.value))
    .map(entry => entry.row);
}
