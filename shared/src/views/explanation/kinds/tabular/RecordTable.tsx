import { memo, useMemo, type ReactElement } from 'react';
import { isRight } from '../../../../explain/cohorts';
import type { TabularExplanation } from '../../../../explain/model';
import { globalValues, orderBySize, predictionOf } from '../../../../explain/order';
import { recordNumber, unexplained } from '../../../../explain/records';
import type { Host } from '../../../../host';
import { ValueCell } from '../../../../plots/ValueCell';
import { Table, type Column } from '../../../parts';

export interface RecordTableProps {
  explanation: TabularExplanation;
  label: number;
  host: Host;
  /** Records of the cohort; `undefined`: all, those without explanation marked. */
  records: Uint32Array | undefined;
  selected: number | undefined;
  onSelect: (record: number) => void;
}

/** Features whose values stand in the list of records. */
const LISTED_FEATURES = 5;

/** A record, or what is known of one without explanation: its number. */
type Row = number | { number: number };

/** All records to choose from. */
export const RecordTable = memo(function RecordTable({
  explanation: e,
  label,
  host,
  records,
  selected,
  onSelect
}: RecordTableProps): ReactElement {
  const rows = useMemo<Row[]>(() => {
    const explained = records ?? Uint32Array.from({ length: e.records }, (_, i) => i);
    const gaps = records ? [] : unexplained(e);
    if (gaps.length === 0) {
      return Array.from(explained);
    }
    const all: Row[] = [...Array.from(explained), ...gaps.map(number => ({ number }))];
    return all.sort((a, b) => numberOf(e, a) - numberOf(e, b));
  }, [e, records]);
  const columns = useMemo<Column<Row>[]>(() => {
    const strongest = orderBySize(globalValues(e, label)).slice(0, LISTED_FEATURES);
    const valueOf = (row: Row, feature: number): string | number | null =>
      typeof row !== 'number'
        ? null
        : e.data
          ? (e.data[feature]?.[row] ?? null)
          : (e.values[(label * e.records + row) * e.features.length + feature] as number);
    return [
      {
        id: 'record',
        header: 'Record',
        numeric: true,
        firstOrder: 'ascending',
        rowHeader: true,
        value: row => numberOf(e, row)
      },
      ...(e.recordIds
        ? [
            {
              id: 'id',
              header: 'Identifier',
              value: (row: Row) => (typeof row === 'number' ? (e.recordIds?.[row] ?? null) : null)
            }
          ]
        : []),
      ...(e.predictions
        ? [
            {
              id: 'prediction',
              header: 'Prediction',
              numeric: true,
              value: (row: Row) =>
                typeof row === 'number' ? (predictionOf(e, label, row) ?? null) : null,
              cell: (row: Row) =>
                typeof row === 'number' ? (
                  <ValueCell value={predictionOf(e, label, row)} locale={host.locale} />
                ) : (
                  'not explained'
                )
            }
          ]
        : []),
      ...(e.actual
        ? [
            {
              id: 'actual',
              header: 'Actual',
              value: (row: Row) => (typeof row === 'number' ? (e.actual?.[row] ?? null) : null),
              cell: (row: Row) =>
                typeof row !== 'number' ? (
                  '–'
                ) : (
                  <>
                    <ValueCell value={e.actual?.[row]} locale={host.locale} />
                    {isRight(e, row) === false ? ' (wrong)' : ''}
                  </>
                )
            }
          ]
        : []),
      ...strongest.map((feature, i): Column<Row> => ({
        id: `feature-${feature}`,
        header: shortened(e.features[feature] as string),
        description: e.features[feature],
        numeric: !e.data || typeof e.data[feature]?.find(v => v !== null) === 'number',
        value: row => valueOf(row, feature),
        cell: row =>
          typeof row === 'number' ? (
            <ValueCell
              value={valueOf(row, feature)}
              locale={host.locale}
              missing={e.data ? 'missing' : undefined}
            />
          ) : i === 0 && !e.predictions ? (
            'not explained'
          ) : (
            '–'
          )
      }))
    ];
  }, [e, label, host.locale]);
  return (
    <Table<Row>
      label="Explained records"
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      rowClass={row => (typeof row === 'number' ? undefined : 'ph-muted')}
      selected={selected === undefined ? undefined : String(selected)}
      onSelect={row => {
        if (typeof row === 'number') {
          onSelect(row);
        }
      }}
      locale={host.locale}
      empty="No record is in this cohort."
    />
  );
});

const rowKey = (row: Row): string => (typeof row === 'number' ? String(row) : `-${row.number}`);

function numberOf(e: TabularExplanation, row: Row): number {
  return typeof row === 'number' ? recordNumber(e, row) : row.number;
}

/** Headers do not grow without end. */
function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 26)}…${name.slice(-12)}` : name;
}
