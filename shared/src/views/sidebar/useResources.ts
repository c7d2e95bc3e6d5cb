import { useCallback } from 'react';
import type { AwsApi } from '../../aws/api';
import { listResources, type Resource, type ResourceKind } from '../../aws/resourceList';
import { filterInput, type JobFilter } from '../../automl/jobFilter';
import { usePagedList, type PagedList } from './usePagedList';

const NO_FILTER: JobFilter = {};

/**
 * One list of the sidebar.
 *
 * @param backendKey - Names the backend; `undefined` while it cannot be asked.
 * @param filter - The same object as long as it says the same.
 */
export function useResources(
  api: AwsApi,
  kind: ResourceKind,
  backendKey: string | undefined,
  filter: JobFilter = NO_FILTER
): PagedList<Resource> {
  return usePagedList(
    useCallback(
      (nextToken: string | undefined, signal: AbortSignal) =>
        listResources(api, kind, { nextToken, filter: filterInput(filter) }, { signal }),
      [api, kind, filter]
    ),
    nameOf,
    backendKey && `${backendKey}\n${JSON.stringify(filterInput(filter))}`
  );
}

const nameOf = (resource: Resource): string => resource.name;
