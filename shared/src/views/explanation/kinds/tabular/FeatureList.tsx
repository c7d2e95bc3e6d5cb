import { memo, useMemo, type ReactElement } from 'react';
import type { Aggregation, TabularExplanation } from '../../../../explain/model';
import { globalValues, orderBySize } from '../../../../explain/order';
import type { Host } from '../../../../host';
import { ValueCell } from '../../../../plots/ValueCell';
import { MiddleEllipsis, Table, TextField, type Column } from '../../../parts';

export interface FeatureListProps {
  explanation: TabularExplanation;
  label: number;
  records: Uint32Array | undefined;
  how: Aggregation;
  host: Host;
  search: string;
  onSearch: (search: string) => void;
  /** Features found; `undefined`: nothing is searched for. */
  found: readonly number[] | undefined;
  selected: number | undefined;
  onSelect: (feature: number) => void;
}

interface Row {
  feature: number;
  name: string;
  value: number;
  share: number;
}

/** All features by importance: search, sort, choose. */
export const FeatureList = memo(function FeatureList(props: FeatureListProps): ReactElement {
  const { explanation: e, label, records, how, host, search, onSearch, found, selected } = props;
  const ranked = useMemo<Row[]>(() => {
    const values = globalValues(e, label, records, how);
    const order = orderBySize(values);
    const most = Math.abs(values[order[0] ?? 0] ?? 0) || 1;
    return order.map(feature => {
      const value = values[feature] as number;
      return {
        feature,
        name: e.features[feature] as string,
        value,
        share: Math.min(1, Math.abs(value) / most) || 0
      };
    });
  }, [e, label, records, how]);
  const rows = useMemo(() => {
    const wanted = found && new Set(found);
    return wanted ? ranked.filter(row => wanted.has(row.feature)) : ranked;
  }, [ranked, found]);
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: 'name',
        header: 'Feature',
        rowHeader: true,
        value: row => row.name,
        cell: row => (
          <span className="ph-Feature">
            <MiddleEllipsis text={row.name} />
            <span className="ph-Feature-bar" style={{ inlineSize: `${row.share * 100}%` }} />
          </span>
        )
      },
      {
        id: 'value',
        header: 'Importance',
        numeric: true,
        value: row => Math.abs(row.value),
        cell: row => <ValueCell value={row.value} locale={host.locale} />
      }
    ],
    [host.locale]
  );
  return (
    <div className="ph-Stack ph-FeatureList">
      <TextField
        label="Find features"
        type="search"
        value={search}
        onChange={onSearch}
        hint={
          found
            ? `${found.length} of ${e.features.length} features`
            : `${e.features.length} ${e.features.length === 1 ? 'feature' : 'features'}`
        }
      />
      <Table<Row>
        label="Features"
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        selected={selected === undefined ? undefined : String(selected)}
        onSelect={row => props.onSelect(row.feature)}
        locale={host.locale}
        empty={`No feature is named like “${search.slice(0, 80)}”.`}
      />
    </div>
  );
});

const rowKey = (row: Row): string => String(row.feature);
