import { useMemo, useState, type ReactElement } from 'react';
import { regions, type Region } from '../../../../explain/images/regions';
import { percentText } from '../../../../plots/numbers';
import { Table, type Column } from '../../../parts';
import { shownScalar } from './compose';
import type { HeatMap } from './pictures';

/** Importance goes from 0 to 1. */
const DECIMALS = { minimumFractionDigits: 3, maximumFractionDigits: 3 };

/** The heat map as nine numbers, folded until asked for. */
export function RegionTable({
  map,
  invert,
  locale
}: {
  map: HeatMap;
  invert: boolean;
  locale: string;
}): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="ph-Details ph-Chart-table"
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>Table</summary>
      {open && <OpenTable map={map} invert={invert} locale={locale} />}
    </details>
  );
}

function OpenTable({
  map,
  invert,
  locale
}: {
  map: HeatMap;
  invert: boolean;
  locale: string;
}): ReactElement {
  const rows = useMemo(() => mapRegions(map, invert), [map, invert]);
  const columns = useMemo<Column<Region>[]>(
    () => [
      { id: 'name', header: 'Part of the picture', rowHeader: true, value: row => row.name },
      {
        id: 'share',
        header: 'Share of the importance',
        numeric: true,
        value: row => row.share,
        cell: row => percentText(row.share, locale)
      },
      {
        id: 'mean',
        header: 'Mean importance',
        numeric: true,
        value: row => row.mean,
        cell: row => row.mean.toLocaleString(locale, DECIMALS)
      }
    ],
    [locale]
  );
  return (
    <Table
      label="Where the heat map is strong"
      columns={columns}
      rows={rows}
      rowKey={row => row.name}
      locale={locale}
    />
  );
}

/** The nine parts of a map, as it is shown. */
export function mapRegions(map: HeatMap, invert: boolean): Region[] {
  const scalar = shownScalar(map, invert);
  return scalar ? regions(scalar) : [];
}
