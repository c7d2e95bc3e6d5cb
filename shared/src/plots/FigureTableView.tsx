import { useMemo, useState, type ReactElement } from 'react';
import { Table, type Column } from '../views/parts';
import type { FigureTable } from './figure';
import { ValueCell } from './ValueCell';

type Row = { key: string; cells: (string | number | null)[] };

export interface FigureTableViewProps {
  label: string;
  table: FigureTable;
  locale: string;
}

/** The numbers behind a chart, folded until asked for. */
export function FigureTableView({ label, table, locale }: FigureTableViewProps): ReactElement {
  const [open, setOpen] = useState(false);
  const rows = useMemo<Row[]>(
    // Nobody waits for rows that are not seen.
    () => (open ? table.rows.map((cells, index) => ({ key: String(index), cells })) : []),
    [table, open]
  );
  const columns = useMemo<Column<Row>[]>(
    () =>
      table.columns.map((column, index) => ({
        id: String(index),
        header: column.name,
        numeric: column.numeric,
        value: row => row.cells[index] ?? null,
        cell: row => <ValueCell value={row.cells[index]} locale={locale} />
      })),
    [table, locale]
  );
  return (
    <details
      className="ph-Details ph-Chart-table"
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>Table</summary>
      {open && (
        <>
          <Table
            label={label}
            columns={columns}
            rows={rows}
            rowKey={row => row.key}
            locale={locale}
          />
          {table.omitted !== undefined && table.omitted > 0 && (
            <p className="ph-muted">
              {table.omitted.toLocaleString(locale)} more rows are not shown here; the CSV file has
              {table.all ? ' all of them' : ' the same rows as this table'}.
            </p>
          )}
        </>
      )}
    </details>
  );
}
