import { useState, type ReactElement } from 'react';
import { outputPage } from '../../automl/consolePages';
import { jobFacts, problemText } from '../../automl/jobFacts';
import { formatMetric } from '../../automl/metrics';
import type { MetricInfo } from '../../automl/metrics';
import { durationText } from '../../automl/progress';
import type { JobProgress } from '../../automl/progress';
import { stopConfirmation, type JobSnapshot } from '../../automl/service';
import type { Tag } from '../../automl/tags';
import { isRunning } from '../../automl/types';
import type { BackendState, Host } from '../../host';
import {
  Button,
  LiveRegion,
  ProgressSteps,
  RelativeTime,
  Spark,
  StatusBadge,
  type Async
} from '../parts';
import { JobTags } from './JobTags';

export interface JobHeaderProps {
  tags: Async<Tag[]>;
  backend: BackendState | undefined;
  snapshot: JobSnapshot;
  objective: MetricInfo | undefined;
  host: Host;
  /** Stop the job; rejects if that fails. */
  onStop: () => Promise<void>;
}

/** Name, state, phases, and the course of the objective. */
export function JobHeader(props: JobHeaderProps): ReactElement {
  const { tags, snapshot, objective, backend, host, onStop } = props;
  const { job, progress } = snapshot;
  const [stopping, setStopping] = useState(false);
  const name = job.AutoMLJobName ?? '';
  const stop = async (): Promise<void> => {
    if (await host.confirm(stopConfirmation(name))) {
      setStopping(true);
      try {
        await onStop();
      } finally {
        setStopping(false);
      }
    }
  };
  const best = progress.course[progress.course.length - 1];
  const problem = problemText(jobFacts(job));
  // AutoML jobs have no page of their own in the console: what they write has one.
  const page =
    backend?.choice.kind === 'aws'
      ? outputPage(job.AutoMLJobArn, job.OutputDataConfig?.S3OutputPath)
      : undefined;
  const took = secondsBetween(job.CreationTime, job.EndTime);
  // Looks at a running job come every few seconds; each draws this anew.
  const runs = isRunning(job)
    ? secondsBetween(job.CreationTime, new Date(Date.now()).toISOString())
    : undefined;
  return (
    <>
      <header className="ph-View-header">
        <h1 className="ph-View-title">{name}</h1>
        <StatusBadge status={job.AutoMLJobStatus} />
        <span className="ph-muted ph-number">
          {[problem, progressText(progress, isRunning(job))].filter(Boolean).join(' · ')}
        </span>
        {runs !== undefined && (
          <span className="ph-muted ph-number">{`runs for ${durationText(runs)}`}</span>
        )}
        {!isRunning(job) && job.EndTime && (
          <span className="ph-muted">
            {took !== undefined && `took ${durationText(took)}, ended `}
            <RelativeTime time={job.EndTime} locale={host.locale} />
          </span>
        )}
        <div className="ph-View-actions">
          {page && (
            <Button
              kind="quiet"
              title="The job’s output in S3"
              onClick={() => host.openExternal(page)}
            >
              Open in AWS console
            </Button>
          )}
          <Button
            kind="quiet"
            icon="copy"
            title="A new job with the settings of this one"
            onClick={() => host.openView('automl-launcher', { cloneOf: name })}
          >
            Clone job
          </Button>
          {isRunning(job) && (
            <Button
              icon="stop"
              busy={stopping || job.AutoMLJobStatus === 'Stopping'}
              onClick={() => void stop()}
            >
              Stop
            </Button>
          )}
        </div>
      </header>
      <ProgressSteps label="Phases" steps={progress.phases} />
      {objective && best !== undefined && (
        <div className="ph-Row">
          <span>
            {`Objective ${objective.label} ${isRunning(job) ? 'so far ' : ''}`}
            <strong className="ph-number">{formatMetric(best, objective, host.locale)}</strong>
          </span>
          {progress.course.length > 1 && (
            <Spark
              kind="line"
              values={progress.course}
              label={`Best ${objective.label} after each of ${progress.course.length} candidates`}
            />
          )}
        </div>
      )}
      <JobTags tags={tags} quiet />
      <LiveRegion message={isRunning(job) ? progress.text : `Job ${job.AutoMLJobStatus}`} />
    </>
  );
}

function secondsBetween(start: string | undefined, end: string | undefined): number | undefined {
  const seconds = (Date.parse(end ?? '') - Date.parse(start ?? '')) / 1000;
  return seconds >= 0 ? seconds : undefined;
}

/** `Training models · 6 of 10 candidates · about 20 s left`. */
export function progressText(progress: JobProgress, running: boolean): string {
  const { finished, left } = progress;
  // A limit that was passed is none.
  const expected = finished > (progress.expected ?? Infinity) ? undefined : progress.expected;
  const plural = (expected ?? finished) === 1 ? 'candidate' : 'candidates';
  const count = expected === undefined ? `${finished}` : `${finished} of ${expected}`;
  const rest =
    left &&
    (left.atMost
      ? `at most ${durationText(left.seconds)} left`
      : `about ${durationText(left.seconds)} left`);
  // The status beside it says how it ended.
  const now = running ? progress.text : '';
  return [now, finished > 0 || expected !== undefined ? `${count} ${plural}` : '', rest]
    .filter(Boolean)
    .join(' · ');
}
