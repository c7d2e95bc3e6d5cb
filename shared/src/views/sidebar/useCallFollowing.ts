import { useEffect, useRef } from 'react';
import type { AwsApi } from '../../aws/api';
import {
  changedList,
  toldResource,
  type Resource,
  type ResourceKind,
  type ToldResource
} from '../../aws/resourceList';
import type { PagedList } from './usePagedList';

/** Reads lists again when another view has changed something, or has seen it end. */
export function useCallFollowing(
  api: AwsApi,
  lists: Partial<Record<ResourceKind, PagedList<Resource>>>
): void {
  const latest = useRef(lists);
  latest.current = lists;
  useEffect(
    () =>
      api.onCall?.(call => {
        const changed = changedList(call.operation);
        const told = toldResource(call);
        const list = told && latest.current[told.kind];
        if (changed) {
          void latest.current[changed]?.refresh();
        } else if (list && differs(list, told)) {
          void list.refresh();
        }
      }),
    [api]
  );
}

/** Whether a list shows another status of something than a view was told. */
function differs({ items, loading }: PagedList<Resource>, told: ToldResource): boolean {
  const listed = items?.find(({ name }) => name === told.name);
  return !loading && listed !== undefined && listed.status !== told.status;
}
