import type { AwsApi } from '../aws/api';
import { jobFacts, problemText } from './jobFacts';
import { formatMetric, keyOf, metricInfo } from './metrics';
import { durationText } from './progress';
import { AutoMLService } from './service';
import { objectiveOf, type Job } from './types';

/** What a list of jobs does not tell. */
export interface JobDetails {
  /** One line: {@link detailText}. */
  text: (locale: string) => string;
  /** A line for each: {@link detailLines}. */
  lines: (locale: string) => string[];
}

/** Describes at once: AWS counts calls. */
const MOST_AT_ONCE = 2;
/** A fast scroll passes many rows: only those that stay in sight are asked for. */
const REST_MS = 150;

interface Waiting {
  name: string;
  signal: AbortSignal;
  start: () => void;
}

/** Reads and keeps the details of jobs, few at a time. */
export class JobDetailStore {
  private readonly kept = new Map<string, JobDetails>();
  private readonly asked = new Set<string>();
  private readonly waiting: Waiting[] = [];
  private running = 0;
  private readonly service: AutoMLService;

  constructor(api: AwsApi) {
    this.service = new AutoMLService(api);
  }

  /** @param status - A job in another status has other details. */
  known(name: string, status: string): JobDetails | undefined {
    return this.kept.get(`${name}\n${status}`);
  }

  /** Whether it was asked for, with or without an answer. */
  tried(name: string, status: string): boolean {
    return this.asked.has(`${name}\n${status}`);
  }

  /** Read it anew when it is asked for. */
  forget(name: string, status: string): void {
    this.kept.delete(`${name}\n${status}`);
  }

  /**
   * @returns never, if the signal aborts before its turn.
   * @throws AwsError as the call does.
   */
  async read(name: string, status: string, signal: AbortSignal): Promise<JobDetails> {
    const known = this.known(name, status);
    if (known) {
      return known;
    }
    this.asked.add(`${name}\n${status}`);
    await new Promise(resolve => setTimeout(resolve, REST_MS));
    await new Promise<void>(start => {
      this.waiting.push({ name, signal, start });
      this.next();
    });
    try {
      const job = await this.service.describe(name, { signal });
      return this.remember(name, status, job);
    } finally {
      this.running -= 1;
      this.next();
    }
  }

  /** Keep what another call told. */
  remember(name: string, status: string, job: Job): JobDetails {
    const details = {
      text: (locale: string) => detailText(job, locale),
      lines: (locale: string) => detailLines(job, locale)
    };
    this.asked.add(`${name}\n${status}`);
    this.kept.set(`${name}\n${status}`, details);
    return details;
  }

  private next(): void {
    while (this.running < MOST_AT_ONCE && this.waiting.length > 0) {
      const { signal, start } = this.waiting.shift() as Waiting;
      if (!signal.aborted) {
        this.running += 1;
        start();
      }
    }
  }
}

/** `Binary classification · F1 0.9140 · 2 min`. */
export function detailText(job: Job, locale: string): string {
  return [problemText(jobFacts(job)), objectiveText(job, locale), tookText(job)]
    .filter(Boolean)
    .join(' · ');
}

/** `Problem: Binary classification`, `Best F1: 0.9140`, … as far as they are known. */
export function detailLines(job: Job, locale: string): string[] {
  const facts = jobFacts(job);
  const lines: [string, string | undefined][] = [
    ['Problem', problemText(facts)],
    ['Target', facts.target],
    ['Base model', facts.baseModel],
    [job.BestCandidate ? 'Best' : 'Objective', objectiveText(job, locale)],
    ['Best candidate', job.BestCandidate?.CandidateName],
    ['Took', tookText(job)],
    ['Endpoint', job.ModelDeployResult?.EndpointName],
    ['Failed', job.FailureReason?.trim()],
    ...(job.PartialFailureReasons ?? []).map((reason): [string, string | undefined] => [
      'Part failed',
      reason.PartialFailureMessage
    ])
  ];
  return lines.flatMap(([label, text]) => (text ? [`${label}: ${text}`] : []));
}

function objectiveText(job: Job, locale: string): string {
  const final = job.BestCandidate?.FinalAutoMLJobObjectiveMetric;
  const name = (final && keyOf(final)) ?? objectiveOf(job);
  const info = name === undefined ? undefined : metricInfo(name);
  const value = final?.Value === undefined || !info ? '' : formatMetric(final.Value, info, locale);
  return [info?.label, value].filter(Boolean).join(' ');
}

function tookText(job: Job): string {
  const seconds = (Date.parse(job.EndTime ?? '') - Date.parse(job.CreationTime ?? '')) / 1000;
  return seconds >= 0 ? durationText(seconds) : '';
}
