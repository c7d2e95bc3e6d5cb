import { Fragment, type ReactElement } from 'react';
import type { AwsApi } from '../../../aws/api';
import { isNotebook } from '../../../automl/artifacts';
import type { MetricInfo } from '../../../automl/metrics';
import type { InsightFile, Insights } from '../../../automl/report';
import type { Host } from '../../../host';
import { EmptyState, ErrorState, JsonTree, Loaded, RelativeTime, Skeleton } from '../../parts';
import type { Async } from '../../parts';
import { ArtifactList, SaveButton } from '../ArtifactList';
import { OpenNotebookButton } from '../OpenNotebookButton';
import { BacktestPanel } from './BacktestPanel';
import { BinaryPanel } from './BinaryPanel';
import { ConfusionPanel } from './ConfusionPanel';
import { ForecastPanel } from './ForecastPanel';
import { MetricTable } from './MetricTable';
import { RegressionPanel } from './RegressionPanel';

export interface ReportTabProps {
  api: AwsApi;
  host: Host;
  jobName: string;
  running: boolean;
  /** What the job optimises, if known. */
  objective: MetricInfo | undefined;
  /** Name of the candidate that the report is about. */
  candidate: string | undefined;
  /** S3 prefix of its model quality files; absent: it has none. */
  insightsUri: string | undefined;
  /** S3 prefix of its back-tests. */
  backtestUri: string | undefined;
  /** A forecast whose candidate has no impact scores. */
  unexplained: boolean;
  /** `null`: there is none. */
  report: Async<Insights | null>;
}

/** How good the best candidate is. */
export function ReportTab(props: ReportTabProps): ReactElement {
  const { api, host, jobName, running, candidate, insightsUri, backtestUri, report } = props;
  if (candidate === undefined) {
    return <NoReport running={running} />;
  }
  const backtest = backtestUri !== undefined && !running && (
    <BacktestPanel api={api} host={host} jobName={jobName} prefix={backtestUri} />
  );
  if (insightsUri === undefined) {
    return (
      <div className="ph-Stack">
        {backtest || <NoReport running={running} />}
        {props.unexplained && !running && <NoImpactScores />}
      </div>
    );
  }
  return (
    <div className="ph-Stack">
      <Loaded
        state={report}
        what="The quality report cannot be read."
        host={host}
        skeleton={
          <Skeleton label="Loading the quality report" layout="table" rows={8} columns={4} />
        }
      >
        {data =>
          data ? (
            <Quality {...props} insights={data} candidate={candidate} uri={insightsUri} />
          ) : (
            <NoReport running={running} />
          )
        }
      </Loaded>
      {backtest}
      {props.unexplained && !running && <NoImpactScores />}
    </div>
  );
}

/** When the service explains forecasts, and when not. */
function NoImpactScores(): ReactElement {
  return (
    <p className="ph-muted">
      There are no impact scores. They are made only if the data have further feature columns or a
      holiday calendar, and if CNN-QR and DeepAR+ are both in the final ensemble.
    </p>
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

const kinds = [
  { label: 'PDF', ending: /\.pdf$/i },
  { label: 'JSON', ending: /(^|\/)statistics\.json$/i },
  { label: 'notebook', ending: /\.ipynb$/i }
];

/** The report as a whole, in the forms it was written in. */
function Downloads({
  api,
  host,
  jobName,
  files
}: {
  api: AwsApi;
  host: Host;
  jobName: string;
  files: readonly InsightFile[];
}): ReactElement | null {
  const found = kinds.flatMap(({ label, ending }) => {
    const file = files.find(({ name }) => ending.test(name));
    return file ? [{ label, file }] : [];
  });
  return found.length === 0 ? null : (
    <div className="ph-Row" role="group" aria-label="Whole report">
      {found.map(({ label, file }) => (
        <Fragment key={label}>
          {isNotebook(file.name) && (
            <OpenNotebookButton
              api={api}
              host={host}
              jobName={jobName}
              uri={file.uri}
              label="Open notebook"
              kind="secondary"
            />
          )}
          <SaveButton api={api} host={host} uri={file.uri} label={`Save ${label}`} />
        </Fragment>
      ))}
    </div>
  );
}

interface QualityProps extends ReportTabProps {
  insights: Insights;
  candidate: string;
  uri: string;
}

const wanted = ({ direction }: MetricInfo): string =>
  direction === 'minimize' ? 'the lower the better' : 'the higher the better';

function Quality(props: QualityProps): ReactElement {
  const { api, host, jobName, insights, candidate, uri, objective } = props;
  const { quality, problem, documents } = insights;
  const { locale } = host;
  const isBinary = quality?.problemType === 'BinaryClassification' && quality.roc !== undefined;
  return (
    <>
      {problem && (
        <ErrorState error={problem} what="The quality report is not understood." host={host} />
      )}
      {quality && (
        <>
          <p className="ph-muted">
            {`Best candidate, ${candidate}, on `}
            {quality.rows === undefined
              ? 'the rows kept for validation.'
              : quality.problemType === 'TimeSeriesForecasting'
                ? `${quality.rows.toLocaleString(locale)} forecast values of the back-test.`
                : `${quality.rows.toLocaleString(locale)} rows kept for validation.`}
            {objective && ` Chosen by ${objective.label}, ${wanted(objective)}.`}
            {quality.evaluatedAt && (
              <>
                {' Evaluated '}
                <RelativeTime time={quality.evaluatedAt} locale={locale} />.
              </>
            )}
          </p>
          <Downloads api={api} host={host} jobName={jobName} files={insights.files} />
          <MetricTable metrics={quality.metrics} locale={locale} />
          {isBinary ? (
            <BinaryPanel quality={quality} host={host} jobName={jobName} />
          ) : (
            quality.confusion && (
              <ConfusionPanel matrix={quality.confusion} host={host} jobName={jobName} />
            )
          )}
          {quality.forecast && (
            <ForecastPanel details={quality.forecast} host={host} jobName={jobName} />
          )}
          {(quality.residuals ?? quality.histogram) && (
            <RegressionPanel quality={quality} host={host} jobName={jobName} />
          )}
          {quality.problemType === 'Regression' && !quality.residuals && !quality.histogram && (
            <p className="ph-muted">
              The file has no residuals; their graphs stand in the PDF report, if there is one
              below.
            </p>
          )}
        </>
      )}
      {quality?.rest && (
        <details className="ph-Details">
          <summary>More in the report</summary>
          <JsonTree label="More in the report" value={quality.rest} host={host} />
        </details>
      )}
      {documents.map(({ name, value }) => (
        <details className="ph-Details" key={name} open={quality === undefined}>
          <summary>{name}</summary>
          <JsonTree label={name} value={value} host={host} />
        </details>
      ))}
      <ArtifactList
        api={api}
        host={host}
        jobName={jobName}
        places={[{ label: 'Report files', uri, isPrefix: true }]}
      />
    </>
  );
}
