import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeApi } from '../../aws/testing/fakeApi';
import { coverageOf, ForecastReader, parseAccuracy, parseItemAccuracy } from './backtest';
import { loadBacktest, loadForecasts } from './backtestFiles';
import { calibrationError } from './calibrationError';
import { accuracy, aggregate, cells, classQuality, confusionMatrix, confusions } from './confusion';
import { parseFindings, plainText } from './findings';
import { deviationOf, parseQualityReport } from './statistics';
import { areaUnderRoc, averagePrecision, binaryOf, pointAt } from './thresholds';

const file = (path: string): string => readFileSync(`test/fixtures/automl/${path}`, 'utf8');

describe('quality reports of the engine', () => {
  test('binary: nothing of the file is lost', () => {
    const report = parseQualityReport(file('engine/binary.json'));
    expect(report.rows).toBe(222);
    expect(report.roc?.thresholds?.length).toBe(report.roc?.falsePositiveRates.length);
    expect(report.calibration?.counts.reduce((a, b) => a + b, 0)).toBe(222);
    expect(report.gain?.shares[0]).toBe(0);
    expect(report.lift?.values.length).toBe(10);
    // What is left is what the engine tells about the job alone.
    expect(Object.keys(report.rest ?? {})).toEqual(['pilothouse']);
    expect(deviationOf(report, 'AUC')).toBeGreaterThan(0);
    expect(calibrationError(report.calibration!)).toBeLessThan(0.1);
  });

  test('regression: residuals, histogram, the constant predictor', () => {
    const report = parseQualityReport(file('engine/regression.json'));
    expect(report.residuals?.actual.length).toBe(294);
    expect(report.histogram?.edges.length).toBe(21);
    const rmse = report.metrics.find(({ key }) => key === 'rmse');
    expect(rmse?.constant).toBeGreaterThan(rmse?.value ?? Infinity);
    expect(report.metrics.find(({ key }) => key === 'r2')?.label).toBe('R²');
  });

  test('forecasts: coverage, losses, the error of each step', () => {
    const report = parseQualityReport(file('engine/forecast.json'));
    expect(report.problemType).toBe('TimeSeriesForecasting');
    expect(report.forecast?.errorByStep.length).toBe(12);
    expect(report.forecast?.quantileLoss.map(([name]) => name)).toContain('p50');
    expect(report.metrics.map(({ label }) => label)).toContain('Weighted quantile loss');
  });

  test('average precision follows from the curve, in any order of its points', () => {
    // Scores 0.8, 0.4, 0.35, 0.1 of a positive, a negative, a positive and a negative row.
    const curve = { precisions: [1, 1, 1 / 2, 2 / 3, 1 / 2], recalls: [0, 0.5, 0.5, 1, 1] };
    expect(averagePrecision(curve)).toBeCloseTo(0.8333, 4);
    const back = {
      precisions: [...curve.precisions].reverse(),
      recalls: [...curve.recalls].reverse()
    };
    expect(averagePrecision(back)).toBeCloseTo(0.8333, 4);
    expect(averagePrecision({ precisions: [1], recalls: [1] })).toBeNaN();
    const report = parseQualityReport(file('engine/binary.json'));
    const told = report.metrics.find(({ key }) => key === 'auprc')?.value;
    expect(averagePrecision(report.precisionRecall!)).toBeCloseTo(told ?? NaN, 4);
  });

  test('a ROC curve that begins at its end is turned round', () => {
    const document = JSON.parse(file('engine/binary.json')) as Record<
      string,
      Record<string, object>
    >;
    const told = parseQualityReport(JSON.stringify(document));
    const curve = document.binary_classification_metrics
      ?.receiver_operating_characteristic_curve as Record<string, number[]>;
    Object.values(curve).forEach(list => list.reverse());
    const report = parseQualityReport(JSON.stringify(document));
    expect(report.roc).toEqual(told.roc);
    expect(areaUnderRoc(binaryOf(report).points)).toBeCloseTo(0.9793, 4);
  });

  test('keys that are not known stay', () => {
    const report = parseQualityReport(
      '{"regression_metrics": {"rmse": {"value": 1}, "odd": {"a": [1]}, "list": [1, 2]}, "more": 5}'
    );
    expect(report.rest).toEqual({
      regression_metrics: { odd: { a: [1] }, list: [1, 2] },
      more: 5
    });
  });

  test('a curve whose arrays differ in length is kept as it is', () => {
    const curve = { false_positive_rates: [0, 1], true_positive_rates: [0] };
    const report = parseQualityReport(
      JSON.stringify({
        binary_classification_metrics: { receiver_operating_characteristic_curve: curve }
      })
    );
    expect(report.roc).toBeUndefined();
    expect(report.rest).toEqual({
      binary_classification_metrics: { receiver_operating_characteristic_curve: curve }
    });
  });
});

describe('thresholds', () => {
  const report = parseQualityReport(file('engine/binary.json'));
  const binary = binaryOf(report);

  test('the usual point gives the counts of the report', () => {
    expect(binary.positiveLabel).toBe('MALE');
    const counts = binary.points[binary.usual]?.counts;
    const matrix = report.confusion!;
    expect(counts).toEqual({
      tn: matrix.counts[0]?.[0],
      fp: matrix.counts[0]?.[1],
      fn: matrix.counts[1]?.[0],
      tp: matrix.counts[1]?.[1]
    });
    const told = (key: string): number =>
      report.metrics.find(metric => metric.key === key)?.value ?? NaN;
    expect(binary.points[binary.usual]?.precision).toBeCloseTo(told('precision'), 4);
    expect(binary.points[binary.usual]?.f1).toBeCloseTo(told('f1'), 4);
    expect(binary.points[binary.usual]?.accuracy).toBeCloseTo(told('accuracy'), 4);
    expect(areaUnderRoc(binary.points)).toBeCloseTo(told('auc'), 3);
  });

  test('a threshold leads to the last point that is not below it', () => {
    const at = pointAt(binary.points, 0.5);
    expect(binary.points[at]?.threshold).toBeGreaterThanOrEqual(0.5);
    expect(binary.points[at + 1]?.threshold).toBeLessThan(0.5);
    expect(at).toBe(binary.usual);
  });

  test('a real file without thresholds has points all the same', () => {
    const real = binaryOf(parseQualityReport(file('model-quality/binary-classification.json')));
    expect(real.points.length).toBe(6);
    expect(real.points[0]?.threshold).toBeUndefined();
    expect(real.positiveLabel).toBe('1');
    expect(real.prevalence).toBe(0.25);
  });

  test('without a matrix nothing is made up', () => {
    const alone = binaryOf({
      metrics: [],
      roc: { falsePositiveRates: [0, 1], truePositiveRates: [0, 1] }
    });
    expect(alone.points[1]?.counts).toBeUndefined();
    expect(alone.points[1]?.precision).toBeNaN();
    expect(areaUnderRoc(alone.points)).toBe(0.5);
  });
});

describe('confusion matrices', () => {
  const matrix = confusionMatrix({
    a: { a: 8, b: 2, c: 0 },
    b: { a: 1, b: 3, c: 0 },
    c: { a: 0, b: 0, c: 0 }
  })!;

  test('shares of rows and columns; nothing where nothing was counted', () => {
    expect(cells(matrix, 'row')[0]).toEqual([0.8, 0.2, 0]);
    expect(cells(matrix, 'row')[2]).toEqual([NaN, NaN, NaN]);
    expect(cells(matrix, 'column')[0]?.[1]).toBe(0.4);
    expect(accuracy(matrix)).toBeCloseTo(11 / 14);
    expect(classQuality(matrix)[2]).toMatchObject({ rows: 0, recall: NaN, f1: NaN });
    expect(confusions(matrix)).toEqual([
      { actual: 'a', predicted: 'b', count: 2, share: 0.2 },
      { actual: 'b', predicted: 'a', count: 1, share: 0.25 }
    ]);
  });

  test('putting classes together loses no row', () => {
    const counts = fc.array(fc.array(fc.nat(50), { minLength: 20, maxLength: 20 }), {
      minLength: 20,
      maxLength: 20
    });
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 25 }), (all, most) => {
        const labels = all.map((_, i) => `c${i}`);
        const sum = (rows: (number | undefined)[][]): number =>
          rows.flat().reduce<number>((total, value) => total + (value ?? 0), 0);
        const small = aggregate({ labels, counts: all }, most, 'others');
        expect(small.labels.length).toBe(Math.min(20, most));
        expect(sum(small.counts)).toBe(sum(all));
      })
    );
  });
});

describe('back-tests', () => {
  const metrics = new Set(['AverageWeightedQuantileLoss', 'WAPE', 'MASE', 'MAPE', 'RMSE']);
  const folder = 'engine/backtest';
  const names = [
    'accuracy_metrics.json',
    'accuracy_metrics_per_item.csv',
    'inference_results/Ensemble.csv',
    'inference_results/SeasonalNaive.csv'
  ];
  const api = new FakeApi({
    's3.ListObjectsV2': () => ({
      Contents: names.map(name => ({
        Key: `bt/${name}`,
        Size: Buffer.byteLength(file(`${folder}/${name}`))
      }))
    }),
    's3.GetObject': ({ Key, Range }) => {
      const bytes = new TextEncoder().encode(file(`${folder}/${Key.slice(3)}`));
      const range = /bytes=(\d+)-(\d+)/.exec(Range ?? '');
      return { Body: range ? bytes.slice(Number(range[1]), Number(range[2]) + 1) : bytes };
    }
  });

  test('the files of the engine', async () => {
    const found = await loadBacktest(api, 's3://bkt/bt');
    expect(found.accuracy).toMatchObject({ horizon: 12, items: 22 });
    expect(found.accuracy?.models[0]?.model).toBe('Ensemble');
    expect(found.items?.rows.length).toBeGreaterThan(3);
    expect(found.items?.rows[0]?.item).toBe('construction');
    expect(found.forecasts.map(({ model }) => model)).toEqual(['Ensemble', 'SeasonalNaive']);
    const table = await loadForecasts(api, found.forecasts[0]!.file);
    expect(table?.quantiles).toEqual(['p10', 'p50', 'p90']);
    expect(table?.target).toBe('value');
    const item = table?.items.get('construction');
    expect(item?.windows).toHaveLength(36);
    expect(coverageOf(item!)).toBeCloseTo(2 / 3, 1);
  });

  test('key columns of any name and number', () => {
    const reader = new ForecastReader();
    reader.push('window,WAPE,day,window,y,p10,p90\n"a, b",x,2024-01-01,2,,1,3\n');
    const table = reader.end();
    expect([...(table?.items.keys() ?? [])]).toEqual(['a, b / x']);
    const item = table?.items.get('a, b / x');
    expect([item?.windows, item?.actual, item?.quantiles]).toEqual([[2], [NaN], [[1], [3]]]);
    const items = parseItemAccuracy('model,WAPE,MASE\nE,i,0.5\n', new Set(['MASE']));
    expect(items).toMatchObject({ metrics: ['MASE'], rows: [{ item: 'i' }] });
  });

  test('other texts are no tables, and nothing throws', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const reader = new ForecastReader();
        reader.push(text);
        reader.end();
        parseItemAccuracy(text, metrics);
        parseAccuracy(text);
      })
    );
    const reader = new ForecastReader();
    reader.push('a,b\n1,2\n');
    expect(reader.end()).toBeUndefined();
    expect(parseAccuracy('{"models": 5}')).toBeUndefined();
  });
});

describe('data findings', () => {
  test('the notebook of the engine', () => {
    const found = parseFindings(file('engine/exploration.ipynb'))!;
    expect(found.findings).toEqual([
      {
        severity: 'low',
        text: 'fewer than 500 rows; figures are uncertain.',
        section: 'Insights'
      }
    ]);
    const topics = found.sections.map(({ topic }) => topic);
    for (const topic of ['target', 'power', 'missing', 'cardinality', 'correlations'] as const) {
      expect(topics).toContain(topic);
    }
    const target = found.sections.find(({ topic }) => topic === 'target');
    expect(target?.tables[0]).toEqual({
      header: ['Label', 'Rows', 'Share'],
      rows: [
        ['MALE', '112', '50.5%'],
        ['FEMALE', '110', '49.5%']
      ]
    });
  });

  test('markup of the data stays text', () => {
    const source = '| Column |\n| --- |\n| &#60;img src=x&#62; &#124; \\| a |';
    const cell = { cell_type: 'markdown', source };
    const found = parseFindings(JSON.stringify({ cells: [cell] }));
    expect(found?.sections[0]?.tables[0]?.rows).toEqual([['<img src=x> | | a']]);
    expect(plainText('**High** [link](javascript:x) `a_b`')).toBe('High link a_b');
  });

  test('any text is read or refused', () => {
    expect(parseFindings('{}')).toBeUndefined();
    expect(parseFindings('<html>')).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), source => {
        const cells = [{ cell_type: 'markdown', source }];
        expect(parseFindings(JSON.stringify({ cells }))).toBeDefined();
      })
    );
  });
});
