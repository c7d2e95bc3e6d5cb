import { useCallback, useEffect, type ReactElement, type RefObject } from 'react';
import type { AwsApi } from '../../aws/api';
import type { BackendState, Host } from '../../host';
import { usePolling } from '../parts';
import type { Resource } from './ResourceList';
import { ResourceSection } from './ResourceSection';
import { usePagedList, type Page } from './usePagedList';

/** How often the local engine is asked, in ms, while there are none. */
const IDLE = 10_000;

interface TransformsAnswer {
  TransformJobSummaries?: {
    TransformJobName: string;
    TransformJobStatus: string;
    CreationTime: string;
  }[];
  NextToken?: string;
}

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
  const list = usePagedList(
    useCallback(
      async (token: string | undefined, signal: AbortSignal): Promise<Page<Resource>> => {
        const answer = await api.call<TransformsAnswer>(
          'sagemaker',
          'ListTransformJobs',
          {
            SortBy: 'CreationTime',
            SortOrder: 'Descending',
            MaxResults: 100,
            NextToken: token
          },
          { signal }
        );
        return {
          items: (answer.TransformJobSummaries ?? []).map(job => ({
            name: job.TransformJobName,
            status: job.TransformJobStatus,
            createdAt: job.CreationTime
          })),
          nextToken: answer.NextToken
        };
      },
      [api]
    ),
    resource => resource.name,
    listKey
  );
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
