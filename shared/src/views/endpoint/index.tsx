import { useEffect, useState, type ReactElement } from 'react';
import { loadModelContext } from '../../endpoints/context';
import { endpointDetails, isGone, permitted } from '../../endpoints/service';
import { EmptyState, Loaded, Skeleton, useAsync, useBackend, usePolling } from '../parts';
import type { ViewProps } from '../registry';
import { Changing } from './Changing';
import { Failure } from './Failure';
import { EndpointHeader } from './EndpointHeader';
import { InvokePanel } from './InvokePanel';

/** How often a changing endpoint is looked at, in ms: here, and where calls are counted. */
const INTERVAL = { free: 1500, billed: 10_000 };

/** One endpoint: its state, a request and its answer, deletion. */
export default function EndpointView({ args, api, host }: ViewProps<'endpoint'>): ReactElement {
  const { endpointName } = args;
  const { state: backend, error: backendError } = useBackend(host);
  const place = backend ? JSON.stringify(backend.choice) : backendError && 'unknown';
  const [deleted, setDeleted] = useState(false);
  const loaded = useAsync(
    signal => endpointDetails(api, endpointName, { signal }),
    place === undefined ? undefined : `${place}\n${endpointName}`
  );
  const details = loaded.data;
  const status = details?.endpoint.EndpointStatus;
  const changing = status !== undefined && permitted(status).changing;
  usePolling(loaded.reload, changing && !deleted ? INTERVAL[backend?.cost ?? 'free'] : undefined);
  // The model behind an endpoint changes only with its configuration.
  const contextKey =
    details && `${place}\n${endpointName}\n${details.endpoint.EndpointConfigName ?? ''}`;
  const context = useAsync(signal => {
    if (!details) {
      throw new Error('The endpoint is not known yet.');
    }
    return loadModelContext(api, details, { signal });
  }, contextKey);
  useEffect(() => host.setTitle(endpointName), [host, endpointName]);
  useEffect(() => setDeleted(false), [place, endpointName]);

  if (deleted || (loaded.error && isGone(loaded.error))) {
    return (
      <main className="ph-View">
        <h1 className="ph-View-title">{endpointName}</h1>
        {deleted || details ? (
          <EmptyState title="This endpoint is deleted">
            Nothing is charged for it any more. Deploy a candidate again from its job.
          </EmptyState>
        ) : (
          <EmptyState title="There is no endpoint of this name">
            {endpointName} was not found on this backend. It may have been deleted, or belong to
            another backend or Region.
          </EmptyState>
        )}
      </main>
    );
  }
  return (
    <main className="ph-View">
      {!details && <h1 className="ph-View-title">{endpointName}</h1>}
      <Loaded
        state={loaded}
        what="The endpoint could not be read."
        host={host}
        skeleton={<Skeleton label="Loading endpoint" layout="form" rows={6} />}
      >
        {found => (
          <>
            <EndpointHeader
              details={found}
              backend={backend}
              api={api}
              host={host}
              onChanged={() => void loaded.reload()}
              onDeleted={() => setDeleted(true)}
            />
            <Failure endpoint={found.endpoint} host={host} />
            {!deleted && <Changing endpoint={found.endpoint} locale={host.locale} />}
            <Loaded
              state={context}
              what="The model's columns could not be read."
              host={host}
              skeleton={<Skeleton label="Loading sample rows" layout="form" rows={6} />}
            >
              {model => (
                <>
                  {[...found.problems, ...model.problems].map(problem => (
                    <p key={problem} className="ph-muted">
                      {problem}
                    </p>
                  ))}
                  <InvokePanel
                    key={contextKey}
                    details={found}
                    context={model}
                    backend={backend}
                    api={api}
                    host={host}
                  />
                </>
              )}
            </Loaded>
          </>
        )}
      </Loaded>
    </main>
  );
}
