import { useEffect, useRef } from 'react';
import type { AnsweredCall, AwsApi } from '../../aws/api';
import type { Resource } from '../../aws/resourceList';
import type { PagedList } from './usePagedList';

/** Calls after which a list is not true any more. */
const stale: Record<string, 'jobs' | 'endpoints'> = {
  CreateAutoMLJob: 'jobs',
  CreateAutoMLJobV2: 'jobs',
  StopAutoMLJob: 'jobs',
  CreateEndpoint: 'endpoints',
  DeleteEndpoint: 'endpoints'
};

/** Reads lists again when another view has changed something, or has seen it end. */
export function useCallFollowing(
  api: AwsApi,
  lists: { jobs: PagedList<Resource>; endpoints: PagedList<Resource> }
): void {
  const latest = useRef(lists);
  latest.current = lists;
  useEffect(
    () =>
      api.onCall?.(({ operation, output }: AnsweredCall) => {
        const { jobs, endpoints } = latest.current;
        const list = stale[operation];
        if (list) {
          void latest.current[list].refresh();
          return;
        }
        const told = (output ?? {}) as Record<string, unknown>;
        if (differs(jobs, told.AutoMLJobName, told.AutoMLJobStatus)) {
          void jobs.refresh();
        }
        if (differs(endpoints, told.EndpointName, told.EndpointStatus)) {
          void endpoints.refresh();
        }
      }),
    [api]
  );
}

/** Whether a list shows another status of something than a view was told. */
function differs({ items, loading }: PagedList<Resource>, name: unknown, status: unknown): boolean {
  return (
    !loading &&
    name !== undefined &&
    status !== undefined &&
    items?.some(item => item.name === name && item.status !== status) === true
  );
}
