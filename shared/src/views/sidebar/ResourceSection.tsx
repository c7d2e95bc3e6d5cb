import { useState, type ReactElement, type ReactNode, type RefObject } from 'react';
import type { Resource } from '../../aws/resourceList';
import type { BackendState, Host } from '../../host';
import {
  Button,
  ErrorState,
  IconButton,
  isTransient,
  LiveRegion,
  RelativeTime,
  Section,
  Skeleton,
  usePolling
} from '../parts';
import { ResourceList } from './ResourceList';
import type { MenuItem } from './RowMenu';
import type { PagedList } from './usePagedList';

/** How often to look, in ms, while something changes by itself. */
const RUNNING = { local: 3_000, aws: 15_000 };
/** The engine also answers between: a job may have been started in a notebook. AWS is not asked. */
const IDLE = { local: 10_000, aws: undefined };

export interface ResourceSectionProps {
  title: string;
  storageKey: string;
  /** Sentence when listing fails. */
  what: string;
  list: PagedList<Resource>;
  backend: BackendState | undefined;
  empty: ReactNode;
  onOpen: (name: string) => void;
  host: Host;
  /** The sidebar; nothing is polled while it is hidden. */
  panel: RefObject<HTMLElement | null>;
  /** A second line of each row. */
  detail?: (resource: Resource) => ReactNode;
  /** A menu of each row. */
  actions?: (resource: Resource) => readonly MenuItem[];
  /** Code that a row carries to where it is dropped. */
  code?: (resource: Resource) => string | undefined;
  /** Narrows the list; its button stands in the title. */
  filter?: ReactNode;
  /** The list is narrowed now: the filter is shown, folded or not. */
  filtered?: boolean;
}

/** A folding part of the sidebar with a list of jobs or endpoints in every state it can have. */
export function ResourceSection(props: ResourceSectionProps): ReactElement {
  const { title, storageKey, what, list, backend, empty, onOpen, host, panel, detail } = props;
  const [filtering, setFiltering] = useState(false);
  const showFilter = props.filter !== undefined && (filtering || props.filtered === true);
  const { items, error, updatedAt } = list;
  const running = items?.filter(item => isTransient(item.status)).length ?? 0;
  const kind = backend?.choice.kind ?? 'local';
  const usable = backend !== undefined && backend.status !== 'unavailable';
  const interval = items && usable && !error ? (running > 0 ? RUNNING : IDLE)[kind] : undefined;
  usePolling(list.refresh, interval, panel);

  const count = items && `${items.length}${list.hasMore ? '+' : ''}`;
  const lower = title.toLowerCase();
  return (
    <Section
      title={title}
      note={count}
      host={host}
      storageKey={storageKey}
      level={2}
      actions={
        <>
          {props.filter !== undefined && (
            <IconButton
              icon="search"
              label={`Filter ${lower}`}
              expanded={showFilter}
              disabled={!usable || props.filtered === true}
              onClick={() => setFiltering(!filtering)}
            />
          )}
          <IconButton
            icon="refresh"
            label={`Refresh ${lower}`}
            disabled={!usable}
            onClick={() => void list.reload()}
          />
        </>
      }
    >
      {usable && showFilter && props.filter}
      {!usable && backend && (
        <p className="ph-muted">{title} appear here once the backend can be used.</p>
      )}
      {usable && error && (
        <ErrorState error={error} what={what} host={host} onRetry={() => void list.reload()} />
      )}
      {usable && error && items && (
        <p className="ph-Stale-age">
          As of <RelativeTime time={updatedAt} locale={host.locale} />
        </p>
      )}
      {(backend === undefined || (usable && !items && !error)) && (
        <Skeleton label={`Loading ${lower}`} layout="list" rows={4} />
      )}
      {usable && items && items.length === 0 && !error && empty}
      {usable && items && items.length > 0 && (
        <div className={error ? 'ph-Stale' : undefined}>
          <ResourceList
            label={title}
            resources={items}
            onOpen={onOpen}
            locale={host.locale}
            detail={detail}
            actions={props.actions}
            code={props.code}
          />
          {list.hasMore && (
            <Button kind="quiet" busy={list.loading} onClick={() => void list.more()}>
              Show more {lower}
            </Button>
          )}
        </div>
      )}
      <LiveRegion message={running > 0 ? `${running} ${lower} in progress` : ''} />
    </Section>
  );
}
