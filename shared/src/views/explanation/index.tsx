import { useEffect, useState, type ReactElement } from 'react';
import { loadJobExplanation, loadUri, type JobExplanation } from '../../explain/load';
import type { Host } from '../../host';
import type { AwsApi } from '../../aws/api';
import {
  Button,
  EmptyState,
  Loaded,
  ProgressBar,
  Skeleton,
  useAsync,
  useBackend,
  usePolling
} from '../parts';
import type { ExplanationSource } from '../names';
import type { ViewProps } from '../registry';
import { ExplanationPanel } from './kinds/tabular/ExplanationPanel';

/** How often a job that has not finished is looked at again, in ms. */
const INTERVAL = 5000;

/** Global and local attributions of a job's best candidate, or of a report in S3. */
export default function ExplanationView({
  args,
  api,
  host
}: ViewProps<'explanation'>): ReactElement {
  const { source } = args;
  const name = sourceName(source);
  const backend = useBackend(host);
  const place = backend.state ? JSON.stringify(backend.state.choice) : backend.error && 'unknown';
  const [share, setShare] = useState<number>();
  const state = useAsync(
    signal =>
      load(api, source, signal, (read, total) => setShare(total > 0 ? read / total : undefined)),
    place === undefined ? undefined : `${place}\n${JSON.stringify(source)}`
  );
  const unfinished = state.data?.state === 'none' && state.data.reason === 'unfinished';
  usePolling(state.reload, unfinished ? INTERVAL : undefined);
  useEffect(() => host.setTitle(`Explanation: ${name}`), [host, name]);

  return (
    <main className="ph-View">
      <header className="ph-View-header">
        <h1 className="ph-View-title">Explanation of {name}</h1>
        <div className="ph-View-actions">
          {source.kind === 'job' && (
            <Button
              kind="quiet"
              onClick={() => host.openView('automl-job', { jobName: source.jobName })}
            >
              Open job
            </Button>
          )}
        </div>
      </header>
      <Loaded
        state={state}
        what="The explanation could not be loaded."
        host={host}
        skeleton={
          <>
            {share !== undefined && share < 1 && (
              <ProgressBar label="Reading local values" value={share} />
            )}
            <Skeleton label="Loading explanation" layout="chart" rows={8} />
          </>
        }
      >
        {data =>
          data.state === 'ready' ? (
            <ExplanationPanel explanation={data.explanation} host={host} exportName={name} />
          ) : (
            <Missing missing={data} source={source} host={host} />
          )
        }
      </Loaded>
    </main>
  );
}

type Missing = Extract<JobExplanation, { state: 'none' }>;

function Missing({
  missing,
  source,
  host
}: {
  missing: Missing;
  source: ExplanationSource;
  host: Host;
}): ReactElement {
  if (source.kind === 's3') {
    return (
      <EmptyState title="No explanation here">
        No analysis.json and no explanations_shap/out.csv was found below {source.uri}.
      </EmptyState>
    );
  }
  const { jobName, candidateName } = source;
  switch (missing.reason) {
    case 'not-best':
      return (
        <EmptyState
          title={`${candidateName ?? 'This candidate'} has no explanation`}
          actions={
            <Button
              kind="primary"
              onClick={() => host.openView('explanation', { source: { kind: 'job', jobName } })}
            >
              Explain the best candidate
            </Button>
          }
        >
          Explanations are computed for the best candidate only
          {missing.bestCandidate ? `: ${missing.bestCandidate}` : ''}.
        </EmptyState>
      );
    case 'unfinished':
      return (
        <EmptyState title="Not computed yet">
          The explanation of the best candidate is computed near the end of the job. It appears here
          by itself.
        </EmptyState>
      );
    case 'no-files':
      return (
        <EmptyState title="This job has no explanation">
          The job ended without one: it was stopped or failed before explaining, or its files were
          deleted from S3.
        </EmptyState>
      );
  }
}

async function load(
  api: AwsApi,
  source: ExplanationSource,
  signal: AbortSignal,
  onProgress: (read: number, total: number) => void
): Promise<JobExplanation> {
  if (source.kind === 'job') {
    return loadJobExplanation(api, source.jobName, source.candidateName, { signal, onProgress });
  }
  const explanation = await loadUri(api, source.uri, { signal, onProgress });
  return explanation
    ? { state: 'ready', explanation, candidateName: '', prefix: source.uri }
    : { state: 'none', reason: 'no-files' };
}

function sourceName(source: ExplanationSource): string {
  return source.kind === 'job' ? (source.candidateName ?? source.jobName) : source.uri;
}
