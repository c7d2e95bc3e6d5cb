/**
 * What the local engine keeps on this machine: the report of `pilothouse-engine disk --json`, and
 * words about it. Pure functions.
 */
import { AwsError } from '../aws/errors';
import type { Confirmation } from '../host';

/** What can be cleaned; other categories are only shown. */
export const CLEANABLE = ['jobs', 'uploads', 'logs'] as const;
export type CleanableCategory = (typeof CLEANABLE)[number];

/** Amounts in bytes and files; `cleanableBytes` is what cleaning would free now. */
export interface StoredAmount {
  bytes: number;
  files: number;
  cleanableBytes: number;
}

export interface StoredCategory extends StoredAmount {
  /** `jobs`, `data`, `uploads`, `logs`, `scratch`, `database`, `hub` or `other`. */
  id: string;
}

export interface StoredJob extends StoredAmount {
  name: string;
  status: string;
  /** What keeps its artifacts from being cleaned, e.g. `endpoint churn`. */
  neededBy: string[];
}

/** Everything in the engine's data directory. */
export interface EngineStorage {
  dataDir: string;
  totalBytes: number;
  /** Free bytes on the same disk. */
  freeBytes: number;
  categories: StoredCategory[];
  /** Largest first. */
  jobs: StoredJob[];
  /** Bytes that the last cleaning has freed. */
  freedBytes?: number;
}

/** What is to be cleaned. */
export interface CleanRequest {
  categories: CleanableCategory[];
  /** With `jobs`: only the artifacts of these. Absent: of all that have ended. */
  jobs?: string[];
}

/**
 * The engine's report, with nothing but what is known of it.
 *
 * @throws AwsError `EngineUnavailable` if it is not readable.
 */
export function readEngineStorage(value: unknown): EngineStorage {
  const report = fields(value);
  return {
    dataDir: text(report.dataDir),
    totalBytes: count(report.totalBytes),
    freeBytes: count(report.freeBytes),
    categories: list(report.categories).map(item => ({ id: text(item.id), ...amount(item) })),
    jobs: list(report.jobs).map(item => ({
      name: text(item.name),
      status: text(item.status),
      ...amount(item),
      neededBy: Array.isArray(item.neededBy) ? item.neededBy.map(text) : []
    })),
    ...(report.cleaned === undefined
      ? {}
      : { freedBytes: count(fields(report.cleaned).freedBytes) })
  };
}

/** A request out of untrusted values; `undefined` if it is none. */
export function readCleanRequest(value: unknown): CleanRequest | undefined {
  if (value === null || typeof value !== 'object') {
    return undefined;
  }
  const { categories, jobs } = value as Record<string, unknown>;
  if (!Array.isArray(categories) || categories.length === 0) {
    return undefined;
  }
  const known = CLEANABLE.filter(category => categories.includes(category));
  const named =
    jobs === undefined || (Array.isArray(jobs) && jobs.length > 0 && jobs.every(isName));
  if (known.length !== categories.length || !named) {
    return undefined;
  }
  return jobs === undefined ? { categories: known } : { categories: known, jobs: jobs as string[] };
}

/** Arguments of the engine's command line. */
export function diskArguments(request?: CleanRequest): string[] {
  return [
    'disk',
    '--json',
    ...(request ? ['--clean', ...request.categories] : []),
    ...(request?.jobs ? ['--job', ...request.jobs] : [])
  ];
}

/** Name of a category for people. */
export function categoryLabel(id: string): string {
  return LABELS[id] ?? id;
}

const LABELS: Record<string, string> = {
  jobs: 'Artifacts of jobs',
  data: 'Data files and other objects',
  uploads: 'Unfinished uploads',
  logs: 'Logs',
  scratch: 'Scratch of running jobs',
  database: 'Database',
  hub: 'Models of the local hub',
  other: 'Other'
};

/** What the IDE asks before it cleans. */
export function cleanConfirmation(request: CleanRequest): Confirmation {
  const { categories, jobs } = request;
  const what: string[] = [];
  if (categories.includes('jobs')) {
    what.push(
      jobs === undefined
        ? 'the models and reports of every job that has ended'
        : jobs.length === 1
          ? `the models and reports of ${jobs[0]}`
          : `the models and reports of ${jobs.length} jobs`
    );
  }
  if (categories.includes('uploads')) {
    what.push('uploads that were never finished');
  }
  if (categories.includes('logs')) {
    what.push('logs of what has ended');
  }
  return {
    kind: 'destructive',
    title: 'Clean the local engine’s storage?',
    message:
      `This removes ${what.join(', ')} from this machine. It cannot be undone. What an endpoint ` +
      'or an unfinished job needs is kept, and so are the jobs’ own records and your data files.',
    confirmLabel: 'Clean',
    operations: []
  };
}

function amount(item: Record<string, unknown>): StoredAmount {
  return {
    bytes: count(item.bytes),
    files: count(item.files),
    cleanableBytes: count(item.cleanableBytes)
  };
}

function fields(value: unknown): Record<string, unknown> {
  if (value === null || typeof value !== 'object') {
    throw unreadable();
  }
  return value as Record<string, unknown>;
}

function list(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) {
    throw unreadable();
  }
  return value.map(fields);
}

function text(value: unknown): string {
  if (typeof value !== 'string') {
    throw unreadable();
  }
  return value;
}

function count(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw unreadable();
  }
  return value;
}

/** Names of jobs have no leading hyphen, so none is taken for an option. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$/.test(value);
}

function unreadable(): AwsError {
  return new AwsError({
    code: 'EngineUnavailable',
    message:
      'The local engine’s report about its storage is not readable. Update pilothouse-engine, then try again.',
    retryable: false
  });
}
