/* Each rule at its edge: the last value that is right and the first that is wrong. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../../aws/source';
import { emptyDraft } from '../draft';
import type { JobDraft } from '../draft';
import { readProfile } from '../preview';
import type { DataProfile } from '../preview';
import { problems } from '../problems';
import { readRequest, requestOfJob } from '../reading';
import { planJob } from '../request';
import { checkDraft } from './index';
import type { RuleContext, Violation } from './index';

const lines = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n');
const profileOf = (text: string): Promise<DataProfile> =>
  readProfile(memorySource('d.csv', new TextEncoder().encode(text)));
const tableOf = (rows: number): Promise<DataProfile> =>
  profileOf(`a,w,y\n${lines(rows, i => `${i},${i % 5},${i % 2 ? 'yes' : 'no'}`)}\n`);
const day = (i: number): string => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);

const table = await tableOf(600);
const sales = await profileOf(`sku,day,demand\n${lines(80, i => `a,${day(i)},${i % 7}`)}\n`);
const prompts = await profileOf(`input,output\n${lines(30, i => `say ${i},${i} is said`)}\n`);

const tabular: JobDraft = {
  ...emptyDraft(),
  data: { kind: 's3', uri: 's3://bkt/in.csv' },
  target: 'y',
  name: 'job-1',
  outputUri: 's3://bkt/out',
  roleArn: 'arn:aws:iam::111122223333:role/exec'
};
const series: JobDraft = {
  ...tabular,
  problem: 'series',
  target: 'demand',
  series: { ...tabular.series, timestamp: 'day', item: 'sku', frequency: '1D', horizon: '10' }
};
const llm: JobDraft = { ...tabular, problem: 'llm' };
const profiles = { tabular: table, series: sales, llm: prompts, text: undefined, image: undefined };

function violations(draft: JobDraft, more: Partial<RuleContext> = {}): Violation[] {
  const profile = 'profile' in more ? more.profile : profiles[draft.problem];
  return checkDraft({
    draft,
    plan: planJob(draft, profile),
    profile,
    cost: 'billed',
    ...more
  });
}

/** How hard a rule is broken; `undefined` if it is kept. */
function kind(id: string, draft: JobDraft, more?: Partial<RuleContext>): string | undefined {
  return violations(draft, more).find(found => found.id === id)?.severity;
}

type Case = [id: string, broken: boolean, what: string, draft: JobDraft];
const cases = (id: string, draftOf: (text: string) => JobDraft, right: string[], wrong: string[]) =>
  [
    ...right.map((text): Case => [id, false, text, draftOf(text)]),
    ...wrong.map((text): Case => [id, true, text, draftOf(text)])
  ] satisfies Case[];

const name = (length: number): string => 'n'.repeat(length);
const share = (fraction: string): JobDraft => ({
  ...tabular,
  validation: { kind: 'split', fraction }
});
const step = (frequency: string): JobDraft => ({
  ...series,
  series: { ...series.series, frequency, horizon: '1' }
});
const steps = (horizon: string): JobDraft => ({ ...series, series: { ...series.series, horizon } });
const quantiles = (text: string): JobDraft => ({
  ...series,
  series: { ...series.series, quantiles: text }
});
const groups = (text: string): JobDraft => ({
  ...series,
  series: { ...series.series, grouping: text.split(' ') }
});
const fillValue = (value: string): JobDraft => ({
  ...series,
  series: { ...series.series, filling: { demand: { middlefill: { logic: 'value', value } } } }
});
const country = (code: string): JobDraft => ({
  ...series,
  series: { ...series.series, country: code }
});
const tuned = (key: string, value: string): JobDraft => ({
  ...llm,
  llm: { ...llm.llm, [key]: value }
});

test.each([
  ...cases(
    'F-05',
    text => ({ ...tabular, name: text }),
    ['a', '1', 'a--b', name(31), name(32)],
    ['', name(33), '-a', 'a-', 'a.b', '..', 'a/b', 'ä', 'a b', 'a_b', '../../x']
  ),
  ...cases(
    'V-32',
    text => ({ ...tabular, deploy: { kind: 'named', name: text } }),
    ['e', name(63)],
    ['', name(64), '-e', 'e-', 'e_1', '..']
  ),
  ...cases(
    'F-04',
    text => ({ ...tabular, maxCandidates: text }),
    ['', '1', '750'],
    ['0', '751', '-1', '1.5', '1e2', 'many']
  ),
  ...cases(
    'F-04',
    text => ({ ...tabular, maxSeconds: text }),
    ['1', '2592000'],
    ['0', '2592001', '1h']
  ),
  ...cases(
    'V-05',
    share,
    ['', '0.01', '.2', '0.499'],
    ['0', '1', '1.1', '-0.2', 'half', '..', '1e-1']
  ),
  ...cases(
    'V-10',
    text => ({ ...tabular, mode: 'ENSEMBLING', weight: text }),
    ['', 'w'],
    ['y', 'A', 'a b', name(257)]
  ),
  ...cases(
    'F-08',
    text => ({ ...tabular, tags: [{ key: text, value: text }] }),
    ['team', 'größe 1', 'a_b.c:d/e=f+g-h@i', name(128)],
    ['', 'a"b', "a'b", 'a\nb', '<b>', 'aws:x', name(129)]
  ),
  ...cases('V-14', text => ({ ...series, maxCandidates: text }), ['', '1'], ['2', '750']),
  ...cases(
    'V-17',
    step,
    ['D', '1D', '6D', 'W', '4W', 'M', '11M', 'Y', '1Y'],
    ['', '0D', '7D', '5W', '12M', '2Y', '24H', '60min', 'min', '01D', '1d', '1.5D', 'daily']
  ),
  ...cases('V-18', steps, ['1', '19', '20'], ['', '0', '21', '1.5', '-1']),
  ...cases(
    'V-19',
    quantiles,
    ['', 'p1', 'p99', 'p1 p2 p3 p4 p5'],
    ['p0', 'p100', 'p01', 'p5.5', 'P10', '0.1', 'p1 p2 p3 p4 p5 p6', 'p10 p10']
  ),
  ...cases('V-20', groups, ['a b c d e'], ['a b c d e f']),
  ...cases('V-23', fillValue, ['0', '-1', '12', 'a_b'], ['', '1.5', '1,5', ' ']),
  ...cases('V-25', country, ['', 'CH', 'UK', 'XK', 'UN'], ['us', 'USA', 'U1', '..']),
  ...cases('V-30', text => tuned('epochCount', text), ['', '1', '10'], ['0', '11', '1.5', 'x']),
  ...cases('V-30', text => tuned('batchSize', text), ['1', '64'], ['0', '65']),
  ...cases(
    'V-30',
    text => tuned('learningRate', text),
    ['0', '1', '0.000001', '.5'],
    ['-1', '1.01', '1e-6', '0.000000000000001']
  ),
  ...cases(
    'V-30',
    text => tuned('learningRateWarmupSteps', text),
    ['0', '250'],
    ['251', '2.5', '-1']
  )
])('%s broken: %s by “%s”', (id, broken, _, draft) => {
  expect(kind(id, draft) !== undefined).toBe(broken);
});

test('V-10: rows without a weight are told of', async () => {
  const profile = await profileOf(
    `a,w,y\n${lines(600, i => `${i},${i % 4 ? 1 : ''},${i % 2 ? 'yes' : 'no'}`)}\n`
  );
  const draft: JobDraft = { ...tabular, mode: 'ENSEMBLING', weight: 'w' };
  expect(violations(draft, { profile })).toMatchObject([
    { id: 'V-10', severity: 'info', message: expect.stringContaining('25 % of the rows') }
  ]);
});

test('V-05: half is advised against, and no error', () => {
  expect(kind('V-05', share('0.5'))).toBe('info');
  expect(kind('V-05', share('0.999'))).toBe('info');
});

describe('channels of a request', () => {
  const plan = planJob(tabular, table);
  const [channel] = plan.request.AutoMLJobInputDataConfig ?? [];
  const typed = (...types: (string | undefined)[]): Partial<RuleContext> => ({
    plan: {
      ...plan,
      request: {
        ...plan.request,
        AutoMLJobInputDataConfig: types.map(ChannelType => ({
          ...channel,
          ChannelType: ChannelType as 'training'
        }))
      }
    }
  });
  test.each<[(string | undefined)[], string | undefined, string | undefined]>([
    [['training'], undefined, undefined],
    [[undefined], undefined, undefined],
    [['training', 'validation'], undefined, undefined],
    [['validation', 'training'], undefined, undefined],
    [[undefined, 'validation'], undefined, undefined],
    [['validation'], undefined, 'error'],
    [[], 'error', undefined],
    [['training', 'training'], 'error', undefined],
    [['training', 'test'], 'error', undefined],
    [['validation', 'validation'], 'error', undefined],
    [['training', 'validation', 'validation'], 'error', undefined]
  ])('%j: V-01 %s, V-02 %s', (types, first, second) => {
    expect([
      kind('V-01', tabular, typed(...types)),
      kind('V-02', tabular, typed(...types))
    ]).toEqual([first, second]);
  });

  test('V-04: neither fewer nor more columns', async () => {
    const draft: JobDraft = { ...tabular, validation: { kind: 'channel', uri: 's3://bkt/v.csv' } };
    const less = await profileOf('a,y\n1,no\n2,yes\n');
    const more = await profileOf('a,w,y,z\n1,2,no,4\n2,3,yes,5\n');
    const found = (validationProfile: DataProfile) =>
      violations(draft, { validationProfile }).find(({ id }) => id === 'V-04')?.message;
    expect(found(table)).toBeUndefined();
    expect(found(less)).toMatch(/lack the column “w”/);
    expect(found(more)).toMatch(/have also the column “z”/);
  });
});

describe('sizes', () => {
  test('V-13: 499 rows are too few, 500 are enough', async () => {
    expect(kind('V-13', tabular, { profile: await tableOf(499) })).toBe('error');
    expect(kind('V-13', tabular, { profile: await tableOf(500) })).toBeUndefined();
  });
  test('V-34: a Parquet file of 2 GB, and one byte more', () => {
    const sized = (bytes: number): Partial<RuleContext> => ({
      profile: { ...table, format: 'parquet', bytes }
    });
    expect(kind('V-34', tabular, sized(2 ** 31))).toBeUndefined();
    expect(kind('V-34', tabular, sized(2 ** 31 + 1))).toBe('error');
  });
  test('V-35: 1,000 objects, and more', () => {
    const objects = (more: boolean): Partial<RuleContext> => ({
      profile: { ...table, objects: { count: 1000, bytes: 1, more } }
    });
    expect(kind('V-35', tabular, objects(false))).toBeUndefined();
    expect(kind('V-35', tabular, objects(true))).toBe('warning');
    expect(kind('V-35', { ...tabular, mode: 'ENSEMBLING' }, objects(true))).toBeUndefined();
  });
  test('V-36: a tenth of repeated rows', () => {
    const repeated = (repeatedRows: number): Partial<RuleContext> => ({
      profile: { ...table, repeatedRows }
    });
    expect(kind('V-36', tabular, repeated(0.1))).toBeUndefined();
    expect(kind('V-36', tabular, repeated(0.11))).toBe('warning');
  });
  test('V-28: 60 % of long rows, and more', () => {
    const long = (count: number): Partial<RuleContext> => ({
      profile: {
        ...prompts,
        columns: prompts.columns.map(column => ({
          ...column,
          lengths: Array.from({ length: 100 }, (_, i) => (i < count ? 9000 : 10))
        }))
      }
    });
    expect(kind('V-28', llm, long(60))).toBe('warning');
    expect(kind('V-28', llm, long(61))).toBe('error');
  });
  test('V-38: what the mode needs', () => {
    const said = (mode: JobDraft['mode']) =>
      violations({ ...tabular, mode, deploy: { kind: 'generated' } }).find(
        ({ id }) => id === 'V-38'
      )?.message;
    expect(said('ENSEMBLING')).toMatch(/one ml\.m5\.12xlarge/);
    expect(said('HYPERPARAMETER_TUNING')).toMatch(/two ml\.m5\.2xlarge/);
  });
});

describe('a job of a newer API', () => {
  const job = {
    AutoMLJobName: 'old',
    AutoMLJobInputDataConfig: [
      {
        ChannelType: 'training',
        ContentType: 'application/x-newer',
        DataSource: { S3DataSource: { S3DataType: 'NewerPrefix', S3Uri: 's3://bkt/in/' } }
      }
    ],
    OutputDataConfig: { S3OutputPath: 's3://bkt/out' },
    RoleArn: tabular.roleArn,
    AutoMLJobObjective: { MetricName: 'NewerMetric' },
    AutoMLProblemTypeConfig: {
      TabularJobConfig: {
        TargetAttributeName: 'y',
        ProblemType: 'NewerProblem',
        Mode: 'NEWER_MODE',
        CandidateGenerationConfig: { AlgorithmsConfig: [{ AutoMLAlgorithms: ['newer-trees'] }] },
        NewerField: { Deep: [1, 2] }
      }
    }
  };

  test('is sent as it is, with warnings that name the values, and no error', () => {
    const request = requestOfJob(job, 'job-2');
    const draft = readRequest(request, emptyDraft());
    expect(planJob(draft).request).toEqual(request);
    const found = violations(draft, { profile: undefined });
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
    const said = found
      .filter(({ id }) => id === 'F-18')
      .map(({ message }) => /“(.*)”/.exec(message)?.[1]);
    expect(said).toEqual([
      'NewerProblem',
      'NEWER_MODE',
      'NewerMetric',
      'newer-trees',
      'NewerPrefix',
      'application/x-newer'
    ]);
  });

  test('any text in place of a known value is sent and breaks nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(problems).map(({ member }) => member)),
        fc.string({ minLength: 1 }),
        (member, text) => {
          const request = requestOfJob(
            {
              ...job,
              AutoMLJobObjective: { MetricName: text },
              AutoMLProblemTypeConfig: {
                [member]: {
                  TargetAttributeName: text,
                  ProblemType: text,
                  Mode: text,
                  ForecastFrequency: text,
                  HolidayConfig: [{ CountryCode: text }],
                  CandidateGenerationConfig: { AlgorithmsConfig: [{ AutoMLAlgorithms: [text] }] }
                }
              }
            },
            'job-2'
          );
          const draft = readRequest(request, emptyDraft());
          expect(planJob(draft).request).toEqual(request);
          violations(draft, { profile: undefined });
        }
      )
    );
  });
});
