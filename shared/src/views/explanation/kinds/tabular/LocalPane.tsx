import { useCallback, useMemo, type ReactElement } from 'react';
import type { TabularExplanation } from '../../../../explain/model';
import { globalValues, orderBySize, predictionOf } from '../../../../explain/order';
import type { Host } from '../../../../host';
import { Chart } from '../../../../plots/Chart';
import { percentText, short } from '../../../../plots/numbers';
import type { PlotStyle } from '../../../../plots/style';
import { ValueCell } from '../../../../plots/ValueCell';
import { waterfallFigure } from '../../../../plots/waterfall';
import { IconButton, NumberField, Section, Table, type Column } from '../../../parts';

export interface LocalPaneProps {
  explanation: TabularExplanation;
  label: number;
  host: Host;
  exportName: string;
  /** Index within the explanation. */
  record: number;
  onSelectRecord: (record: number) => void;
}

/** Features whose values stand in the list of records. */
const LISTED_FEATURES = 4;

/** One record: from the base to its prediction, and the list of all records to choose from. */
export function LocalPane({
  explanation: e,
  label,
  host,
  exportName,
  record,
  onSelectRecord
}: LocalPaneProps): ReactElement {
  const number = recordNumber(e, record);
  const draw = useCallback(
    (style: PlotStyle) => waterfallFigure(e, { label, record }, style),
    [e, label, record]
  );
  return (
    <section className="ph-Stack" aria-label="One record">
      <div className="ph-Row">
        <NumberField
          label="Record"
          value={number}
          integer
          min={1}
          hint={`1 to ${e.partOf?.records ?? e.records}`}
          onChange={value => {
            const index = value === undefined ? -1 : recordIndex(e, value);
            if (index >= 0) {
              onSelectRecord(index);
            }
          }}
        />
        <IconButton
          icon="arrowUp"
          label="Previous record"
          disabled={record <= 0}
          onClick={() => onSelectRecord(record - 1)}
        />
        <IconButton
          icon="arrowDown"
          label="Next record"
          disabled={record >= e.records - 1}
          onClick={() => onSelectRecord(record + 1)}
        />
        <PredictionText explanation={e} label={label} record={record} locale={host.locale} />
      </div>
      <Chart
        label={`Waterfall of record ${number}`}
        draw={draw}
        host={host}
        exportName={`${exportName}-record-${number}`}
      />
      {e.records > 1 && (
        <Section title="Records" host={host} storageKey="explanation-records" level={2}>
          <div style={{ maxBlockSize: '70vh', overflowY: 'auto' }}>
            <RecordTable
              explanation={e}
              label={label}
              host={host}
              record={record}
              onSelectRecord={onSelectRecord}
            />
          </div>
        </Section>
      )}
    </section>
  );
}

function PredictionText({
  explanation: e,
  label,
  record,
  locale
}: {
  explanation: TabularExplanation;
  label: number;
  record: number;
  locale: string;
}): ReactElement | null {
  const prediction = predictionOf(e, label, record);
  if (prediction === undefined) {
    return <span className="ph-muted">Prediction not known</span>;
  }
  const share =
    e.unit === 'log-odds' && e.labels.length === 1
      ? ` = ${percentText(1 / (1 + Math.exp(-prediction)), locale, 1)} ${e.labels[label]}`
      : '';
  return (
    <span>
      Prediction <strong className="ph-number">{short(prediction, locale)}</strong>
      {e.unit === 'log-odds' ? ' log-odds' : ''}
      {share}
    </span>
  );
}

function RecordTable({
  explanation: e,
  label,
  host,
  record,
  onSelectRecord
}: Omit<LocalPaneProps, 'exportName'>): ReactElement {
  const rows = useMemo(() => Array.from({ length: e.records }, (_, index) => index), [e]);
  const columns = useMemo<Column<number>[]>(() => {
    const strongest = orderBySize(globalValues(e, label)).slice(0, LISTED_FEATURES);
    return [
      {
        id: 'record',
        header: 'Record',
        numeric: true,
        firstOrder: 'ascending',
        rowHeader: true,
        value: row => recordNumber(e, row)
      },
      ...(e.predictions
        ? [
            {
              id: 'prediction',
              header: 'Prediction',
              numeric: true,
              value: (row: number) => predictionOf(e, label, row) ?? null,
              cell: (row: number) => (
                <ValueCell value={predictionOf(e, label, row)} locale={host.locale} />
              )
            }
          ]
        : []),
      ...strongest.map(feature => ({
        id: `feature-${feature}`,
        header: e.features[feature] as string,
        numeric: !e.data || typeof e.data[feature]?.find(v => v !== null) === 'number',
        value: (row: number) =>
          e.data
            ? (e.data[feature]?.[row] ?? null)
            : (e.values[(label * e.records + row) * e.features.length + feature] as number),
        cell: (row: number) => (
          <ValueCell
            value={
              e.data
                ? (e.data[feature]?.[row] ?? null)
                : e.values[(label * e.records + row) * e.features.length + feature]
            }
            locale={host.locale}
            missing={e.data ? 'missing' : undefined}
          />
        )
      }))
    ];
  }, [e, label, host.locale]);
  return (
    <Table<number>
      label="Explained records"
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      selected={String(record)}
      onSelect={onSelectRecord}
      locale={host.locale}
    />
  );
}

const rowKey = (row: number): string => String(row);

/** Number of a record in the whole explanation, from 1. */
function recordNumber(e: TabularExplanation, record: number): number {
  return (e.partOf?.indices?.[record] ?? record) + 1;
}

function recordIndex(e: TabularExplanation, number: number): number {
  const indices = e.partOf?.indices;
  if (indices) {
    return indices.indexOf(number - 1);
  }
  return Number.isInteger(number) && number >= 1 && number <= e.records ? number - 1 : -1;
}
