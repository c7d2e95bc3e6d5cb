import type { ReactElement } from 'react';
import { formatMetric, metricInfo } from '../../automl/metrics';
import type { ConfusionMatrix, QualityMetric, QualityReport } from '../../automl/report';
import type { Host } from '../../host';
import { percentText } from '../../plots/numbers';
import { EmptyState, Loaded, Skeleton, Table } from '../parts';
import type { Async, Column } from '../parts';

export interface ReportTabProps {
  host: Host;
  running: boolean;
  /** Name of the candidate that the report is about. */
  candidate: string | undefined;
  /** `null`: there is none. */
  report: Async<QualityReport | null>;
}

/** The model-quality report of the best candidate. */
export function ReportTab({ host, running, candidate, report }: ReportTabProps): ReactElement {
  if (candidate === undefined) {
    return <NoReport running={running} />;
  }
  return (
    <Loaded
      state={report}
      what="The quality report cannot be read."
      host={host}
      skeleton={<Skeleton label="Loading the quality report" layout="table" rows={8} columns={4} />}
    >
      {data =>
        data ? (
          <Report report={data} candidate={candidate} locale={host.locale} />
        ) : (
          <NoReport running={running} />
        )
      }
    </Loaded>
  );
}

function NoReport({ running }: { running: boolean }): ReactElement {
  return (
    <EmptyState title={running ? 'No report yet' : 'No report'}>
      {running
        ? 'The quality report of the best candidate is written at the end of the job.'
        : 'The job wrote no quality report. The leaderboard has the metrics of all candidates.'}
    </EmptyState>
  );
}

interface ReportProps {
  report: QualityReport;
  candidate: string;
  locale: string;
}

function Report({ report, candidate, locale }: ReportProps): ReactElement {
  const figure = ({ key }: QualityMetric, value: number | undefined): string =>
    value === undefined ? '–' : formatMetric(value, metricInfo(key), locale);
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
      numeric: true,
      value: metric => metric.deviation,
      cell: metric => figure(metric, metric.deviation)
    },
    {
      id: 'constant',
      header: 'Constant answer',
      description: 'The same figure of a classifier that always gives the same answer',
      numeric: true,
      value: metric => metric.constant,
      cell: metric => figure(metric, metric.constant)
    }
  ];
  const useful = columns.filter(
    ({ id, value }) =>
      id !== 'constant' || report.metrics.some(metric => value(metric) !== undefined)
  );
  return (
    <div className="ph-Stack">
      <p className="ph-muted">{`Best candidate, ${candidate}, on the rows kept for validation.`}</p>
      <Table
        label="Quality metrics"
        columns={useful}
        rows={report.metrics}
        rowKey={metric => metric.key}
        locale={locale}
        empty="The report has no metrics."
      />
      {report.confusion && <Confusion matrix={report.confusion} locale={locale} />}
    </div>
  );
}

interface ConfusionRow {
  actual: string;
  counts: (number | undefined)[];
}

function Confusion({ matrix, locale }: { matrix: ConfusionMatrix; locale: string }): ReactElement {
  const rows = matrix.labels.map((actual, index): ConfusionRow => ({
    actual,
    counts: matrix.counts[index] ?? []
  }));
  const share = (row: ConfusionRow, index: number): string => {
    const count = row.counts[index];
    const total = row.counts.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    if (count === undefined || total === 0) {
      return count === undefined ? '–' : String(count);
    }
    return `${count.toLocaleString(locale)} (${percentText(count / total, locale)})`;
  };
  const columns: Column<ConfusionRow>[] = [
    {
      id: 'actual',
      header: 'Actual \\ predicted',
      rowHeader: true,
      sortable: false,
      value: row => row.actual
    },
    ...matrix.labels.map((label, index): Column<ConfusionRow> => ({
      id: `predicted:${label}`,
      header: label,
      numeric: true,
      sortable: false,
      value: row => row.counts[index],
      cell: row => (row.actual === label ? <strong>{share(row, index)}</strong> : share(row, index))
    }))
  ];
  return (
    <div className="ph-Compact">
      <Table
        label="Confusion matrix"
        caption="Confusion matrix: rows are the actual classes, columns the predicted ones."
        columns={columns}
        rows={rows}
        rowKey={row => row.actual}
        locale={locale}
      />
    </div>
  );
}
