import { describe, expect, it } from 'vitest';
import { fakeError } from '../aws/testing/fakeApi';
import { checkAdditivity } from './checks';
import { loadJobExplanation, loadUri } from './load';
import { fakeBucket, PREFIX, SMALL } from './testing/fakeReport';
import { fixture } from './testing/fixtures';

describe('loading the explanation of a job', () => {
  it('joins all files of the report', async () => {
    const found = await loadJobExplanation(fakeBucket(SMALL), 'job');
    if (found.state !== 'ready') {
      throw new Error(found.reason);
    }
    const e = found.explanation;
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
    expect(e.meta.warnings).toEqual([]);
    expect(checkAdditivity(e, 0).state).toBe('exact');
  });

  it('works without local files', async () => {
    const { 'analysis.json': analysis } = SMALL;
    const found = await loadJobExplanation(fakeBucket({ 'analysis.json': analysis }), 'job');
    expect(found).toMatchObject({
      state: 'ready',
      explanation: { records: 0, unit: 'probability' }
    });
  });

  it('says why there is none', async () => {
    expect(await loadJobExplanation(fakeBucket(SMALL), 'job', 'second')).toEqual({
      state: 'none',
      reason: 'not-best',
      bestCandidate: 'best'
    });
    expect(await loadJobExplanation(fakeBucket({}), 'job')).toMatchObject({ reason: 'no-files' });
    const running = fakeBucket(SMALL).on('sagemaker.DescribeAutoMLJobV2', () => ({
      AutoMLJobStatus: 'InProgress'
    }));
    expect(await loadJobExplanation(running, 'job')).toMatchObject({ reason: 'unfinished' });
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
    const found = await loadJobExplanation(api, 'job');
    expect(found).toMatchObject({ state: 'ready', explanation: { records: 2 } });
    expect(found.state === 'ready' && found.explanation.meta.warnings.join()).toContain(
      'dataset.csv could not be read: Access denied.'
    );
  });

  it('reads a real report by the URI of any of its files', async () => {
    const files = {
      'analysis.json': fixture('job-credit-risk-shap/analysis.json'),
      'explanations_shap/out.csv': fixture('job-credit-risk-shap/explanations_shap/out.csv'),
      'explanations_shap/baseline.csv': fixture(
        'job-credit-risk-shap/explanations_shap/baseline.csv'
      )
    };
    for (const uri of [
      PREFIX,
      `${PREFIX}/`,
      `${PREFIX}/analysis.json`,
      `${PREFIX}/explanations_shap/out.csv`
    ]) {
      const e = await loadUri(fakeBucket(files), uri);
      expect(e).toMatchObject({ records: 100, unit: 'unknown' });
      expect(e?.baseline?.[0]).toBe(4);
    }
    expect(await loadUri(fakeBucket({}), PREFIX)).toBeUndefined();
  });
});

describe('several runs below a prefix', () => {
  it('takes the newest, and part files in name order', async () => {
    const { 'analysis.json': analysis } = SMALL;
    const api = fakeBucket({
      'old/analysis.json': analysis.replace('1.5', '9'),
      'old/explanations_shap/out.csv': 'a_yes,b_yes\n7,7\n',
      'new/analysis.json': analysis,
      'new/explanations_shap/out.csv/part-1.csv': 'a_yes,b_yes\n3,4\n',
      'new/explanations_shap/out.csv/part-0.csv': 'a_yes,b_yes\n1,2\n',
      'new/explanations_shap/baseline.csv': 'a,b\n10,red\n'
    });
    const list = api.call.bind(api);
    api.call = (async (...args: Parameters<typeof list>) => {
      const answer = await list(...args);
      const contents = (answer as { Contents?: { Key: string; LastModified?: string }[] }).Contents;
      contents?.forEach(object => {
        object.LastModified = object.Key.includes('/new/')
          ? '2026-02-01T00:00:00Z'
          : '2026-01-01T00:00:00Z';
      });
      return answer;
    }) as typeof api.call;
    const e = await loadUri(api, PREFIX);
    expect([...(e?.values ?? [])]).toEqual([1, 2, 3, 4]);
    expect(e?.global?.[0]).toBe(1.5);
    expect(e?.baseline).toEqual([10, 'red']);
  });
});
