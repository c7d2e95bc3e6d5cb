import type { ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { artifactPlaces } from '../../automl/artifacts';
import { logPage, resourcePage } from '../../automl/consolePages';
import { failureAdvice } from '../../automl/failures';
import type { Job } from '../../automl/types';
import { OBJECTIVE, type Leaderboard, type LeaderboardRow } from '../../automl/leaderboard';
import { formatMetric } from '../../automl/metrics';
import { durationText } from '../../automl/progress';
import type { BackendState, Host } from '../../host';
import {
  Banner,
  Button,
  JsonTree,
  KeyValue,
  RelativeTime,
  Section,
  StatusBadge,
  statusWords,
  Table,
  type Column
} from '../parts';
import { ArtifactList } from './ArtifactList';
import { metricHeader } from './boardColumns';
import { HyperParameters } from './HyperParameters';

export interface CandidateDetailsProps {
  api: AwsApi;
  host: Host;
  board: Leaderboard;
  row: LeaderboardRow;
  backend: BackendState | undefined;
  job: Job;
  jobName: string;
  jobArn: string | undefined;
}

/** Everything that the answer tells about one candidate. */
export function CandidateDetails(props: CandidateDetailsProps): ReactElement {
  const { api, host, board, row, backend, job, jobName, jobArn } = props;
  const { candidate } = row;
  const reason = candidate.FailureReason?.trim();
  const advice = reason ? failureAdvice(reason) : undefined;
  const places = artifactPlaces(candidate);
  const onAws = backend?.choice.kind === 'aws';
  return (
    <section className="ph-Stack ph-Panel" aria-label="Candidate details">
      <div className="ph-Row">
        <h2 className="ph-Heading">{row.label}</h2>
        <StatusBadge status={candidate.CandidateStatus} />
      </div>
      {reason && (
        <Banner kind="error" title={advice?.text ?? 'This candidate failed.'}>
          <p>{reason}</p>
          {advice && <p>{advice.step}</p>}
        </Banner>
      )}
      <KeyValue
        host={host}
        items={[
          { label: 'Name', value: <span className="ph-code">{row.name}</span>, copy: row.name },
          { label: 'Algorithm', value: row.algorithm },
          {
            label: 'Objective',
            value: candidate.ObjectiveStatus && statusWords(candidate.ObjectiveStatus)
          },
          {
            label: 'Started',
            value: candidate.CreationTime && (
              <RelativeTime time={candidate.CreationTime} locale={host.locale} />
            )
          },
          { label: 'Took', value: row.seconds === undefined ? '' : durationText(row.seconds) }
        ].filter(({ value }) => value !== undefined && value !== '')}
      />
      <Metrics board={board} row={row} host={host} />
      <Steps row={row} host={host} jobArn={onAws ? jobArn : undefined} />
      <HyperParameters api={api} job={job} row={row} host={host} />
      <Containers row={row} host={host} />
      {places.length > 0 && (
        <Section
          title="Artifacts"
          note={places.length}
          host={host}
          storageKey="candidate-artifacts"
          defaultOpen={false}
          level={3}
        >
          <ArtifactList api={api} host={host} jobName={jobName} places={places} />
        </Section>
      )}
      <details className="ph-Details">
        <summary>Raw answer</summary>
        <JsonTree label={`Answer for ${row.label}`} value={candidate} host={host} />
      </details>
    </section>
  );
}

interface MetricLine {
  key: string;
  label: string;
  texts: ReadonlyMap<string, string>;
}

/** Metrics in rows, sets in columns. */
function Metrics({
  board,
  row,
  host
}: Pick<CandidateDetailsProps, 'board' | 'row' | 'host'>): ReactElement | null {
  // The objective is a figure of the set that candidates are chosen by.
  const first = board.columns.find(({ usual, set }) => usual && set !== '')?.set ?? '';
  const own = board.columns
    .filter(({ id }) => row.values.has(id))
    .map(column => (column.id === OBJECTIVE ? { ...column, set: first } : column));
  const sets = [...new Set(own.map(({ set }) => set))];
  const lines = new Map<string, MetricLine & { texts: Map<string, string> }>();
  for (const { id, info, set } of own) {
    const line = lines.get(info.key) ?? {
      key: info.key,
      label: metricHeader(info),
      texts: new Map()
    };
    line.texts.set(set, formatMetric(row.values.get(id) as number, info, host.locale));
    lines.set(info.key, line);
  }
  if (lines.size === 0) {
    return null;
  }
  const columns: Column<MetricLine>[] = [
    { id: 'metric', header: 'Metric', rowHeader: true, sortable: false, value: line => line.label },
    ...sets.map((set): Column<MetricLine> => ({
      id: `set:${set}`,
      header: set || 'Value',
      numeric: true,
      sortable: false,
      value: line => line.texts.get(set)
    }))
  ];
  return (
    <div className="ph-Compact">
      <Table
        label="Metrics of the candidate"
        columns={columns}
        rows={[...lines.values()]}
        rowKey={line => line.key}
        locale={host.locale}
      />
    </div>
  );
}

interface StepLine {
  name: string;
  type: string;
  arn: string | undefined;
}

function Steps({
  row,
  host,
  jobArn
}: {
  row: LeaderboardRow;
  host: Host;
  /** Of a job on AWS. */
  jobArn: string | undefined;
}): ReactElement | null {
  const steps = (row.candidate.CandidateSteps ?? []).map((step): StepLine => ({
    name: step.CandidateStepName ?? '',
    type: step.CandidateStepType ?? '',
    arn: step.CandidateStepArn
  }));
  if (steps.length === 0) {
    return null;
  }
  const groups: Record<string, string> = {
    'AWS::SageMaker::TrainingJob': '/aws/sagemaker/TrainingJobs',
    'AWS::SageMaker::ProcessingJob': '/aws/sagemaker/ProcessingJobs',
    'AWS::SageMaker::TransformJob': '/aws/sagemaker/TransformJobs'
  };
  const columns: Column<StepLine>[] = [
    {
      id: 'type',
      header: 'Step',
      sortable: false,
      value: step => step.type,
      cell: step => statusWords(step.type.split('::').pop() ?? '') || '–'
    },
    { id: 'name', header: 'Name', rowHeader: true, sortable: false, value: step => step.name },
    ...(jobArn
      ? [
          {
            id: 'links',
            header: 'Console',
            sortable: false,
            value: () => '',
            cell: (step: StepLine) => {
              const page = resourcePage(step.arn);
              const log = logPage(jobArn, groups[step.type] ?? '', step.name);
              return (
                <span className="ph-Row">
                  {page && (
                    <Button kind="quiet" onClick={() => host.openExternal(page)}>
                      {`Open ${statusWords(step.type.split('::').pop() ?? '').toLowerCase()}`}
                    </Button>
                  )}
                  {log && groups[step.type] && (
                    <Button kind="quiet" onClick={() => host.openExternal(log)}>
                      Open log
                    </Button>
                  )}
                </span>
              );
            }
          }
        ]
      : [])
  ];
  return (
    <Section
      title="Steps"
      note={steps.length}
      host={host}
      storageKey="candidate-steps"
      defaultOpen={false}
      level={3}
    >
      <Table
        label="Steps of the candidate"
        columns={columns}
        rows={steps}
        rowKey={step => `${step.type} ${step.name}`}
        locale={host.locale}
      />
    </Section>
  );
}

function Containers({ row, host }: { row: LeaderboardRow; host: Host }): ReactElement | null {
  const { candidate } = row;
  const lists = [
    { processor: '', containers: candidate.InferenceContainers ?? [] },
    ...Object.entries(candidate.InferenceContainerDefinitions ?? {}).map(
      ([processor, containers]) => ({ processor, containers: containers ?? [] })
    )
  ].filter(({ containers }) => containers.length > 0);
  if (lists.length === 0) {
    return null;
  }
  const count = lists[0]?.containers.length ?? 0;
  return (
    <Section
      title="Containers"
      note={count}
      host={host}
      storageKey="candidate-containers"
      defaultOpen={false}
      level={3}
    >
      <div className="ph-Stack">
        {lists.map(({ processor, containers }) =>
          containers.map((container, index) => (
            <KeyValue
              key={`${processor} ${index}`}
              host={host}
              items={[
                {
                  label: `${[processor, 'Image'].filter(Boolean).join(' ')} ${index + 1}`,
                  value: <span className="ph-code">{container.Image}</span>,
                  copy: container.Image
                },
                {
                  label: 'Model data',
                  value: <span className="ph-code">{container.ModelDataUrl}</span>,
                  copy: container.ModelDataUrl
                },
                ...Object.entries(container.Environment ?? {}).map(([label, value]) => ({
                  label,
                  value: <span className="ph-code">{value}</span>
                }))
              ]}
            />
          ))
        )}
      </div>
    </Section>
  );
}
