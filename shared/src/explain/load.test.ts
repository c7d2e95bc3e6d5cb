import { describe, expect, it } from 'vitest';
import { fakeError } from '../aws/testing/fakeApi';
import { checkAdditivity } from './checks';
import { pickFiles } from './files';
import { loadJobExplanation, loadUri } from './load';
import { fakeBucket, KEY, PREFIX, SMALL } from './testing/fakeReport';
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
    const head = { ...SMALL } as Record<string, string>;
    api.on('s3.HeadObject', ({ Key }) => {
      if (Key.endsWith('dataset.csv')) {
        throw fakeError({ code: 'AccessDenied', message: 'Access denied.', retryable: false });
      }
      return { ContentLength: head[Key.slice(KEY.length)]?.length };
    });
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

describe('picking files', () => {
  const uri = (key: string): string => `s3://b/${key}`;

  it('takes the newest of several runs, and part files in name order', () => {
    const at = (key: string, modified: string) => ({ key, size: 5, modified });
    const files = pickFiles(
      [
        at('p/old/analysis.json', '2026-01-01T00:00:00Z'),
        at('p/old/explanations_shap/out.csv', '2026-01-01T00:00:00Z'),
        at('p/new/analysis.json', '2026-02-01T00:00:00Z'),
        at('p/new/explanations_shap/out.csv/part-1.csv', '2026-02-01T00:00:00Z'),
        at('p/new/explanations_shap/out.csv/part-0.csv', '2026-02-01T00:00:00Z'),
        at('p/new/explanations_shap/baseline.csv', '2026-02-01T00:00:00Z')
      ],
      'p/',
      uri
    );
    expect(files.analysis).toBe('s3://b/p/new/analysis.json');
    expect(files.local).toEqual([
      's3://b/p/new/explanations_shap/out.csv/part-0.csv',
      's3://b/p/new/explanations_shap/out.csv/part-1.csv'
    ]);
    expect(files.baseline).toBe('s3://b/p/new/explanations_shap/baseline.csv');
  });
});
