import type { ReactElement } from 'react';
import { short } from './numbers';

export interface ValueCellProps {
  value: number | string | null | undefined;
  locale: string;
  /** Stands for no value; default: `–`. */
  missing?: string;
}

/** A value in a table, its number shortened; the exact one stands in the tooltip. */
export function ValueCell({ value, locale, missing = '–' }: ValueCellProps): ReactElement {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return <>{missing}</>;
  }
  return typeof value === 'number' ? (
    <span title={String(value)}>{short(value, locale)}</span>
  ) : (
    <>{value}</>
  );
}
