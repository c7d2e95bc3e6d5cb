import type { ReactElement, ReactNode } from 'react';
import type { AwsApi } from '../../aws/api';
import { jobNotebooks } from '../../automl/artifacts';
import { jobFacts, problemText } from '../../automl/jobFacts';
import { metricInfo } from '../../automl/metrics';
import type { Tag } from '../../automl/tags';
import type { JsonObject } from '../../automl/patch';
import { objectiveOf } from '../../automl/types';
import { conversions } from '../../automl/v1';
import type { Job } from '../../automl/types';
import type { Host } from '../../host';
import { JsonTree, KeyValue, RelativeTime, statusWords, Table } from '../parts';
import type { Async, KeyValueItem } from '../parts';
import { TagEditor } from './TagEditor';

/** What the job was asked to do, and what it made of it. */
export function ConfigurationTab({
  api,
  tags,
  job,
  host
}: {
  api: AwsApi;
  tags: Async<Tag[]>;
  job: Job;
  host: Host;
}): ReactElement {
  const facts = jobFacts(job);
  const { config, limits, security } = facts;
  const objective = objectiveOf(job);
  const time = (value: string | undefined): ReactNode =>
    value && <RelativeTime time={value} locale={host.locale} />;
  const place = (label: string, uri: unknown): KeyValueItem => ({
    label,
    value: typeof uri === 'string' && uri && <span className="ph-code">{uri}</span>,
    copy: typeof uri === 'string' ? uri : undefined
  });
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  const vpc = security.VpcConfig as { Subnets?: string[]; SecurityGroupIds?: string[] } | undefined;
  const items: KeyValueItem[] = [
    { label: 'ARN', value: job.AutoMLJobArn, copy: job.AutoMLJobArn },
    { label: 'Created', value: time(job.CreationTime) },
    { label: 'Ended', value: time(job.EndTime) },
    { label: 'Made with', value: facts.isV1 ? 'CreateAutoMLJob (V1)' : undefined },
    { label: 'Problem', value: problemText(facts) },
    { label: 'Target', value: facts.target },
    { label: 'Text column', value: text(config.ContentColumn) },
    { label: 'Base model', value: facts.baseModel },
    { label: 'Objective', value: objective && metricInfo(objective).label },
    { label: 'Training mode', value: facts.mode && statusWords(facts.mode.toLowerCase()) },
    { label: 'Algorithms', value: facts.algorithms.join(', ') },
    { label: 'Candidates at most', value: limits.MaxCandidates },
    { label: 'Seconds per training at most', value: limits.MaxRuntimePerTrainingJobInSeconds },
    { label: 'Seconds for the job at most', value: limits.MaxAutoMLJobRuntimeInSeconds },
    { label: 'Validation share', value: job.DataSplitConfig?.ValidationFraction },
    { label: 'Weights', value: text(config.SampleWeightAttributeName) },
    ...facts.channels.flatMap(channel => [
      place(
        channel.type === 'training'
          ? 'Training data'
          : channel.type === 'validation'
            ? 'Validation data'
            : `${channel.type} data`,
        channel.uri
      ),
      {
        label: 'Format',
        value: [channel.contentType, channel.compression].filter(Boolean).join(', ')
      }
    ]),
    place('Features', config.FeatureSpecificationS3Uri),
    place('Output', job.OutputDataConfig?.S3OutputPath),
    { label: 'Output key', value: job.OutputDataConfig?.KmsKeyId },
    ...jobNotebooks(job).map(({ label, uri }) => place(label, uri)),
    { label: 'Role', value: job.RoleArn, copy: job.RoleArn },
    {
      label: 'Tags',
      value: job.AutoMLJobArn && (
        <TagEditor api={api} host={host} arn={job.AutoMLJobArn} tags={tags} />
      )
    },
    { label: 'Volume key', value: text(security.VolumeKmsKeyId) },
    {
      label: 'Encrypted between machines',
      value: security.EnableInterContainerTrafficEncryption === true ? 'yes' : undefined
    },
    { label: 'Subnets', value: vpc?.Subnets?.join(', ') },
    { label: 'Security groups', value: vpc?.SecurityGroupIds?.join(', ') }
  ];
  return (
    <div className="ph-Stack">
      <KeyValue
        items={items.filter(({ value }) => value !== undefined && value !== '' && value !== false)}
        host={host}
      />
      <Conversion job={job} host={host} />
      {Object.keys(config).length > 0 && (
        <details className="ph-Details">
          <summary>{`Settings of ${problemText(facts).toLowerCase() || 'the problem type'}`}</summary>
          <JsonTree label="Settings of the problem type" value={config} host={host} />
        </details>
      )}
      <details className="ph-Details">
        <summary>Raw answer</summary>
        <JsonTree label="Answer" value={job} host={host} />
      </details>
    </div>
  );
}

/** What becomes of a job of the old call when it is cloned. */
function Conversion({ job, host }: { job: Job; host: Host }): ReactElement | null {
  const moved = conversions(job as JsonObject);
  return moved.length === 0 ? null : (
    <details className="ph-Details">
      <summary>“Clone job” makes the same job with CreateAutoMLJobV2</summary>
      <p>These settings stand elsewhere in the new request; their values stay.</p>
      <div className="ph-Compact">
        <Table
          label="Converted settings"
          columns={[
            {
              id: 'from',
              header: 'CreateAutoMLJob',
              rowHeader: true,
              sortable: false,
              value: row => row.from,
              cell: row => <span className="ph-code">{row.from}</span>
            },
            {
              id: 'to',
              header: 'CreateAutoMLJobV2',
              sortable: false,
              value: row => row.to,
              cell: row => <span className="ph-code">{row.to}</span>
            }
          ]}
          rows={moved}
          rowKey={row => row.from}
          locale={host.locale}
        />
      </div>
    </details>
  );
}
