import { keyOf, metricInfo, metricKey } from './metrics';
import { objectiveOf } from './types';
import type { Direction, MetricInfo } from './metrics';
import type { Candidate, Job } from './types';

export interface LeaderboardRow {
  name: string;
  /** The name without the job's, with which all of a job's candidates may begin. */
  label: string;
  candidate: Candidate;
  /** From 1; absent while there is no objective value. */
  rank?: number;
  best: boolean;
  /** Not the best, but within the noise of the best one's value. */
  equal: boolean;
  objective?: number;
  /** By metric key; of the validation set where there are several. */
  metrics: ReadonlyMap<string, number>;
  status: string;
  /** Seconds from creation to end, once it ended. */
  seconds?: number;
}

export interface Leaderboard {
  rows: LeaderboardRow[];
  /** What the job optimises; absent until known. */
  objective?: MetricInfo;
  /** All metrics that any candidate has, the objective first. */
  metrics: MetricInfo[];
}

/** Sets of a metric, the one to show first. */
const setOrder = ['Validation', 'Test', 'Train'];

/**
 * Candidates in order: best objective first, those without a value last.
 *
 * @param noise - Standard deviation of the best candidate's objective, if known.
 */
export function leaderboard(
  job: Job,
  candidates: readonly Candidate[],
  noise?: number
): Leaderboard {
  const finals = candidates.map(candidate => candidate.FinalAutoMLJobObjectiveMetric);
  const told = finals.find(final => final?.Value !== undefined);
  const name = objectiveOf(job) ?? (told && keyOf(told));
  const known = name === undefined ? undefined : metricInfo(name);
  // The answer's own word on the direction counts more than the catalogue.
  const type = finals.find(final => final?.Type)?.Type;
  const direction: Direction | undefined =
    type === 'Minimize' ? 'minimize' : type === 'Maximize' ? 'maximize' : known?.direction;
  const objective = known && { ...known, direction };
  const sign = direction === 'minimize' ? 1 : -1;

  const rows = candidates.map((candidate): LeaderboardRow => {
    const value = candidate.FinalAutoMLJobObjectiveMetric?.Value;
    const seconds =
      (Date.parse(candidate.EndTime ?? '') - Date.parse(candidate.CreationTime ?? '')) / 1000;
    return {
      name: candidate.CandidateName ?? '',
      label: shortName(candidate.CandidateName ?? '', job.AutoMLJobName ?? ''),
      candidate,
      best: false,
      equal: false,
      objective: value !== undefined && Number.isFinite(value) ? value : undefined,
      metrics: metricsOf(candidate),
      status: candidate.CandidateStatus ?? '',
      ...(seconds >= 0 ? { seconds } : {})
    };
  });
  rows.sort((a, b) => {
    if (a.objective === undefined || b.objective === undefined) {
      return Number(a.objective === undefined) - Number(b.objective === undefined);
    }
    return sign * (a.objective - b.objective);
  });
  const bestName = job.BestCandidate?.CandidateName;
  const bestRow = rows.find(row => row.name === bestName) ?? rows.find(isUsable);
  let rank = 0;
  for (const row of rows) {
    if (row.objective !== undefined) {
      row.rank = ++rank;
    }
    row.best = row === bestRow;
    row.equal =
      !row.best &&
      noise !== undefined &&
      row.objective !== undefined &&
      bestRow?.objective !== undefined &&
      Math.abs(row.objective - bestRow.objective) <= noise;
  }
  return { rows, ...(objective ? { objective } : {}), metrics: allMetrics(rows, objective) };
}

function shortName(name: string, jobName: string): string {
  const short = name.startsWith(jobName) ? name.slice(jobName.length).replace(/^-+/, '') : name;
  return short || name;
}

function isUsable(row: LeaderboardRow): boolean {
  return row.objective !== undefined && row.status === 'Completed';
}

/** Metrics of a candidate by key; the objective among them. */
export function metricsOf(candidate: Candidate): Map<string, number> {
  const found = new Map<string, { value: number; set: number }>();
  for (const datum of candidate.CandidateProperties?.CandidateMetrics ?? []) {
    const key = keyOf(datum);
    const place = setOrder.indexOf(datum.Set ?? '');
    const set = place < 0 ? setOrder.length : place;
    if (key !== undefined && datum.Value !== undefined) {
      const before = found.get(key);
      if (before === undefined || set < before.set) {
        found.set(key, { value: datum.Value, set });
      }
    }
  }
  const metrics = new Map([...found].map(([key, { value }]) => [key, value]));
  const final = candidate.FinalAutoMLJobObjectiveMetric;
  const key = final && keyOf(final);
  if (key !== undefined && final?.Value !== undefined) {
    metrics.set(key, final.Value);
  }
  return metrics;
}

function allMetrics(rows: readonly LeaderboardRow[], objective?: MetricInfo): MetricInfo[] {
  const keys = new Set<string>(rows.flatMap(row => [...row.metrics.keys()]));
  const first = objective ? metricKey(objective.key) : undefined;
  const infos = [...keys].filter(key => key !== first).map(metricInfo);
  infos.sort((a, b) => a.label.localeCompare(b.label, 'en'));
  return objective && keys.has(first ?? '') ? [objective, ...infos] : infos;
}
