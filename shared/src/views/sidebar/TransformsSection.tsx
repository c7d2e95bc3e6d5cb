import { useEffect, type ReactElement, type RefObject } from 'react';
import type { AwsApi } from '../../aws/api';
import type { BackendState, Host } from '../../host';
import { usePolling } from '../parts';
import { ResourceSection } from './ResourceSection';
import { useCallFollowing } from './useCallFollowing';
import { useResources } from './useResources';

/** How often the local engine is asked, in ms, while there are none. */
const IDLE = 10_000;

export interface TransformsSectionProps {
  api: AwsApi;
  host: Host;
  backend: BackendState | undefined;
  /** Names the backend; `undefined` while it cannot be asked. */
  listKey: string | undefined;
  panel: RefObject<HTMLElement | null>;
  /** Changes when the user turns to the sidebar. */
  turned: number;
}

/** Batch transforms; nothing at all for those who have none. */
export function TransformsSection(props: TransformsSectionProps): ReactElement | null {
  const { api, host, backend, listKey, panel, turned } = props;
  const list = useResources(api, 'transforms', listKey);
  useCallFollowing(api, { transforms: list });
  const none = !list.items || list.items.length === 0;
  const { refresh } = list;
  // Once there are some, the section itself looks.
  usePolling(
    refresh,
    none && !list.error && backend?.choice.kind === 'local' && listKey ? IDLE : undefined,
    panel
  );
  useEffect(() => {
    if (turned > 0) {
      void refresh();
    }
  }, [turned, refresh]);
  return none ? null : (
    <ResourceSection
      title="Batch transforms"
      storageKey="sidebar-transforms"
      what="The batch transforms could not be listed."
      list={list}
      backend={backend}
      host={host}
      panel={panel}
      onOpen={transformJobName => host.openView('transform-job', { transformJobName })}
      empty={null}
    />
  );
}
