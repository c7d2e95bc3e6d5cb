import { useCallback, useMemo, useRef, useState, type ReactElement } from 'react';
import type { Resource } from '../../aws/resourceList';
import { isFiltered, type JobFilter } from '../../automl/jobFilter';
import { resourceCode } from '../../automl/code/resource';
import { JobDetailStore } from '../../automl/jobDetails';
import { RecentList } from '../explanation/RecentList';
import { useRecent } from '../explanation/useRecent';
import type { ExplanationSource } from '../names';
import { Button, EmptyState, IconButton, Section, useBackend } from '../parts';
import type { ViewProps } from '../registry';
import { BackendSwitch } from './BackendSwitch';
import { JobDetail } from './JobDetail';
import { JobFilterBar } from './JobFilterBar';
import { jobActions } from './jobActions';
import { ResourceSection } from './ResourceSection';
import { TransformsSection } from './TransformsSection';
import type { PagedList } from './usePagedList';
import { useCallFollowing } from './useCallFollowing';
import { useResources } from './useResources';

/** A list older than this is read again when the user turns to the sidebar, in ms. */
const OLD = 10_000;

/** JupyterLab's sidebar: the backend, jobs, explanations, endpoints and transforms. */
export default function Sidebar({ api, host }: ViewProps<'sidebar'>): ReactElement {
  const panel = useRef<HTMLDivElement>(null);
  const backend = useBackend(host);
  const { state } = backend;
  const ready = state?.status === 'ready' || state?.status === 'off';
  const { kind, region = '', profile = '' } = state?.choice ?? {};
  const key = ready ? [kind, region, profile].join('\n') : undefined;

  const [filter, setFilter] = useState<JobFilter>({});
  const jobs = useResources(api, 'jobs', key, filter);
  const endpoints = useResources(api, 'endpoints', key);
  useCallFollowing(api, { jobs, endpoints });

  // Another backend has other jobs of the same names.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const details = useMemo(() => new JobDetailStore(api), [api, key]);

  const renewIfOld = useCallback((list: PagedList<Resource>): void => {
    if (!list.loading && list.updatedAt !== undefined && Date.now() - list.updatedAt > OLD) {
      void list.refresh();
    }
  }, []);
  const { recent, refresh } = useRecent(host);
  const [turned, setTurned] = useState(0);
  const turnTo = (): void => {
    [jobs, endpoints].forEach(renewIfOld);
    setTurned(last => (Date.now() - last > OLD ? Date.now() : last));
    refresh();
  };
  const openExplanation = (source: ExplanationSource = { kind: 'none' }): void =>
    host.openView('explanation', { source });
  const newJob = (): void => host.openView('automl-launcher', {});

  return (
    <div className="ph-Sidebar" ref={panel} onPointerEnter={turnTo} onFocus={turnTo}>
      <div className="ph-Sidebar-top">
        <BackendSwitch backend={backend} host={host} />
        <Button kind="primary" icon="add" onClick={newJob} className="ph-mod-wide">
          New AutoML job
        </Button>
      </div>
      <ResourceSection
        title="Jobs"
        storageKey="sidebar-jobs"
        what="The jobs could not be listed."
        list={jobs}
        backend={state}
        host={host}
        panel={panel}
        onOpen={jobName => host.openView('automl-job', { jobName })}
        code={({ name }) => resourceCode('jobs', name)}
        detail={job => <JobDetail store={details} job={job} host={host} />}
        actions={job =>
          jobActions(job, { api, host, backend: state, onChange: () => void jobs.refresh() })
        }
        filter={<JobFilterBar filter={filter} onChange={setFilter} />}
        filtered={isFiltered(filter)}
        empty={
          isFiltered(filter) ? (
            <p className="ph-muted">No job fits the filter.</p>
          ) : (
            <EmptyState title="No jobs yet">
              A job tries several models on a table and shows which predicts best. Start with “New
              AutoML job”, or right-click a CSV or Parquet file.
            </EmptyState>
          )
        }
      />
      <Section
        title="Explanations"
        host={host}
        storageKey="sidebar-explanations"
        actions={
          <IconButton icon="add" label="Open explanation" onClick={() => openExplanation()} />
        }
      >
        {recent.length > 0 ? (
          <RecentList recent={recent} host={host} onOpen={openExplanation} />
        ) : (
          <EmptyState title="Nothing opened yet">
            Right-click an analysis.json, out.csv, out.jsonl or a folder of them and choose “Open
            explanation”.
          </EmptyState>
        )}
      </Section>
      <ResourceSection
        title="Endpoints"
        storageKey="sidebar-endpoints"
        what="The endpoints could not be listed."
        list={endpoints}
        backend={state}
        host={host}
        panel={panel}
        onOpen={endpointName => host.openView('endpoint', { endpointName })}
        code={({ name }) => resourceCode('endpoints', name)}
        empty={
          <EmptyState title="No endpoints">
            A deployed model answers predictions here. Open a finished job and choose “Deploy best”.
          </EmptyState>
        }
      />
      <TransformsSection
        api={api}
        host={host}
        backend={state}
        listKey={key}
        panel={panel}
        turned={turned}
      />
    </div>
  );
}
