import { describe, expect, test } from 'vitest';
import { memorySource } from '../../aws/source';
import { emptyDraft } from '../draft';
import type { JobDraft } from '../draft';
import { readProfile } from '../preview';
import type { DataProfile } from '../preview';
import { planJob } from '../request';
import { checkDraft, errorOf, rulesOf } from './index';
import type { RuleContext, Violation } from './index';

const rows = (row: (i: number) => string, count = 600): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n');
const profileOf = (text: string, name = 'd.csv'): Promise<DataProfile> =>
  readProfile(memorySource(name, new TextEncoder().encode(text)));
const profile = await profileOf(`a,w,neg,t,y\n${rows(i => `${i},1,-${i},x y,${i % 3}`)}\n`);

const good: JobDraft = {
  ...emptyDraft(),
  data: { kind: 's3', uri: 's3://bkt/in.csv' },
  target: 'y',
  problemType: 'MulticlassClassification',
  name: 'job-1',
  outputUri: 's3://bkt/out',
  roleArn: 'arn:aws:iam::111122223333:role/exec'
};

function check(change: Partial<JobDraft> = {}, more: Partial<RuleContext> = {}): Violation[] {
  const draft = { ...good, ...change };
  const used = 'profile' in more ? more.profile : profile;
  return checkDraft({ draft, plan: planJob(draft, used), profile: used, cost: 'free', ...more });
}
const found = (id: string, ...args: Parameters<typeof check>): string | undefined =>
  check(...args).find(violation => violation.id === id)?.message;

test('a good draft breaks no rule', () => {
  expect(check()).toEqual([]);
});

test('every rule that concerns tabular and common fields is there', () => {
  const ids = new Set(rulesOf('tabular').map(({ id }) => id));
  const wanted = [...Array(13).keys()].map(i => i + 1).concat([32, 33, 34, 35, 36, 37, 38]);
  for (const number of wanted) {
    expect(ids).toContain(`V-${String(number).padStart(2, '0')}`);
  }
});

describe('what the form can get wrong', () => {
  const cases: [string, Partial<JobDraft>, RegExp][] = [
    ['F-01', { data: undefined }, /Choose a CSV or Parquet file/],
    ['F-01', { data: { kind: 's3', uri: 'http://x' } }, /s3:\/\/bucket\/path/],
    ['V-04', { validation: { kind: 'channel', uri: '' } }, /No validation data are chosen/],
    ['V-04', { validation: { kind: 'channel', uri: 'v.csv' } }, /not an S3 location/],
    ['V-04', { validation: { kind: 'channel', uri: 's3://bkt/v.parquet' } }, /both be CSV/],
    ['V-05', { validation: { kind: 'split', fraction: '1' } }, /between 0 and 1/],
    ['V-05', { validation: { kind: 'split', fraction: '0' } }, /between 0 and 1/],
    ['V-05', { validation: { kind: 'split', fraction: 'x' } }, /between 0 and 1/],
    ['V-05', { validation: { kind: 'split', fraction: '0.6' } }, /below 0\.5 is advised/],
    ['V-06', { problemType: 'auto', objective: 'F1' }, /Choose both/],
    ['V-07', { objective: 'AUC' }, /AUC does not fit.*Accuracy/],
    ['V-08', { algorithms: ['xgboost'] }, /Ensembling or Hyperparameter/],
    ['V-09', { mode: 'HYPERPARAMETER_TUNING', algorithms: ['lightgbm'] }, /does not train light/],
    ['V-10', { weight: 'w', mode: 'HYPERPARAMETER_TUNING' }, /only work with Ensembling/],
    ['V-10', { weight: 'w' }, /Choose Ensembling to be sure/],
    ['V-10', { weight: 't', mode: 'ENSEMBLING' }, /“t” holds text/],
    ['V-10', { weight: 'neg', mode: 'ENSEMBLING' }, /“neg” goes down to -599/],
    ['V-10', { weight: 'my w', mode: 'ENSEMBLING' }, /“my w”/],
    ['V-10', { weight: 'y', mode: 'ENSEMBLING' }, /target cannot be the weight/],
    ['V-11', { excluded: ['a', 'w', 'neg', 't'] }, /No feature is left/],
    ['V-12', { types: { a: 'sequence' as never } }, /“a” cannot have the type sequence/],
    ['F-02', { outputUri: '' }, /No output location/],
    ['F-02', { outputUri: 'bkt/out' }, /not an S3 location/],
    ['F-02', { outputUri: `s3://bkt/${'x'.repeat(520)}` }, /512 characters/],
    ['F-03', { target: '' }, /Choose the column to predict/],
    ['F-03', { target: 'Y' }, /no column “Y”.*case sensitive/],
    ['F-04', { maxCandidates: '751' }, /from 1 to 750/],
    ['F-04', { maxCandidates: '0' }, /from 1 to 750/],
    ['F-04', { maxSeconds: '1.5' }, /whole number/],
    ['F-05', { name: '' }, /has no name/],
    ['F-05', { name: 'x'.repeat(33) }, /33 characters; at most 32/],
    ['F-05', { name: 'a_b' }, /letters, digits and hyphens/],
    ['F-05', { name: '-a' }, /begin and end/],
    ['F-06', { roleArn: '' }, /No execution role/],
    ['F-06', { roleArn: 'role/x' }, /arn:aws:iam/],
    ['F-08', { tags: [{ key: '', value: 'x' }] }, /no key/],
    [
      'F-08',
      {
        tags: [
          { key: 'a', value: '' },
          { key: 'a', value: '' }
        ]
      },
      /same key/
    ],
    ['F-08', { tags: [{ key: 'aws:a', value: '' }] }, /reserved/],
    ['V-32', { deploy: { kind: 'named', name: '' } }, /has no name/],
    ['V-32', { deploy: { kind: 'named', name: 'a b' } }, /63 letters/],
    ['V-37', { problemType: 'auto' }, /classes or quantities/],
    ['D-02', { problemType: 'BinaryClassification' }, /has 3 different values/],
    ['D-02', { problemType: 'Regression', target: 't' }, /holds text such as “x y”/]
  ];
  test.each(cases)('%s %j', (id, change, message) => {
    expect(found(id, change)).toMatch(message);
  });

  test('what is right is let through', () => {
    expect(check({ weight: 'w', mode: 'ENSEMBLING', algorithms: ['lightgbm'] })).toEqual([]);
    expect(check({ maxCandidates: '750', maxSeconds: '2592000' })).toEqual([]);
    expect(check({ deploy: { kind: 'generated' } })).toEqual([]);
    expect(check({ excluded: ['a'], types: { w: 'categorical' } })).toEqual([]);
    expect(check({ validation: { kind: 'channel', uri: 's3://bkt/v.csv' } })).toEqual([]);
  });
});

describe('what only a foreign request can get wrong', () => {
  const plan = planJob(good);
  const channel = plan.request.AutoMLJobInputDataConfig?.[0];
  const withRequest = (change: object): Partial<RuleContext> => ({
    plan: { ...plan, request: { ...plan.request, ...change } }
  });

  test('channels', () => {
    const validation = { ...channel, ChannelType: 'validation' };
    const list = (...AutoMLJobInputDataConfig: unknown[]) =>
      withRequest({ AutoMLJobInputDataConfig });
    expect(found('V-01', {}, list())).toMatch(/one training data set/);
    expect(found('V-01', {}, list(channel, channel))).toMatch(/one training data set/);
    expect(found('V-01', {}, list(channel, validation, validation))).toMatch(/at most one/);
    expect(found('V-02', {}, list(validation))).toMatch(/must be the training data/);
    const both = {
      AutoMLJobInputDataConfig: [channel, validation],
      DataSplitConfig: { ValidationFraction: 0.2 }
    };
    expect(found('V-03', {}, withRequest(both))).toMatch(/exclude each other/);
  });

  test('deployment with both kinds of name', () => {
    const ModelDeployConfig = { AutoGenerateEndpointName: true, EndpointName: 'x' };
    expect(found('V-32', {}, withRequest({ ModelDeployConfig }))).toMatch(/not both/);
  });

  test('a feature specification that lists the target, or strangers', () => {
    const spec = (...FeatureAttributeNames: string[]): Partial<RuleContext> => ({
      plan: { ...plan, featureSpec: { uri: '', content: { FeatureAttributeNames } } }
    });
    expect(found('V-11', {}, spec('a', 'y'))).toMatch(/“y” cannot be a feature/);
    expect(found('V-11', {}, spec('A'))).toMatch(/no column “A”/);
    expect(found('V-11', {}, spec('a', 'a'))).toMatch(/same name/);
  });
});

describe('what the data and the service say', () => {
  test('few rows: refused where it is billed, told where it is free', async () => {
    const few = await profileOf(`a,y\n${rows(i => `${i},${i % 3}`, 178)}\n`);
    expect(check({}, { profile: few })).toMatchObject([{ id: 'V-13', severity: 'info' }]);
    expect(check({}, { profile: few, cost: 'billed' })).toMatchObject([
      { id: 'V-13', severity: 'error', message: expect.stringContaining('178 rows') }
    ]);
  });

  test('one class and no class', async () => {
    const one = await profileOf(`a,y\n${rows(i => `${i},same`)}\n`);
    expect(found('D-01', { problemType: 'auto' }, { profile: one })).toMatch(/“y”.*“same”/);
    const none = await profileOf(`a,y\n${rows(i => `${i},`)}\n`);
    expect(found('D-01', { problemType: 'auto' }, { profile: none })).toMatch(/no values/);
  });

  test('problems of the file count as problems of the data', async () => {
    const bad = await profileOf(`a,a,y\n${rows(i => `${i},1,${i % 3}`)}\n`);
    expect(errorOf(check({}, { profile: bad }), 'data')).toMatch(/called “a”/);
  });

  test('a hint about a column that is not used is not shown', async () => {
    const inf = await profileOf(`a,b,y\n${rows(i => `${i ? 1 : 'inf'},${i},${i % 3}`)}\n`);
    expect(found('D-infinite-values', {}, { profile: inf })).toMatch(/“a”/);
    expect(found('D-infinite-values', { excluded: ['a'] }, { profile: inf })).toBeUndefined();
  });

  test('repeated rows', async () => {
    const same = await profileOf(`a,y\n${rows(i => `${i % 6},${i % 3}`)}\n`);
    expect(found('V-36', {}, { profile: same })).toMatch(/99 %/);
  });

  test('buckets: missing, denied, elsewhere; the default one is made', () => {
    const bucket = (state: object): Partial<RuleContext> => ({
      buckets: new Map([['bkt', state as never]]),
      region: 'eu-west-1'
    });
    expect(found('V-33', {}, bucket({ state: 'missing' }))).toMatch(/“bkt” of the .* not exist/);
    expect(found('V-33', {}, bucket({ state: 'denied' }))).toMatch(/s3:PutObject/);
    expect(found('V-33', {}, bucket({ state: 'ready', region: 'us-east-1' }))).toMatch(
      /in us-east-1; the job runs in eu-west-1/
    );
    expect(found('V-33', {}, bucket({ state: 'ready', region: 'eu-west-1' }))).toBeUndefined();
    expect(
      found('V-33', {}, { ...bucket({ state: 'missing' }), defaultBucket: 'bkt' })
    ).toBeUndefined();
  });

  test('a taken name, whatever its case', () => {
    expect(found('F-05', {}, { takenName: 'JOB-1' })).toMatch(/called “JOB-1” already/);
    expect(found('F-05', { name: 'job-2' }, { takenName: 'JOB-1' })).toBeUndefined();
  });

  test('a Parquet file above 2 GB', () => {
    const big = { ...profile, format: 'parquet' as const, bytes: 2 ** 31 + 1 };
    expect(found('V-34', {}, { profile: big })).toMatch(/2 GB/);
  });

  test('Auto with data whose size is unknown, and automatic deployment, where it is billed', () => {
    const billed: Partial<RuleContext> = { cost: 'billed', profile: undefined };
    expect(found('V-35', {}, billed)).toMatch(/Choose Ensembling/);
    expect(found('V-38', { deploy: { kind: 'generated' } }, { cost: 'billed' })).toMatch(/quota/);
    expect(found('V-38', { deploy: { kind: 'generated' } })).toBeUndefined();
  });

  test('validation data without a column', async () => {
    const other = await profileOf('a,y\n1,2\n3,4\n');
    const validation = { kind: 'channel' as const, uri: 's3://bkt/v.csv' };
    expect(found('V-04', { validation }, { validationProfile: other })).toMatch(/“w”, “neg”, “t”/);
  });

  test('uneven classes with accuracy', async () => {
    const uneven = await profileOf(`a,y\n${rows(i => `${i},${i % 10 === 0}`)}\n`);
    const change = { problemType: 'BinaryClassification', objective: 'Accuracy' } as const;
    expect(found('H-01', change, { profile: uneven })).toMatch(/90 %.*F1 or AUC/);
  });
});
