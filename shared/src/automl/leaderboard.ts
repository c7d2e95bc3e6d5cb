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
  /** By {@link MetricColumn.id}; every set that the answer has. */
  values: ReadonlyMap<string, number>;
  /** As the name or the containers tell it, e.g. `LightGBM`. */
  algorithm: string;
  status: string;
  /** Seconds from creation to end, once it ended. */
  seconds?: number;
}

/** One metric on one set. */
export interface MetricColumn {
  /** `Validation:F1`; the objective is `objective`. */
  id: string;
  info: MetricInfo;
  /** `Train`, `Validation`, `Test`, a name from a newer API, or empty if not told. */
  set: string;
  /** Shown unless the user chooses otherwise. */
  usual: boolean;
}

export interface Leaderboard {
  rows: LeaderboardRow[];
  /** What the job optimises; absent until known. */
  objective?: MetricInfo;
  /** All metrics that any candidate has, the objective first. */
  metrics: MetricInfo[];
  /** The objective, then all metrics by set. */
  columns: MetricColumn[];
}

/** Id of the objective's column. */
export const OBJECTIVE = 'objective';

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
      values: valuesOf(candidate),
      algorithm: algorithmOf(candidate, job.AutoMLJobName ?? ''),
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
  return {
    rows,
    ...(objective ? { objective } : {}),
    metrics: allMetrics(rows, objective),
    columns: metricColumns(rows, objective)
  };
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
  infos.sort((a, b) => byLetters(a.label, b.label));
  return objective && keys.has(first ?? '') ? [objective, ...infos] : infos;
}

/** Names of metrics are English; the rules of a language take their time to load. */
function byLetters(a: string, b: string): number {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  return Number(first > second) - Number(first < second);
}

/** Every value that a candidate has, by {@link MetricColumn.id}. */
function valuesOf(candidate: Candidate): Map<string, number> {
  const values = new Map<string, number>();
  const final = candidate.FinalAutoMLJobObjectiveMetric?.Value;
  if (final !== undefined) {
    values.set(OBJECTIVE, final);
  }
  for (const datum of candidate.CandidateProperties?.CandidateMetrics ?? []) {
    const key = keyOf(datum);
    const id = `${datum.Set ?? ''}:${key}`;
    if (key !== undefined && datum.Value !== undefined && !values.has(id)) {
      values.set(id, datum.Value);
    }
  }
  return values;
}

function metricColumns(rows: readonly LeaderboardRow[], objective?: MetricInfo): MetricColumn[] {
  const ids = new Set<string>(rows.flatMap(row => [...row.values.keys()]));
  ids.delete(OBJECTIVE);
  const place = (set: string): number => {
    const found = setOrder.indexOf(set);
    return found < 0 ? setOrder.length : found;
  };
  const columns = [...ids].map((id): MetricColumn => {
    const at = id.indexOf(':');
    return { id, set: id.slice(0, at), info: metricInfo(id.slice(at + 1)), usual: false };
  });
  columns.sort(
    (a, b) =>
      place(a.set) - place(b.set) ||
      byLetters(a.set, b.set) ||
      byLetters(a.info.label, b.info.label)
  );
  // The final metric of the job is the objective's column; on its own set it would stand twice.
  const isObjective = ({ info }: MetricColumn): boolean => info.key === objective?.key;
  const first = columns[0]?.set;
  return [
    ...(objective && rows.some(row => row.values.has(OBJECTIVE))
      ? [{ id: OBJECTIVE, info: objective, set: '', usual: true }]
      : []),
    ...columns
      .filter(column => !(isObjective(column) && column.set === first && objective))
      .map(column => ({ ...column, usual: column.set === first }))
  ];
}

/** Words that stand in the names of candidates and images but name no algorithm. */
const noAlgorithm = /^(sagemaker|automl|autogluon|autopilot|pilothouse|t\d+|\d+)$/i;

/**
 * The algorithm of a candidate, as its name or its containers tell it; empty if neither does.
 * Names that are not known are given as they are.
 */
export function algorithmOf(candidate: Candidate, jobName: string): string {
  const short = shortName(candidate.CandidateName ?? '', jobName);
  // `003-LightGBM_2-9f1c`: the engine's; `WeightedEnsemble_L2`: AutoGluon's.
  const named =
    /^(?:\d+-)?([A-Za-z][A-Za-z ]*?)(?:[_-](?:L?\d+|BAG|FULL|T\d+))*(?:-[0-9a-f]{3,8})?$/.exec(
      short
    );
  if (named?.[1] && !noAlgorithm.test(named[1])) {
    return named[1];
  }
  const images = (candidate.InferenceContainers ?? []).map(
    container => /\/(?:sagemaker-|pilothouse-)?([\w-]+?)(?::|$)/.exec(container.Image ?? '')?.[1]
  );
  return (
    images.find(image => image !== undefined && !/sklearn-automl|^automl|^tabular/.test(image)) ??
    ''
  );
}

/**
 * Candidates that no other one beats in both measures.
 *
 * @param better - Direction of each measure; neutral ones count as less is better.
 * @returns indices, by the first measure.
 */
export function paretoFront(
  points: readonly { x: number; y: number }[],
  better: { x: Direction; y: Direction }
): number[] {
  const signX = better.x === 'minimize' ? 1 : -1;
  const signY = better.y === 'minimize' ? 1 : -1;
  const order = points
    .map((_, index) => index)
    .filter(index => Number.isFinite(points[index]?.x) && Number.isFinite(points[index]?.y))
    .sort((a, b) => {
      const [p, q] = [points[a], points[b]] as [{ x: number; y: number }, { x: number; y: number }];
      return signX * (p.x - q.x) || signY * (p.y - q.y) || a - b;
    });
  let best = Infinity;
  return order.filter(index => {
    const y = signY * (points[index] as { y: number }).y;
    const keeps = y < best;
    best = Math.min(best, y);
    return keeps;
  });
}
