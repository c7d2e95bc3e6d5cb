import { useCallback, type ReactElement } from 'react';
import { cohortName } from '../../../../explain/cohorts';
import { AGGREGATION_TEXT } from '../../../../explain/aggregate';
import type { Aggregation, TabularExplanation } from '../../../../explain/model';
import { globalValues, orderBySize } from '../../../../explain/order';
import type { Host } from '../../../../host';
import { Chart } from '../../../../plots/Chart';
import { unitText, type FigurePoint } from '../../../../plots/figure';
import { globalBarFigure } from '../../../../plots/globalBar';
import { groupedBarFigure, type BarGroup } from '../../../../plots/groupedBar';
import { short } from '../../../../plots/numbers';
import type { PlotStyle } from '../../../../plots/style';
import type { SelectionStore } from './useSelection';

/** Sizes or signed means of one output, or sizes of all outputs. What a size is, says `how`. */
export type Measure = 'size' | 'signed' | 'labels';

export interface ImportanceChartProps {
  explanation: TabularExplanation;
  store: SelectionStore;
  host: Host;
  exportName: string;
  measure: Measure;
  how: Aggregation;
  top: number;
  only: readonly number[] | undefined;
  selected: number | undefined;
  onSelect: (point: FigurePoint) => void;
}

/** Importance of features: of one cohort, of two, or of all outputs. */
export function ImportanceChart({
  explanation: e,
  store,
  host,
  exportName,
  measure,
  how,
  top,
  only,
  selected,
  onSelect
}: ImportanceChartProps): ReactElement {
  const { selection, records, against, againstRecords } = store;
  const { label, cohort } = selection;
  const byLabel = measure === 'labels' && e.labels.length > 1;
  const grouped = byLabel || against !== undefined;
  const draw = useCallback(
    (style: PlotStyle) => {
      const bySign = measure === 'signed';
      if (!grouped) {
        const options = { label, top, only, records, selected, signed: bySign, how };
        return globalBarFigure(e, options, style);
      }
      const number = (value: number): string => short(value, style.locale);
      const lists = byLabel
        ? e.labels.map((name, l) => ({ name, values: globalValues(e, l, records, how) }))
        : [
            { name: cohortName(e, cohort, number), values: globalValues(e, label, records, how) },
            {
              name: against ? cohortName(e, against, number) : '',
              values: globalValues(e, label, againstRecords, how)
            }
          ];
      const most = Float64Array.from(e.features, (_, f) =>
        lists.reduce((size, { values }) => Math.max(size, Math.abs(values[f] as number) || 0), 0)
      );
      const wanted = only && new Set(only);
      const order = orderBySize(most).filter(f => !wanted || wanted.has(f));
      const groups = lists.map(({ name, values }): BarGroup => ({
        name,
        values: order.map(f => (Number.isNaN(values[f]) ? undefined : values[f]))
      }));
      const unit = unitText(e.unit, e.labels[label] as string);
      const strongest = e.features[order[0] ?? -1];
      const omitted =
        groups.length > style.categories.length
          ? ` The first ${style.categories.length} of ${groups.length} are drawn; the table has all.`
          : '';
      return groupedBarFigure(
        {
          rows: order.map(f => ({ name: e.features[f] as string, feature: f })),
          groups,
          title: `${AGGREGATION_TEXT[how].axis} (${unit}${how === 'mean_sq' ? ', squared' : ''})`,
          top,
          summary:
            strongest === undefined
              ? 'No feature is shown.'
              : `${byLabel ? `${groups.length} outputs` : `${groups[0]?.name} beside ${groups[1]?.name}`}: ` +
                `${strongest} matters most, by ${groups
                  .slice(0, 3)
                  .map(group => short(group.values[0] ?? NaN, style.locale))
                  .join(', ')}${groups.length > 3 ? ', …' : ''} (${unit}).${omitted}`
        },
        style
      );
    },
    [
      e,
      label,
      top,
      only,
      records,
      selected,
      measure,
      how,
      grouped,
      byLabel,
      cohort,
      against,
      againstRecords
    ]
  );
  return (
    <Chart
      label="Feature importance"
      draw={draw}
      host={host}
      exportName={`${exportName}-importance`}
      onSelect={onSelect}
    />
  );
}
