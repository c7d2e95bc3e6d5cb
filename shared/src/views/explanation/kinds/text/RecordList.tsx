import { useDeferredValue, useMemo, useState, type ReactElement } from 'react';
import type { TextExplanation, TextRecord } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { percentText } from '../../../../plots/numbers';
import { SelectField, Table, TextField, type Column } from '../../../parts';
import { recordNumber } from '../../../../explain/text/shownRecord';

export interface RecordListProps {
  explanation: TextExplanation;
  host: Host;
  record: number;
  onSelect: (record: number) => void;
}

/** Letters of the text in the list. */
const EXCERPT = 140;
const ANY = '';

/** Records to choose from, with search and a filter by predicted label. */
export function RecordList({
  explanation: e,
  host,
  record,
  onSelect
}: RecordListProps): ReactElement {
  const [query, setQuery] = useState('');
  const [label, setLabel] = useState(ANY);
  const wanted = useDeferredValue(query.trim().toLowerCase());
  const labels = useMemo(() => predictedLabels(e), [e]);
  const texts = useMemo(
    () => e.items.map(item => item.parts.map(part => part.text.toLowerCase()).join('\n')),
    [e]
  );
  const rows = useMemo(
    () =>
      e.items.flatMap((item, index) =>
        (label === ANY || item.predictedLabel === label) &&
        (wanted === '' || (texts[index] as string).includes(wanted))
          ? [index]
          : []
      ),
    [e, label, wanted, texts]
  );
  const columns = useMemo(() => columnsOf(e, host.locale), [e, host.locale]);
  return (
    <section className="ph-Stack ph-TextRecords" aria-label="Records">
      <div className="ph-Row ph-mod-fields">
        <TextField
          label="Find in texts"
          type="search"
          value={query}
          onChange={setQuery}
          placeholder="Part of a text"
        />
        {labels.length > 1 && (
          <SelectField
            label="Predicted label"
            value={label}
            choices={[
              { value: ANY, label: 'Any' },
              ...labels.map(name => ({ value: name, label: name }))
            ]}
            onChange={setLabel}
          />
        )}
        <span className="ph-muted" role="status">
          {rows.length === e.items.length
            ? `${e.items.length.toLocaleString(host.locale)} records`
            : `${rows.length.toLocaleString(host.locale)} of ${e.items.length.toLocaleString(host.locale)} records`}
        </span>
      </div>
      <Table
        label="Explained records"
        columns={columns}
        rows={rows}
        rowKey={String}
        selected={String(record)}
        onSelect={onSelect}
        empty={`No text holds “${query.slice(0, 40)}”.`}
        locale={host.locale}
      />
    </section>
  );
}

/** At most so many labels stand in the filter. */
const LABELS = 200;

function predictedLabels(e: TextExplanation): string[] {
  const found = new Set<string>();
  for (const { predictedLabel } of e.items) {
    if (predictedLabel !== undefined && found.size < LABELS) {
      found.add(predictedLabel);
    }
  }
  return [...found].sort();
}

function columnsOf(e: TextExplanation, locale: string): Column<number>[] {
  const item = (row: number): TextRecord => e.items[row] as TextRecord;
  const has = (test: (record: TextRecord) => boolean): boolean => e.items.some(test);
  return [
    {
      id: 'record',
      header: 'Record',
      numeric: true,
      firstOrder: 'ascending',
      rowHeader: true,
      value: row => recordNumber(e, row)
    },
    {
      id: 'text',
      header: 'Text',
      value: row => excerpt(item(row)),
      cell: row => (
        <span className="ph-TextRecords-text" dir="auto">
          {excerpt(item(row)) || '(empty)'}
        </span>
      )
    },
    ...(has(({ predictedLabel }) => predictedLabel !== undefined)
      ? [
          {
            id: 'label',
            header: 'Predicted',
            value: (row: number) => item(row).predictedLabel ?? null,
            cell: (row: number) => <bdi>{(item(row).predictedLabel ?? '–').slice(0, EXCERPT)}</bdi>
          }
        ]
      : []),
    ...(has(({ probability }) => probability !== undefined)
      ? [
          {
            id: 'probability',
            header: 'Probability',
            numeric: true,
            value: (row: number) => item(row).probability ?? null,
            cell: (row: number) => {
              const { probability } = item(row);
              return probability === undefined ? '–' : percentText(probability, locale, 1);
            }
          }
        ]
      : [])
  ];
}

function excerpt({ parts }: TextRecord): string {
  const text = parts
    .map(part => part.text.slice(0, EXCERPT))
    .join(' · ')
    .replace(/\s+/gu, ' ');
  return text.length > EXCERPT ? `${[...text].slice(0, EXCERPT).join('')}…` : text;
}
