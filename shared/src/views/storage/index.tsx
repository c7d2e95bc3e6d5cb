import { useEffect, useState, type ReactElement } from 'react';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import {
  categoryLabel,
  CLEANABLE,
  type CleanableCategory,
  type CleanRequest,
  type EngineStorage,
  type StoredCategory,
  type StoredJob
} from '../../environment/engineStorage';
import {
  Button,
  Checkbox,
  EmptyState,
  ErrorState,
  KeyValue,
  LiveRegion,
  Loaded,
  Skeleton,
  StatusBadge,
  Table,
  useAsync,
  type Column
} from '../parts';
import { sizeText } from '../parts/sizeText';
import type { ViewProps } from '../registry';

/** What the local engine keeps on this machine, and cleaning of what is not needed. */
export default function Storage({ host }: ViewProps<'storage'>): ReactElement {
  const { backend, locale } = host;
  const state = useAsync(() => backend.engineStorage(), 'storage');
  const [categories, setCategories] = useState<ReadonlySet<string>>(new Set());
  const [jobs, setJobs] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AwsErrorData>();
  const [said, setSaid] = useState('');
  useEffect(() => host.setTitle('Local engine storage'), [host]);

  const size = (bytes: number): string => sizeText(bytes, locale);
  const request = requestOf(categories, jobs);
  const clean = async (): Promise<void> => {
    if (!request) {
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      const { freedBytes } = await backend.cleanEngineStorage(request);
      // Without an answer about it, the user has declined.
      setSaid(freedBytes === undefined ? '' : `${size(freedBytes)} freed.`);
      if (freedBytes !== undefined) {
        setCategories(new Set());
        setJobs(new Set());
        await state.reload();
      }
    } catch (reason) {
      setError(AwsError.from(reason).toData());
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="ph-View">
      <header className="ph-View-header">
        <h1 className="ph-View-title">Local engine storage</h1>
        <div className="ph-View-actions">
          <Button kind="quiet" busy={state.loading} onClick={() => void state.reload()}>
            Refresh
          </Button>
          <Button kind="danger" busy={busy} disabled={!request} onClick={() => void clean()}>
            Clean selected…
          </Button>
        </div>
      </header>
      <LiveRegion message={said} />
      {said && <p className="ph-muted">{said}</p>}
      {error && <ErrorState error={error} what="The storage could not be cleaned." host={host} />}
      <Loaded
        state={state}
        what="The storage could not be read."
        host={host}
        skeleton={<Skeleton label="Loading the storage" layout="form" rows={4} />}
      >
        {report => (
          <Report
            report={report}
            size={size}
            locale={locale}
            categories={categories}
            onCategories={setCategories}
            jobs={jobs}
            onJobs={setJobs}
          />
        )}
      </Loaded>
    </div>
  );
}

interface ReportProps {
  report: EngineStorage;
  size: (bytes: number) => string;
  locale: string;
  categories: ReadonlySet<string>;
  onCategories: (chosen: ReadonlySet<string>) => void;
  jobs: ReadonlySet<string>;
  onJobs: (chosen: ReadonlySet<string>) => void;
}

function Report(props: ReportProps): ReactElement {
  const { report, size, locale, categories, onCategories, jobs, onJobs } = props;
  const used = report.jobs.filter(job => job.bytes > 0);
  const categoryColumns: Column<StoredCategory>[] = [
    choice(
      item => categoryLabel(item.id),
      item => isCleanable(item.id) && item.cleanableBytes > 0,
      item => categories.has(item.id),
      item => onCategories(toggled(categories, item.id))
    ),
    {
      id: 'name',
      header: 'What',
      value: item => categoryLabel(item.id),
      rowHeader: true
    },
    bytes('bytes', 'Size', item => item.bytes, size),
    bytes('cleanable', 'Can be cleaned', item => item.cleanableBytes, size)
  ];
  const jobColumns: Column<StoredJob>[] = [
    choice(
      job => job.name,
      job => job.cleanableBytes > 0,
      job => categories.has('jobs') || jobs.has(job.name),
      job => onJobs(toggled(jobs, job.name)),
      () => categories.has('jobs')
    ),
    { id: 'name', header: 'Job', value: job => job.name, rowHeader: true },
    {
      id: 'status',
      header: 'Status',
      value: job => job.status,
      cell: job => <StatusBadge status={job.status} />
    },
    bytes('bytes', 'Size', job => job.bytes, size),
    bytes('cleanable', 'Can be cleaned', job => job.cleanableBytes, size),
    { id: 'needed', header: 'Needed by', value: job => job.neededBy.join(', ') }
  ];
  return (
    <div className="ph-Stack">
      <KeyValue
        items={[
          { label: 'In use', value: size(report.totalBytes) },
          { label: 'Free on the disk', value: size(report.freeBytes) },
          { label: 'Folder', value: <span className="ph-code">{report.dataDir}</span> }
        ]}
      />
      <Table
        label="Storage by category"
        columns={categoryColumns}
        rows={report.categories}
        rowKey={item => item.id}
        rowControls
        locale={locale}
      />
      <Table
        label="Storage by job"
        caption="Artifacts of jobs"
        columns={jobColumns}
        rows={used}
        rowKey={job => job.name}
        rowControls
        locale={locale}
        empty={
          <EmptyState title="No artifacts">
            Models and reports of jobs that ran on this machine take space here.
          </EmptyState>
        }
      />
    </div>
  );
}

function choice<R>(
  name: (row: R) => string,
  possible: (row: R) => boolean,
  chosen: (row: R) => boolean,
  toggle: (row: R) => void,
  implied: () => boolean = () => false
): Column<R> {
  return {
    id: 'choice',
    header: <span className="ph-hidden">Clean</span>,
    value: row => (chosen(row) ? 1 : 0),
    sortable: false,
    cell: row =>
      possible(row) && (
        <Checkbox
          label={`Clean ${name(row)}`}
          hideLabel
          checked={chosen(row)}
          disabled={implied()}
          onChange={() => toggle(row)}
        />
      )
  };
}

function bytes<R>(
  id: string,
  header: string,
  value: (row: R) => number,
  size: (bytes: number) => string
): Column<R> {
  return { id, header, value, cell: row => size(value(row)), numeric: true };
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) {
    next.add(id);
  }
  return next;
}

function isCleanable(id: string): id is CleanableCategory {
  return CLEANABLE.some(category => category === id);
}

/** What the choices ask for; `undefined` for nothing. All jobs include the single ones. */
function requestOf(
  categories: ReadonlySet<string>,
  jobs: ReadonlySet<string>
): CleanRequest | undefined {
  const chosen = CLEANABLE.filter(category => categories.has(category));
  if (!categories.has('jobs') && jobs.size > 0) {
    return { categories: ['jobs', ...chosen], jobs: [...jobs] };
  }
  return chosen.length > 0 ? { categories: chosen } : undefined;
}
