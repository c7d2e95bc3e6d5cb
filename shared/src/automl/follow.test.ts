import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failureAdvice } from './failures';
import { leaderboard, metricsOf } from './leaderboard';
import { formatMetric, metricInfo, metricKey, objectives } from './metrics';
import { durationText, jobProgress } from './progress';
import type { Candidate, Job } from './types';

const fixture = (path: string): unknown =>
  JSON.parse(readFileSync(`test/fixtures/automl/${path}`, 'utf8'));
const old = fixture('job-reviews-sentiment-2020/describe-completed.json') as Job;

const time = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const now = Date.parse(time(60));

function candidate(name: string, value?: number, change: Partial<Candidate> = {}): Candidate {
  return {
    CandidateName: name,
    CandidateStatus: value === undefined ? 'InProgress' : 'Completed',
    CreationTime: time(0),
    ...(value === undefined
      ? {}
      : {
          EndTime: time(10),
          FinalAutoMLJobObjectiveMetric: { MetricName: 'F1', Type: 'Maximize', Value: value }
        }),
    ...change
  };
}
const running = (secondary: string, change: Partial<Job> = {}): Job => ({
  AutoMLJobName: 'j',
  AutoMLJobStatus: 'InProgress',
  AutoMLJobSecondaryStatus: secondary as Job['AutoMLJobSecondaryStatus'],
  CreationTime: time(0),
  ...change
});

describe('metrics', () => {
  test('old names lead to the catalogue, unknown ones are neutral', () => {
    expect(metricKey('validation:accuracy')).toBe('Accuracy');
    expect(metricKey('balanced_accuracy')).toBe('BalancedAccuracy');
    expect(metricInfo('LogLoss').direction).toBe('minimize');
    expect(metricInfo('Novelty')).toEqual({ key: 'Novelty', label: 'Novelty', format: 'number' });
    expect(metricInfo('__proto__').direction).toBeUndefined();
  });

  test('every objective is in the catalogue', () => {
    for (const name of Object.values(objectives).flat()) {
      expect(metricInfo(name).direction).toBeDefined();
    }
  });

  test('formats', () => {
    expect(formatMetric(0.91, metricInfo('F1'), 'en')).toBe('0.9100');
    expect(formatMetric(0.00312, metricInfo('InferenceLatency'), 'en')).toBe('3.12 ms');
    expect(formatMetric(0.2, metricInfo('LogLoss'), 'en')).toBe('0.2000');
    expect(formatMetric(0.062805, metricInfo('LogLoss'), 'en')).toBe('0.06281');
    expect(formatMetric(-0.31, metricInfo('R2'), 'en')).toBe('−0.3100');
    expect(formatMetric(2987.4321, metricInfo('MSE'), 'en')).toBe('2,987.4');
    expect(formatMetric(NaN, metricInfo('MSE'), 'en')).toBe('NaN');
  });
});

describe('progress', () => {
  const stateOf = (job: Job, candidates: Candidate[] = [], before?: 'train'): string[] =>
    jobProgress(job, candidates, now, before).phases.map(({ state }) => state);

  test('the documented statuses walk through the phases', () => {
    const current = [
      'Starting',
      'AnalyzingData',
      'FeatureEngineering',
      'ModelTuning',
      'TrainingModels',
      'GeneratingExplainabilityReport',
      'GeneratingModelInsightsReport'
    ].map(status => jobProgress(running(status), [], now).phase);
    expect(current).toEqual([
      'analyse',
      'analyse',
      'features',
      'train',
      'train',
      'explain',
      'report'
    ]);
    expect(stateOf(running('TrainingModels'))).toEqual([
      'done',
      'done',
      'current',
      'todo',
      'todo',
      'todo'
    ]);
  });

  test('training nothing but an ensemble is the phase of that name', () => {
    const candidates = [candidate('LightGBM-1', 0.9), candidate('WeightedEnsemble-1')];
    expect(jobProgress(running('TrainingModels'), candidates, now).phase).toBe('ensemble');
  });

  test('a status that is not known is shown as it is, in the phase that was last', () => {
    const look = jobProgress(running('PolishingBrass'), [candidate('a', 1)], now, 'explain');
    expect(look).toMatchObject({ text: 'Polishing brass', phase: 'explain' });
    expect(jobProgress(running('PolishingBrass'), [candidate('a', 1)], now).phase).toBe('train');
  });

  test('ends: completed, failed, stopped', () => {
    const end = (status: 'Completed' | 'Failed' | 'Stopped'): Job =>
      running(status, { AutoMLJobStatus: status });
    expect(stateOf(end('Completed'))).toEqual(Array(6).fill('done'));
    expect(stateOf(end('Failed'), [], 'train')[2]).toBe('failed');
    expect(stateOf(end('Stopped'), [candidate('a', 1)])[2]).toBe('stopped');
    expect(stateOf(end('Failed'))[0]).toBe('failed');
  });

  test('time left: by the pace of the candidates, within the limit, or at most the limit', () => {
    const limits = { MaxCandidates: 10, MaxAutoMLJobRuntimeInSeconds: 600 };
    const ResolvedAttributes = { CompletionCriteria: limits };
    const job = running('TrainingModels', { ResolvedAttributes });
    const at = (second: number): Candidate => candidate(`c${second}`, 1, { EndTime: time(second) });
    const look = jobProgress(job, [at(10), at(20), at(30), at(40), at(60)], now);
    // 12 s each, 5 to go.
    expect(look.left).toEqual({ seconds: 60, atMost: false });
    expect(look).toMatchObject({ finished: 5, expected: 10 });
    expect(jobProgress(job, [], now).left).toEqual({ seconds: 540, atMost: true });
    expect(jobProgress(running('TrainingModels'), [at(10), at(20)], now).left).toBeUndefined();
    const ended = { ...job, AutoMLJobStatus: 'Completed' as const };
    expect(jobProgress(ended, [], now).left).toBeUndefined();
  });

  test('the course is the best so far in the order of the ends, down if less is better', () => {
    const end = (second: number, value: number, type: 'Maximize' | 'Minimize'): Candidate =>
      candidate(`c${second}`, value, {
        EndTime: time(second),
        FinalAutoMLJobObjectiveMetric: { MetricName: 'MSE', Type: type, Value: value }
      });
    const up = [end(30, 5, 'Maximize'), end(10, 3, 'Maximize'), end(20, 2, 'Maximize')];
    expect(jobProgress(running('TrainingModels'), up, now).course).toEqual([3, 3, 5]);
    const down = [end(30, 5, 'Minimize'), end(10, 3, 'Minimize'), end(20, 2, 'Minimize')];
    expect(jobProgress(running('TrainingModels'), down, now).course).toEqual([3, 2, 2]);
  });

  test('a real answer of 2020', () => {
    const best = old.BestCandidate as Candidate;
    const look = jobProgress(old, [best], now);
    expect(look.phases.every(({ state }) => state === 'done')).toBe(true);
    expect(look).toMatchObject({ text: 'Completed', finished: 1, course: [0.8139100074768066] });
  });

  test('durations', () => {
    expect([0, 40, 200, 9000].map(durationText)).toEqual(['1 s', '40 s', '3 min', '2.5 h']);
  });
});

describe('the leaderboard', () => {
  test('sorts by the objective, marks the best, puts missing values last', () => {
    const board = leaderboard(running('TrainingModels'), [
      candidate('waiting'),
      candidate('low', 0.5),
      candidate('high', 0.9),
      candidate('broken', NaN)
    ]);
    expect(board.rows.map(row => [row.name, row.rank, row.best])).toEqual([
      ['high', 1, true],
      ['low', 2, false],
      ['waiting', undefined, false],
      ['broken', undefined, false]
    ]);
    expect(board.objective?.key).toBe('F1');
  });

  test('names lose the job they begin with', () => {
    const labels = (...names: string[]): string[] =>
      leaderboard(
        { AutoMLJobName: 'job' },
        names.map(name => candidate(name))
      ).rows.map(({ label }) => label);
    expect(labels('job-001-Linear', 'job', 'Other', '')).toEqual([
      '001-Linear',
      'job',
      'Other',
      ''
    ]);
  });

  test('less is better if the answer says so, or else the catalogue', () => {
    const of = (value: number, Type?: 'Minimize'): Candidate =>
      candidate(`c${value}`, value, {
        FinalAutoMLJobObjectiveMetric: { MetricName: 'MSE', Value: value, Type }
      });
    expect(leaderboard({}, [of(3), of(1)]).rows[0]?.name).toBe('c1');
    expect(leaderboard({}, [of(3, 'Minimize'), of(1, 'Minimize')]).rows[0]?.name).toBe('c1');
  });

  test('the service names the best', () => {
    const board = leaderboard({ BestCandidate: { CandidateName: 'low' } }, [
      candidate('low', 0.89),
      candidate('high', 0.9)
    ]);
    expect(board.rows.map(row => row.best)).toEqual([false, true]);
  });

  test('equal within the noise of the best', () => {
    const board = leaderboard(
      {},
      [candidate('a', 0.9), candidate('b', 0.89), candidate('c', 0.8)],
      0.02
    );
    expect(board.rows.map(row => row.equal)).toEqual([false, true, false]);
  });

  test('all metrics, of the validation set where there are several, the objective first', () => {
    const one = candidate('a', 0.9, {
      CandidateProperties: {
        CandidateMetrics: [
          { StandardMetricName: 'LogLoss', Set: 'Train', Value: 0.1 },
          { StandardMetricName: 'LogLoss', Set: 'Validation', Value: 0.2 },
          { StandardMetricName: 'LogLoss', Set: 'Test', Value: 0.3 },
          { MetricName: 'AUC', Set: 'Validation', Value: 0.95 }
        ]
      }
    });
    const board = leaderboard({}, [one, candidate('b', 0.8)]);
    expect(board.metrics.map(({ key }) => key)).toEqual(['F1', 'AUC', 'LogLoss']);
    expect(Object.fromEntries(board.rows[0]?.metrics ?? [])).toEqual({
      F1: 0.9,
      AUC: 0.95,
      LogLoss: 0.2
    });
    expect(board.rows[1]?.metrics.get('AUC')).toBeUndefined();
  });

  test('a real answer of 2020', () => {
    const best = old.BestCandidate as Candidate;
    const board = leaderboard(old, [best]);
    expect(board.objective).toMatchObject({ key: 'Accuracy', direction: 'maximize' });
    expect(board.rows[0]).toMatchObject({ best: true, rank: 1, objective: 0.8139100074768066 });
    expect([...metricsOf(best)]).toEqual([['Accuracy', 0.8139100074768066]]);
  });

  test('750 candidates', () => {
    const many = Array.from({ length: 750 }, (_, i) => candidate(`c${i}`, Math.sin(i)));
    expect(leaderboard({}, many).rows).toHaveLength(750);
  });
});

describe('failures in plain words', () => {
  test.each([
    ['AccessDenied: not authorized to perform s3:GetObject', /role/],
    ['OSError: [Errno 28] No space left on device', /disk is full/],
    ['The worker was killed by signal 9', /memory/],
    ['The engine was stopped while this job ran', /engine ended/],
    ['Could not infer the problem type with enough confidence', /kind of problem/],
    ['The target "y" has only 1 class', /single value/]
  ])('%s', (reason, text) => {
    expect(failureAdvice(reason)?.text).toMatch(text);
    expect(failureAdvice(reason)?.step).toMatch(/\.$/);
  });

  test('nothing is made up', () => {
    expect(failureAdvice('Something else happened.')).toBeUndefined();
  });
});
