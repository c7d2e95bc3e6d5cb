import { jobFacts, knownKind, type JobFacts, type JobKind } from './jobFacts';
import { keyOf, metricInfo, metricKey } from './metrics';
import { objectiveOf } from './types';
import type { Candidate, Job } from './types';

export const phaseIds = [
  'analyse',
  'features',
  'train',
  'ensemble',
  'explain',
  'report',
  'deploy'
] as const;
export type PhaseId = (typeof phaseIds)[number];

/** Phases of each kind of job, in order; other kinds have those of tabular jobs. */
const phasesOf: Record<JobKind, readonly PhaseId[]> = {
  Tabular: ['analyse', 'features', 'train', 'ensemble', 'explain', 'report'],
  ImageClassification: ['analyse', 'train', 'explain', 'report'],
  TextClassification: ['analyse', 'train', 'explain', 'report'],
  TimeSeriesForecasting: ['analyse', 'train', 'ensemble', 'explain', 'report'],
  TextGeneration: ['analyse', 'train', 'report']
};

/** The phases that a job goes through. */
export function jobPhases(job: Job, facts: JobFacts = jobFacts(job)): readonly PhaseId[] {
  const kind = knownKind(facts) ?? 'Tabular';
  const phases = facts.definitionsOnly ? (['analyse', 'features'] as const) : phasesOf[kind];
  return job.ModelDeployConfig ? [...phases, 'deploy'] : phases;
}

export type PhaseState = 'done' | 'current' | 'todo' | 'failed' | 'stopped';

export interface JobProgress {
  phases: { id: PhaseId; label: string; state: PhaseState }[];
  /** Phase the job is in, or ended in. */
  phase: PhaseId;
  /** What happens now, e.g. `Training models`. */
  text: string;
  finished: number;
  /** Candidates that the job may train, if a limit is known. */
  expected?: number;
  /** Seconds left; `atMost` if only the time limit is known. */
  left?: { seconds: number; atMost: boolean };
  /** Best objective value after each finished candidate, by time. */
  course: number[];
}

const phaseLabels: Record<PhaseId, string> = {
  analyse: 'Analyse',
  features: 'Features',
  train: 'Train',
  ensemble: 'Ensemble',
  explain: 'Explain',
  report: 'Report',
  deploy: 'Deploy'
};

/** Words that differ by kind. */
const ownLabels: Partial<Record<JobKind, Partial<Record<PhaseId, string>>>> = {
  ImageClassification: { analyse: 'Read pictures' },
  TextClassification: { analyse: 'Read texts' },
  TimeSeriesForecasting: { analyse: 'Read series', ensemble: 'Blend', report: 'Back-test' },
  TextGeneration: { analyse: 'Prepare', train: 'Fine-tune', report: 'Evaluate' }
};

/** Phase and words of each secondary status. Statuses without a phase of their own keep the last. */
const statuses = new Map<string, { phase?: PhaseId; text: string }>([
  ['Starting', { phase: 'analyse', text: 'Starting' }],
  ['PreTraining', { phase: 'analyse', text: 'Preparing' }],
  ['AnalyzingData', { phase: 'analyse', text: 'Analysing data' }],
  ['FeatureEngineering', { phase: 'features', text: 'Engineering features' }],
  ['CandidateDefinitionsGenerated', { phase: 'features', text: 'Candidate definitions ready' }],
  ['ModelTuning', { phase: 'train', text: 'Tuning models' }],
  ['TrainingModels', { phase: 'train', text: 'Training models' }],
  ['MaxCandidatesReached', { phase: 'ensemble', text: 'All candidates trained' }],
  ['MaxAutoMLJobRuntimeReached', { phase: 'ensemble', text: 'Time limit reached' }],
  ['GeneratingExplainabilityReport', { phase: 'explain', text: 'Explaining the best candidate' }],
  ['ExplainabilityError', { phase: 'explain', text: 'The explanation failed; the job goes on' }],
  ['GeneratingModelInsightsReport', { phase: 'report', text: 'Writing the quality report' }],
  ['ModelInsightsError', { phase: 'report', text: 'The quality report failed; the job goes on' }],
  ['MergingAutoMLTaskReports', { phase: 'report', text: 'Merging reports' }],
  ['DeployingModel', { phase: 'deploy', text: 'Deploying the best model' }],
  ['ModelDeploymentError', { phase: 'deploy', text: 'Deployment failed; the model is usable' }],
  ['Completed', { phase: 'report', text: 'Completed' }],
  ['Failed', { text: 'Failed' }],
  ['Stopping', { text: 'Stopping' }],
  ['Stopped', { text: 'Stopped' }]
]);

/** Secondary statuses that have words of their own. */
export const knownSecondary: readonly string[] = [...statuses.keys()];

/** A status as words: `MergingTaskReports` becomes `Merging task reports`. */
function words(status: string): string {
  const spaced = status.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function isFinished(candidate: Candidate): boolean {
  return ['Completed', 'Failed', 'Stopped'].includes(candidate.CandidateStatus ?? '');
}

function isEnsemble(candidate: Candidate): boolean {
  return /ensemble|stack/i.test(candidate.CandidateName ?? '');
}

/**
 * Where a job is.
 *
 * @param before - Phase of the last look: a failed or stopped job ended there.
 * @param now - ms since the epoch.
 */
export function jobProgress(
  job: Job,
  candidates: readonly Candidate[],
  now: number,
  before?: PhaseId
): JobProgress {
  const facts = jobFacts(job);
  const phases = jobPhases(job, facts);
  const kind = knownKind(facts);
  const secondary = job.AutoMLJobSecondaryStatus ?? '';
  const status = statuses.get(secondary);
  let phase = status?.phase ?? before ?? inferPhase(job, candidates);
  const training = candidates.filter(candidate => candidate.CandidateStatus === 'InProgress');
  if (phase === 'train' && training.length > 0 && training.every(isEnsemble)) {
    phase = 'ensemble';
  }
  const ended = job.AutoMLJobStatus;
  const isOver = ended === 'Completed' || ended === 'Failed' || ended === 'Stopped';
  // A phase that jobs of this kind do not have counts as the one before it.
  const at = lastUpTo(phases, phase);
  const stateOf = (index: number): PhaseState => {
    if (ended === 'Completed' || index < at) {
      return 'done';
    }
    if (index > at) {
      return 'todo';
    }
    return ended === 'Failed' ? 'failed' : ended === 'Stopped' ? 'stopped' : 'current';
  };
  const finished = candidates.filter(isFinished).length;
  const criteria = facts.limits;
  // Jobs without a choice between models train one.
  const single = kind !== undefined && kind !== 'Tabular';
  const expected = criteria.MaxCandidates ?? (single ? 1 : undefined);
  const labelOf = (id: PhaseId): string => (kind && ownLabels[kind]?.[id]) ?? phaseLabels[id];
  return {
    phases: phases.map((id, index) => ({ id, label: labelOf(id), state: stateOf(index) })),
    phase: phases[at] ?? phase,
    // Jobs end with the secondary status of the limit that they reached: that is not going on.
    text: isOver ? (ended ?? '') : (status?.text ?? (secondary ? words(secondary) : 'Starting')),
    finished,
    ...(expected === undefined ? {} : { expected }),
    ...(job.AutoMLJobStatus === 'InProgress'
      ? { left: timeLeft(job, candidates, phase, now, criteria) }
      : {}),
    course: course(job, candidates)
  };
}

/** Index of the last phase that is not beyond `phase`. */
function lastUpTo(phases: readonly PhaseId[], phase: PhaseId): number {
  const order = phaseIds.indexOf(phase);
  let at = 0;
  phases.forEach((id, index) => {
    if (phaseIds.indexOf(id) <= order) {
      at = index;
    }
  });
  return at;
}

function inferPhase(job: Job, candidates: readonly Candidate[]): PhaseId {
  if (job.BestCandidate) {
    return 'report';
  }
  return candidates.length > 0 ? 'train' : 'analyse';
}

function timeLeft(
  job: Job,
  candidates: readonly Candidate[],
  phase: PhaseId,
  now: number,
  limits: { MaxCandidates?: number; MaxAutoMLJobRuntimeInSeconds?: number }
): JobProgress['left'] {
  const started = Date.parse(job.CreationTime ?? '');
  const most = limits.MaxAutoMLJobRuntimeInSeconds;
  const atMost =
    most === undefined || Number.isNaN(started)
      ? undefined
      : Math.max(0, Math.round(most - (now - started) / 1000));
  const ends = candidates
    .map(candidate => Date.parse(candidate.EndTime ?? ''))
    .filter(time => !Number.isNaN(time));
  const starts = candidates
    .map(candidate => Date.parse(candidate.CreationTime ?? ''))
    .filter(time => !Number.isNaN(time));
  const begin = Math.min(...starts);
  const last = Math.max(...ends);
  if (
    phase === 'train' &&
    limits.MaxCandidates !== undefined &&
    ends.length >= 2 &&
    Number.isFinite(begin) &&
    last > begin
  ) {
    const pace = (last - begin) / 1000 / ends.length;
    const rest = Math.max(0, limits.MaxCandidates - ends.length) * pace - (now - last) / 1000;
    const seconds = Math.max(1, Math.round(rest));
    return { seconds: Math.min(seconds, atMost ?? seconds), atMost: false };
  }
  return atMost === undefined ? undefined : { seconds: atMost, atMost: true };
}

/** Best objective value so far, after each candidate in the order they ended. */
function course(job: Job, candidates: readonly Candidate[]): number[] {
  const key = objectiveOf(job);
  const finals = candidates
    .map(candidate => ({
      time: Date.parse(candidate.EndTime ?? candidate.LastModifiedTime ?? ''),
      final: candidate.FinalAutoMLJobObjectiveMetric
    }))
    .filter(({ final, time }) => final?.Value !== undefined && !Number.isNaN(time))
    .sort((a, b) => a.time - b.time);
  const first = finals[0]?.final;
  const name = key ?? (first && keyOf(first));
  const minimize =
    first?.Type === 'Minimize' ||
    (first?.Type === undefined &&
      name !== undefined &&
      metricInfo(metricKey(name)).direction === 'minimize');
  let best: number | undefined;
  return finals.map(({ final }) => {
    const value = final?.Value ?? NaN;
    best = best === undefined ? value : minimize ? Math.min(best, value) : Math.max(best, value);
    return best;
  });
}

/** `about 40 s`, `about 3 min`, `about 2 h`. */
export function durationText(seconds: number): string {
  if (seconds < 90) {
    return `${Math.max(1, Math.round(seconds))} s`;
  }
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
