// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on, beside those of launcher.test.tsx:
 *   group "Job type" with radios Tabular, Image classification, Text classification,
 *     Time-series forecasting, LLM fine-tuning
 *   comboboxes "Text column", "Class column" · "Target", "Timestamp", "Item" ·
 *     textboxes "Frequency", "Horizon" · "Base model", checkbox of the licence
 *   button "Edit request": textbox "Request (JSON)", buttons "Apply to the form", "Discard changes"
 *   button "Browse S3": region "Browse S3" · buttons "Save draft", "Save as preset"
 */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { awsBackend, fakeHost } from '../testing/fakeHost';
import type { FakeHost, FakeHostOptions } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import type { Rendered } from '../testing/render';
import type { ViewArgs } from '../names';
import Launcher from '.';

beforeAll(() => {
  // jsdom has no object URLs.
  URL.createObjectURL = () => 'blob:picture';
  URL.revokeObjectURL = () => undefined;
});

const shown: Rendered[] = [];

afterEach(async () => {
  for (const { unmount } of shown.splice(0)) {
    await unmount();
  }
  document.body.replaceChildren();
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const lines = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n');
const day = (i: number): string => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);
const files = {
  'reviews.csv': bytes(
    `review,stars\n${lines(90, i => `the soup of visit ${i} was fine,${i % 3}`)}\n`
  ),
  'sales.csv': bytes(
    `sku,day,demand,promo\n${lines(120, i => `${'abc'[i % 3]},${day(Math.floor(i / 3))},${i % 9},${i % 2}`)}\n`
  ),
  'prompts.csv': bytes(`input,output\n${lines(20, i => `say ${i},it is ${i}`)}\n`),
  'pets/cats/1.png': new Uint8Array([1]),
  'pets/cats/2.png': new Uint8Array([1, 2]),
  'pets/dogs/1.jpg': new Uint8Array([1, 2, 3])
};

function service(): FakeApi {
  return new FakeApi({
    's3.HeadBucket': () => ({}),
    's3.PutObject': () => ({}),
    's3.ListObjectsV2': () => ({}),
    'sagemaker.DescribeAutoMLJobV2': () => fakeError({ code: 'ResourceNotFound' }),
    'sagemaker.CreateAutoMLJobV2': () => ({ AutoMLJobArn: 'arn' })
  });
}

interface Shown extends Rendered {
  host: FakeHost;
  api: FakeApi;
}

async function show(
  args: ViewArgs['automl-launcher'],
  options: FakeHostOptions = {},
  api = service()
): Promise<Shown> {
  const host = fakeHost({ files, ...options });
  const rendered = await render(<Launcher api={api} host={host} args={args} />);
  shown.push(rendered);
  await settle(20);
  await settle(20);
  return { ...rendered, host, api };
}

const value = (element: Element, name: string): string =>
  (control(element, name) as HTMLInputElement).value;
const created = (api: FakeApi) => api.callsOf('sagemaker.CreateAutoMLJobV2')[0];

describe('each problem type starts with what its data suggest', () => {
  it('texts', async () => {
    const { element, api } = await show({ path: 'reviews.csv' });
    await click(control(element, 'Text classification'));
    expect(value(element, 'Text column')).toBe('review');
    expect(value(element, 'Class column')).toBe('stars');
    await click(control(element, 'Start job'));
    await settle(20);
    expect(created(api).AutoMLProblemTypeConfig).toEqual({
      TextClassificationJobConfig: { ContentColumn: 'review', TargetLabelColumn: 'stars' }
    });
  });

  it('series, with a feature specification', async () => {
    const { element, api } = await show({ path: 'sales.csv', problem: 'series' });
    expect(value(element, 'Frequency')).toBe('1D');
    expect(value(element, 'Horizon')).toBe('10');
    await fill(control(element, 'Type of promo'), 'categorical');
    await click(control(element, 'Start job'));
    await settle(20);
    expect(created(api).AutoMLProblemTypeConfig.TimeSeriesForecastingJobConfig).toMatchObject({
      ForecastFrequency: '1D',
      ForecastHorizon: 10,
      TimeSeriesConfig: {
        TargetAttributeName: 'demand',
        TimestampAttributeName: 'day',
        ItemIdentifierAttributeName: 'sku'
      },
      FeatureSpecificationS3Uri: expect.stringMatching(/features\.json$/)
    });
    const [, spec] = api.callsOf('s3.PutObject');
    expect(new TextDecoder().decode(spec.Body)).toBe(
      '{"FeatureDataTypes":{"promo":"categorical"}}'
    );
  });

  it('pictures: the folder goes up, file by file', async () => {
    const { element, api } = await show({ path: 'pets', problem: 'image' });
    expect(element.textContent).toContain('3 pictures · 2 classes');
    await click(control(element, 'Start job'));
    await settle(40);
    const { AutoMLJobInputDataConfig: channels, AutoMLProblemTypeConfig: config } = created(api);
    expect(config).toEqual({ ImageClassificationJobConfig: {} });
    expect(channels[0].ContentType).toBe('image/*');
    const uri = channels[0].DataSource.S3DataSource.S3Uri as string;
    expect(uri).toMatch(/\/pets\/$/);
    expect(api.callsOf('s3.PutObject')).toHaveLength(3);
    expect(uri).toContain((api.callsOf('s3.PutObject')[0].Key as string).replace('cats/1.png', ''));
  });

  it('language models only on AWS, with the licence accepted', async () => {
    const local = await show({ path: 'prompts.csv', problem: 'llm' });
    await click(control(local.element, 'Start job'));
    expect(local.element.textContent).toContain('the local engine has no such machines');
    expect(created(local.api)).toBeUndefined();
    document.body.replaceChildren();

    const aws = await show({ path: 'prompts.csv', problem: 'llm' }, { backend: awsBackend });
    await fill(control(aws.element, 'Base model'), 'Llama2-7B');
    await click(control(aws.element, 'Start job'));
    expect(aws.element.textContent).toContain('licence that must be accepted');
    const licence = [...aws.element.querySelectorAll('label')].find(label =>
      label.textContent?.startsWith('I have read')
    );
    await click(licence as HTMLElement);
    await click(control(aws.element, 'Start job'));
    await settle(20);
    expect(created(aws.api).AutoMLProblemTypeConfig.TextGenerationJobConfig).toEqual({
      BaseModelName: 'Llama2-7B',
      TextGenerationHyperParameters: { batchSize: '1' },
      ModelAccessConfig: { AcceptEula: true }
    });
  });
});

describe('validation data', () => {
  it('can be a file of the workspace', async () => {
    const host = fakeHost({ files });
    host.files.pick = async () => 'reviews.csv';
    const api = service();
    const form = <Launcher api={api} host={host} args={{ path: 'reviews.csv', problem: 'text' }} />;
    const rendered = await render(form);
    shown.push(rendered);
    await settle(40);
    const { element } = rendered;
    await click(control(element, 'Validation'));
    await click(control(element, 'Data of its own'));
    await click(control(element, 'Choose validation file'));
    await settle(20);
    expect(() => control(element, 'Validation data')).toThrow();
    await click(control(element, 'Start job'));
    await settle(20);
    expect(api.callsOf('s3.PutObject')).toHaveLength(2);
    expect(created(api).AutoMLJobInputDataConfig[1].DataSource.S3DataSource.S3Uri).toMatch(
      /\/validation\/reviews\.csv$/
    );
    await click(control(element, 'Use S3 instead'));
    expect(control(element, 'Validation data')).toBeDefined();
  });
});

describe('validation pictures', () => {
  it('can be a folder of the workspace, which is looked at and uploaded', async () => {
    const host = fakeHost({
      files: {
        ...files,
        'check/cats/1.png': new Uint8Array([1]),
        'check/cows/1.png': new Uint8Array([1])
      }
    });
    host.files.pick = async what => (what === 'folder' ? 'check' : undefined);
    const api = service();
    const rendered = await render(
      <Launcher api={api} host={host} args={{ path: 'pets', problem: 'image' }} />
    );
    shown.push(rendered);
    await settle(40);
    const { element } = rendered;
    await click(control(element, 'Validation'));
    await click(control(element, 'Data of its own'));
    await click(control(element, 'Choose validation folder'));
    await settle(40);
    expect(element.textContent).toContain('2 pictures · 2 classes');
    expect(element.textContent).toContain('The validation pictures have the class “cows”');
    await click(control(element, 'Start job'));
    await settle(40);
    const keys = api.callsOf('s3.PutObject').map(({ Key }) => Key as string);
    expect(keys.filter(key => /\/validation\/check\/(cats|cows)\/1\.png$/.test(key))).toHaveLength(
      2
    );
    const [training, validation] = created(api).AutoMLJobInputDataConfig;
    expect(validation).toMatchObject({ ChannelType: 'validation', ContentType: 'image/*' });
    expect(validation.DataSource.S3DataSource).toMatchObject({
      S3DataType: 'S3Prefix',
      S3Uri: expect.stringMatching(/\/validation\/check\/$/) as string
    });
    expect(training.DataSource.S3DataSource.S3Uri).toMatch(/\/pets\/$/);
    await click(control(element, 'Show code'));
    expect(element.textContent).toContain('folder = Path("check")');
  });

  it('that cannot be read are said at the field', async () => {
    const host = fakeHost({ files });
    host.files.pick = async () => 'nowhere';
    const rendered = await render(
      <Launcher api={service()} host={host} args={{ path: 'pets', problem: 'image' }} />
    );
    shown.push(rendered);
    await settle(40);
    await click(control(rendered.element, 'Validation'));
    await click(control(rendered.element, 'Data of its own'));
    await click(control(rendered.element, 'Choose validation folder'));
    await settle(40);
    expect(rendered.element.textContent).toContain('The validation data cannot be read');
  });
});

describe('the request', () => {
  it('can be edited; what has no field is kept and sent', async () => {
    const { element, api } = await show({ path: 'reviews.csv', problem: 'text' });
    await click(control(element, 'Edit request'));
    const area = element.querySelector('textarea') as HTMLTextAreaElement;
    const edited = {
      ...(JSON.parse(area.value) as object),
      AutoMLJobName: 'by-hand',
      NewerField: { A: 1 }
    };
    await fill(area, '{');
    await click(control(element, 'Apply to the form'));
    expect(element.textContent).toContain('This is not JSON');
    await fill(area, JSON.stringify(edited));
    await click(control(element, 'Apply to the form'));
    expect(value(element, 'Job name')).toBe('by-hand');
    await click(control(element, 'More: input format, encryption, network'));
    expect(element.textContent).toContain('The request also has: NewerField.A');
    await click(control(element, 'Start job'));
    await settle(20);
    expect(created(api)).toMatchObject({ AutoMLJobName: 'by-hand', NewerField: { A: 1 } });
    expect(api.callsOf('s3.PutObject')[0].Key).toMatch(/\/by-hand\/[0-9a-f]{10}\/reviews\.csv$/);
  });
});

describe('a job is cloned', () => {
  const old = {
    AutoMLJobName: 'churn-20260101-1200',
    InputDataConfig: [
      {
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bkt/in/' } },
        TargetAttributeName: 'y'
      }
    ],
    OutputDataConfig: { S3OutputPath: 's3://bkt/out/' },
    RoleArn: awsBackend.roleArn,
    AutoMLJobConfig: { Mode: 'ENSEMBLING' }
  };

  it('with its settings, under a new name', async () => {
    const api = service().on('sagemaker.DescribeAutoMLJobV2', ({ AutoMLJobName: name }) =>
      name === old.AutoMLJobName ? old : fakeError({ code: 'ResourceNotFound' })
    );
    const { element } = await show({ cloneOf: old.AutoMLJobName }, {}, api);
    expect(value(element, 'Job name')).toMatch(/^churn-\d{8}-\d{4}$/);
    expect(value(element, 'or S3 location (optional)')).toBe('s3://bkt/in/');
    expect(value(element, 'Target')).toBe('y');
    await click(control(element, 'More: input format, encryption, network'));
    expect(element.textContent).not.toContain('The request also has');
  });

  it('and what became of a job of the old call is told', async () => {
    const lossy = { ...old, AutoMLJobConfig: { Mode: 'ENSEMBLING', Newer: 1 } };
    // The new call tells old jobs as if they were its own.
    const asNew = {
      AutoMLJobName: old.AutoMLJobName,
      AutoMLJobInputDataConfig: [{ DataSource: old.InputDataConfig[0]?.DataSource }],
      AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'y' } },
      OutputDataConfig: old.OutputDataConfig,
      RoleArn: old.RoleArn,
      NewerConfig: { A: 1 }
    };
    const api = service()
      .on('sagemaker.DescribeAutoMLJobV2', ({ AutoMLJobName: name }) =>
        name === old.AutoMLJobName ? asNew : fakeError({ code: 'ResourceNotFound' })
      )
      .on('sagemaker.DescribeAutoMLJob', () => lossy);
    const { element } = await show({ cloneOf: old.AutoMLJobName }, {}, api);
    expect(document.title).toBe(`Clone of ${old.AutoMLJobName}`);
    expect(element.textContent).toContain('This was made with CreateAutoMLJob;');
    expect(element.textContent).toContain('AutoMLJobConfig.Newer');
    expect(element.textContent).toContain('AutoMLJobConfig.Mode → TabularJobConfig.Mode');
    expect(element.textContent).toContain('settings that this version does not know');
    await click(control(element, 'Edit request'));
    expect((element.querySelector('textarea') as HTMLTextAreaElement).value).toContain(
      'NewerConfig'
    );
    await click(control(element, 'Leave them out'));
    expect((element.querySelector('textarea') as HTMLTextAreaElement).value).not.toContain('Newer');
    expect(element.textContent).not.toContain('settings that this version does not know');
    await click(element.querySelector('.ph-Banner [aria-label="Dismiss"]') as HTMLElement);
    expect(element.textContent).not.toContain('This was made with');
  });

  it('or it is said that it is gone', async () => {
    const { element } = await show({ cloneOf: 'gone' });
    expect(element.querySelector('[role="alert"]')?.textContent).toContain('gone cannot be read');
  });
});

describe('drafts and presets', () => {
  it('are saved, loaded and removed, with undo', async () => {
    const { element } = await show({ path: 'sales.csv', problem: 'series' });
    await fill(control(element, 'Horizon'), '7');
    await click(control(element, 'Save as preset'));
    await fill(control(element, 'Name of the preset'), 'weekly');
    await click(control(element, 'Save'));
    await fill(control(element, 'Horizon'), '3');
    await fill(control(element, 'Job name'), 'mine');
    await click(control(element, 'Load'));
    expect(value(element, 'Horizon')).toBe('7');
    expect(value(element, 'Job name')).toBe('mine');
    expect(value(element, 'Item')).toBe('sku');
    await click(control(element, 'Remove'));
    expect(() => control(element, 'Load')).toThrow();
    await click(control(element, 'Undo removing weekly'));
    expect(control(element, 'Load')).toBeDefined();
  });
});

describe('S3 is browsed', () => {
  it('from buckets to a prefix, page by page', async () => {
    const api = service()
      .on('s3.ListBuckets', () => ({ Buckets: [{ Name: 'team-data' }] }))
      .on('s3.ListObjectsV2', ({ ContinuationToken: token, Delimiter: by }) =>
        by === undefined
          ? {}
          : token
            ? { Contents: [{ Key: 'b.csv', Size: 1 }] }
            : { CommonPrefixes: [{ Prefix: 'raw/' }], NextContinuationToken: 't' }
      );
    const { element } = await show({}, {}, api);
    await click(control(element, 'Browse S3'));
    await settle(20);
    await click(control(element, 'team-data'));
    await settle(20);
    await click(control(element, 'Show more'));
    await settle(20);
    expect(control(element, 'b.csv')).toBeDefined();
    await click(control(element, 'raw/'));
    await settle(20);
    await click(control(element, 'Use this prefix'));
    expect(value(element, 'or S3 location (optional)')).toBe('s3://team-data/raw/');
  });

  it('and what is denied is said, with another way', async () => {
    const api = service().on('s3.ListBuckets', () =>
      fakeError({ code: 'AccessDenied', message: 'Not allowed.', status: 403 })
    );
    const { element } = await show({}, {}, api);
    await click(control(element, 'Browse S3'));
    await settle(20);
    expect(element.textContent).toContain('The buckets cannot be listed.');
    expect(element.textContent).toContain('s3:ListAllMyBuckets');
  });
});
