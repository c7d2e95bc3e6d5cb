import { AwsError } from '../aws/errors';
import type { AwsErrorData } from '../aws/errors';
import type { AwsApi, CallOptions } from '../aws/api';
import { nextToken, pages } from '../aws/paging';
import { checkBucket, createBucket, formatS3Uri, requireS3Uri } from '../aws/s3';
import type { S3Location } from '../aws/s3';
import type { ByteSource } from '../aws/source';
import type { UploadLedger } from '../aws/upload';
import type { Confirmation, HostFiles } from '../host';
import { sendUpload, takeBack, uploadsOf } from './jobUploads';
import { metricInfo } from './metrics';
import { jobProgress } from './progress';
import { isRunning, objectiveOf } from './types';
import type { JobProgress, PhaseId } from './progress';
import type { JobPlan } from './request';
import { filterInput, type JobFilter } from './jobFilter';
import type { Candidate, Job, JobSummary } from './types';

/** One look at a job. */
export interface JobSnapshot {
  job: Job;
  candidates: Candidate[];
  progress: JobProgress;
  /** Why the last look failed; job and candidates are then those of the look before. */
  problem?: AwsErrorData;
  /** Why the candidates alone could not be listed; those of the look before stand for them. */
  candidatesProblem?: AwsErrorData;
}

export interface WatchOptions {
  signal?: AbortSignal;
  /** Shortest time between two looks, ms. Grows while nothing changes. Default: 1000. */
  interval?: number;
}

export interface StartOptions {
  signal?: AbortSignal;
  /** Opens the workspace file that is to be uploaded. */
  open: (path: string) => ByteSource;
  /** Files of the workspace; needed for a folder of pictures. */
  files?: HostFiles;
  /** Remembers uploads that were cut off. */
  ledger?: UploadLedger;
  /** Bucket that may be created if it is missing. */
  defaultBucket?: string;
  /** Region of a bucket that is created. */
  region?: string;
  /** Told after a cancellation: URIs of what was uploaded and could not be deleted again. */
  onLeft?: (uris: string[]) => void;
  onProgress?: (step: 'upload' | 'create', sent: number, total: number) => void;
}

const slowest = 15_000;
const growth = 1.4;

/** AutoML jobs: list, start, follow, stop. */
export class AutoMLService {
  constructor(private readonly api: AwsApi) {}

  /** Jobs, newest first, page by page. */
  async *list(
    filter: JobFilter & { pageSize?: number } = {},
    options?: CallOptions
  ): AsyncGenerator<JobSummary[], void, void> {
    const input = {
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: filter.pageSize ?? 100,
      ...filterInput(filter)
    };
    type Page = { AutoMLJobSummaries?: JobSummary[]; NextToken?: string };
    for await (const page of pages<Page>(
      this.api,
      'sagemaker',
      'ListAutoMLJobs',
      input,
      nextToken,
      options
    )) {
      yield page.AutoMLJobSummaries ?? [];
    }
  }

  /** One job. @throws AwsError `ResourceNotFound` if there is none of that name. */
  describe(name: string, options?: CallOptions): Promise<Job> {
    return this.api.call<Job>('sagemaker', 'DescribeAutoMLJobV2', { AutoMLJobName: name }, options);
  }

  /** A job of `CreateAutoMLJob` as that operation's twin tells it; nothing for other jobs. */
  describeV1(name: string, options?: CallOptions): Promise<object | undefined> {
    return this.api
      .call<object>('sagemaker', 'DescribeAutoMLJob', { AutoMLJobName: name }, options)
      .catch(() => undefined);
  }

  /** All candidates of a job, best objective value first as the service sorts them. */
  async candidates(name: string, job?: Job, options?: CallOptions): Promise<Candidate[]> {
    const objective = job && objectiveOf(job);
    const minimize = objective !== undefined && metricInfo(objective).direction === 'minimize';
    const input = {
      AutoMLJobName: name,
      SortBy: 'FinalObjectiveMetricValue',
      SortOrder: minimize ? 'Ascending' : 'Descending',
      MaxResults: 100
    };
    type Page = { Candidates?: Candidate[]; NextToken?: string };
    const all: Candidate[] = [];
    for await (const page of pages<Page>(
      this.api,
      'sagemaker',
      'ListCandidatesForAutoMLJob',
      input,
      nextToken,
      options
    )) {
      all.push(...(page.Candidates ?? []));
    }
    return all;
  }

  /** Name of the job that already has this name (case does not count), if there is one. */
  async taken(name: string, options?: CallOptions): Promise<string | undefined> {
    try {
      return (await this.describe(name, options)).AutoMLJobName ?? name;
    } catch (thrown) {
      if (isNotFound(thrown)) {
        return undefined;
      }
      throw thrown;
    }
  }

  /**
   * Upload what the plan needs, then create the job. What was uploaded when the signal fires is
   * taken back.
   *
   * @returns the job's name.
   * @throws AwsError of the step that failed; a job is only ever created by the last step.
   */
  async start(plan: JobPlan, options: StartOptions): Promise<string> {
    const { signal, onProgress } = options;
    const name = plan.request.AutoMLJobName ?? '';
    const written: S3Location[] = [];
    try {
      for (const one of uploadsOf(plan)) {
        await this.ensureBucket(requireS3Uri(one.uri).bucket, options);
        await sendUpload(this.api, one, {
          ...options,
          onBegin: place => written.push(place),
          onProgress: (sent, total) => onProgress?.('upload', sent, total)
        });
      }
      if (plan.featureSpec) {
        const place = requireS3Uri(plan.featureSpec.uri);
        await this.ensureBucket(place.bucket, options);
        const Body = new TextEncoder().encode(JSON.stringify(plan.featureSpec.content));
        const object = { Bucket: place.bucket, Key: place.key, ContentType: 'application/json' };
        written.push(place);
        await this.api.call('s3', 'PutObject', { ...object, Body }, { signal });
      }
      signal?.throwIfAborted();
    } catch (thrown) {
      if (signal?.aborted) {
        await this.takeBack(name, written, options);
      }
      throw thrown;
    }
    // From here on the job may exist, whatever is answered: its data stay.
    onProgress?.('create', 0, 1);
    await this.api.call('sagemaker', 'CreateAutoMLJobV2', plan.request, { signal });
    return name;
  }

  /** Ask a job to stop; finished candidates stay. */
  async stop(name: string, options?: CallOptions): Promise<void> {
    await this.api.call('sagemaker', 'StopAutoMLJob', { AutoMLJobName: name }, options);
  }

  /**
   * Follow a job to its end: one snapshot per look, the last one of the ended job.
   *
   * Looks grow rarer while nothing changes. A look that fails in a way that may pass yields
   * the snapshot before it, with the problem. Aborting ends the sequence without an error.
   *
   * @throws AwsError if the first look fails, or a later one for good.
   */
  async *watch(name: string, options: WatchOptions = {}): AsyncGenerator<JobSnapshot, void, void> {
    const shortest = options.interval ?? 1000;
    let wait = shortest;
    let phase: PhaseId | undefined;
    let last: JobSnapshot | undefined;
    let seen = '';
    while (!options.signal?.aborted) {
      try {
        const job = await this.describe(name, options);
        const { candidates, problem } = await this.candidates(name, job, options).then(
          found => ({ candidates: found, problem: undefined }),
          // A role may describe jobs and not list candidates: the job is shown all the same.
          (thrown: unknown) => ({
            candidates: last?.candidates ?? [job.BestCandidate ?? []].flat(),
            problem: AwsError.from(thrown).toData()
          })
        );
        if (options.signal?.aborted) {
          return;
        }
        const progress = jobProgress(job, candidates, Date.now(), phase);
        phase = progress.phase;
        last = { job, candidates, progress, ...(problem ? { candidatesProblem: problem } : {}) };
        const mark = `${job.AutoMLJobStatus} ${job.AutoMLJobSecondaryStatus} ${progress.finished}`;
        wait = mark === seen ? Math.min(slowest, wait * growth) : shortest;
        seen = mark;
      } catch (thrown) {
        const error = AwsError.from(thrown);
        if (options.signal?.aborted) {
          return;
        }
        if (!last || !error.retryable) {
          throw error;
        }
        last = { ...last, problem: error.toData() };
        wait = Math.min(slowest, wait * 2);
      }
      yield last;
      if (!last.problem && !last.candidatesProblem?.retryable && !isRunning(last.job)) {
        return;
      }
      await pause(wait, options.signal);
    }
  }

  /** After a cancellation: unless another window has made a job of that name out of these data. */
  private async takeBack(
    name: string,
    written: readonly S3Location[],
    { onLeft }: StartOptions
  ): Promise<void> {
    const taken = await this.taken(name).catch(() => name);
    const left = taken === undefined ? await takeBack(this.api, written) : written;
    if (left.length > 0) {
      onLeft?.(left.map(formatS3Uri));
    }
  }

  private async ensureBucket(bucket: string, options: StartOptions): Promise<void> {
    if (bucket !== options.defaultBucket) {
      return;
    }
    const found = await checkBucket(this.api, bucket, options);
    if (found.state === 'missing') {
      await createBucket(this.api, bucket, options.region, { signal: options.signal });
    }
  }
}

/** The question before a job is stopped. */
export function stopConfirmation(name: string): Confirmation {
  return {
    kind: 'destructive',
    title: `Stop ${name}?`,
    message: 'The candidates that have finished stay and can be deployed.',
    confirmLabel: 'Stop job',
    operations: [{ operation: 'StopAutoMLJob', resource: name }]
  };
}

/** Whether an error says that the named thing does not exist. */
export function isNotFound(thrown: unknown): boolean {
  const { code, message } = AwsError.from(thrown);
  return (
    /^ResourceNotFound/.test(code) ||
    (code === 'ValidationException' && /could not find|does not exist|not found/i.test(message))
  );
}

/** Wait; aborting ends the wait at once. */
function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) {
      done();
    }
  });
}
