import { useMemo, type ReactElement, type ReactNode } from 'react';
import type { FeatureTotal } from '../../../../explain/series/aggregate';
import { ValueCell } from '../../../../plots/ValueCell';
import { MiddleEllipsis, Spark, Table, type Column } from '../../../parts';

export interface StaticTableProps {
  totals: readonly FeatureTotal[];
  horizon: number;
  /** Step of the horizon; absent: the mean of all. */
  step: number | undefined;
  locale: string;
  /** Choice of the step. */
  children: ReactNode;
}

/** Columns without time, e.g. the size of a shop. */
export function StaticTable({
  totals,
  horizon,
  step,
  locale,
  children
}: StaticTableProps): ReactElement {
  const columns = useMemo<Column<FeatureTotal>[]>(() => {
    const value = ({ sums }: FeatureTotal): number =>
      step === undefined
        ? sums.reduce((sum, each) => sum + each, 0) / horizon
        : (sums[step] ?? NaN);
    return [
      {
        id: 'name',
        header: 'Static column',
        rowHeader: true,
        value: total => total.name,
        cell: total => <MiddleEllipsis text={total.name} />
      },
      {
        id: 'value',
        header: step === undefined ? 'Mean contribution' : `Contribution to step ${step + 1}`,
        numeric: true,
        value,
        cell: total => <ValueCell value={value(total)} locale={locale} />
      },
      {
        id: 'course',
        header: 'Along the horizon',
        sortable: false,
        value: () => null,
        cell: total => (
          <Spark
            kind="line"
            values={[...total.sums]}
            label={`${total.name.slice(0, 60)} by step`}
          />
        )
      }
    ];
  }, [horizon, step, locale]);
  return (
    <div className="ph-Stack">
      {children}
      <Table<FeatureTotal>
        label="Static columns"
        columns={columns}
        rows={totals}
        rowKey={total => String(total.feature)}
        locale={locale}
      />
    </div>
  );
}
