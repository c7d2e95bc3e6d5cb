// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   heading 1 "New AutoML job" · button "Choose file" / "Change file" · textbox "or S3 location"
 *   table "Columns" · checkbox "Use COLUMN" · combobox "Type of COLUMN"
 *   combobox "Target" · group "Problem" with radios Auto, Binary, Multiclass, Regression
 *   textbox "Job name"
 *   button "Objective, training mode, algorithms, limits" (folds): combobox "Objective",
 *     group "Training mode", textbox "Candidates at most", "Seconds for the job at most"
 *   button "Validation, weights, features": group "Validation", combobox "Sample weights"
 *   button "Output, role, tags": textbox "Output location", "Execution role", button "Add tag"
 *   button "Start job", "Cancel", "Show code" · progressbar "Uploading the data"
 */
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { awsBackend, fakeHost, localBackend } from '../testing/fakeHost';
import type { FakeHost, FakeHostOptions } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import type { Rendered } from '../testing/render';
import Launcher from '.';

afterEach(() => {
  document.body.replaceChildren();
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const table = (rows: number): string =>
  `age,city,churn\n${Array.from({ length: rows }, (_, i) => `${i},${i % 3 ? 'Bern' : 'Oslo'},${i % 7 === 0}`).join('\n')}\n`;
const files = {
  'data/my churn+1.csv': bytes(table(700)),
  'bad.csv': bytes('a,b\n1,2\n3\n'),
  'few.csv': bytes(table(60)),
  'letters.csv': bytes(`text,kind\n${'"Dear all,\n\nhello",a\nshort,b\n'.repeat(30)}`)
};

function service(): FakeApi {
  return new FakeApi({
    's3.HeadBucket': () => ({}),
    's3.PutObject': () => ({}),
    'sagemaker.DescribeAutoMLJobV2': () => fakeError({ code: 'ResourceNotFound' }),
    'sagemaker.CreateAutoMLJobV2': () => ({ AutoMLJobArn: 'arn' })
  });
}

interface Shown extends Rendered {
  host: FakeHost;
  api: FakeApi;
}

const churn = 'data/my churn+1.csv';

async function show(
  path: string | undefined,
  options: FakeHostOptions = {},
  api = service()
): Promise<Shown> {
  const host = fakeHost({ files, ...options });
  const rendered = await render(<Launcher api={api} host={host} args={{ path }} />);
  await settle(20);
  await settle(20);
  return { ...rendered, host, api };
}

const value = (element: Element, name: string): string =>
  (control(element, name) as HTMLInputElement).value;
const created = (api: FakeApi) => api.callsOf('sagemaker.CreateAutoMLJobV2')[0];

describe('starting from a workspace file', () => {
  it('needs one click when it is free', async () => {
    const { element, host, api } = await show(churn);
    expect(element.querySelector('h1')?.textContent).toBe('New AutoML job');
    expect(element.textContent).toContain('700 rows · 3 columns');
    expect(value(element, 'Target')).toBe('churn');
    expect(element.textContent).toContain('2 classes, 14 % true → binary, F1');
    expect(element.textContent).toContain('Runs on this machine. Free.');
    const name = value(element, 'Job name');
    expect(name).toMatch(/^my-churn-1-\d{8}-\d{4}$/);

    await click(control(element, 'Start job'));
    await settle(20);
    expect(api.callsOf('s3.PutObject')[0]).toMatchObject({
      Bucket: localBackend.defaultBucket,
      Key: expect.stringMatching(
        new RegExp(`^pilothouse/input/${name}/[0-9a-f]{10}/my churn\\+1\\.csv$`)
      ) as string
    });
    expect(created(api)).toMatchObject({
      AutoMLJobName: name,
      RoleArn: localBackend.roleArn,
      OutputDataConfig: { S3OutputPath: `s3://${localBackend.defaultBucket}/pilothouse/` },
      AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'churn' } }
    });
    expect(host.asked).toEqual([`open automl-job {"jobName":"${name}"}`]);
    expect(element.textContent).toContain(`${name} has started.`);
    expect(value(element, 'Job name')).not.toBe(name);
  });

  it('is told apart from others by its title', async () => {
    const { element } = await show(churn);
    expect(document.title).toBe('New job: my churn+1.csv');
    await fill(control(element, 'Job name'), 'spring-churn');
    expect(document.title).toBe('New job: spring-churn');
    await show(undefined);
    expect(document.title).toBe('New AutoML job');
  });

  it('asks first when it is billed, and starts nothing if refused', async () => {
    const { element, host, api } = await show(churn, { backend: awsBackend });
    expect(element.textContent).toContain('Billed for the time it takes.');
    await fill(control(element, 'Job name'), 'paid-job');
    const questions: unknown[] = [];
    host.confirm = async request => {
      questions.push(request.operations);
      return false;
    };
    await click(control(element, 'Start job'));
    await settle(20);
    expect(questions).toEqual([[{ operation: 'CreateAutoMLJobV2', resource: 'paid-job' }]]);
    expect(api.callsOf('s3.PutObject')).toEqual([]);
    expect(created(api)).toBeUndefined();
  });

  it('sends what was chosen: problem, features, types, limits', async () => {
    const { element, api } = await show(churn);
    await click(control(element, 'Binary'));
    await click(control(element, 'Use age'));
    await fill(control(element, 'Type of city'), 'text');
    await click(control(element, 'Objective, training mode, algorithms, limits'));
    await fill(control(element, 'Objective'), 'AUC');
    await fill(control(element, 'Candidates at most (optional)'), '5');
    await click(control(element, 'Start job'));
    await settle(20);
    const [, spec] = api.callsOf('s3.PutObject');
    expect(JSON.parse(new TextDecoder().decode(spec.Body))).toEqual({
      FeatureAttributeNames: ['city'],
      FeatureDataTypes: { city: 'text' }
    });
    expect(created(api)).toMatchObject({
      AutoMLJobObjective: { MetricName: 'AUC' },
      AutoMLProblemTypeConfig: {
        TabularJobConfig: {
          ProblemType: 'BinaryClassification',
          CompletionCriteria: { MaxCandidates: 5 }
        }
      }
    });
  });

  it('starts with algorithms of a mode', async () => {
    const { element, api } = await show(churn);
    await click(control(element, 'Objective, training mode, algorithms, limits'));
    await click(control(element, 'EnsemblingSeveral models, combined.'));
    await click(control(element, 'CatBoost'));
    await click(control(element, 'Start job'));
    await settle(20);
    const tabular = created(api).AutoMLProblemTypeConfig.TabularJobConfig;
    expect(tabular.Mode).toBe('ENSEMBLING');
    const [chosen] = tabular.CandidateGenerationConfig.AlgorithmsConfig;
    expect(chosen.AutoMLAlgorithms).not.toContain('catboost');
    expect(chosen.AutoMLAlgorithms).toContain('lightgbm');
  });
});

describe('what is wrong', () => {
  it('with the file is said before a click, naming line and fix', async () => {
    const { element, api } = await show('bad.csv');
    expect(element.textContent).toContain('bad.csv, line 3 has 1 fields; the header has 2');
    await click(control(element, 'Start job'));
    expect(api.callsOf('s3.PutObject')).toEqual([]);
  });

  it('with a field is said at the field once it is left, and beside the button', async () => {
    const { element, api } = await show(churn);
    await fill(control(element, 'Job name'), 'no_good');
    const field = control(element, 'Job name');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const message = 'The name may have letters, digits and hyphens';
    expect(element.textContent?.split(message)).toHaveLength(3);
    await click(control(element, 'Start job'));
    expect(created(api)).toBeUndefined();
  });

  it('with the name is found by asking the service', async () => {
    const api = service().on('sagemaker.DescribeAutoMLJobV2', () => ({ AutoMLJobName: 'Taken' }));
    const { element } = await show('few.csv', {}, api);
    await fill(control(element, 'Job name'), 'taken');
    await settle(20);
    expect(element.textContent).toContain('There is a job called “Taken” already.');
    await click(control(element, 'Start job'));
    expect(created(api)).toBeUndefined();
    await click(control(element, 'Use taken-2'));
    expect(value(element, 'Job name')).toBe('taken-2');
    expect(element.textContent).not.toContain('already');
  });

  it('with few rows is no obstacle where it is free', async () => {
    const { element, api } = await show('few.csv');
    expect(element.textContent).toContain('The data have 60 rows.');
    await click(control(element, 'Start job'));
    await settle(20);
    expect(created(api)).toBeDefined();
  });

  it('with a file that is not there', async () => {
    const { element } = await show('gone.csv');
    expect(element.querySelector('[role="alert"]')?.textContent).toContain('gone.csv');
  });

  it('with no data at all is said when it is tried', async () => {
    const { element } = await show(undefined);
    expect(element.querySelector('[role="alert"]')).toBeNull();
    await click(control(element, 'Start job'));
    expect(element.textContent).toContain('No data are chosen. Choose a CSV or Parquet file.');
  });

  it('at the service is shown with its words, and the draft stays', async () => {
    const api = service().on('sagemaker.CreateAutoMLJobV2', () =>
      fakeError({ code: 'ResourceLimitExceeded', message: 'The limit of 4 jobs is reached.' })
    );
    const { element, host } = await show('few.csv', {}, api);
    await click(control(element, 'Start job'));
    await settle(20);
    expect(element.textContent).toContain('The job was not started.');
    expect(element.textContent).toContain('The limit of 4 jobs is reached.');
    expect(host.asked).toEqual([]);
  });
});

describe('an objective that came without a problem type', () => {
  it('can be taken away', async () => {
    const { element } = await show(churn);
    await click(control(element, 'Edit request'));
    const area = element.querySelector('textarea') as HTMLTextAreaElement;
    const request = JSON.parse(area.value) as object;
    await fill(area, JSON.stringify({ ...request, AutoMLJobObjective: { MetricName: 'AUC' } }));
    await click(control(element, 'Apply to the form'));
    expect(element.textContent).toContain('Objective and problem type go together.');
    await click(control(element, 'Objective, training mode, algorithms, limits'));
    await fill(control(element, 'Objective'), 'auto');
    expect(element.textContent).not.toContain('Objective and problem type go together.');
  });
});

describe('the form', () => {
  it('survives a reload', async () => {
    const first = await show(churn);
    await fill(control(first.element, 'Job name'), 'my-own-name');
    await fill(control(first.element, 'Target'), 'city');
    await click(control(first.element, 'Use age'));
    await first.unmount();
    const again = await render(
      <Launcher api={service()} host={first.host} args={{ path: 'data/my churn+1.csv' }} />
    );
    await settle(20);
    await settle(20);
    expect(value(again.element, 'Job name')).toBe('my-own-name');
    expect(value(again.element, 'Target')).toBe('city');
    expect((control(again.element, 'Use age') as HTMLInputElement).checked).toBe(false);
  });

  it('reads the preview of an S3 location', async () => {
    const api = service();
    const body = files['few.csv'] as Uint8Array;
    api.on('s3.ListObjectsV2', () => ({ Contents: [{ Key: 'in/a b.csv', Size: body.length }] }));
    api.on('s3.HeadObject', () => ({ ContentLength: body.length, LastModified: '2026-01-01' }));
    api.on('s3.GetObject', () => ({ Body: body }));
    const { element } = await show(undefined, {}, api);
    await fill(control(element, 'or S3 location (optional)'), 's3://bkt/in/');
    await settle(40);
    expect(element.textContent).toContain('60 rows · 3 columns');
    await click(control(element, 'Start job'));
    await settle(20);
    expect(created(api).AutoMLJobInputDataConfig[0].DataSource.S3DataSource.S3Uri).toBe(
      's3://bkt/in/'
    );
    expect(api.callsOf('s3.PutObject')).toEqual([]);
  });

  it('starts the engine if it is off', async () => {
    const { host } = await show(undefined, { backend: { status: 'off', roleArn: undefined } });
    expect(host.asked).toContain('start engine');
  });

  it('shows the code of exactly this job', async () => {
    const { element } = await show(churn);
    await fill(control(element, 'Job name'), 'as-code');
    await click(control(element, 'Show code'));
    const code = element.querySelector('pre')?.textContent ?? '';
    expect(code).toContain('sagemaker.create_auto_ml_job_v2(');
    expect(code).toContain('AutoMLJobName="as-code"');
    expect(code).toContain('s3.upload_file("data/my churn+1.csv"');
  });

  it('shows examples of several lines on one', async () => {
    const { element } = await show('letters.csv');
    expect(element.textContent).toContain('Dear all, hello');
  });

  it('draws hostile names as text', async () => {
    const name = '<img src=x onerror="window.ran=1">';
    const text = `"${name.replaceAll('"', '""')}",y\n${'1,2\n'.repeat(9)}`;
    const { element } = await show('h.csv', { files: { 'h.csv': bytes(text) } });
    expect(element.textContent).toContain(name);
    expect(element.querySelector('img')).toBeNull();
  });
});
