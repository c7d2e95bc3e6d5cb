import { useMemo, useState, type ReactElement } from 'react';
import { findNames } from '../../../../explain/search';
import type { SeriesExplanation } from '../../../../explain/model';
import type { Host } from '../../../../host';
import {
  MiddleEllipsis,
  Section,
  SelectField,
  Table,
  TextField,
  type Column
} from '../../../parts';

export interface ItemPickerProps {
  explanation: SeriesExplanation;
  selected: number;
  onSelect: (item: number) => void;
  host: Host;
}

/** So many items fit a plain list. */
const FEW = 12;

/** One item of few, or of thousands by search. */
export function ItemPicker({
  explanation: e,
  selected,
  onSelect,
  host
}: ItemPickerProps): ReactElement | null {
  const [search, setSearch] = useState('');
  const names = useMemo(() => e.items.map(({ id }) => id), [e]);
  const rows = useMemo(() => findNames(names, search) ?? names.map((_, i) => i), [names, search]);
  const columns = useMemo<Column<number>[]>(
    () => [
      {
        id: 'item',
        header: 'Item',
        rowHeader: true,
        value: i => names[i] ?? '',
        cell: i => <MiddleEllipsis text={names[i] ?? ''} />
      },
      { id: 'steps', header: 'Horizon', numeric: true, value: i => e.items[i]?.horizon ?? null },
      {
        id: 'entries',
        header: 'Entries',
        description: 'Time steps and columns with contributions',
        numeric: true,
        value: i => e.items[i]?.entries.length ?? null
      }
    ],
    [e, names]
  );
  if (names.length <= 1) {
    return (
      <span>
        Item: <strong dir="auto">{names[0]}</strong>
      </span>
    );
  }
  if (names.length <= FEW) {
    return (
      <SelectField
        label="Item"
        value={String(selected)}
        choices={names.map((name, i) => ({ value: String(i), label: name }))}
        onChange={value => onSelect(Number(value))}
      />
    );
  }
  return (
    <Section
      title="Items"
      note={`${names[selected]?.slice(0, 60) ?? ''}, one of ${names.length.toLocaleString(host.locale)}`}
      host={host}
      storageKey="explanation-series-items"
      level={2}
    >
      <div className="ph-Stack ph-Series-items">
        <TextField
          label="Find items"
          type="search"
          value={search}
          onChange={setSearch}
          hint={`${rows.length.toLocaleString(host.locale)} of ${names.length.toLocaleString(host.locale)}`}
          onEnter={() => rows[0] !== undefined && onSelect(rows[0])}
        />
        <Table<number>
          label="Items"
          columns={columns}
          rows={rows}
          rowKey={String}
          selected={String(selected)}
          onSelect={onSelect}
          empty={`No item is named like “${search}”.`}
          locale={host.locale}
        />
      </div>
    </Section>
  );
}
