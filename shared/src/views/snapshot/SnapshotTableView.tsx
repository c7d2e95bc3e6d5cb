import { useMemo, type ReactElement } from 'react';
import { formatMetric, metricInfo } from '../../automl/metrics';
import { ValueCell } from '../../plots/ValueCell';
import { Table, type Column } from '../parts';
import type { SnapshotTable } from './format';

export interface SnapshotTableViewProps {
  label: string;
  table: SnapshotTable;
  locale: string;
  /** When there are no rows. */
  empty: string;
}

type Row = { key: string; cells: SnapshotTable['rows'][number] };

/** A table of a snapshot, in its own order until a header is pressed. */
export function SnapshotTableView({
  label,
  table,
  locale,
  empty
}: SnapshotTableViewProps): ReactElement {
  const rows = useMemo<Row[]>(
    () => table.rows.map((cells, index) => ({ key: String(index), cells })),
    [table]
  );
  const columns = useMemo<Column<Row>[]>(
    () =>
      table.columns.map((name, index) => {
        // Metrics of candidates have the same digits as in the leaderboard.
        const metric = metricInfo(name);
        const first = table.rows.find(row => row[index] !== null)?.[index];
        return {
          id: String(index),
          header: name,
          numeric: typeof first === 'number',
          value: row => {
            const cell = row.cells[index];
            return typeof cell === 'boolean' ? String(cell) : (cell ?? null);
          },
          cell: row => {
            const cell = row.cells[index];
            return typeof cell === 'number' && metric.direction ? (
              <span title={String(cell)}>{formatMetric(cell, metric, locale)}</span>
            ) : (
              <ValueCell value={typeof cell === 'boolean' ? String(cell) : cell} locale={locale} />
            );
          }
        };
      }),
    [table, locale]
  );
  return (
    <>
      <Table
        label={label}
        columns={columns}
        rows={rows}
        rowKey={row => row.key}
        empty={empty}
        locale={locale}
      />
      {table.omitted !== undefined && (
        <p className="ph-muted">{table.omitted.toLocaleString(locale)} more rows were left out.</p>
      )}
    </>
  );
}
