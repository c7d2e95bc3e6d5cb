import { useMemo, useState, type ReactElement } from 'react';
import { toCsv } from '../../../../explain/formats/csv';
import type { ImageItem } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { fileName } from '../../../../plots/fileName';
import { percentText } from '../../../../plots/numbers';
import { Button, MiddleEllipsis, Table, type Column } from '../../../parts';

export interface ItemTableProps {
  items: readonly ImageItem[];
  /** Indices of the items to show, in order. */
  shown: readonly number[];
  host: Host;
  exportName: string;
}

/** The pictures as a table, folded until asked for, and as a CSV file. */
export function ItemTable({ items, shown, host, exportName }: ItemTableProps): ReactElement {
  const [open, setOpen] = useState(false);
  const save = async (): Promise<void> => {
    try {
      const text = toCsv(itemRows(items, shown));
      await host.save(fileName(exportName, 'csv'), new TextEncoder().encode(text), 'text/csv');
    } catch (error) {
      host.notify('error', `The table could not be exported: ${(error as Error).message}`);
    }
  };
  return (
    <div className="ph-Chart-foot ph-Row">
      <details
        className="ph-Details ph-Chart-table"
        onToggle={event => setOpen(event.currentTarget.open)}
      >
        <summary>Table of pictures</summary>
        {open && <OpenTable items={items} shown={shown} locale={host.locale} />}
      </details>
      <span className="ph-Row" role="group" aria-label="Actions of the list">
        <Button kind="quiet" onClick={() => void save()}>
          CSV
        </Button>
      </span>
    </div>
  );
}

/** Header and one row per picture. */
export function itemRows(
  items: readonly ImageItem[],
  shown: readonly number[]
): (string | number | null)[][] {
  const header = ['name', 'predicted_label', 'probability', 'actual', 'picture', 'heat_maps'];
  return [
    header,
    ...shown.map(index => {
      const item = items[index] as ImageItem;
      return [
        item.name,
        item.predictedLabel ?? null,
        item.probability ?? null,
        item.actual ?? null,
        item.input ?? null,
        item.maps.map(({ uri }) => uri).join(' ')
      ];
    })
  ];
}

function OpenTable({
  items,
  shown,
  locale
}: {
  items: readonly ImageItem[];
  shown: readonly number[];
  locale: string;
}): ReactElement {
  const columns = useMemo<Column<number>[]>(() => {
    const item = (row: number): ImageItem => items[row] as ImageItem;
    return [
      {
        id: 'name',
        header: 'Picture',
        rowHeader: true,
        value: row => item(row).name,
        cell: row => <MiddleEllipsis text={item(row).name} />
      },
      {
        id: 'label',
        header: 'Predicted',
        value: row => item(row).predictedLabel ?? null,
        cell: row => <bdi>{(item(row).predictedLabel ?? '–').slice(0, 200)}</bdi>
      },
      {
        id: 'probability',
        header: 'Probability',
        numeric: true,
        value: row => item(row).probability ?? null,
        cell: row => {
          const { probability } = item(row);
          return probability === undefined ? '–' : percentText(probability, locale, 1);
        }
      },
      { id: 'actual', header: 'True class', value: row => item(row).actual ?? null },
      { id: 'maps', header: 'Heat maps', numeric: true, value: row => item(row).maps.length }
    ];
  }, [items, locale]);
  return (
    <Table
      label="Explained pictures, table"
      columns={columns}
      rows={shown}
      rowKey={String}
      locale={locale}
    />
  );
}
