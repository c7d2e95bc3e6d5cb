import { useMemo, useRef, useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { logPage } from '../../automl/consolePages';
import { isLogUnavailable, logSources, readLog, type LogLine } from '../../automl/logs';
import type { Candidate, Job } from '../../automl/types';
import type { BackendState, Host } from '../../host';
import {
  Button,
  EmptyState,
  ErrorState,
  SelectField,
  Skeleton,
  StatusBadge,
  Table,
  TextField,
  useAsync,
  usePolling,
  type Column
} from '../parts';

export interface LogsTabProps {
  api: AwsApi;
  host: Host;
  job: Job;
  candidates: readonly Candidate[];
  backend: BackendState | undefined;
  running: boolean;
}

interface Line extends LogLine {
  key: string;
}

/** How often the log of a running job is read again, in ms. */
const RENEW = { local: 5_000, aws: 20_000 };

/** What the steps of the job wrote. */
export function LogsTab(props: LogsTabProps): ReactElement {
  const { api, host, job, candidates, backend, running } = props;
  const sources = useMemo(() => {
    const best = job.BestCandidate?.CandidateName;
    const first = candidates.filter(one => one.CandidateName === best);
    return logSources([...first, ...candidates], job.AutoMLJobName ?? '');
  }, [candidates, job.BestCandidate, job.AutoMLJobName]);
  const [chosen, setChosen] = useState<string>();
  const [search, setSearch] = useState('');
  const source = sources.find(one => one.name === chosen) ?? sources[0];
  const log = useAsync(
    async signal => (source ? readLog(api, source, { signal }) : null),
    source && `log:${source.group}:${source.name}`
  );
  const panel = useRef<HTMLDivElement>(null);
  usePolling(
    log.reload,
    running && log.data ? RENEW[backend?.choice.kind ?? 'aws'] : undefined,
    panel
  );
  const rows = useMemo(() => {
    const words = search.toLowerCase();
    const lines = (log.data?.lines ?? []).map((line, index): Line => ({
      ...line,
      key: String(index)
    }));
    return words === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(words));
  }, [log.data, search]);
  if (!source) {
    return (
      <EmptyState title={running ? 'No logs yet' : 'No logs'}>
        {running ? 'Logs appear once a step has begun.' : 'The job lists no steps that have a log.'}
      </EmptyState>
    );
  }
  const page =
    backend?.choice.kind === 'aws'
      ? logPage(job.AutoMLJobArn, source.group, source.name)
      : undefined;
  const columns: Column<Line>[] = [
    {
      id: 'time',
      header: 'Time',
      value: line => line.time,
      cell: line =>
        Number.isNaN(line.time)
          ? '–'
          : new Date(line.time).toLocaleTimeString(host.locale, { hour12: false })
    },
    {
      id: 'text',
      header: 'Message',
      rowHeader: true,
      sortable: false,
      value: line => line.text,
      cell: line => (
        <span className="ph-code ph-LogText" title={line.text}>
          {line.text}
        </span>
      )
    }
  ];
  const unavailable = log.error && isLogUnavailable(log.error);
  return (
    <div className="ph-Stack" ref={panel}>
      <div className="ph-Columns">
        <SelectField
          label="Step"
          value={source.name}
          choices={sources.map(one => ({ value: one.name, label: `${one.kind}: ${one.name}` }))}
          onChange={setChosen}
        />
        <TextField label="Find in the log" type="search" value={search} onChange={setSearch} />
      </div>
      <div className="ph-Row">
        <Button icon="refresh" busy={log.loading} onClick={() => void log.reload()}>
          Refresh
        </Button>
        {page && (
          <Button kind="quiet" onClick={() => host.openExternal(page)}>
            Open in CloudWatch
          </Button>
        )}
        <Button kind="quiet" onClick={() => host.showLog()}>
          Show the log of Pilothouse
        </Button>
      </div>
      {unavailable ? (
        <EmptyState title="Logs cannot be read here">
          This backend, or this version of the extension, has no access to CloudWatch Logs. Reasons
          of failures stand beside the candidates.
        </EmptyState>
      ) : (
        log.error && (
          <ErrorState
            error={log.error}
            what={`The log of ${source.name} cannot be read.`}
            host={host}
            onRetry={() => void log.reload()}
          />
        )
      )}
      {log.loading && !log.data && <Skeleton label="Loading the log" rows={8} />}
      {log.data && (
        <>
          <CandidateLine name={source.candidate} candidates={candidates} />
          {log.data.ofJob && source.name !== source.job && (
            <p className="ph-muted">The step has no log of its own: this is the log of the job.</p>
          )}
          {log.data.cut && <p className="ph-muted">Older lines are left out.</p>}
          <Table
            label="Log"
            columns={columns}
            rows={rows}
            rowKey={line => line.key}
            locale={host.locale}
            empty={search ? 'No line has this text.' : 'The log is empty.'}
          />
        </>
      )}
    </div>
  );
}

function CandidateLine({
  name,
  candidates
}: {
  name: string;
  candidates: readonly Candidate[];
}): ReactElement | null {
  const candidate = candidates.find(one => one.CandidateName === name);
  return candidate ? (
    <div className="ph-Row">
      <span className="ph-muted">{`Candidate ${name}`}</span>
      <StatusBadge status={candidate.CandidateStatus} />
    </div>
  ) : null;
}
