import { useEffect, useState, type ReactElement } from 'react';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import { logPage, quotaPage, resourcePage } from '../../automl/consolePages';
import { isQuota } from '../../endpoints/failures';
import {
  isTransforming,
  readTransform,
  stopTransform,
  type TransformJob
} from '../../endpoints/transform';
import type { ModelFacts } from '../../endpoints/modelFacts';
import { transformAdvice } from '../../endpoints/transformTable';
import { jobCost } from '../../environment/backend';
import type { BackendState } from '../../host';
import {
  Banner,
  Button,
  EmptyState,
  ErrorState,
  KeyValue,
  Loaded,
  ProgressBar,
  RelativeTime,
  ResourceLinks,
  Skeleton,
  StatusBadge,
  useAsync,
  useBackend,
  usePolling
} from '../parts';
import type { ViewProps } from '../registry';
import { OutputPanel } from './OutputPanel';

/** How often a running job is looked at, in ms: here, and where calls are counted. */
const INTERVAL = { free: 1_500, billed: 10_000 };

/** One batch transform: progress, stopping, output beside its input. */
export default function TransformJobView(props: ViewProps<'transform-job'>): ReactElement {
  const { args, api, host } = props;
  const name = args.transformJobName;
  const { state: backend, error: backendError } = useBackend(host);
  const place = backend ? JSON.stringify(backend.choice) : backendError && 'unknown';
  const loaded = useAsync(
    signal => readTransform(api, name, { signal }),
    place === undefined ? undefined : `${place}\n${name}`
  );
  const status = loaded.data?.job.TransformJobStatus;
  usePolling(
    loaded.reload,
    status !== undefined && isTransforming(status) ? INTERVAL[backend?.cost ?? 'free'] : undefined
  );
  useEffect(() => host.setTitle(name), [host, name]);
  const { error } = loaded;
  if (
    error &&
    !loaded.data &&
    (error.code === 'ResourceNotFound' || /could not find/i.test(error.message))
  ) {
    return (
      <main className="ph-View">
        <h1 className="ph-View-title">{name}</h1>
        <EmptyState
          title="There is no batch transform of this name"
          actions={<Button onClick={() => void loaded.reload()}>Look again</Button>}
        >
          It may belong to another backend or Region.
        </EmptyState>
      </main>
    );
  }
  return (
    <main className="ph-View">
      {!loaded.data && <h1 className="ph-View-title">{name}</h1>}
      <Loaded
        state={loaded}
        what="The batch transform could not be read."
        host={host}
        skeleton={<Skeleton label="Loading the batch transform" layout="form" rows={6} />}
      >
        {({ job, model }) => (
          <Content
            {...props}
            job={job}
            model={model}
            backend={backend}
            reload={() => void loaded.reload()}
          />
        )}
      </Loaded>
    </main>
  );
}

/** Log group of all batch transforms. */
const TRANSFORM_LOGS = '/aws/sagemaker/TransformJobs';

interface ContentProps extends ViewProps<'transform-job'> {
  job: TransformJob;
  model: ModelFacts;
  backend: BackendState | undefined;
  reload: () => void;
}

function Content({ api, host, job, model, backend, reload }: ContentProps): ReactElement {
  const [stopError, setStopError] = useState<AwsErrorData>();
  const name = job.TransformJobName;
  const status = job.TransformJobStatus;
  const running = isTransforming(status);
  const { jobName } = model;
  const page = resourcePage(job.TransformJobArn);
  const log = page && logPage(job.TransformJobArn, TRANSFORM_LOGS, `${name}/`);
  const quota = isQuota(job.FailureReason ?? '') ? quotaPage(job.TransformJobArn) : undefined;
  const stop = async (): Promise<void> => {
    const agreed = await host.confirm({
      kind: 'destructive',
      title: `Stop ${name}?`,
      message: 'What is written already stays. It cannot be continued, only started again.',
      confirmLabel: 'Stop',
      operations: [{ operation: 'StopTransformJob', resource: name }]
    });
    if (!agreed) {
      return;
    }
    setStopError(undefined);
    try {
      await stopTransform(api, name);
    } catch (thrown) {
      setStopError(AwsError.from(thrown).toData());
    }
    // It may have ended meanwhile: then that is what is shown.
    reload();
  };
  return (
    <>
      <header className="ph-View-header">
        <h1 className="ph-View-title">{name}</h1>
        <StatusBadge status={status} />
        <div className="ph-View-actions">
          <ResourceLinks host={host} jobName={jobName} page={page} log={log} />
          {status === 'InProgress' && (
            <Button kind="danger" onClick={() => void stop()}>
              Stop
            </Button>
          )}
        </div>
      </header>
      {stopError && running && (
        <ErrorState
          error={stopError}
          what={`${name} was not stopped.`}
          host={host}
          onRetry={() => void stop()}
        />
      )}
      <Facts host={host} job={job} backend={backend} />
      {job.FailureReason && (
        <Banner
          kind="error"
          title="The batch transform failed."
          actions={
            quota && <Button onClick={() => host.openExternal(quota)}>Open Service Quotas</Button>
          }
        >
          {`${job.FailureReason} ${transformAdvice(job.FailureReason)}`}
        </Banner>
      )}
      {running ? (
        <div className="ph-Stack" role="status">
          <span>
            {status === 'Stopping'
              ? 'Stopping.'
              : 'Predicting. The output appears here when it has ended.'}
          </span>
          <ProgressBar label="Predicting" />
        </div>
      ) : (
        <OutputPanel api={api} host={host} job={job} model={model} />
      )}
    </>
  );
}

function Facts({
  host,
  job,
  backend
}: Pick<ContentProps, 'host' | 'job' | 'backend'>): ReactElement {
  const { TransformInput: input, TransformOutput: output, TransformResources: machines } = job;
  const uri = input?.DataSource?.S3DataSource?.S3Uri;
  const seconds =
    job.TransformStartTime && job.TransformEndTime
      ? (Date.parse(job.TransformEndTime) - Date.parse(job.TransformStartTime)) / 1000
      : NaN;
  const filters = [
    job.DataProcessing?.InputFilter && `input ${job.DataProcessing.InputFilter}`,
    job.DataProcessing?.OutputFilter && `output ${job.DataProcessing.OutputFilter}`
  ].filter(Boolean);
  return (
    <KeyValue
      host={host}
      items={[
        ...(uri ? [{ label: 'Input', value: uri, copy: uri }] : []),
        ...(output?.S3OutputPath
          ? [{ label: 'Output', value: output.S3OutputPath, copy: output.S3OutputPath }]
          : []),
        ...(filters.length > 0 ? [{ label: 'Filters', value: filters.join(', ') }] : []),
        ...(job.ModelName ? [{ label: 'Model', value: job.ModelName, copy: job.ModelName }] : []),
        ...(machines?.InstanceType
          ? [
              {
                label: 'Instances',
                value: `${machines.InstanceCount ?? 1} x ${machines.InstanceType}`
              }
            ]
          : []),
        {
          label: 'Created',
          value: <RelativeTime time={job.CreationTime} locale={host.locale} />
        },
        ...(seconds >= 0
          ? [{ label: 'Duration', value: `${Math.round(seconds).toLocaleString(host.locale)} s` }]
          : []),
        ...(backend ? [{ label: 'Cost', value: jobCost(backend.cost) }] : [])
      ]}
    />
  );
}
