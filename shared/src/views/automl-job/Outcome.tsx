import type { ReactElement } from 'react';
import { quotaPage } from '../../automl/consolePages';
import { failureAdvice, partialFailure, statusFailure } from '../../automl/failures';
import type { Job } from '../../automl/types';
import type { BackendState, Host } from '../../host';
import { Banner, Button } from '../parts';

/** How the job ended, if there is more to say than its status: why it failed, and what to do. */
export function Outcome({
  job,
  host,
  backend
}: {
  job: Job;
  host: Host;
  backend: BackendState | undefined;
}): ReactElement {
  const told = (job.PartialFailureReasons ?? []).flatMap(
    reason => reason.PartialFailureMessage ?? []
  );
  // A part may fail without a message: then the secondary status alone tells it.
  const status = told.length > 0 ? undefined : statusFailure(job.AutoMLJobSecondaryStatus);
  const partial = status ? [status] : told.map(partialFailure);
  return (
    <>
      {job.AutoMLJobStatus === 'Failed' && <Failure job={job} host={host} backend={backend} />}
      {job.AutoMLJobStatus === 'Stopped' && (
        <Banner kind="info" title="The job was stopped.">
          {job.BestCandidate
            ? 'The candidates that had finished can be used.'
            : 'No candidate had finished.'}
        </Banner>
      )}
      {job.AutoMLJobStatus === 'Completed' && !job.BestCandidate && (
        <Banner
          kind="warning"
          title="The job found no model."
          actions={
            <Button
              onClick={() => host.openView('automl-launcher', { cloneOf: job.AutoMLJobName ?? '' })}
            >
              Change settings and start again
            </Button>
          }
        >
          The time may have been too short. Start it again with more time.
        </Banner>
      )}
      <Deployment job={job} host={host} backend={backend} />
      {partial.length > 0 && (
        <Banner kind="warning" title="Parts of the job failed.">
          <ul className="ph-Plain ph-Stack">
            {partial.map(({ part, text, step, message }, index) => (
              <li key={index}>
                {part && <strong>{`${part}. `}</strong>}
                {[text, step].filter(Boolean).join(' ')}
                {text ? <div>{message}</div> : message}
              </li>
            ))}
          </ul>
        </Banner>
      )}
    </>
  );
}

/** What became of the automatic deployment, if one was asked for. */
function Deployment({
  job,
  host,
  backend
}: {
  job: Job;
  host: Host;
  backend: BackendState | undefined;
}): ReactElement | null {
  const endpointName = job.ModelDeployResult?.EndpointName;
  if (endpointName) {
    return (
      <Banner
        kind="info"
        title={`The best model is deployed as ${endpointName}.`}
        actions={
          <Button onClick={() => host.openView('endpoint', { endpointName })}>Open endpoint</Button>
        }
      />
    );
  }
  const quota = backend?.choice.kind === 'aws' ? quotaPage(job.AutoMLJobArn) : undefined;
  return job.ModelDeployConfig && job.AutoMLJobStatus === 'Completed' ? (
    <Banner
      kind="warning"
      title="The best model was not deployed."
      actions={
        quota && <Button onClick={() => host.openExternal(quota)}>Open Service Quotas</Button>
      }
    >
      {'Automatic deployment failed. The model is there: deploy it below.'}
      {quota && ' The usual reason is that the account may start no more endpoints of this kind.'}
    </Banner>
  ) : null;
}

function Failure({
  job,
  host,
  backend
}: {
  job: Job;
  host: Host;
  backend: BackendState | undefined;
}): ReactElement {
  const reason = job.FailureReason?.trim() || 'The service gave no reason.';
  const advice = failureAdvice(reason);
  const quota =
    backend?.choice.kind === 'aws' && /LimitExceeded|quota/i.test(reason)
      ? quotaPage(job.AutoMLJobArn)
      : undefined;
  return (
    <Banner
      kind="error"
      title={advice?.text ?? 'The job failed.'}
      actions={
        <>
          <Button
            onClick={() => host.openView('automl-launcher', { cloneOf: job.AutoMLJobName ?? '' })}
          >
            Change settings and start again
          </Button>
          {quota && <Button onClick={() => host.openExternal(quota)}>Open Service Quotas</Button>}
        </>
      }
    >
      <p>{reason}</p>
      {advice && <p>{advice.step}</p>}
    </Banner>
  );
}
