import { describe, expect, it } from 'vitest';
import { fakeError } from '../aws/testing/fakeApi';
import { checkAdditivity } from './checks';
import { s3Folder } from './folders';
import { jobFolder } from './load';
import type { TabularExplanation } from './model';
import { readFolder } from './read';
import { fakeBucket, PREFIX, SMALL } from './testing/fakeReport';
import { fixture } from './testing/fixtures';

type Api = ReturnType<typeof fakeBucket>;

/** The job's table and what is said about the rest. */
async function load(api: Api): Promise<{ e: TabularExplanation; problems: string[] }> {
  const found = await jobFolder(api, 'job');
  if (found.state !== 'ready') {
    throw new Error(found.reason);
  }
  const { problemType } = found;
  const { explanations, problems } = await readFolder(found.folder, { newest: true, problemType });
  expect(explanations).toHaveLength(1);
  return { e: explanations[0] as TabularExplanation, problems };
}

describe('loading the explanation of a job', () => {
  it('joins all files of the report', async () => {
    const { e, problems } = await load(fakeBucket(SMALL));
    expect(e).toMatchObject({
      labels: ['yes'],
      features: ['a', 'b'],
      records: 2,
      unit: 'log-odds',
      base: [0.25],
      baseline: [10, 'red'],
      data: [
        [11, 8],
        ['blue', 'red']
      ]
    });
    expect(e.meta.source).toBe(PREFIX);
    expect([...e.meta.warnings, ...problems]).toEqual([]);
    expect(checkAdditivity(e, 0).state).toBe('exact');
  });

  it('works without local files', async () => {
    const { 'analysis.json': analysis } = SMALL;
    const { e } = await load(fakeBucket({ 'analysis.json': analysis }));
    expect(e).toMatchObject({ records: 0, unit: 'probability' });
  });

  it('says why there is none', async () => {
    expect(await jobFolder(fakeBucket(SMALL), 'job', 'second')).toEqual({
      state: 'none',
      reason: 'not-best',
      bestCandidate: 'best'
    });
    const running = fakeBucket(SMALL).on('sagemaker.DescribeAutoMLJobV2', () => ({
      AutoMLJobStatus: 'InProgress'
    }));
    expect(await jobFolder(running, 'job')).toMatchObject({ reason: 'unfinished' });
    const empty = await readFolder(s3Folder(fakeBucket({}), PREFIX));
    expect(empty).toEqual({ explanations: [], problems: [] });
  });

  it('goes on when the data set is denied', async () => {
    const api = fakeBucket(SMALL);
    const call = api.call.bind(api);
    api.call = (async (...args: Parameters<typeof call>) => {
      if ((args[2] as { Key?: string }).Key?.endsWith('dataset.csv')) {
        throw fakeError({ code: 'AccessDenied', message: 'Access denied.', retryable: false });
      }
      return call(...args);
    }) as typeof api.call;
    const { e, problems } = await load(api);
    expect(e.records).toBe(2);
    expect(e.meta.warnings.join()).toContain('dataset.csv could not be read: Access denied.');
    expect(problems.join()).toContain('dataset.csv (Access denied.)');
  });
});

describe('a report in S3', () => {
  it('is read by its prefix, with or without a slash, or by one object', async () => {
    const api = fakeBucket({
      'analysis.json': fixture('job-credit-risk-shap/analysis.json'),
      'explanations_shap/out.csv': fixture('job-credit-risk-shap/explanations_shap/out.csv'),
      'explanations_shap/baseline.csv': fixture(
        'job-credit-risk-shap/explanations_shap/baseline.csv'
      )
    });
    for (const uri of [PREFIX, `${PREFIX}/`]) {
      const [e] = (await readFolder(s3Folder(api, uri))).explanations;
      expect(e).toMatchObject({ records: 100, unit: 'unknown' });
      expect((e as TabularExplanation).baseline?.[0]).toBe(4);
    }
    const uri = `${PREFIX}/explanations_shap/out.csv`;
    const [alone] = (await readFolder(s3Folder(api, uri))).explanations;
    expect(alone).toMatchObject({ records: 100, base: [null], meta: { source: uri } });
  });

  it('is the newest of several runs, with part files in name order', async () => {
    const { 'analysis.json': analysis } = SMALL;
    const api = fakeBucket({
      'old/analysis.json': analysis.replace('1.5', '9'),
      'old/explanations_shap/out.csv': 'a_yes,b_yes\n7,7\n',
      'new/analysis.json': analysis,
      'new/explanations_shap/out.csv/part-1.csv': 'a_yes,b_yes\n3,4\n',
      'new/explanations_shap/out.csv/part-0.csv': 'a_yes,b_yes\n1,2\n',
      'new/explanations_shap/baseline.csv': 'a,b\n10,red\n'
    });
    const call = api.call.bind(api);
    api.call = (async (...args: Parameters<typeof call>) => {
      const answer = await call(...args);
      const contents = (answer as { Contents?: { Key: string; LastModified?: string }[] }).Contents;
      contents?.forEach(object => {
        object.LastModified = object.Key.includes('/new/')
          ? '2026-02-01T00:00:00Z'
          : '2026-01-01T00:00:00Z';
      });
      return answer;
    }) as typeof api.call;
    const { e } = await load(api);
    expect([...e.values]).toEqual([1, 2, 3, 4]);
    expect(e.global?.[0]).toBe(1.5);
    expect(e.baseline).toEqual([10, 'red']);
  });
});
