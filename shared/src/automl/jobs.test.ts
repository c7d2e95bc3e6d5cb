import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { artifactPlaces, jobNotebooks, listArtifacts, readArtifact, savedAs } from './artifacts';
import { logPage, outputPage, quotaPage, resourcePage } from './consolePages';
import { failureAdvice, partialFailure, statusFailure } from './failures';
import { jobFacts, problemText } from './jobFacts';
import { algorithmOf, leaderboard, OBJECTIVE, paretoFront } from './leaderboard';
import { isLogUnavailable, logSources, readLog } from './logs';
import { jobPhases, jobProgress, knownSecondary } from './progress';
import type { Candidate, Job } from './types';

const old = JSON.parse(
  readFileSync('test/fixtures/automl/job-reviews-sentiment-2020/describe-completed.json', 'utf8')
) as Job;
const jobArn = 'arn:aws:sagemaker:eu-west-1:111122223333:automl-job/churn';

describe('what a job is', () => {
  test('an answer of the first version', () => {
    const facts = jobFacts(old);
    expect(facts.isV1).toBe(true);
    expect(facts.kind).toBe('Tabular');
    expect(facts.target).toBe('is_positive_sentiment');
    expect(facts.channels[0]?.uri).toMatch(/^s3:/);
    expect(problemText(facts)).toBe('Binary classification');
  });

  test.each([
    ['TabularJobConfig', { TargetAttributeName: 'y', Mode: 'AUTO' }, 'Tabular', 'y'],
    ['ImageClassificationJobConfig', {}, 'Image classification', undefined],
    [
      'TextClassificationJobConfig',
      { ContentColumn: 't', TargetLabelColumn: 'l' },
      'Text classification',
      'l'
    ],
    [
      'TimeSeriesForecastingJobConfig',
      { TimeSeriesConfig: { TargetAttributeName: 'v' } },
      'Time-series forecasting',
      'v'
    ],
    [
      'TextGenerationJobConfig',
      { BaseModelName: 'Dolly3B' },
      'Language model fine-tuning',
      undefined
    ],
    ['VideoClassificationJobConfig', { Frames: 2 }, 'VideoClassification', undefined]
  ])('%s', (member, config, text, target) => {
    const facts = jobFacts({ AutoMLProblemTypeConfig: { [member]: config } } as Job);
    expect(problemText(facts)).toBe(text);
    expect(facts.target).toBe(target);
    expect(facts.config).toEqual(config);
  });

  test('any answer is read', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), answer => {
        expect(jobFacts(answer as Job).channels).toBeDefined();
        expect(jobPhases(answer as Job).length).toBeGreaterThan(1);
      })
    );
    const facts = jobFacts({
      AutoMLProblemTypeConfig: 'x',
      InputDataConfig: [null, { DataSource: 1 }],
      ResolvedAttributes: []
    } as unknown as Job);
    expect(facts.channels).toHaveLength(1);
  });
});

describe('phases', () => {
  const job = (member: string, secondary: string, more: object = {}): Job =>
    ({
      AutoMLJobStatus: 'InProgress',
      AutoMLJobSecondaryStatus: secondary,
      AutoMLProblemTypeConfig: { [member]: {} },
      ...more
    }) as unknown as Job;
  const labels = (member: string, more: object = {}): string[] =>
    jobProgress(job(member, 'Starting', more), [], 0).phases.map(({ label }) => label);

  test('of each kind', () => {
    expect(labels('ImageClassificationJobConfig')).toEqual([
      'Read pictures',
      'Train',
      'Explain',
      'Report'
    ]);
    expect(labels('TimeSeriesForecastingJobConfig')).toContain('Blend');
    expect(labels('TextGenerationJobConfig')).toEqual(['Prepare', 'Fine-tune', 'Evaluate']);
    expect(labels('VideoConfig')).toHaveLength(6);
    expect(labels('TabularJobConfig', { ModelDeployConfig: {} }).at(-1)).toBe('Deploy');
    const definitions = { GenerateCandidateDefinitionsOnly: true };
    expect(
      jobPhases({ AutoMLProblemTypeConfig: { TabularJobConfig: definitions } } as unknown as Job)
    ).toEqual(['analyse', 'features']);
  });

  // Every documented status of every kind has words and a phase that the kind has.
  const members = [
    'TabularJobConfig',
    'ImageClassificationJobConfig',
    'TextClassificationJobConfig',
    'TimeSeriesForecastingJobConfig',
    'TextGenerationJobConfig'
  ];
  test.each(knownSecondary.flatMap(status => members.map(member => [status, member] as const)))(
    '%s of %s',
    (status, member) => {
      const look = jobProgress(job(member, status), [], 0);
      expect(look.text).not.toBe('');
      expect(look.phases.filter(({ state }) => state === 'current')).toHaveLength(1);
      expect(look.phases.map(({ id }) => id)).toContain(look.phase);
    }
  );

  test('kinds without a choice train one candidate', () => {
    const look = jobProgress(job('TextClassificationJobConfig', 'TrainingModels'), [], 0);
    expect(look.expected).toBe(1);
  });
});

describe('failures', () => {
  test.each([
    ['AccessDenied: not authorized to perform s3:GetObject', /role/],
    ['ResourceLimitExceeded: account-level limit', /quota/],
    ['The container ran out of memory', /memory/],
    ['InternalServerError: We encountered an internal error', /batchSize|memory/],
    ['More than 60% of the rows were truncated by the context length', /longer/],
    ['You must accept the EULA of the model', /licence/],
    ['No image could be decoded: image 3.png cannot be read', /pictures/],
    ['The forecast horizon is too long for the history', /short/],
    ['Column Price does not exist in the header', /columns/],
    ['The subnet has no free addresses', /network/],
    ['KMS key arn:aws:kms:x is disabled', /key/i]
  ])('%s', (reason, words) => {
    const advice = failureAdvice(reason);
    expect(`${advice?.text} ${advice?.step}`).toMatch(words);
    expect(advice?.step).not.toBe('');
  });

  test('parts that failed are named; others keep their own words', () => {
    expect(partialFailure('Explainability report generation failed.')).toMatchObject({
      part: 'Explanation',
      step: expect.stringContaining('can be used')
    });
    expect(partialFailure('A candidate training job failed: AccessDenied')).toMatchObject({
      part: 'Candidates',
      step: expect.stringContaining('s3:GetObject')
    });
    expect(partialFailure('Odd.')).toEqual({ message: 'Odd.' });
    for (const status of ['ExplainabilityError', 'ModelInsightsError', 'ModelDeploymentError']) {
      expect(statusFailure(status)?.text).toBeDefined();
    }
    expect(statusFailure('Completed')).toBeUndefined();
    expect(statusFailure('__proto__')).toBeUndefined();
  });
});

describe('the leaderboard', () => {
  const candidate = (name: string, value: number, train: number): Candidate =>
    ({
      CandidateName: name,
      CandidateStatus: 'Completed',
      FinalAutoMLJobObjectiveMetric: { MetricName: 'F1', Type: 'Maximize', Value: value },
      CandidateProperties: {
        CandidateMetrics: [
          { MetricName: 'F1', Set: 'Validation', Value: value },
          { MetricName: 'Accuracy', StandardMetricName: 'LogLoss', Set: 'Validation', Value: 0.2 },
          { StandardMetricName: 'F1', Set: 'Train', Value: train },
          { StandardMetricName: 'Novelty', Set: 'Future', Value: 3 }
        ]
      }
    }) as unknown as Candidate;
  const board = leaderboard({ AutoMLJobName: 'j' } as Job, [candidate('a', 0.9, 0.99)]);

  test('metrics stand by set, the objective once, the standard name first', () => {
    expect(board.columns.map(({ id, usual }) => [id, usual])).toEqual([
      [OBJECTIVE, true],
      ['Validation:LogLoss', true],
      ['Train:F1', false],
      ['Future:Novelty', false]
    ]);
    expect(board.rows[0]?.values.get('Train:F1')).toBe(0.99);
    expect(board.columns[3]?.info.direction).toBeUndefined();
  });

  test.each([
    ['j-003-LightGBM_2-9f1c', undefined, 'LightGBM'],
    ['WeightedEnsemble_L2_FULL', undefined, 'WeightedEnsemble'],
    ['tuning-job-1-c43b4a2c9b5945c7bd-023-45c91245', 'sagemaker-xgboost:1.3-1-cpu-py3', 'xgboost'],
    ['jTi3ALUhZRrA1-003-241cec9b', undefined, '']
  ])('the algorithm of %s', (CandidateName, image, algorithm) => {
    const InferenceContainers = [
      { Image: '1.dkr.ecr.x.amazonaws.com/sagemaker-sklearn-automl:2.5-1-cpu-py3' },
      ...(image ? [{ Image: `1.dkr.ecr.x.amazonaws.com/${image}` }] : [])
    ];
    expect(algorithmOf({ CandidateName, InferenceContainers } as Candidate, 'j')).toBe(algorithm);
  });

  test('no candidate on the front is beaten, every other one is', () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(NaN));
    fc.assert(
      fc.property(fc.array(fc.record({ x: number, y: number })), points => {
        const front = paretoFront(points, { x: 'minimize', y: 'maximize' });
        const beats = (a: { x: number; y: number }, b: { x: number; y: number }): boolean =>
          a.x <= b.x && a.y >= b.y && (a.x < b.x || a.y > b.y);
        points.forEach((point, i) => {
          const beaten = points.some(other => beats(other, point));
          if (front.includes(i)) {
            expect(beaten).toBe(false);
          } else if (Number.isFinite(point.x) && Number.isFinite(point.y)) {
            const twin = front.some(k => points[k]?.x === point.x && points[k]?.y === point.y);
            expect(beaten || twin).toBe(true);
          }
        });
      })
    );
  });
});

describe('pages of the console', () => {
  test('by partition; none for the engine', () => {
    expect(resourcePage('arn:aws:sagemaker:eu-west-1:111122223333:training-job/t 1')).toBe(
      'https://eu-west-1.console.aws.amazon.com/sagemaker/home?region=eu-west-1#/jobs/t%201'
    );
    expect(resourcePage('arn:aws-cn:sagemaker:cn-north-1:111122223333:processing-job/p')).toContain(
      'console.amazonaws.cn/'
    );
    expect(resourcePage('arn:aws:sagemaker:local:000000000000:training-job/t')).toBeUndefined();
    expect(resourcePage('javascript:alert(1)')).toBeUndefined();
    expect(resourcePage(undefined)).toBeUndefined();
    expect(outputPage(jobArn, 's3://bkt/out')).toBe(
      'https://eu-west-1.console.aws.amazon.com/s3/buckets/bkt?region=eu-west-1&prefix=out%2F'
    );
    expect(outputPage(jobArn, 'https://x')).toBeUndefined();
    expect(logPage(jobArn, '/aws/sagemaker/TrainingJobs', 't')).toContain(
      'log-group/$252Faws$252Fsagemaker$252FTrainingJobs$3FlogStreamNameFilter$3Dt'
    );
    expect(quotaPage(jobArn)).toContain('/servicequotas/');
  });
});

describe('logs', () => {
  const steps = [
    { CandidateStepType: 'AWS::SageMaker::ProcessingJob', CandidateStepName: 'db' },
    { CandidateStepType: 'AWS::SageMaker::TrainingJob', CandidateStepName: 't1' }
  ];
  test('steps that candidates share stand once', () => {
    const sources = logSources(
      [
        { CandidateName: 'a', CandidateSteps: steps } as unknown as Candidate,
        { CandidateName: 'b', CandidateSteps: steps } as unknown as Candidate
      ],
      'j'
    );
    expect(sources.map(({ name, group }) => [name, group])).toEqual([
      ['db', '/aws/sagemaker/ProcessingJobs'],
      ['t1', '/aws/sagemaker/TrainingJobs'],
      ['j', '/aws/sagemaker/TrainingJobs']
    ]);
    expect(logSources([], '')).toEqual([]);
  });

  test('the log of the job stands in where a step has none', async () => {
    const api = new FakeApi({
      'logs.DescribeLogStreams': ({ logStreamNamePrefix }) => ({
        logStreams: logStreamNamePrefix === 'j/' ? [{ logStreamName: 'j/local' }] : []
      }),
      'logs.GetLogEvents': () => ({ events: [] })
    });
    const log = await readLog(api, { name: 't1', group: '/g', job: 'j' });
    expect([log.streams, log.ofJob]).toEqual([['j/local'], true]);
  });

  test('pages are read backwards until a token repeats', async () => {
    const api = new FakeApi({
      'logs.DescribeLogStreams': () => ({ logStreams: [{ logStreamName: 't1/algo-1' }] }),
      'logs.GetLogEvents': ({ nextToken }) =>
        nextToken === undefined
          ? { events: [{ timestamp: 2, message: 'two\n' }], nextBackwardToken: 'b' }
          : nextToken === 'b'
            ? { events: [{ timestamp: 1, message: 'one' }], nextBackwardToken: 'c' }
            : { events: [], nextBackwardToken: 'c' }
    });
    const log = await readLog(api, { name: 't1', group: '/g', job: 'j' });
    expect(log.lines.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(log.cut).toBe(false);
    expect(api.callsOf('logs.DescribeLogStreams')[0]).toMatchObject({ logStreamNamePrefix: 't1' });
  });

  test('no stream, and no access at all', async () => {
    const api = new FakeApi({ 'logs.DescribeLogStreams': () => ({}) });
    await expect(readLog(api, { name: 't1', group: '/g', job: 'j' })).rejects.toMatchObject({
      code: 'NoLog'
    });
    expect(isLogUnavailable(fakeError({ code: 'OperationNotAllowed' }))).toBe(true);
    expect(isLogUnavailable(fakeError({ code: 'AccessDeniedException' }))).toBe(false);
  });
});

describe('artifacts', () => {
  test('models once, prefixes by their name, also new ones', () => {
    const containers = [{ Image: 'i', ModelDataUrl: 's3://b/m.tar.gz' }];
    const places = artifactPlaces({
      InferenceContainers: containers,
      InferenceContainerDefinitions: { CPU: containers },
      CandidateProperties: {
        CandidateArtifactLocations: { Explainability: 's3://b/e', Fairness: 's3://b/f' }
      }
    } as unknown as Candidate);
    expect(places.map(({ label, isPrefix }) => [label, isPrefix])).toEqual([
      ['Model', false],
      ['Explainability', true],
      ['Fairness', true]
    ]);
    expect(artifactPlaces({})).toEqual([]);
    expect(jobNotebooks(old).length).toBeGreaterThan(0);
    expect(savedAs('s3://b/a/report.ipynb')).toEqual({
      name: 'report.ipynb',
      mimeType: 'application/x-ipynb+json'
    });
  });

  test('files are listed; too large ones are refused with the command that copies them', async () => {
    const api = new FakeApi({
      's3.ListObjectsV2': () => ({
        Contents: [
          { Key: 'e/', Size: 0 },
          { Key: 'e/x/a.json', Size: 3 }
        ]
      }),
      's3.HeadObject': ({ Key }) => ({ ContentLength: Key === 'big' ? 1e9 : 3 }),
      's3.GetObject': () => ({ Body: new Uint8Array(3) })
    });
    expect((await listArtifacts(api, 's3://bkt/e')).files.map(({ name }) => name)).toEqual([
      'x/a.json'
    ]);
    expect((await readArtifact(api, 's3://bkt/e/x/a.json')).length).toBe(3);
    await expect(readArtifact(api, 's3://bkt/big')).rejects.toMatchObject({
      code: 'TooLarge',
      message: expect.stringContaining('aws s3 cp')
    });
  });
});
