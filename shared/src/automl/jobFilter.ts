/** What a list of jobs is narrowed by; the service does it, over all pages. */

/** Absent: any. */
export interface JobFilter {
  /** Part of the name. */
  nameContains?: string;
  status?: string;
  /** Jobs created after this time, ISO 8601. */
  createdAfter?: string;
}

/** Every status of a job, as the API spells it. */
export const jobStatuses = ['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'] as const;

/** Ages that a list can be narrowed to, in hours. */
export const jobAges = {
  '1': 'Last hour',
  '24': 'Last day',
  '168': 'Last 7 days',
  '720': 'Last 30 days'
};

/** Longest part of a name that the service looks for. */
const LONGEST = 63;

/**
 * The part of a name that the service can look for: names have letters, digits and hyphens alone.
 * What was typed beside those cannot be in a name.
 */
export function namePart(typed: string): string {
  return typed
    .trim()
    .replace(/[^a-z0-9-]+/gi, '-')
    .slice(0, LONGEST);
}

/** Fields of `ListAutoMLJobs`. */
export function filterInput(filter: JobFilter): Record<string, string> {
  const part = namePart(filter.nameContains ?? '');
  return {
    ...(part ? { NameContains: part } : {}),
    ...(filter.status ? { StatusEquals: filter.status } : {}),
    ...(filter.createdAfter ? { CreationTimeAfter: filter.createdAfter } : {})
  };
}

/** The time that was so many hours ago, to the minute: a list asked for again is the same list. */
export function hoursAgo(hours: number, now: number): string {
  const minute = 60_000;
  return new Date(Math.floor(now / minute) * minute - hours * 60 * minute).toISOString();
}

/** Whether there is any. */
export function isFiltered(filter: JobFilter): boolean {
  return Object.keys(filterInput(filter)).length > 0;
}
