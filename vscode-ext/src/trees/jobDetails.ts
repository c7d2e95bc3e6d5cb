import type { AwsApi } from '@pilothouse/core/aws/api';
import { JobDetailStore } from '@pilothouse/core/automl/jobDetails';
import type { Job } from '@pilothouse/core/automl/types';
import * as vscode from 'vscode';
import type { CallMade } from '../backend/BackendApi';
import { jobKind } from './kinds';
import type { Resource } from './ResourceModel';
import type { ResourceDetails } from './ResourceTree';

/** Jobs at the top of the list whose problem and result are read without being asked for: each is
 * a call. Those below tell theirs in their tooltip. */
const PREPARED = 20;

/** Problem, objective, duration and failure of listed jobs. */
export class JobDetails implements ResourceDetails {
  private store: JobDetailStore;
  private ended = new AbortController();

  constructor(private readonly api: AwsApi) {
    this.store = new JobDetailStore(api);
  }

  text({ name, status }: Resource): string {
    return this.store.known(name, status)?.text(vscode.env.language) ?? '';
  }

  async lines({ name, status }: Resource, signal: AbortSignal): Promise<string[]> {
    // What runs has another result each time.
    if (jobKind.changes(status)) {
      this.store.forget(name, status);
    }
    const details = await this.store.read(name, status, signal);
    return details.lines(vscode.env.language);
  }

  prepare(resources: readonly Resource[], onKnown: () => void): void {
    const { signal } = this.ended;
    const unknown = resources
      .slice(0, PREPARED)
      .filter(({ name, status }) => !this.store.tried(name, status));
    if (unknown.length === 0) {
      return;
    }
    const reads = unknown.map(({ name, status }) => this.store.read(name, status, signal));
    // The list stands without it: a job may be gone, or describing it may be denied.
    void Promise.allSettled(reads).then(() => {
      if (!signal.aborted) {
        onKnown();
      }
    });
  }

  /** Take in what a view or a command has read. */
  observe({ operation, output }: CallMade): void {
    const job = output as Job;
    if (/^DescribeAutoMLJob(V2)?$/.test(operation) && job.AutoMLJobName && job.AutoMLJobStatus) {
      this.store.remember(job.AutoMLJobName, job.AutoMLJobStatus, job);
    }
  }

  /** Another backend has other jobs of the same names. */
  reset(): void {
    this.ended.abort();
    this.ended = new AbortController();
    this.store = new JobDetailStore(this.api);
  }
}
