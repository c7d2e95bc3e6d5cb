import type { ReactElement, ReactNode } from 'react';
import type { Host } from '../../host';
import { ErrorState } from './ErrorState';
import { RelativeTime } from './RelativeTime';
import type { Async } from './useAsync';

export interface LoadedProps<T> {
  state: Async<T>;
  /** Sentence when loading fails: `The jobs could not be listed.` */
  what: string;
  host: Host;
  /** Stands here until the first data. */
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** Skeleton, then data; after a failure the error above the old data, dimmed, with their age. */
export function Loaded<T>({ state, what, host, skeleton, children }: LoadedProps<T>): ReactElement {
  const { data, error, updatedAt, reload } = state;
  const failed = error && <ErrorState error={error} what={what} host={host} onRetry={reload} />;
  if (data === undefined) {
    return <>{failed ?? skeleton}</>;
  }
  return (
    <>
      {failed}
      {error && updatedAt !== undefined && (
        <div className="ph-Stale-age">
          As of <RelativeTime time={updatedAt} locale={host.locale} />
        </div>
      )}
      <div className={error ? 'ph-Loaded ph-Stale' : 'ph-Loaded'}>{children(data)}</div>
    </>
  );
}
