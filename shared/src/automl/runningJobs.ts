import type { AnsweredCall, AwsApi } from '../aws/api';
import type { Job } from './types';

/** Pages of 100 jobs that are counted at most. */
const MOST_PAGES = 10;

/**
 * Which jobs run at this time, whatever lists show of them: asked for now and then, and kept true
 * in between by the calls that are made anyway.
 */
export class RunningJobs {
  private names = new Set<string>();
  /** What was seen while an answer was on its way: the answer may be older. */
  private seen = new Map<string, boolean>();
  private round = 0;

  /** @param onChange - Called when the number may be another one. */
  constructor(private readonly onChange: () => void) {}

  get count(): number {
    return this.names.size;
  }

  /** Ask the service. @throws AwsError as the call does. */
  async look(api: AwsApi): Promise<void> {
    const round = ++this.round;
    this.seen.clear();
    const names = new Set<string>();
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer: { AutoMLJobSummaries?: { AutoMLJobName?: string }[]; NextToken?: string } =
        await api.call('sagemaker', 'ListAutoMLJobs', {
          StatusEquals: 'InProgress',
          MaxResults: 100,
          NextToken: token
        });
      for (const { AutoMLJobName: name } of answer.AutoMLJobSummaries ?? []) {
        if (name !== undefined) {
          names.add(name);
        }
      }
      token = answer.NextToken;
      if (token === undefined) {
        break;
      }
    }
    if (round === this.round) {
      this.names = names;
      this.seen.forEach((running, name) => this.set(name, running));
      this.onChange();
    }
  }

  /** Take in what a call told, whoever made it. */
  observe({ operation, input, output }: AnsweredCall): void {
    const { AutoMLJobName: asked } = input as Job;
    const { AutoMLJobName: told, AutoMLJobStatus: status } = (output ?? {}) as Job;
    if (/^CreateAutoMLJob(V2)?$/.test(operation) && asked) {
      this.note(asked, true);
    } else if (operation === 'StopAutoMLJob' && asked) {
      this.note(asked, false);
    } else if (/^DescribeAutoMLJob(V2)?$/.test(operation) && told) {
      this.note(told, status === 'InProgress');
    }
  }

  /** Forget everything: another backend has other jobs. */
  clear(): void {
    this.round++;
    this.seen.clear();
    this.names.clear();
    this.onChange();
  }

  private note(name: string, running: boolean): void {
    this.seen.set(name, running);
    const before = this.count;
    this.set(name, running);
    if (this.count !== before) {
      this.onChange();
    }
  }

  private set(name: string, running: boolean): void {
    if (running) {
      this.names.add(name);
    } else {
      this.names.delete(name);
    }
  }
}
