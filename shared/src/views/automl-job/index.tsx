import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { AwsError } from '../../aws/errors';
import { leaderboard } from '../../automl/leaderboard';
import { loadQualityReport, reportKey } from '../../automl/report';
import type { QualityReport } from '../../automl/report';
import { AutoMLService, isNotFound } from '../../automl/service';
import type { JobSnapshot } from '../../automl/service';
import { isRunning } from '../../automl/types';
import type { Candidate } from '../../automl/types';
import type { BackendState } from '../../host';
import { Button, EmptyState, ErrorState, Skeleton, Tabs, useAsync, useBackend } from '../parts';
import type { ViewProps } from '../registry';
import { CandidateActions } from './CandidateActions';
import { ConfigurationTab } from './ConfigurationTab';
import { JobHeader } from './JobHeader';
import { LeaderboardTab } from './LeaderboardTab';
import { Outcome } from './Outcome';
import { ReportTab } from './ReportTab';
import { useJob } from './useJob';

/** One AutoML job: progress, leaderboard, report, configuration. */
export default function AutomlJob(props: ViewProps<'automl-job'>): ReactElement {
  const { args, api, host } = props;
  const { jobName } = args;
  const backend = useBackend(host);
  const place = backend.state ? JSON.stringify(backend.state.choice) : backend.error && 'unknown';
  const { snapshot, error, reload } = useJob(api, jobName, place);

  useEffect(() => host.setTitle(jobName), [host, jobName]);

  const failed = error && (
    <ErrorState error={error} what={`${jobName} cannot be read.`} host={host} onRetry={reload} />
  );
  if (!snapshot) {
    return (
      <div className="ph-View">
        {error && isNotFound(new AwsError(error)) ? (
          <EmptyState
            title={`There is no job called ${jobName}.`}
            actions={
              <>
                <Button onClick={() => host.openView('automl-launcher', {})}>New AutoML job</Button>
                <Button kind="quiet" onClick={reload}>
                  Look again
                </Button>
              </>
            }
          >
            It may belong to another backend or Region.
          </EmptyState>
        ) : (
          (failed ?? (
            <>
              <h1 className="ph-View-title">{jobName}</h1>
              <Skeleton label="Loading the job" layout="table" rows={8} columns={6} />
            </>
          ))
        )}
      </div>
    );
  }
  return (
    <div className="ph-View">
      {failed}
      <Content
        key={jobName}
        {...props}
        snapshot={snapshot}
        backend={backend.state}
        reload={reload}
      />
    </div>
  );
}

type TabId = 'leaderboard' | 'report' | 'configuration';

interface ContentProps extends ViewProps<'automl-job'> {
  snapshot: JobSnapshot;
  backend: BackendState | undefined;
  reload: () => void;
}

function Content({ api, host, snapshot, backend, reload }: ContentProps): ReactElement {
  const { job, candidates } = snapshot;
  const name = job.AutoMLJobName ?? '';
  const [tab, setTab] = useState<TabId>('leaderboard');
  const [selected, setSelected] = useState<string>();
  const [stopError, setStopError] = useState<AwsError>();

  const described = reported(job.BestCandidate, candidates);
  const insights = described?.CandidateProperties?.CandidateArtifactLocations?.ModelInsights;
  const report = useAsync(
    async (signal): Promise<QualityReport | null> =>
      (described && (await loadQualityReport(api, described, { signal }))) ?? null,
    // Its prefix is told before the report is written: read once the job has ended.
    insights && !isRunning(job) ? `report:${insights}` : undefined
  );
  const board = useMemo(() => {
    const plain = leaderboard(job, candidates);
    const key = plain.objective && reportKey(plain.objective.key);
    const noise = report.data?.metrics.find(metric => metric.key === key)?.deviation;
    return noise === undefined ? plain : leaderboard(job, candidates, noise);
  }, [job, candidates, report.data]);

  const stop = async (): Promise<void> => {
    setStopError(undefined);
    try {
      await new AutoMLService(api).stop(name);
      reload();
    } catch (thrown) {
      setStopError(AwsError.from(thrown));
    }
  };
  return (
    <>
      <JobHeader snapshot={snapshot} objective={board.objective} host={host} onStop={stop} />
      {stopError && (
        <ErrorState
          error={stopError}
          what={`${name} was not stopped.`}
          host={host}
          onRetry={() => void stop()}
        />
      )}
      <Outcome job={job} host={host} />
      <Tabs<TabId>
        label="Parts of the job"
        tabs={[
          { id: 'leaderboard', label: 'Leaderboard' },
          { id: 'report', label: 'Report' },
          { id: 'configuration', label: 'Configuration' }
        ]}
        selected={tab}
        onSelect={setTab}
      >
        {tab === 'leaderboard' && (
          <div className="ph-Stack">
            <LeaderboardTab
              board={board}
              locale={host.locale}
              running={isRunning(job)}
              selected={selected}
              onSelect={setSelected}
            />
            <CandidateActions
              api={api}
              host={host}
              job={job}
              backend={backend}
              best={board.rows.find(row => row.best)}
              selected={board.rows.find(row => row.name === selected)}
            />
          </div>
        )}
        {tab === 'report' && (
          <ReportTab
            host={host}
            running={isRunning(job)}
            candidate={insights ? described?.CandidateName : undefined}
            report={report}
          />
        )}
        {tab === 'configuration' && <ConfigurationTab job={job} host={host} />}
      </Tabs>
    </>
  );
}

/** The best candidate as the answer that knows more about it tells it. */
function reported(
  best: Candidate | undefined,
  candidates: readonly Candidate[]
): Candidate | undefined {
  const listed = candidates.find(candidate => candidate.CandidateName === best?.CandidateName);
  return [best, listed].find(
    candidate => candidate?.CandidateProperties?.CandidateArtifactLocations?.ModelInsights
  );
}
