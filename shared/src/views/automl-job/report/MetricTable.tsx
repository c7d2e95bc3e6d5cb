import type { ReactElement } from 'react';
import { formatMetric, metricInfo, type MetricInfo } from '../../../automl/metrics';
import type { QualityMetric } from '../../../automl/report/statistics';
import { Table, type Column } from '../../parts';

/** How a figure is written: shares, such as rates and F2, as the metrics of the API are. */
function infoOf({ key, value = NaN }: QualityMetric): MetricInfo {
  const info = metricInfo(key);
  return info.direction === undefined && value >= 0 && value <= 1 ? metricInfo('Accuracy') : info;
}

/** Metrics with their deviation, beside what a constant answer reaches. */
export function MetricTable({
  metrics,
  locale
}: {
  metrics: readonly QualityMetric[];
  locale: string;
}): ReactElement {
  const figure = (metric: QualityMetric, value: number | undefined): string =>
    value === undefined ? '–' : formatMetric(value, infoOf(metric), locale);
  const columns: Column<QualityMetric>[] = [
    { id: 'metric', header: 'Metric', rowHeader: true, value: metric => metric.label },
    {
      id: 'value',
      header: 'Value',
      numeric: true,
      value: metric => metric.value,
      cell: metric => figure(metric, metric.value)
    },
    {
      id: 'deviation',
      header: 'Standard deviation',
      description: 'Between random draws of 80% of the rows; from 200 rows on',
      numeric: true,
      value: metric => metric.deviation,
      cell: metric => figure(metric, metric.deviation)
    },
    {
      id: 'constant',
      header: 'Constant answer',
      description: 'The same figure of a model that always gives the same answer',
      numeric: true,
      value: metric => metric.constant,
      cell: metric => figure(metric, metric.constant)
    }
  ];
  const useful = columns.filter(
    ({ id, value }) => id !== 'constant' || metrics.some(metric => value(metric) !== undefined)
  );
  return (
    <div className="ph-Compact">
      <Table
        label="Quality metrics"
        columns={useful}
        rows={metrics}
        rowKey={metric => metric.key}
        locale={locale}
        empty="The report has no metrics."
      />
    </div>
  );
}
