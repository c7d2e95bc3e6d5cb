import type { AwsApi } from '../../aws/api';
import { jobFacts, problemText } from '../../automl/jobFacts';
import { formatMetric, keyOf, metricInfo } from '../../automl/metrics';
import { durationText } from '../../automl/progress';
import { AutoMLService } from '../../automl/service';
import { objectiveOf, type Job } from '../../automl/types';

/** What a list of jobs does not tell. */
export interface JobDetails {
  text: (locale: string) => string;
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

  /**
   * @returns never, if the signal aborts before its turn.
   * @throws AwsError as the call does.
   */
  async read(name: string, status: string, signal: AbortSignal): Promise<JobDetails> {
    const known = this.known(name, status);
    if (known) {
      return known;
    }
    await new Promise(resolve => setTimeout(resolve, REST_MS));
    await new Promise<void>(start => {
      this.waiting.push({ name, signal, start });
      this.next();
    });
    try {
      const job = await this.service.describe(name, { signal });
      const details = { text: (locale: string) => detailText(job, locale) };
      this.kept.set(`${name}\n${status}`, details);
      return details;
    } finally {
      this.running -= 1;
      this.next();
    }
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
  const final = job.BestCandidate?.FinalAutoMLJobObjectiveMetric;
  const name = (final && keyOf(final)) ?? objectiveOf(job);
  const info = name === undefined ? undefined : metricInfo(name);
  const seconds = (Date.parse(job.EndTime ?? '') - Date.parse(job.CreationTime ?? '')) / 1000;
  return [
    problemText(jobFacts(job)),
    info &&
      [info.label, final?.Value === undefined ? '' : formatMetric(final.Value, info, locale)]
        .join(' ')
        .trim(),
    seconds >= 0 ? durationText(seconds) : ''
  ]
    .filter(Boolean)
    .join(' · ');
}
