import { useMemo, useState, type ReactElement } from 'react';
import { Table, type Column } from '../../../parts';
import { spanText, type ShownPart } from '../../../../explain/text/shownRecord';
import { alignedNumbers } from './alignedNumbers';

interface Row {
  key: string;
  position: number;
  feature: string;
  text: string;
  tokens: number;
  score: number;
}

export interface SpanTableProps {
  parts: readonly ShownPart[];
  label: string;
  /** Number of the record for people. */
  record: number;
  locale: string;
}

/** The numbers behind a marked text, folded until asked for. */
export function SpanTable({ parts, label, record, locale }: SpanTableProps): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="ph-Details ph-Chart-table"
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>Table</summary>
      {open && <OpenTable parts={parts} label={label} record={record} locale={locale} />}
    </details>
  );
}

function OpenTable({ parts, label, record, locale }: SpanTableProps): ReactElement {
  const rows = useMemo<Row[]>(
    () =>
      parts.flatMap((shown, p) =>
        shown.spans.map((span, s) => ({
          key: `${p}:${s}`,
          position: s + 1,
          feature: shown.part.feature,
          text: spanText(shown, span).slice(0, 200),
          tokens: span.units.length,
          score: span.score
        }))
      ),
    [parts]
  );
  const word = useMemo(
    () =>
      alignedNumbers(
        rows.map(({ score }) => score),
        locale
      ),
    [rows, locale]
  );
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: 'position',
        header: 'Place',
        numeric: true,
        firstOrder: 'ascending',
        value: row => row.position
      },
      ...(parts.length > 1
        ? [{ id: 'feature', header: 'Feature', value: (row: Row) => row.feature }]
        : []),
      {
        id: 'text',
        header: 'Text',
        rowHeader: true,
        value: row => row.text,
        cell: row => <bdi>{row.text.trim() || '(space)'}</bdi>
      },
      { id: 'tokens', header: 'Tokens', numeric: true, value: row => row.tokens },
      {
        id: 'score',
        header: `Contribution to ${label}`,
        numeric: true,
        value: row => row.score,
        cell: row => <span title={String(row.score)}>{word(row.score)}</span>
      }
    ],
    [parts.length, label, word]
  );
  return (
    <Table
      label={`Contributions in record ${record}`}
      columns={columns}
      rows={rows}
      rowKey={row => row.key}
      locale={locale}
    />
  );
}
