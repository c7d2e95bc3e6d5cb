import type { ReactElement, ReactNode } from 'react';
import { metricInfo } from '../../automl/metrics';
import { objectiveOf, problemTypeOf } from '../../automl/types';
import type { Job } from '../../automl/types';
import type { Host } from '../../host';
import { KeyValue, RelativeTime, statusWords } from '../parts';
import type { KeyValueItem } from '../parts';

/** What the job was asked to do, and what it made of it. */
export function ConfigurationTab({ job, host }: { job: Job; host: Host }): ReactElement {
  const tabular = job.AutoMLProblemTypeConfig?.TabularJobConfig;
  const criteria = job.ResolvedAttributes?.CompletionCriteria ?? tabular?.CompletionCriteria;
  const objective = objectiveOf(job);
  const problem = problemTypeOf(job);
  const time = (value: string | undefined): ReactNode =>
    value && <RelativeTime time={value} locale={host.locale} />;
  const place = (label: string, uri: string | undefined): KeyValueItem => ({
    label,
    value: uri && <span className="ph-code">{uri}</span>,
    copy: uri
  });
  const algorithms = tabular?.CandidateGenerationConfig?.AlgorithmsConfig?.flatMap(
    config => config.AutoMLAlgorithms
  );
  const items: KeyValueItem[] = [
    { label: 'ARN', value: job.AutoMLJobArn, copy: job.AutoMLJobArn },
    { label: 'Created', value: time(job.CreationTime) },
    { label: 'Ended', value: time(job.EndTime) },
    { label: 'Target', value: tabular?.TargetAttributeName },
    { label: 'Problem', value: problem && statusWords(problem) },
    { label: 'Objective', value: objective && metricInfo(objective).label },
    { label: 'Training mode', value: tabular?.Mode && statusWords(tabular.Mode.toLowerCase()) },
    { label: 'Algorithms', value: algorithms?.join(', ') },
    { label: 'Candidates at most', value: criteria?.MaxCandidates },
    { label: 'Seconds per training at most', value: criteria?.MaxRuntimePerTrainingJobInSeconds },
    { label: 'Seconds for the job at most', value: criteria?.MaxAutoMLJobRuntimeInSeconds },
    { label: 'Validation share', value: job.DataSplitConfig?.ValidationFraction },
    { label: 'Weights', value: tabular?.SampleWeightAttributeName },
    ...(job.AutoMLJobInputDataConfig ?? []).map(channel =>
      place(
        channel.ChannelType === 'validation' ? 'Validation data' : 'Training data',
        channel.DataSource?.S3DataSource?.S3Uri
      )
    ),
    place('Features', tabular?.FeatureSpecificationS3Uri),
    place('Output', job.OutputDataConfig?.S3OutputPath),
    place('Data exploration notebook', job.AutoMLJobArtifacts?.DataExplorationNotebookLocation),
    place(
      'Candidate definition notebook',
      job.AutoMLJobArtifacts?.CandidateDefinitionNotebookLocation
    ),
    { label: 'Role', value: job.RoleArn, copy: job.RoleArn }
  ];
  return (
    <div className="ph-Stack">
      <KeyValue
        items={items.filter(({ value }) => value !== undefined && value !== '')}
        host={host}
      />
      <details className="ph-Details">
        <summary>Raw answer</summary>
        <pre className="ph-code">{JSON.stringify(job, null, 2)}</pre>
      </details>
    </div>
  );
}
