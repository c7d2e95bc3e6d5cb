import { useState, type ReactElement, type ReactNode } from 'react';
import * as parts from '@pilothouse/core/views/parts';
import type { Story } from '../story';
import { EMOJI, HOSTILE, HUGE, LONG, RTL } from './hostile';

function Gallery({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <div className="ph-View">
      <div className="ph-View-header">
        <h1 className="ph-View-title">{title}</h1>
      </div>
      {children}
    </div>
  );
}

function Controls(): ReactElement {
  const [text, setText] = useState('churn-20261122-1402');
  const [number, setNumber] = useState<number | undefined>(3600);
  const [choice, setChoice] = useState<'f1' | 'auc' | ''>('f1');
  const [kind, setKind] = useState('auto');
  const [checked, setChecked] = useState(true);
  return (
    <Gallery title="Controls">
      <div className="ph-Actions">
        <parts.Button kind="primary">Start job</parts.Button>
        <parts.Button icon="copy">Copy</parts.Button>
        <parts.Button kind="danger">Delete endpoint</parts.Button>
        <parts.Button kind="quiet">Save draft</parts.Button>
        <parts.Button kind="primary" busy>
          Deploying
        </parts.Button>
        <parts.Button disabled title="Choose a target first">
          Start job
        </parts.Button>
        <parts.IconButton icon="refresh" label="Refresh" onClick={() => undefined} />
        <parts.IconButton icon="star" label="Bookmark" pressed onClick={() => undefined} />
      </div>
      <div className="ph-Columns">
        <parts.TextField
          label="Name"
          hint="Letters, digits and hyphens; at most 32."
          value={text}
          onChange={setText}
        />
        <parts.TextField
          label="Output"
          value="s3://bucket/with a space"
          onChange={() => undefined}
          error="Bucket names hold no spaces. Write s3://bucket/prefix/."
          showError
          code
        />
        <parts.NumberField
          label="Longest run time"
          value={number}
          onChange={setNumber}
          unit="s"
          min={1}
          integer
          optional
        />
        <parts.SelectField
          label="Objective"
          value={choice}
          onChange={setChoice}
          choices={[
            { value: 'f1', label: 'F1' },
            { value: 'auc', label: 'AUC' }
          ]}
        />
        <parts.TextField label="Notes" value="" onChange={() => undefined} lines={3} optional />
        <parts.TextField
          label="Role"
          value="Set by the backend"
          onChange={() => undefined}
          disabled
        />
      </div>
      <parts.RadioGroup
        label="Problem"
        inline
        value={kind}
        onChange={setKind}
        choices={[
          { value: 'auto', label: 'Automatic' },
          { value: 'binary', label: 'Binary' },
          { value: 'multiclass', label: 'Multiclass' },
          { value: 'regression', label: 'Regression', disabled: true }
        ]}
      />
      <parts.Checkbox
        label="Explain the best candidate"
        hint="Takes a few seconds more."
        checked={checked}
        onChange={setChecked}
      />
      <parts.Checkbox
        label="Cannot be changed"
        checked={false}
        disabled
        onChange={() => undefined}
      />
    </Gallery>
  );
}

const code: parts.CodeVariant[] = [
  {
    id: 'boto3',
    label: 'Python (boto3)',
    language: 'python',
    code: 'import boto3\n\nclient = boto3.client("sagemaker")\nclient.create_auto_ml_job_v2(\n    AutoMLJobName="churn",\n)'
  },
  { id: 'json', label: 'JSON', language: 'json', code: '{ "AutoMLJobName": "churn" }' }
];

interface Candidate {
  name: string;
  f1: number | null;
  auc: number;
  fit: string;
}

const candidates: Candidate[] = [
  { name: 'WeightedEnsemble', f1: 0.9142, auc: 0.9621, fit: '1.2 s' },
  { name: 'LightGBM_3', f1: 0.9107, auc: 0.9614, fit: '0.9 s' },
  { name: 'RandomForest_1', f1: 0.8911, auc: 0.9502, fit: '2.4 s' },
  { name: 'LinearModel_2', f1: null, auc: 0.8875, fit: '0.1 s' }
];

const columns: parts.Column<Candidate>[] = [
  {
    id: 'name',
    header: 'Candidate',
    value: row => row.name,
    cell: row => <parts.MiddleEllipsis text={row.name} />,
    rowHeader: true
  },
  { id: 'f1', header: 'F1', value: row => row.f1, numeric: true },
  { id: 'auc', header: 'AUC', value: row => row.auc, numeric: true },
  { id: 'fit', header: 'Fit', value: row => row.fit, numeric: true, sortable: false }
];

function Leaderboard({ rows }: { rows: Candidate[] }): ReactElement {
  const [selected, setSelected] = useState<string | undefined>(rows[1]?.name);
  return (
    <parts.Table
      label="Candidates"
      columns={columns}
      rows={rows}
      rowKey={row => row.name}
      defaultSort={{ column: 'f1', order: 'descending' }}
      selected={selected}
      onSelect={row => setSelected(row.name)}
      rowClass={row => (row.name === 'WeightedEnsemble' ? 'ph-mod-best' : undefined)}
      empty="No candidates yet."
      locale="en"
    />
  );
}

const many = Array.from({ length: 5000 }, (_, index) => ({
  name: `Candidate_${index}`,
  f1: ((index * 7919) % 1000) / 1000,
  auc: ((index * 104729) % 1000) / 1000,
  fit: `${index} s`
}));

export const controls: Story[] = [
  { id: 'parts-controls', render: () => <Controls /> },
  {
    id: 'parts-code-and-tabs',
    render: ({ host }) => (
      <Gallery title="Code">
        <parts.CodeBlock
          label="Code of this job"
          variants={code}
          host={host}
          note="Does what Start job does."
        />
        <parts.Section title="Objective, training mode, limits" host={host} storageKey="a">
          <p>Folds, and remembers it.</p>
        </parts.Section>
        <parts.Section title="Folded" host={host} storageKey="b" defaultOpen={false} note="3">
          <p>Not seen.</p>
        </parts.Section>
        <parts.KeyValue
          host={host}
          items={[
            { label: 'Status', value: <parts.StatusBadge status="InService" /> },
            {
              label: 'ARN',
              value: `arn:aws:sagemaker:local:000000000000:endpoint/${LONG}`,
              copy: 'x'
            },
            {
              label: 'Created',
              value: <parts.RelativeTime time="2026-11-22T01:00:00Z" locale="en" />
            }
          ]}
        />
      </Gallery>
    )
  }
];

export const tables: Story[] = [
  {
    id: 'parts-table',
    render: () => (
      <Gallery title="Tables">
        <Leaderboard rows={candidates} />
        <parts.Table
          label="Columns of churn.csv"
          caption="First 3 of 21 columns"
          columns={[
            {
              id: 'name',
              header: 'Column',
              value: (row: (typeof preview)[0]) => row.name,
              rowHeader: true
            },
            { id: 'type', header: 'Type', value: row => row.type },
            { id: 'missing', header: 'Missing', value: row => row.missing, numeric: true },
            {
              id: 'spark',
              header: 'Distribution',
              value: row => row.name,
              sortable: false,
              cell: row => <parts.Spark values={row.bins} label={`Distribution of ${row.name}`} />
            }
          ]}
          rows={preview}
          rowKey={row => row.name}
        />
        <parts.Table
          label="Nothing"
          columns={columns}
          rows={[]}
          rowKey={row => row.name}
          empty="No candidates yet."
        />
      </Gallery>
    )
  },
  {
    id: 'parts-table-long',
    render: () => (
      <Gallery title="5,000 rows">
        <Leaderboard rows={many} />
      </Gallery>
    )
  }
];

const preview = [
  { name: 'Account_Length', type: 'integer', missing: 0, bins: [1, 2, 5, 8, 6, 3, 1] },
  { name: 'Day_Mins', type: 'number', missing: 0.021, bins: [0, 1, 3, 7, 7, 3, 1] },
  { name: 'State', type: 'category', missing: 0, bins: [5, 5, 4, 4, 3, 3, 2] }
];

const failure = {
  code: 'AccessDeniedException',
  message: 'User is not authorized',
  operation: 'sagemaker:ListAutoMLJobs',
  requestId: '3f1c-77',
  status: 400,
  retryable: false,
  missingAction: 'sagemaker:ListAutoMLJobs'
};

export const feedback: Story[] = [
  {
    id: 'parts-feedback',
    render: ({ host }) => (
      <Gallery title="Feedback">
        <parts.Banner
          kind="info"
          title="86 % of rows are False"
          actions={<parts.Button>Use AUC</parts.Button>}
        >
          F1 or AUC say more than accuracy.
        </parts.Banner>
        <parts.Banner
          kind="warning"
          title="The local engine is not ready"
          onDismiss={() => undefined}
        >
          No Python was found.
        </parts.Banner>
        <parts.Banner kind="error" title="The endpoint was not deleted">
          Endpoint churn-best is being updated.
        </parts.Banner>
        <parts.ErrorState
          error={failure}
          what="The jobs could not be listed."
          host={host}
          onRetry={() => undefined}
        />
        <parts.EmptyState
          title="No jobs yet"
          actions={<parts.Button kind="primary">New AutoML job</parts.Button>}
        >
          A job tries several models on a table and shows which predicts best.
        </parts.EmptyState>
        <parts.ProgressSteps
          label="Progress of churn"
          steps={[
            { id: 'a', label: 'Analyse', state: 'done' },
            { id: 'b', label: 'Features', state: 'done' },
            { id: 'c', label: 'Train', state: 'current' },
            { id: 'd', label: 'Explain', state: 'todo' },
            { id: 'e', label: 'Failed', state: 'failed' },
            { id: 'f', label: 'Stopped', state: 'stopped' }
          ]}
        />
        <parts.ProgressBar label="Training" value={0.6} />
        <parts.ProgressBar label="Uploading" />
        <div className="ph-Row">
          {['Completed', 'InProgress', 'Failed', 'Stopping', 'Stopped', 'InService'].map(status => (
            <parts.StatusBadge key={status} status={status} />
          ))}
          <parts.Spark values={[0.7, 0.8, 0.82, 0.9, 0.91]} kind="line" label="Objective so far" />
          <span className="ph-raises">+0.31 raises</span>
          <span className="ph-lowers">−0.12 lowers</span>
        </div>
      </Gallery>
    )
  },
  {
    id: 'parts-skeletons',
    render: () => (
      <Gallery title="Skeletons">
        <parts.Skeleton label="Loading text" />
        <parts.Skeleton label="Loading table" layout="table" />
        <parts.Skeleton label="Loading list" layout="list" />
        <parts.Skeleton label="Loading form" layout="form" />
        <parts.Skeleton label="Loading chart" layout="chart" />
      </Gallery>
    )
  }
];

function Names({ names }: { names: readonly string[] }): ReactElement {
  return (
    <Gallery title={names[0] ?? ''}>
      <parts.Table
        label="Names"
        columns={columns}
        rows={names.map((name, index) => ({ name, f1: index, auc: -0, fit: name.slice(0, 20) }))}
        rowKey={row => row.name}
        onSelect={() => undefined}
      />
      <parts.KeyValue
        items={names.map(name => ({ label: name.slice(0, 30), value: name.slice(0, 400) }))}
      />
      <parts.Banner kind="error" title={names[1]}>
        {names[2]?.slice(0, 600)}
      </parts.Banner>
    </Gallery>
  );
}

export const hostileParts: Story[] = [
  { id: 'parts-hostile', render: () => <Names names={HOSTILE} /> },
  { id: 'parts-long-names', render: () => <Names names={[LONG, RTL, HUGE, EMOJI]} /> },
  { id: 'parts-rtl', direction: 'rtl', render: () => <Names names={[RTL, LONG, EMOJI]} /> }
];
