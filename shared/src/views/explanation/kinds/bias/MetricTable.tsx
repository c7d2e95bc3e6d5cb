import { useMemo, type ReactElement } from 'react';
import { metricInfo, type ReadingWords } from '../../../../explain/bias/catalogue';
import { isBeyond, metricAxis } from '../../../../explain/bias/range';
import { reading } from '../../../../explain/bias/reading';
import type { BiasMetric } from '../../../../explain/model';
import { short } from '../../../../plots/numbers';
import { Badge, Table, type Column } from '../../../parts';
import type { BiasLimits } from './limits';
import { RangeBar } from './RangeBar';

export interface MetricTableProps {
  label: string;
  metrics: readonly BiasMetric[];
  words: ReadingWords;
  limits: BiasLimits;
  /** Code of the metric whose definition is shown. */
  selected: string | undefined;
  onSelect: (code: string) => void;
  locale: string;
}

/** Metrics of one stage: value, place on the range, and what it says. */
export function MetricTable({
  label,
  metrics,
  words,
  limits,
  selected,
  onSelect,
  locale
}: MetricTableProps): ReactElement {
  const columns = useMemo<Column<BiasMetric>[]>(() => {
    const marked = (metric: BiasMetric): boolean =>
      isBeyond(metric.value, metricInfo(metric.name), limits.of(metric.name));
    return [
      {
        id: 'metric',
        header: 'Metric',
        rowHeader: true,
        value: metric => metric.name,
        cell: metric => (
          <span className="ph-Bias-metric" title={metric.description}>
            <strong>{metric.name}</strong>
            <span className="ph-muted ph-Prose">
              {metricInfo(metric.name)?.name ?? metric.description}
            </span>
          </span>
        )
      },
      {
        id: 'value',
        header: 'Value',
        numeric: true,
        value: metric => metric.value,
        cell: metric =>
          metric.value === null ? (
            <span title={metric.error}>n/a</span>
          ) : (
            <span title={String(metric.value)}>{short(metric.value, locale)}</span>
          )
      },
      {
        id: 'range',
        header: 'Range',
        description: 'Bar from the value of parity, on the range of the metric',
        sortable: false,
        value: () => null,
        cell: metric => (
          <RangeBar
            axis={metricAxis(metricInfo(metric.name), [metric.value])}
            value={metric.value}
            marked={marked(metric)}
            locale={locale}
          />
        )
      },
      {
        id: 'reading',
        header: 'Reading',
        sortable: false,
        value: metric => reading(metric, words),
        cell: metric => (
          <span className="ph-Prose ph-Bias-reading">
            {marked(metric) && (
              <span className="ph-Bias-mark">
                <Badge tone="info" icon="warning">
                  Beyond your limit of {short(limits.of(metric.name), locale)}
                </Badge>
              </span>
            )}
            {reading(metric, words)}
          </span>
        )
      }
    ];
  }, [words, limits, locale]);
  return (
    <div className="ph-Bias-metrics">
      <Table<BiasMetric>
        label={label}
        columns={columns}
        rows={metrics}
        rowKey={metric => metric.name}
        selected={selected}
        onSelect={metric => onSelect(metric.name)}
        empty="The report holds no metrics of this group."
        locale={locale}
      />
    </div>
  );
}
