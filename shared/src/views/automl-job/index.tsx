import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { AwsError } from '../../aws/errors';
import { jobFacts } from '../../automl/jobFacts';
import { leaderboard } from '../../automl/leaderboard';
import { loadInsights, type Insights } from '../../automl/report';
import { deviationOf } from '../../automl/report/statistics';
import { AutoMLService, isNotFound } from '../../automl/service';
import type { JobSnapshot } from '../../automl/service';
import { readTags } from '../../automl/tags';
import { isRunning } from '../../automl/types';
import type { Candidate } from '../../automl/types';
import type { BackendState } from '../../host';
import {
  Banner,
  Button,
  classes,
  EmptyState,
  ErrorState,
  RelativeTime,
  Skeleton,
  Tabs,
  useAsync,
  useBackend,
  useStored
} from '../parts';
import type { ViewProps } from '../registry';
import { CandidateActions } from './CandidateActions';
import { CandidateDetails } from './CandidateDetails';
import { ConfigurationTab } from './ConfigurationTab';
import { DataTab } from './DataTab';
import { JobHeader } from './JobHeader';
import { LeaderboardTab } from './LeaderboardTab';
import { LogsTab } from './LogsTab';
import { Outcome } from './Outcome';
import { ReportTab } from './report/ReportTab';
import { useJob } from './useJob';

/** One AutoML job: progress, leaderboard, report, configuration. */
export default function AutomlJob(props: ViewProps<'automl-job'>): ReactElement {
  const { args, api, host } = props;
  const { jobName } = args;
  const backend = useBackend(host);
  const place = backend.state ? JSON.stringify(backend.state.choice) : backend.error && 'unknown';
  const { snapshot, error, updatedAt, reload } = useJob(api, jobName, place);

  useEffect(() => host.setTitle(jobName), [host, jobName]);

  const gone = error !== undefined && isNotFound(new AwsError(error));
  const failed = error && (
    <ErrorState error={error} what={`${jobName} cannot be read.`} host={host} onRetry={reload} />
  );
  if (!snapshot) {
    return (
      <div className="ph-View">
        {gone ? (
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
      {gone ? (
        <Banner
          kind="warning"
          title={`${jobName} is no longer there.`}
          actions={<Button onClick={reload}>Look again</Button>}
        >
          It was deleted elsewhere. What was read before stands below; its files may be gone too.
        </Banner>
      ) : (
        failed
      )}
      {error && (
        <p className="ph-Stale-age">
          As of <RelativeTime time={updatedAt} locale={host.locale} />
        </p>
      )}
      <div className={classes('ph-Loaded', error && 'ph-Stale')}>
        <Content
          key={jobName}
          {...props}
          snapshot={snapshot}
          backend={backend.state}
          reload={reload}
        />
      </div>
    </div>
  );
}

type TabId = 'leaderboard' | 'report' | 'data' | 'configuration' | 'logs';

/** Jobs whose pinned candidates are remembered. */
const MOST_JOBS = 50;

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

  const [pins, setPins] = useStored<Record<string, string[]>>(host, 'pinned-candidates', {});
  const pinned = useMemo(() => new Set(pins[name]), [pins, name]);
  const running = isRunning(job);
  const arn = job.AutoMLJobArn;
  const tags = useAsync(
    async signal => (arn ? readTags(api, arn, { signal }) : []),
    arn && `tags:${arn}`
  );

  const described = reported(job.BestCandidate, candidates);
  const places = described?.CandidateProperties?.CandidateArtifactLocations;
  const insights = places?.ModelInsights;
  const report = useAsync(
    async (signal): Promise<Insights | null> =>
      (described && (await loadInsights(api, described, { signal }))) ?? null,
    // Its prefix is told before the report is written: read once the job has ended.
    insights && !running ? `report:${insights}` : undefined
  );
  const board = useMemo(() => {
    const plain = leaderboard(job, candidates);
    const quality = report.data?.quality;
    const noise = plain.objective && quality && deviationOf(quality, plain.objective.key);
    return noise === undefined ? plain : leaderboard(job, candidates, noise);
  }, [job, candidates, report.data]);
  const chosen = board.rows.find(row => row.name === selected);

  const pin = (candidate: string): void => {
    const old = pins[name] ?? [];
    const next = old.includes(candidate)
      ? old.filter(one => one !== candidate)
      : [...old, candidate];
    const others = Object.entries(pins).filter(([one]) => one !== name);
    setPins(Object.fromEntries([...others.slice(1 - MOST_JOBS), [name, next]]));
  };
  const stop = async (): Promise<void> => {
    setStopError(undefined);
    try {
      await new AutoMLService(api).stop(name);
      reload();
    } catch (thrown) {
      setStopError(AwsError.from(thrown));
      // It may have ended, or be stopped, elsewhere: then that is what is shown.
      reload();
    }
  };
  return (
    <>
      <JobHeader
        tags={tags}
        snapshot={snapshot}
        objective={board.objective}
        backend={backend}
        host={host}
        onStop={stop}
      />
      {stopError && running && (
        <ErrorState
          error={stopError}
          what={`${name} was not stopped.`}
          host={host}
          onRetry={() => void stop()}
        />
      )}
      <Outcome job={job} host={host} backend={backend} />
      {snapshot.candidatesProblem && (
        <ErrorState
          error={snapshot.candidatesProblem}
          what="The candidates cannot be listed."
          host={host}
          onRetry={reload}
        />
      )}
      <Tabs<TabId>
        label="Parts of the job"
        tabs={[
          { id: 'leaderboard', label: 'Leaderboard' },
          { id: 'report', label: 'Report' },
          { id: 'data', label: 'Data findings' },
          { id: 'configuration', label: 'Configuration' },
          { id: 'logs', label: 'Logs' }
        ]}
        selected={tab}
        onSelect={setTab}
      >
        {tab === 'leaderboard' && (
          <div className="ph-Stack">
            {(board.rows.length > 0 || !snapshot.candidatesProblem) && (
              <LeaderboardTab
                board={board}
                host={host}
                jobName={name}
                running={running}
                definitionsOnly={jobFacts(job).definitionsOnly}
                selected={selected}
                onSelect={setSelected}
                pinned={pinned}
              />
            )}
            <CandidateActions
              host={host}
              job={job}
              best={board.rows.find(row => row.best)}
              selected={chosen}
              pinned={pinned}
              onPin={pin}
            />
            {chosen && (
              <CandidateDetails
                api={api}
                host={host}
                board={board}
                row={chosen}
                backend={backend}
                job={job}
                jobName={name}
                jobArn={job.AutoMLJobArn}
              />
            )}
          </div>
        )}
        {tab === 'report' && (
          <ReportTab
            api={api}
            host={host}
            jobName={name}
            running={running}
            objective={board.objective}
            candidate={(insights ?? places?.BacktestResults) ? described?.CandidateName : undefined}
            insightsUri={insights}
            backtestUri={places?.BacktestResults}
            unexplained={
              jobFacts(job).kind === 'TimeSeriesForecasting' && places?.Explainability === undefined
            }
            report={report}
          />
        )}
        {tab === 'data' && <DataTab api={api} host={host} job={job} running={running} />}
        {tab === 'configuration' && (
          <ConfigurationTab api={api} tags={tags} job={job} host={host} />
        )}
        {tab === 'logs' && (
          <LogsTab
            api={api}
            host={host}
            job={job}
            candidates={candidates}
            backend={backend}
            running={running}
          />
        )}
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
  return [best, listed].find(candidate => {
    const places = candidate?.CandidateProperties?.CandidateArtifactLocations;
    return places?.ModelInsights ?? places?.BacktestResults;
  });
}
