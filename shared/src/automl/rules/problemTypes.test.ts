import { describe, expect, test } from 'vitest';
import { memorySource } from '../../aws/source';
import { emptyDraft } from '../draft';
import type { JobDraft } from '../draft';
import { readProfile } from '../preview';
import type { DataProfile } from '../preview';
import { profileImages } from '../preview/images';
import { problems } from '../problems';
import { planJob } from '../request';
import { checkDraft, rulesOf } from './index';
import type { RuleContext, Violation } from './index';

const profileOf = (text: string): Promise<DataProfile> =>
  readProfile(memorySource('d.csv', new TextEncoder().encode(text)));
const rows = (row: (i: number) => string, count: number): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n');
const day = (i: number): string => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);

const texts = await profileOf(
  `review,stars\n${rows(i => `this is the long text of review ${i},${i % 3}`, 90)}\n`
);
const sales = await profileOf(
  `sku,day,demand,shop,promo\n${rows(i => `${'ab'[i % 2]},${day(i >> 1)},${i % 7},s${i % 3},${i % 2}`, 80)}\n`
);
const prompts = await profileOf(`input,output\n${rows(i => `say ${i},${i} is said`, 30)}\n`);

const base: JobDraft = {
  ...emptyDraft(),
  data: { kind: 's3', uri: 's3://bkt/in/' },
  name: 'job-1',
  outputUri: 's3://bkt/out',
  roleArn: 'arn:aws:iam::111122223333:role/exec'
};
const text: JobDraft = { ...base, problem: 'text', content: 'review', target: 'stars' };
const series: JobDraft = {
  ...base,
  problem: 'series',
  target: 'demand',
  series: {
    ...base.series,
    timestamp: 'day',
    item: 'sku',
    frequency: '1D',
    horizon: '10'
  }
};
const image: JobDraft = { ...base, problem: 'image' };
const llm: JobDraft = { ...base, problem: 'llm' };

type Change = Partial<Omit<JobDraft, 'series' | 'llm'>> & {
  series?: Partial<JobDraft['series']>;
  llm?: Partial<JobDraft['llm']>;
};

function check(
  good: JobDraft,
  change: Change = {},
  context: Partial<RuleContext> = {}
): Violation[] {
  const draft: JobDraft = {
    ...good,
    ...change,
    series: { ...good.series, ...change.series },
    llm: { ...good.llm, ...change.llm }
  };
  const profile = {
    text: texts,
    series: sales,
    llm: prompts,
    tabular: undefined,
    image: undefined
  }[good.problem];
  const used = 'profile' in context ? context.profile : profile;
  const plan = planJob(draft, used);
  return checkDraft({ draft, plan, profile: used, cost: 'billed', ...context });
}
const found = (id: string, ...args: Parameters<typeof check>): string | undefined =>
  check(...args).find(violation => violation.id === id)?.message;
const errors = (...args: Parameters<typeof check>): string[] =>
  check(...args)
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

/** A change of the request that has no field. */
const extra = (good: JobDraft, config: object): Change => ({
  extra: { AutoMLProblemTypeConfig: { [problems[good.problem].member]: config as never } }
});

test('all rules of the specification are there', () => {
  const ids = new Set(
    Object.values(problems).flatMap(({ id }) => rulesOf(id).map(rule => rule.id))
  );
  for (let number = 1; number <= 38; number++) {
    expect(ids).toContain(`V-${String(number).padStart(2, '0')}`);
  }
});

test.each([
  ['text', text],
  ['series', series],
  ['image', image],
  ['llm', llm]
])('a good %s draft breaks no rule', (_, draft) => {
  expect(errors(draft)).toEqual([]);
});

test.each([text, series, image, llm])('V-14 $problem: one candidate', draft => {
  expect(found('V-14', draft, { maxCandidates: '5' })).toMatch(/one candidate.*asks for 5/);
  expect(found('V-14', draft, { maxCandidates: '1' })).toBeUndefined();
});

test.each([text, image])('V-07 $problem: accuracy alone', draft => {
  expect(found('V-07', draft, { objective: 'AUC' })).toMatch(/AUC cannot be the objective/);
  expect(found('V-07', draft, { objective: 'Accuracy' })).toBeUndefined();
});

describe('texts', () => {
  test('V-15: two columns', () => {
    expect(found('V-15', text, { target: 'review' })).toMatch(/columns of their own/);
  });
  test('columns must be there', () => {
    expect(found('F-14', text, { content: 'Review' })).toMatch(/no column “Review”/);
    expect(found('F-14', text, { target: '' })).toMatch(/No class column/);
  });
  test('compressed files are not read', () => {
    expect(found('F-11', text, { compressed: true })).toMatch(/Unpack/);
    expect(found('F-11', series, { compressed: true })).toBeUndefined();
  });
  test('manifests are not taken', () => {
    expect(found('F-10', text, { dataType: 'ManifestFile' })).toMatch(/ManifestFile/);
  });
});

describe('time series', () => {
  const wrong: [string, Change, RegExp][] = [
    ['V-16', { extra: { DataSplitConfig: { ValidationFraction: 0.2 } } }, /last steps/],
    ['V-17', { series: { frequency: '60min' } }, /Write 1H in place of 60min/],
    ['V-17', { series: { frequency: '24H' } }, /Write 1D/],
    ['V-17', { series: { frequency: '12M' } }, /Write 1Y/],
    ['V-17', { series: { frequency: 'daily' } }, /not a frequency/],
    ['V-17', { series: { frequency: '1H' } }, /coarser than 1H/],
    ['V-17', { series: { frequency: '' } }, /No frequency/],
    ['V-18', { series: { horizon: '' } }, /1 or more/],
    ['V-18', { series: { horizon: '11' } }, /span 40 steps, so at most 10/],
    ['V-19', { series: { quantiles: 'p0' } }, /“p0” is not a quantile/],
    ['V-19', { series: { quantiles: 'p10 p10' } }, /twice/],
    ['V-19', { series: { quantiles: 'p1 p2 p3 p4 p5 p6' } }, /6 quantiles; at most 5/],
    ['V-20', { series: { grouping: ['a', 'b', 'c', 'd', 'e', 'f'] } }, /6 grouping/],
    ['V-21', { target: 'shop' }, /“shop” holds text/],
    [
      'V-22',
      { series: { filling: { demand: { futurefill: { logic: 'zero', value: '' } } } } },
      /that is the forecast/
    ],
    [
      'V-22',
      { series: { filling: { promo: { middlefill: { logic: 'nan', value: '' } } } } },
      /Only the target/
    ],
    [
      'V-22',
      { series: { filling: { day: { middlefill: { logic: 'zero', value: '' } } } } },
      /cannot be filled/
    ],
    [
      'V-22',
      extra(series, { Transformations: { Aggregation: { promo: 'avg' } } }),
      /Only the target can be aggregated/
    ],
    ['V-22', { series: { aggregation: 'mode' } }, /no aggregation/],
    [
      'V-23',
      { series: { filling: { promo: { backfill: { logic: 'value', value: '' } } } } },
      /none is given/
    ],
    [
      'V-23',
      { series: { filling: { promo: { backfill: { logic: 'value', value: '1.5' } } } } },
      /no decimal point/
    ],
    ['V-25', { series: { country: 'us' } }, /“us” is not/],
    ['F-18', { series: { country: 'XX' } }, /“XX” is not known here/],
    ['V-09', { algorithms: ['xgboost'] }, /cannot be trained with xgboost/],
    ['V-07', { objective: 'MSE' }, /MSE cannot/],
    ['F-15', { series: { grouping: ['sku'] } }, /“sku” has two roles/]
  ];
  test.each(wrong)('%s %j', (id, change, message) => {
    expect(found(id, series, change)).toMatch(message);
  });

  test('V-18: above 500 steps warns, and an unknown history holds nothing back', () => {
    const long = check(series, { series: { horizon: '501' } }, { profile: undefined });
    expect(long.find(({ id }) => id === 'V-18')).toMatchObject({ severity: 'warning' });
  });
  test('V-20: features are counted by type', async () => {
    const wide = await profileOf(
      `sku,day,demand,${rows(i => `n${i}`, 14).replaceAll('\n', ',')}\n` +
        `${rows(i => `a,${day(i)},${i},${rows(j => String(i * j), 14).replaceAll('\n', ',')}`, 60)}\n`
    );
    expect(found('V-20', series, {}, { profile: wide })).toMatch(
      /14 numeric columns \(at most 13\)/
    );
    expect(found('V-20', series, { excluded: ['n1'] }, { profile: wide })).toBeUndefined();
  });
  test('V-24: the feature file has no column of the series', () => {
    const draft = { ...series, excluded: ['promo'] };
    const plan = planJob(draft, sales);
    expect(plan.featureSpec?.content).toEqual({ FeatureAttributeNames: ['shop'] });
    const featureSpec = { uri: '', content: { FeatureAttributeNames: ['shop', 'day'] } };
    expect(found('V-24', draft, {}, { plan: { ...plan, featureSpec } })).toMatch(/“day” is part/);
  });
  test('what is right is let through', () => {
    expect(
      errors(series, {
        objective: 'WAPE',
        algorithms: ['ets'],
        series: {
          frequency: 'W',
          horizon: '1',
          quantiles: 'p1, p50, p99',
          aggregation: 'avg',
          country: 'UK',
          filling: { demand: { middlefill: { logic: 'nan', value: '' } } }
        }
      })
    ).toEqual([]);
  });
});

describe('language models', () => {
  test('V-26: exactly input and output', async () => {
    expect(found('V-26', llm, {}, { profile: texts })).toMatch(/lack the column “input”/);
    const three = await profileOf('input,output,id\na,b,1\nc,d,2\n');
    expect(found('V-26', llm, {}, { profile: three })).toMatch(/more columns.*“id”/);
    expect(found('V-26', llm, {}, { validationProfile: texts })).toMatch(/validation data lack/);
  });
  test('V-27: rows of both channels together', () => {
    const many = (count: number, exact = true) => ({
      profile: { ...prompts, rows: { count, exact } }
    });
    expect(found('V-27', llm, {}, many(1001))).toMatch(/1,001 rows.*at most 1,000/);
    expect(found('V-27', llm, {}, { ...many(980), validationProfile: prompts })).toMatch(/1,010/);
    expect(found('V-27', llm, {}, many(1000))).toBeUndefined();
    expect(found('V-27', llm, {}, many(5000, false))).toMatch(/about 5,000/);
    expect(found('H-27', llm, {}, many(200))).toMatch(/exactly 1,000 at most/);
  });
  test('V-28: rows that are longer than the context', () => {
    const long = (length: number, share: number): Partial<RuleContext> => ({
      profile: {
        ...prompts,
        columns: prompts.columns.map(column => ({
          ...column,
          lengths: Array.from({ length: 100 }, (_, i) => (i < share * 100 ? length : 10))
        }))
      }
    });
    const kind = (...args: Parameters<typeof long>) =>
      check(llm, {}, long(...args)).find(({ id }) => id === 'V-28');
    expect(kind(20_000, 0.7)).toMatchObject({ severity: 'error' });
    expect(kind(5000, 0.7)).toMatchObject({ severity: 'warning' });
    expect(kind(20_000, 0.3)).toMatchObject({ severity: 'warning' });
    expect(kind(2000, 1)).toBeUndefined();
  });
  test('V-29: a licence must be accepted', () => {
    expect(found('V-29', llm, { llm: { baseModel: 'Llama2-7B' } })).toMatch(/must be accepted/);
    const accepted = { baseModel: 'Llama2-7B', acceptEula: true };
    expect(found('V-29', llm, { llm: accepted })).toBeUndefined();
  });
  test.each([
    [{ epochCount: '11' }, /Epochs must be a whole number from 1 to 10/],
    [{ batchSize: '0' }, /Batch size/],
    [{ learningRate: '1.1' }, /Learning rate must be a number from 0 to 1/],
    [{ learningRate: '0.00000000000000001' }, /16 characters/],
    [{ learningRateWarmupSteps: '2.5' }, /Warm-up steps/]
  ])('V-30: %j', (llmChange, message) => {
    expect(found('V-30', llm, { llm: llmChange })).toMatch(message);
  });
  test('V-31: no objective', () => {
    const change = { extra: { AutoMLJobObjective: { MetricName: 'Accuracy' } } };
    expect(found('V-31', llm, change)).toMatch(/no objective can be set/);
    expect(found('V-31', llm, { objective: 'Accuracy' })).toBeUndefined();
  });
  test('need AWS', () => {
    expect(found('F-16', llm, {}, { cost: 'free' })).toMatch(/local engine has no such machines/);
  });
});

describe('pictures', () => {
  const look = (paths: string[], truncated = false): Partial<RuleContext> => ({
    images: profileImages(
      'pets',
      paths.map(path => ({ path, size: 1 })),
      truncated
    )
  });
  test('classes come from folders', () => {
    expect(found('D-10', image, {}, look(['notes.txt']))).toMatch(/no PNG or JPEG/);
    expect(found('D-10', image, {}, look(['a.png', 'b.png']))).toMatch(/no class folders/);
    expect(found('D-10', image, {}, look(['cats/a.png']))).toMatch(/one class, “cats”/);
    expect(found('D-10', image, {}, look(['cats/a.png'], true))).toBeUndefined();
    expect(found('D-11', image, {}, look(['c/a.png', 'd/a.png', 'x.png']))).toMatch(/1 pictures/);
  });
  test('a kind that is not asked for is left out', () => {
    const mixed = look(['c/a.png', 'd/a.jpg']);
    expect(found('D-13', image, { contentType: 'image/png' }, mixed)).toMatch(/Choose image/);
    expect(found('D-13', image, { contentType: 'image/*' }, mixed)).toBeUndefined();
  });

  test('pictures for validation are looked at, too', () => {
    const both = (
      training: string[],
      validation: string[],
      more = false
    ): Partial<RuleContext> => ({
      ...look(training),
      validationImages: look(validation, more).images
    });
    const classes = ['cats/1.png', 'dogs/1.png'];
    expect(found('D-14', image, {}, both(classes, ['a.txt']))).toMatch(/no PNG or JPEG/);
    expect(found('D-14', image, {}, both(classes, ['a.txt'], true))).toBeUndefined();
    expect(found('D-14', image, {}, both(classes, classes))).toBeUndefined();
    expect(found('D-15', image, {}, both(classes, [...classes, 'cows/1.png']))).toMatch(
      /class “cows”.*never be predicted/
    );
    expect(found('D-15', image, {}, both(classes, ['val/cats/1.png', 'val/x/2.png']))).toMatch(
      /class “x”/
    );
    expect(found('D-15', image, {}, both([...classes, 'x/1.png'], classes))).toMatch(
      /none of the class “x”/
    );
    expect(found('D-15', image, {}, both(classes, ['cows/1.png'], true))).toBeUndefined();
    const jpeg = both(classes, ['cats/1.jpg', 'dogs/1.jpg']);
    expect(found('D-13', image, { contentType: 'image/png' }, jpeg)).toMatch(/2 pictures/);
    expect(found('F-11', image, { contentType: 'text/csv;header=present' })).toMatch(/text\/csv/);
    expect(found('F-18', image, { contentType: 'image/gif' })).toMatch(/image\/gif/);
  });
  test('a manifest is a file', () => {
    expect(found('F-10', image, { dataType: 'AugmentedManifestFile' })).toMatch(
      /ends with a slash/
    );
  });
});

describe('settings of every problem type', () => {
  test('V-35: where the size cannot be read', () => {
    const table: JobDraft = { ...base, target: 'demand' };
    const why = (change: Change, more: Partial<RuleContext> = {}) =>
      found('V-35', table, change, { profile: sales, ...more });
    expect(why({})).toBeUndefined();
    expect(why({ dataType: 'ManifestFile' })).toMatch(/manifest/);
    expect(why({ security: { ...base.security, subnets: 'subnet-1' } })).toMatch(/VPC/);
    const objects = { count: 1000, bytes: 1, more: true };
    expect(why({}, { profile: { ...sales, objects } })).toMatch(/more than 1,000 objects/);
    expect(why({}, { profile: undefined })).toMatch(/cannot be read/);
  });
  test('VPC, keys and roles', () => {
    const secure = (part: Partial<JobDraft['security']>): Change => ({
      security: { ...base.security, ...part }
    });
    expect(found('F-12', text, secure({ subnets: 'subnet-1' }))).toMatch(/both subnets and/);
    const both = { subnets: 'subnet-1', securityGroups: 'sg-1' };
    expect(errors(text, secure(both))).toEqual([]);
    expect(found('F-12', text, secure({ ...both, securityGroups: 'a!' }))).toMatch(/“a!”/);
    expect(found('F-07', text, secure({ volumeKmsKeyId: 'a b' }))).toMatch(/KMS key/);
    expect(found('F-13', text, { emrRoleArn: 'x' })).toMatch(/ARN of a role/);
  });
});
