import { useMemo, useState, type ReactElement } from 'react';
import { columnFacts, type ColumnFacts } from '../../../../explain/baselineFacts';
import type { BaselineExplanation } from '../../../../explain/model';
import { findNames } from '../../../../explain/search';
import { ValueCell } from '../../../../plots/ValueCell';
import { EmptyState, MiddleEllipsis, Table, Tabs, TextField, type Column } from '../../../parts';
import { FileNotes } from '../FileNotes';
import type { KindProps } from '../registry';

type Shape = 'features' | 'rows';

/** Features side by side in the table of rows; the others are found by the search. */
const COLUMNS = 40;

/** The rows that explanations compare with: what each feature is there. */
export default function BaselineView({
  explanation: e,
  host
}: KindProps<BaselineExplanation>): ReactElement {
  const [search, setSearch] = useState('');
  const [shape, setShape] = useState<Shape>('features');
  const found = useMemo(
    () => findNames(e.features, search) ?? e.features.map((_, i) => i),
    [e, search]
  );
  if (e.features.length === 0 || e.records === 0) {
    return (
      <>
        <EmptyState title="The baseline is empty">
          {e.meta.source} holds no {e.features.length === 0 ? 'columns' : 'rows'}.
        </EmptyState>
        <FileNotes explanation={e} />
      </>
    );
  }
  const rowsText = e.records === 1 ? '1 row' : `${e.records} rows`;
  return (
    <section className="ph-Stack" aria-label="Baseline">
      <TextField
        label="Find features"
        type="search"
        value={search}
        onChange={setSearch}
        hint={`${found.length} of ${e.features.length} features, ${rowsText}`}
      />
      {e.records === 1 ? (
        <FeatureTable explanation={e} found={found} locale={host.locale} />
      ) : (
        <Tabs<Shape>
          label="Baseline as"
          tabs={[
            { id: 'features', label: 'Features' },
            { id: 'rows', label: 'Rows' }
          ]}
          selected={shape}
          onSelect={setShape}
        >
          {shape === 'features' ? (
            <FeatureTable explanation={e} found={found} locale={host.locale} />
          ) : (
            <RowTable explanation={e} found={found} locale={host.locale} />
          )}
        </Tabs>
      )}
      <FileNotes
        explanation={e}
        facts={[
          `Contributions compare a prediction with that of ${
            e.records === 1 ? 'this row' : 'these rows, on average'
          }`
        ]}
      />
    </section>
  );
}

interface PartProps {
  explanation: BaselineExplanation;
  /** Indices of the features to show. */
  found: readonly number[];
  locale: string;
}

function FeatureTable({ explanation: e, found, locale }: PartProps): ReactElement {
  const rows = useMemo(
    () =>
      found.map(feature => columnFacts(e.features[feature] as string, feature, e.data[feature])),
    [e, found]
  );
  const columns = useMemo<Column<ColumnFacts>[]>(() => {
    const number = (
      id: 'mean' | 'min' | 'max' | 'missing' | 'distinct',
      header: string
    ): Column<ColumnFacts> => ({
      id,
      header,
      numeric: true,
      value: row => row[id] ?? null,
      cell: row => <ValueCell value={row[id]} locale={locale} />
    });
    return [
      {
        id: 'feature',
        header: 'Feature',
        rowHeader: true,
        value: row => row.name,
        cell: row => <MiddleEllipsis text={row.name} />
      },
      {
        id: 'value',
        header: e.records === 1 ? 'Value' : 'Most frequent',
        value: row => row.usual,
        cell: row => <ValueCell value={row.usual} locale={locale} missing="missing" />
      },
      ...(e.records > 1
        ? [
            number('mean', 'Mean'),
            number('min', 'Least'),
            number('max', 'Largest'),
            number('distinct', 'Distinct'),
            number('missing', 'Missing')
          ]
        : [])
    ];
  }, [e, locale]);
  return (
    <Table<ColumnFacts>
      label="Baseline by feature"
      columns={columns}
      rows={rows}
      rowKey={row => String(row.feature)}
      empty="No feature has such a name."
      locale={locale}
    />
  );
}

function RowTable({ explanation: e, found, locale }: PartProps): ReactElement {
  const shown = found.slice(0, COLUMNS);
  const key = shown.join();
  const rows = useMemo(() => Array.from({ length: e.records }, (_, i) => i), [e]);
  const columns = useMemo<Column<number>[]>(
    () => [
      { id: 'row', header: 'Row', numeric: true, rowHeader: true, value: row => row + 1 },
      ...(key === '' ? [] : key.split(',').map(Number)).map((feature): Column<number> => ({
        id: String(feature),
        header: <MiddleEllipsis text={e.features[feature] as string} />,
        numeric: typeof e.data[feature]?.find(value => value !== null) === 'number',
        value: row => e.data[feature]?.[row] ?? null,
        cell: row => <ValueCell value={e.data[feature]?.[row]} locale={locale} missing="missing" />
      }))
    ],
    [e, key, locale]
  );
  return (
    <>
      {found.length > shown.length && (
        <p className="ph-muted">
          {shown.length} of {found.length} features are side by side; search to see others.
        </p>
      )}
      <Table<number>
        label="Baseline rows"
        columns={columns}
        rows={rows}
        rowKey={String}
        locale={locale}
      />
    </>
  );
}
