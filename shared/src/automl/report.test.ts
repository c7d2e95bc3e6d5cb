import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AwsError } from '../aws/errors';
import { FakeApi } from '../aws/testing/fakeApi';
import { loadInsights } from './report';
import { parseQualityReport, reportKey } from './report/statistics';

const real = readFileSync('test/fixtures/automl/model-quality/binary-classification.json', 'utf8');

test('a real report', () => {
  const report = parseQualityReport(real);
  expect(report.problemType).toBe('BinaryClassification');
  expect(report.metrics.find(({ key }) => key === 'accuracy')).toEqual({
    key: 'accuracy',
    label: 'Accuracy',
    value: 0.5,
    constant: 0.25
  });
  expect(report.metrics.find(({ key }) => key === 'auc')).toMatchObject({
    label: 'AUC',
    value: 1,
    deviation: 0.1
  });
  expect(report.metrics.some(({ key }) => key.includes('constant'))).toBe(false);
  expect(report.confusion).toEqual({
    labels: ['0', '1'],
    counts: [
      [1, 2],
      [0, 1]
    ]
  });
});

test('bare NaN, rows of missing labels, hostile labels', () => {
  const text = `{"multiclass_classification_metrics": {
    "accuracy": {"value": NaN, "standard_deviation": -Infinity},
    "note": {"value": "a NaN in a \\" text"},
    "confusion_matrix": {"a": {"a": 1, "b": NaN}, "__proto__": {"b": 2}}}}`;
  const report = parseQualityReport(text);
  expect(report.metrics).toEqual([
    { key: 'accuracy', label: 'Accuracy', value: undefined },
    { key: 'note', label: 'Note', value: undefined }
  ]);
  expect(report.confusion?.labels).toEqual(['a', '__proto__', 'b']);
  expect(report.confusion?.counts[0]).toEqual([1, undefined, undefined]);
  expect(report.confusion?.counts[1]).toEqual([undefined, undefined, 2]);
});

test('what is no report is refused in words', () => {
  for (const text of ['', '[]', 'null', '{}', '{"regression_metrics": 5}', '<xml>']) {
    expect(() => parseQualityReport(text)).toThrow(/statistics\.json/);
  }
});

test('nothing but an AwsError is ever thrown', () => {
  const wrap = (value: unknown): string => JSON.stringify({ regression_metrics: value });
  const texts = fc.oneof(fc.string(), fc.json(), fc.jsonValue().map(wrap));
  fc.assert(
    fc.property(texts, text => {
      try {
        const report = parseQualityReport(text);
        expect(report.metrics.every(({ label }) => typeof label === 'string')).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AwsError);
      }
    })
  );
});

test('the report is looked for below the prefix of the answer', async () => {
  const api = new FakeApi({
    's3.ListObjectsV2': () => ({
      Contents: [{ Key: 'out/mi/report.pdf' }, { Key: 'out/mi/run 1/statistics.json' }]
    }),
    's3.GetObject': () => ({ Body: new TextEncoder().encode(real) })
  });
  const at = (ModelInsights?: string) => ({
    CandidateProperties: { CandidateArtifactLocations: { Explainability: 's3://b', ModelInsights } }
  });
  const report = await loadInsights(api, at('s3://bkt/out/mi'));
  expect(report?.quality?.metrics.length).toBeGreaterThan(5);
  expect(api.callsOf('s3.ListObjectsV2')[0].Prefix).toBe('out/mi/');
  expect(api.callsOf('s3.GetObject')[0].Key).toBe('out/mi/run 1/statistics.json');
  expect(await loadInsights(api, at())).toBeUndefined();
  api.on('s3.ListObjectsV2', () => ({}));
  expect(await loadInsights(api, at('s3://bkt/out/mi'))).toBeUndefined();
});

test('the figure of an objective', () => {
  expect(['F1', 'AUC', 'MSE', 'F1macro', 'toString'].map(reportKey)).toEqual([
    'f1',
    'auc',
    'mse',
    'weighted_f1',
    'tostring'
  ]);
});
