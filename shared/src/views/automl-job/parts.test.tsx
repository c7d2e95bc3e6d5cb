// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   tab "Data findings", "Logs" beside those named in job.test.tsx
 *   group "What is shown": searchbox "Filter candidates", combobox "Status", "Columns" (folded),
 *     button "Trade-off"; checkbox "Compare NAME" in each row
 *   region "Comparison", "Candidate details", "Trade-off", "Classes", "Errors", "Back-test"
 *   slider "Threshold", list "Findings", table "Log"
 */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi, fakeError, type FakeHandler } from '../../aws/testing/fakeApi';
import { awsBackend, fakeHost, type FakeHost, type FakeHostOptions } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import JobView from '.';

afterEach(() => {
  document.body.replaceChildren();
});

const file = (path: string): string => readFileSync(`test/fixtures/automl/${path}`, 'utf8');
const time = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const jobArn = 'arn:aws:sagemaker:eu-west-1:111122223333:automl-job/churn-1';

function candidate(name: string, value: number, status = 'Completed'): object {
  return {
    CandidateName: name,
    CandidateStatus: status,
    CreationTime: time(0),
    EndTime: time(10),
    ...(status === 'Failed' ? { FailureReason: 'Out of memory.' } : {}),
    FinalAutoMLJobObjectiveMetric: { MetricName: 'AUC', Type: 'Maximize', Value: value },
    CandidateSteps: [
      {
        CandidateStepType: 'AWS::SageMaker::TrainingJob',
        CandidateStepName: `${name}-t`,
        CandidateStepArn: `arn:aws:sagemaker:eu-west-1:111122223333:training-job/${name}-t`
      }
    ],
    InferenceContainers: [{ Image: 'img:1', ModelDataUrl: `s3://bkt/${name}.tar.gz` }],
    CandidateProperties: {
      CandidateArtifactLocations: {
        Explainability: 's3://bkt/ex',
        ModelInsights: 's3://bkt/mi',
        BacktestResults: 's3://bkt/bt'
      },
      CandidateMetrics: [
        { StandardMetricName: 'LogLoss', Set: 'Validation', Value: 1 - value },
        { StandardMetricName: 'LogLoss', Set: 'Train', Value: 0.9 - value }
      ]
    }
  };
}

const all = [
  candidate('a-LightGBM_1', 0.95),
  candidate('b-CatBoost_1', 0.9),
  candidate('c-x', 0.8, 'Failed')
];

function service(more: object = {}, files: Record<string, string> = {}): FakeApi {
  const bytes = (Key: string): Uint8Array | undefined =>
    files[Key] === undefined ? undefined : new TextEncoder().encode(files[Key]);
  const missing = fakeError({ code: 'NoSuchKey', status: 404 });
  const handlers: Record<string, FakeHandler> = {
    'sagemaker.DescribeAutoMLJobV2': () => ({
      AutoMLJobName: 'churn-1',
      AutoMLJobArn: jobArn,
      AutoMLJobStatus: 'Completed',
      AutoMLJobSecondaryStatus: 'Completed',
      CreationTime: time(0),
      EndTime: time(60),
      AutoMLProblemTypeConfigName: 'Tabular',
      OutputDataConfig: { S3OutputPath: 's3://bkt/out' },
      BestCandidate: all[0],
      ...more
    }),
    'sagemaker.ListCandidatesForAutoMLJob': () => ({ Candidates: all }),
    'sagemaker.ListTags': () => ({ Tags: [{ Key: 'team', Value: '<b>x</b>' }] }),
    's3.ListObjectsV2': ({ Prefix }) => ({
      Contents: Object.keys(files)
        .filter(Key => Key.startsWith(Prefix))
        .map(Key => ({ Key, Size: bytes(Key)?.length }))
    }),
    's3.HeadObject': ({ Key }) => (bytes(Key) ? { ContentLength: bytes(Key)?.length } : missing),
    's3.GetObject': ({ Key, Range }) => {
      const range = /bytes=(\d+)-(\d+)/.exec(Range ?? '');
      const body = bytes(Key);
      return body
        ? { Body: range ? body.slice(Number(range[1]), Number(range[2]) + 1) : body }
        : missing;
    }
  };
  return new FakeApi(handlers);
}

async function show(
  api: FakeApi,
  options?: FakeHostOptions
): Promise<{ element: HTMLElement; host: FakeHost }> {
  const host = fakeHost(options);
  const { element } = await render(<JobView api={api} host={host} args={{ jobName: 'churn-1' }} />);
  for (let i = 0; i < 4; i += 1) {
    await settle(10);
  }
  return { element, host };
}

const names = (element: Element): (string | null | undefined)[] =>
  [...element.querySelectorAll('table[aria-label="Leaderboard"] tbody th')].map(th =>
    th.querySelector('.ph-MiddleEllipsis')?.getAttribute('title')
  );

describe('the leaderboard', () => {
  it('filters by words and status', async () => {
    const { element } = await show(service());
    await fill(control(element, 'Filter candidates'), 'catboost');
    expect(names(element)).toEqual(['b-CatBoost_1']);
    expect(element.textContent).toContain('1 of 3 candidates');
    await fill(control(element, 'Filter candidates'), 'nothing of the kind');
    expect(element.textContent).toContain('No candidate fits the filter.');
  });

  it('shows other columns, and remembers them', async () => {
    const { element, host } = await show(service());
    expect(element.textContent).not.toContain('Train · Log loss');
    const boxes = [...element.querySelectorAll('.ph-Board-chooser fieldset')];
    const train = boxes.find(box => box.querySelector('legend')?.textContent === 'Train');
    await click(train?.querySelector('input') as HTMLElement);
    expect(element.textContent).toContain('Train · Log loss ↓');
    expect(await host.storage.get('leaderboard-columns')).toEqual({ 'Train:LogLoss': true });
  });

  it('keeps pinned candidates on top whatever the order', async () => {
    const { element } = await show(service());
    await click(element.querySelectorAll('tbody tr')[1] as HTMLElement);
    await click(control(element, 'Pin on top'));
    expect(names(element)[0]).toBe('b-CatBoost_1');
    await click(control(element, 'AUC ↑'));
    await click(control(element, 'AUC ↑'));
    expect(names(element)).toEqual(['b-CatBoost_1', 'c-x', 'a-LightGBM_1']);
    await click(control(element, 'Unpin'));
    expect(names(element)).toEqual(['c-x', 'b-CatBoost_1', 'a-LightGBM_1']);
  });

  it('compares candidates: the best value of each line is marked', async () => {
    const { element } = await show(service());
    await click(control(element, 'Compare a-LightGBM_1'));
    expect(element.textContent).toContain('Choose one more candidate');
    await click(control(element, 'Compare b-CatBoost_1'));
    const table = element.querySelector('table[aria-label="Comparison of candidates"]');
    const line = [...(table?.querySelectorAll('tbody tr') ?? [])].find(row =>
      row.textContent?.includes('Validation')
    );
    expect(line?.textContent).toBe('Log loss ↓Validation0.05000 ▲0.1000');
    // The box chooses for comparison; it does not select the row.
    expect(element.querySelector('[aria-label="Candidate details"]')).toBeNull();
    await click(control(element, 'Clear'));
    expect(element.querySelector('[aria-label="Comparison"]')).toBeNull();
  });

  it('shows a candidate whole, with pages of the console on AWS alone', async () => {
    const { element, host } = await show(service(), { backend: awsBackend });
    await click(element.querySelectorAll('tbody tr')[2] as HTMLElement);
    const details = element.querySelector('[aria-label="Candidate details"]') as HTMLElement;
    expect(details.textContent).toContain('The memory did not suffice');
    await click(control(details, 'Steps'));
    await click(control(details, 'Open training job'));
    expect(host.asked.at(-1)).toContain('/sagemaker/home?region=eu-west-1#/jobs/c-x-t');
    await click(control(element, 'Open in AWS console'));
    expect(host.asked.at(-1)).toContain('/s3/buckets/bkt');
    document.body.replaceChildren();
    const local = await show(service());
    expect(local.element.textContent).not.toContain('Open in AWS console');
  });

  it('saves a model', async () => {
    const { element, host } = await show(service({}, { 'a-LightGBM_1.tar.gz': 'zip' }));
    await click(element.querySelector('tbody tr') as HTMLElement);
    await click(control(element, 'Artifacts'));
    const details = element.querySelector('[aria-label="Candidate details"]') as HTMLElement;
    await click(control(details, 'Save'));
    await settle(10);
    expect(host.asked.at(-1)).toContain('a-LightGBM_1.tar.gz');
  });
});

describe('the report', () => {
  it('moves the matrix with the threshold, and back', async () => {
    const api = service({}, { 'mi/statistics.json': file('engine/binary.json') });
    const { element } = await show(api);
    await click(control(element, 'Report'));
    await settle(10);
    const cells = (): string | null | undefined =>
      element.querySelector('table[aria-label="Confusion matrix"] tbody')?.textContent;
    expect(cells()).toBe('FEMALE98 (89%)12 (11%)110MALE9 (8%)103 (92%)112');
    await fill(control(element, 'Threshold'), '0');
    expect(cells()).toBe('FEMALE0110 (100%)110MALE0112 (100%)112');
    expect(element.textContent).toContain('follow from the ROC curve');
    await click(control(element, 'Back to the report’s threshold'));
    expect(cells()).toContain('98 (89%)');
  });

  it('of a shape that is not known is shown as a tree', async () => {
    const api = service({}, { 'mi/statistics.json': '{"ranking_metrics": {"ndcg": 0.7}}' });
    const { element } = await show(api);
    await click(control(element, 'Report'));
    await settle(10);
    expect(element.textContent).toContain('The quality report is not understood.');
    expect(element.querySelector('[role="tree"]')?.textContent).toContain('ranking_metrics');
  });

  it('of a forecast has its back-test, models and series', async () => {
    const files = Object.fromEntries(
      [
        'accuracy_metrics.json',
        'accuracy_metrics_per_item.csv',
        'inference_results/Ensemble.csv',
        'inference_results/SeasonalNaive.csv'
      ].map(name => [`bt/${name}`, file(`engine/backtest/${name}`)])
    );
    const api = service(
      { AutoMLProblemTypeConfigName: 'TimeSeriesForecasting' },
      { ...files, 'mi/statistics.json': file('engine/forecast.json') }
    );
    const { element } = await show(api);
    await click(control(element, 'Report'));
    for (let i = 0; i < 5; i += 1) {
      await settle(20);
    }
    const models = element.querySelector('table[aria-label="Back-test by model"]');
    expect(models?.querySelector('tbody tr')?.textContent).toContain('Ensemble');
    const series = element.querySelector('table[aria-label="Series"]');
    expect(series?.querySelectorAll('tbody tr')).toHaveLength(3);
    await click(series?.querySelectorAll('tbody tr')[1] as HTMLElement);
    expect(element.textContent).toContain('Ensemble, durable_goods: 100% of the actual values');
    expect(series?.querySelectorAll('tbody tr')[1]?.getAttribute('aria-selected')).toBe('true');
    await fill(control(element, 'Find a series'), 'educ');
    expect(series?.querySelectorAll('tbody tr')).toHaveLength(1);
  });
});

describe('data findings', () => {
  it('lists what the notebook says, and saves it', async () => {
    const uri = 's3://bkt/nb/exploration.ipynb';
    const api = service(
      { AutoMLJobArtifacts: { DataExplorationNotebookLocation: uri } },
      { 'nb/exploration.ipynb': file('engine/exploration.ipynb') }
    );
    const { element, host } = await show(api);
    await click(control(element, 'Data findings'));
    await settle(10);
    await settle(10);
    expect(element.querySelector('ul[aria-label="Findings"]')?.textContent).toBe(
      'Lowfewer than 500 rows; figures are uncertain.'
    );
    expect(element.textContent).toContain('Cross-column correlation');
    await click(control(element, 'Save data exploration notebook'));
    await settle(10);
    expect(host.asked.some(line => line.includes('exploration.ipynb'))).toBe(true);
  });

  it('says when there are none', async () => {
    const { element } = await show(service());
    await click(control(element, 'Data findings'));
    expect(element.textContent).toContain('The job wrote no notebooks.');
  });
});

describe('logs', () => {
  it('reads the log of a step, best candidate first', async () => {
    const api = service()
      .on('logs.DescribeLogStreams', () => ({ logStreams: [{ logStreamName: 's/1' }] }))
      .on('logs.GetLogEvents', ({ nextToken }) => ({
        events: nextToken ? [] : [{ timestamp: 1, message: '<b>epoch 1</b>' }],
        nextBackwardToken: 'b'
      }));
    const { element } = await show(api);
    await click(control(element, 'Logs'));
    await settle(20);
    expect(api.callsOf('logs.DescribeLogStreams')[0].logStreamNamePrefix).toBe('a-LightGBM_1-t');
    expect(element.querySelector('table[aria-label="Log"] tbody')?.textContent).toContain(
      '<b>epoch 1</b>'
    );
  });

  it('says when the backend has none, and when a right is missing', async () => {
    const api = service().on('logs.DescribeLogStreams', () =>
      fakeError({ code: 'OperationNotAllowed' })
    );
    const { element } = await show(api);
    await click(control(element, 'Logs'));
    await settle(20);
    expect(element.textContent).toContain('Logs cannot be read here');
    api.on('logs.DescribeLogStreams', () =>
      fakeError({ code: 'AccessDeniedException', missingAction: 'logs:DescribeLogStreams' })
    );
    await click(control(element, 'Refresh'));
    await settle(20);
    expect(element.textContent).toContain('logs:DescribeLogStreams');
  });
});

describe('odd answers', () => {
  it('shows tags as text', async () => {
    const { element } = await show(service());
    expect(element.querySelector('.ph-Tags')?.textContent).toBe('team <b>x</b>');
  });

  it.each([
    ['InProgress', 'PolishingBrass', 'Polishing brass'],
    ['Paused', 'Resting', 'Paused'],
    ['Completed', 'ExplainabilityError', 'The best candidate has no explanation.'],
    ['Completed', 'ModelDeploymentError', 'The best candidate was not deployed.']
  ])('%s, %s', async (AutoMLJobStatus, AutoMLJobSecondaryStatus, text) => {
    const { element } = await show(service({ AutoMLJobStatus, AutoMLJobSecondaryStatus }));
    expect(element.textContent).toContain(text);
  });

  it('lists every partial failure with its next step', async () => {
    const PartialFailureReasons = [
      { PartialFailureMessage: 'Explainability failed.' },
      { PartialFailureMessage: 'Odd <i>thing</i>.' }
    ];
    const { element } = await show(service({ PartialFailureReasons }));
    expect(element.textContent).toContain('Explanation. The best candidate has no explanation.');
    expect(element.textContent).toContain('Odd <i>thing</i>.');
  });

  it('shows the settings of a problem type that is not known', async () => {
    const { element } = await show(
      service({
        AutoMLProblemTypeConfigName: 'VideoClassification',
        AutoMLProblemTypeConfig: { VideoClassificationJobConfig: { FramesPerSecond: 4 } }
      })
    );
    expect(element.querySelector('header')?.textContent).toContain('VideoClassification');
    await click(control(element, 'Configuration'));
    expect(element.textContent).toContain('Settings of videoclassification');
  });
});
