/** Logs of a job's steps in CloudWatch. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import type { Candidate } from './types';

/** One step whose log can be read. */
export interface LogSource {
  /** Name of the step: streams begin with it. */
  name: string;
  group: string;
  /** Training, Processing, Transform, or a type from a newer API as it is. */
  kind: string;
  candidate: string;
  /** Name of the job: the engine keeps one log of all its steps, called `JOB/…`. */
  job: string;
}

export interface LogLine {
  /** ms since the epoch; NaN if not told. */
  time: number;
  text: string;
}

export interface LogText {
  lines: LogLine[];
  /** Streams that the lines are of. */
  streams: string[];
  /** True if the step has no log of its own: the lines are of the whole job. */
  ofJob: boolean;
  /** True if older lines were left out. */
  cut: boolean;
}

const groups: Record<string, { group: string; kind: string }> = {
  'AWS::SageMaker::TrainingJob': { group: '/aws/sagemaker/TrainingJobs', kind: 'Training' },
  'AWS::SageMaker::ProcessingJob': { group: '/aws/sagemaker/ProcessingJobs', kind: 'Processing' },
  'AWS::SageMaker::TransformJob': { group: '/aws/sagemaker/TransformJobs', kind: 'Transform' }
};

/** Most lines that are read of one step. */
const MOST_LINES = 5_000;
const MOST_STREAMS = 5;

/**
 * The steps of all candidates that may have a log, and the job itself at the end; steps that
 * several share stand once.
 */
export function logSources(candidates: readonly Candidate[], job: string): LogSource[] {
  const sources = new Map<string, LogSource>();
  for (const candidate of candidates) {
    for (const step of candidate.CandidateSteps ?? []) {
      const type = step.CandidateStepType ?? '';
      const name = step.CandidateStepName ?? '';
      const known = Object.hasOwn(groups, type) ? groups[type] : undefined;
      if (name && !sources.has(`${type} ${name}`)) {
        sources.set(`${type} ${name}`, {
          name,
          group: known?.group ?? '/aws/sagemaker/TrainingJobs',
          kind: known?.kind ?? type,
          candidate: candidate.CandidateName ?? '',
          job
        });
      }
    }
  }
  const whole = {
    name: job,
    group: '/aws/sagemaker/TrainingJobs',
    kind: 'Job',
    candidate: '',
    job
  };
  return [...sources.values(), ...(job ? [whole] : [])];
}

/**
 * The newest lines of a step's log, oldest first.
 *
 * @throws AwsError as the calls do; `NoLog` if there is no stream of that name.
 */
export async function readLog(
  api: AwsApi,
  source: Pick<LogSource, 'name' | 'group' | 'job'>,
  options?: CallOptions
): Promise<LogText> {
  const { name, group, job } = source;
  const own = name === job ? [] : await streamsOf(api, group, name, options);
  const streams = own.length > 0 ? own : await streamsOf(api, group, `${job}/`, options);
  if (streams.length === 0) {
    throw new AwsError({
      code: 'NoLog',
      message: `${group} has no log stream of ${name}. It may not have begun, or its log has expired.`,
      retryable: true
    });
  }
  const lines: LogLine[] = [];
  let cut = streams.length > MOST_STREAMS;
  for (const stream of streams.slice(0, MOST_STREAMS)) {
    const read = await readStream(api, group, stream, MOST_LINES - lines.length, options);
    lines.push(...read.lines);
    cut ||= read.cut;
  }
  lines.sort((a, b) => a.time - b.time || 0);
  return { lines, streams: streams.slice(0, MOST_STREAMS), ofJob: own.length === 0, cut };
}

async function streamsOf(
  api: AwsApi,
  group: string,
  prefix: string,
  options?: CallOptions
): Promise<string[]> {
  const answer = await api.call<{ logStreams?: { logStreamName?: string }[] }>(
    'logs',
    'DescribeLogStreams',
    { logGroupName: group, logStreamNamePrefix: prefix, limit: 50 },
    options
  );
  return (answer.logStreams ?? []).flatMap(stream => stream.logStreamName ?? []);
}

async function readStream(
  api: AwsApi,
  group: string,
  stream: string,
  most: number,
  options?: CallOptions
): Promise<{ lines: LogLine[]; cut: boolean }> {
  type Answer = {
    events?: { timestamp?: number | string; message?: string }[];
    nextBackwardToken?: string;
  };
  let lines: LogLine[] = [];
  let token: string | undefined;
  while (lines.length < most) {
    const answer: Answer = await api.call<Answer>(
      'logs',
      'GetLogEvents',
      {
        logGroupName: group,
        logStreamName: stream,
        startFromHead: false,
        limit: Math.min(1000, most - lines.length),
        ...(token ? { nextToken: token } : {})
      },
      options
    );
    const events = answer.events ?? [];
    const page = events.map(event => ({
      time:
        typeof event.timestamp === 'string'
          ? Date.parse(event.timestamp)
          : (event.timestamp ?? NaN),
      text: (event.message ?? '').replace(/[\r\n]+$/, '')
    }));
    lines = [...page, ...lines];
    // The same token again means that there is nothing older.
    if (events.length === 0 || !answer.nextBackwardToken || answer.nextBackwardToken === token) {
      return { lines, cut: false };
    }
    token = answer.nextBackwardToken;
  }
  return { lines, cut: true };
}

/** Whether a failure means that logs cannot be read there at all, and trying again is no use. */
export function isLogUnavailable({ code }: { code: string }): boolean {
  return (
    code === 'OperationNotAllowed' ||
    code === 'NoHandler' ||
    /UnknownOperation|NotImplemented|InvalidAction|UnknownService/i.test(code)
  );
}
