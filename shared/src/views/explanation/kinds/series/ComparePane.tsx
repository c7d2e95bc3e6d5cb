import { useCallback, useMemo, type ReactElement } from 'react';
import type { SeriesExplanation, SeriesItem } from '../../../../explain/model';
import { compareItems, sameItem, type ComparedStep } from '../../../../explain/series/compare';
import type { Host } from '../../../../host';
import { Chart } from '../../../../plots/Chart';
import { groupedBarFigure } from '../../../../plots/groupedBar';
import { short, signed } from '../../../../plots/numbers';
import type { PlotStyle } from '../../../../plots/style';
import { ValueCell } from '../../../../plots/ValueCell';
import { Banner, EmptyState, Table, type Column } from '../../../parts';
import type { Comparison } from '../registry';

export interface ComparePaneProps {
  explanation: SeriesExplanation;
  item: SeriesItem;
  /** What the shown explanation is called. */
  name: string;
  other: Comparison<SeriesExplanation>;
  host: Host;
}

/** Items named where the other explanation lacks the shown one. */
const LISTED = 8;

/** The shown item in two explanations: columns by their contributions, and both forecasts. */
export function ComparePane({
  explanation: e,
  item,
  name,
  other,
  host
}: ComparePaneProps): ReactElement {
  const second = other.explanation;
  const match = sameItem(item, second);
  const compared = useMemo(
    () => match && compareItems(e, item, second, match),
    [e, item, second, match]
  );
  const { locale } = host;
  const isMixed = e.relative !== second.relative;
  const quantity = e.relative ? 'impact score' : 'contribution';
  const draw = useCallback(
    (style: PlotStyle) => {
      const columns = compared?.columns ?? [];
      const [strongest] = columns;
      return groupedBarFigure(
        {
          rows: columns.map(column => ({ name: column.name })),
          groups: [
            { name, values: columns.map(column => column.first) },
            { name: other.name, values: columns.map(column => column.second) }
          ],
          title: `sum of |${quantity}| over time, mean of the horizon`,
          summary: strongest
            ? `${strongest.name}: ${short(strongest.first ?? NaN, style.locale)} in ${name}, ` +
              `${short(strongest.second ?? NaN, style.locale)} in ${other.name}.`
            : 'No column contributes.'
        },
        style
      );
    },
    [compared, name, other.name, quantity]
  );
  const columns = useMemo<Column<ComparedStep>[]>(() => {
    const forecast = (id: 'first' | 'second', header: string): Column<ComparedStep> => ({
      id,
      header,
      numeric: true,
      value: row => row[id],
      cell: row => <ValueCell value={row[id]} locale={locale} />
    });
    const change = ({ first, second: to }: ComparedStep): number | null =>
      first === null || to === null ? null : to - first;
    return [
      { id: 'step', header: 'Step', numeric: true, rowHeader: true, value: row => row.step },
      forecast('first', name),
      forecast('second', other.name),
      {
        id: 'change',
        header: 'Change',
        numeric: true,
        value: change,
        cell: row => {
          const by = change(row);
          return by === null ? '–' : signed(by, locale);
        }
      }
    ];
  }, [name, other.name, locale]);

  if (!match || !compared) {
    return (
      <EmptyState title={`${item.id} is not in ${other.name}`}>
        It has{' '}
        {second.items
          .slice(0, LISTED)
          .map(({ id }) => id.slice(0, 60))
          .join(', ') || 'no item'}
        {second.items.length > LISTED ? ` and ${second.items.length - LISTED} more` : ''}. Items are
        matched by their names.
      </EmptyState>
    );
  }
  const { onlyFirst, onlySecond } = compared;
  return (
    <div className="ph-Stack">
      {isMixed && (
        <Banner kind="warning" title="The two are in different units.">
          One holds impact scores, the other contributions: compare the order of columns, not the
          length of bars.
        </Banner>
      )}
      <Chart
        label={`Columns of ${item.id} in both`}
        draw={draw}
        host={host}
        exportName={`${name}-columns-compared`}
      />
      {compared.steps.length > 0 && (
        <>
          <h3>Forecast by step</h3>
          <Table<ComparedStep>
            label="Forecasts in both"
            columns={columns}
            rows={compared.steps}
            rowKey={row => String(row.step)}
            locale={locale}
          />
        </>
      )}
      <p className="ph-muted">
        Compared: the forecast of each step, and each column over all its time steps. Not compared:
        single time steps
        {onlyFirst + onlySecond > 0
          ? `; ${onlyFirst} of them are only in ${name}, ${onlySecond} only in ${other.name}`
          : ''}
        .
      </p>
    </div>
  );
}
