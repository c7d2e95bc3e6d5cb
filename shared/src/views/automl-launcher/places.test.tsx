// @vitest-environment jsdom
/*
 * What surrounds a job: defaults of an administrator, buckets, folders, other windows, rights.
 * Roles and labels that other tests rely on, beside those of launcher.test.tsx:
 *   button "Choose folder" · button "Create bucket NAME" · button "Add project tags"
 */
import { act } from 'react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import type { BackendState } from '../../host';
import { awsBackend, fakeHost, localBackend } from '../testing/fakeHost';
import type { FakeHost } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import type { Rendered } from '../testing/render';
import type { ViewArgs } from '../names';
import { problemIds } from '../../automl/problems';
import { rulesOf } from '../../automl/rules';
import { placedFields } from './problems';
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
const files = {
  'churn.csv': bytes(`age,city,churn\n${lines(700, i => `${i},Bern,${i % 7 === 0}`)}\n`),
  'prompts.csv': bytes(
    `input,output\n${lines(40, i => `${i % 4 ? 'say' : 'word '.repeat(900)} ${i},it is ${i}`)}\n`
  ),
  'pets/cats/1.png': new Uint8Array([1]),
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
  backend: Partial<BackendState> = localBackend,
  api = service(),
  change: (host: FakeHost) => void = () => undefined
): Promise<Shown> {
  const host = fakeHost({ files, backend });
  change(host);
  const rendered = await render(<Launcher api={api} host={host} args={args} />);
  shown.push(rendered);
  await settle(20);
  await settle(20);
  return { ...rendered, host, api };
}

const value = (element: Element, name: string): string =>
  (control(element, name) as HTMLInputElement).value;
const open = (element: Element, section: string): Promise<void> => click(control(element, section));
const created = (api: FakeApi) => api.callsOf('sagemaker.CreateAutoMLJobV2');

describe('what is wrong', () => {
  it.each(problemIds)('has a place in the form of %s', id => {
    const places = placedFields(id);
    const errors = rulesOf(id).filter(({ severity }) => severity === 'error');
    const lost = errors.filter(({ field }) => !places.includes(field));
    // Rules about what only a request can hold: they stand beside what was set by hand.
    expect(lost.map(({ id: rule }) => rule)).toEqual(
      {
        tabular: [],
        image: [],
        text: [],
        series: ['V-01', 'V-03', 'V-04', 'V-05', 'V-33', 'V-16'],
        llm: ['V-31']
      }[id]
    );
  });

  it('with what only a request can hold is told where that is shown', async () => {
    const { element } = await show({ path: 'churn.csv', problem: 'series' });
    await click(control(element, 'Edit request'));
    const area = element.querySelector('textarea') as HTMLTextAreaElement;
    const request = JSON.parse(area.value) as object;
    await fill(area, JSON.stringify({ ...request, DataSplitConfig: { ValidationFraction: 0.3 } }));
    await click(control(element, 'Apply to the form'));
    await open(element, 'More: input format, encryption, network');
    const section = control(element, 'More: input format, encryption, network').closest(
      '.ph-Section'
    );
    expect(section?.textContent).toContain('1 to correct');
    expect(section?.textContent).toContain('A forecast is validated on the last steps');
    await click(control(element, 'Remove these'));
    expect(section?.textContent).not.toContain('A forecast is validated on the last steps');
  });

  it('is told beside the title of a folded section', async () => {
    const { element } = await show({ path: 'churn.csv' });
    await open(element, 'Output, role, tags');
    await fill(control(element, 'Output location'), 'nowhere');
    await open(element, 'Output, role, tags');
    const section = control(element, 'Output, role, tags').closest('.ph-Section');
    expect(section?.textContent).toContain('1 to correct');
  });
});

describe('places', () => {
  it('a folder of pictures is chosen with the IDE’s own dialog', async () => {
    const { element } = await show({ problem: 'image' }, localBackend, service(), host => {
      host.files.pick = async what => (what === 'folder' ? 'pets' : undefined);
    });
    await click(control(element, 'Choose folder'));
    await settle(20);
    expect(value(element, 'Folder of pictures')).toBe('pets');
    expect(element.textContent).toContain('2 pictures · 2 classes');
  });

  it('validation data are found by browsing', async () => {
    const api = service()
      .on('s3.ListBuckets', () => ({ Buckets: [{ Name: 'team-data' }] }))
      .on('s3.ListObjectsV2', ({ Delimiter: by }) =>
        by === undefined ? {} : { Contents: [{ Key: 'check.csv', Size: 1 }] }
      );
    const { element } = await show({ path: 'churn.csv' }, localBackend, api);
    await open(element, 'Validation, weights, features');
    await click(control(element, 'Data of its own'));
    const row = control(element, 'Validation data').closest('.ph-FieldRow') as HTMLElement;
    await click(control(row, 'Browse S3'));
    await settle(20);
    await click(control(element, 'team-data'));
    await settle(20);
    await click(control(element, 'check.csv'));
    expect(value(element, 'Validation data')).toBe('s3://team-data/check.csv');
  });

  it('a missing output bucket is made by a click, and then nothing is wrong', async () => {
    let made: object | undefined;
    const api = service()
      .on('s3.HeadBucket', ({ Bucket }) =>
        Bucket === 'new-bucket' && !made ? fakeError({ code: 'NotFound', status: 404 }) : {}
      )
      .on('s3.CreateBucket', input => {
        made = input as object;
        return {};
      });
    const { element } = await show({ path: 'churn.csv' }, awsBackend, api);
    await open(element, 'Output, role, tags');
    await fill(control(element, 'Output location'), 's3://new-bucket/out/');
    await settle(700);
    expect(element.textContent).toContain('does not exist');
    await click(control(element, 'Create bucket new-bucket'));
    await settle(20);
    expect(made).toEqual({
      Bucket: 'new-bucket',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' }
    });
    expect(element.textContent).not.toContain('does not exist');
    expect(() => control(element, 'Create bucket new-bucket')).toThrow();
  });

  it('a bucket of another Region is said before any call is made', async () => {
    const api = service().on('s3.HeadBucket', () => ({ BucketRegion: 'us-east-1' }));
    const { element } = await show({ path: 'churn.csv' }, awsBackend, api);
    await open(element, 'Output, role, tags');
    await fill(control(element, 'Output location'), 's3://far-away/out/');
    await settle(700);
    await click(control(element, 'Start job'));
    expect(element.textContent).toContain(
      'The bucket “far-away” of the output is in us-east-1; the job runs in eu-west-1.'
    );
    expect(created(api)).toEqual([]);
    expect(api.callsOf('s3.PutObject')).toEqual([]);
  });

  it('columns are typed where the data cannot be looked at', async () => {
    const api = service().on('s3.ListObjectsV2', () =>
      fakeError({ code: 'AccessDenied', message: 'Only from the VPC.', status: 403 })
    );
    const { element } = await show({}, awsBackend, api);
    await fill(control(element, 'or S3 location (optional)'), 's3://vpc-only/in/');
    await settle(20);
    expect(element.textContent).toContain('s3://vpc-only/in/ cannot be read.');
    await fill(control(element, 'Target'), 'churn');
    await click(control(element, 'Start job'));
    await settle(20);
    expect(created(api)[0].AutoMLProblemTypeConfig.TabularJobConfig).toEqual({
      TargetAttributeName: 'churn'
    });
  });

  it('a project’s tags are added by their names', async () => {
    const { element } = await show({ path: 'churn.csv' });
    await open(element, 'Output, role, tags');
    await click(control(element, 'Add project tags'));
    expect([1, 2].map(tag => value(element, `Key of tag ${tag}`))).toEqual([
      'sagemaker:project-name',
      'sagemaker:project-id'
    ]);
    expect(() => control(element, 'Add project tags')).toThrow();
  });
});

describe('a large file', () => {
  const partSize = 8 * 1024 * 1024;
  const row = new TextEncoder().encode('12,Bern,true\n');
  const large = new Uint8Array(2 * partSize + 5 * row.length);
  large.set(bytes('age,city,churn\n'));
  for (let at = 15; at + row.length <= large.length; at += row.length) {
    large.set(row, at);
  }
  const multipart = (): FakeApi =>
    service()
      .on('s3.CreateMultipartUpload', () => ({ UploadId: 'u1' }))
      .on('s3.UploadPart', ({ PartNumber }) => ({ ETag: `e${PartNumber}` }))
      .on('s3.ListParts', () => ({ Parts: [{ PartNumber: 1, Size: partSize, ETag: 'e1' }] }))
      .on('s3.CompleteMultipartUpload', () => ({}))
      .on('s3.AbortMultipartUpload', () => ({}));
  const sentParts = (api: FakeApi): number[] =>
    api.callsOf('s3.UploadPart').map(({ PartNumber }) => PartNumber as number);
  const showLarge = (api: FakeApi): Promise<Shown> =>
    show({ path: 'large.csv' }, localBackend, api, host => {
      const { stat, read } = host.files;
      host.files.stat = path =>
        path === 'large.csv' ? Promise.resolve({ size: large.length, modified: 1 }) : stat(path);
      host.files.read = (path, start, end, signal) =>
        path === 'large.csv'
          ? Promise.resolve(large.slice(start, end))
          : read(path, start, end, signal);
    });

  it('goes on where the network was cut, by one click', async () => {
    let cut = true;
    const api = multipart().on('s3.UploadPart', ({ PartNumber }) =>
      cut && PartNumber === 2
        ? fakeError({ code: 'ConnectionLost', message: 'The network is gone.', retryable: true })
        : { ETag: `e${PartNumber}` }
    );
    const { element } = await showLarge(api);
    await click(control(element, 'Start job'));
    await settle(2500);
    expect(element.textContent).toContain('The network is gone.');
    expect(element.textContent).toContain('the upload goes on where it ended');
    const before = sentParts(api).length;
    cut = false;
    await click(control(element, 'Try again'));
    await settle(50);
    expect(sentParts(api).slice(before)).toEqual([2, 3]);
    expect(api.callsOf('s3.CreateMultipartUpload')).toHaveLength(1);
    expect(created(api)).toHaveLength(1);
  });

  it('shows its progress, and can be cancelled without leaving anything', async () => {
    const api = multipart().on('s3.UploadPart', ({ PartNumber }, { signal }) =>
      PartNumber === 1
        ? { ETag: 'e1' }
        : new Promise((_, reject) => {
            const cancelled = { code: 'Cancelled', message: 'Cancelled.', retryable: false };
            signal?.addEventListener('abort', () => reject(fakeError(cancelled)));
          })
    );
    const { element } = await showLarge(api);
    await click(control(element, 'Start job'));
    await settle(50);
    expect(element.querySelector('[role="progressbar"]')?.getAttribute('aria-valuenow')).toBe('50');
    expect(element.textContent).toContain('of 16.8 MB');
    await click(control(element, 'Cancel'));
    await settle(50);
    expect(api.callsOf('s3.AbortMultipartUpload')).toHaveLength(1);
    expect(element.querySelector('[role="progressbar"]')).toBeNull();
    expect(element.textContent).not.toContain('was not started');
    expect(created(api)).toEqual([]);
  });
});

describe('language models', () => {
  it('are told how the rows fit them', async () => {
    const { element } = await show({ path: 'prompts.csv', problem: 'llm' }, awsBackend);
    await fill(control(element, 'Base model'), 'Dolly3B');
    expect(element.textContent).toContain(
      '40 of at most 10,000 rows; about 25 % of the rows looked at would be cut at 1,024 tokens.'
    );
  });
});

describe('a start that the service refuses', () => {
  it('because another window was quicker with the same name', async () => {
    const names = new Set<string>();
    const api = service().on('sagemaker.CreateAutoMLJobV2', ({ AutoMLJobName: name }) => {
      if (names.has((name as string).toLowerCase())) {
        return fakeError({ code: 'ResourceInUse', message: 'The name is taken.', status: 400 });
      }
      names.add((name as string).toLowerCase());
      return { AutoMLJobArn: 'arn' };
    });
    const [first, second] = [
      await show({ path: 'churn.csv' }, localBackend, api),
      await show({ path: 'churn.csv', problem: 'tabular' }, localBackend, api)
    ];
    await fill(control(first.element, 'Job name'), 'same-name');
    await fill(control(second.element, 'Job name'), 'Same-Name');
    // Neither window finds the name taken when it asks.
    await act(async () => {
      (control(first.element, 'Start job') as HTMLElement).click();
      (control(second.element, 'Start job') as HTMLElement).click();
    });
    await settle(30);
    const texts = [first, second].map(({ element }) => element.textContent ?? '');
    expect(created(api)).toHaveLength(2);
    // The data of the one that came second do not replace those of the first.
    const places = api.callsOf('s3.PutObject').map(({ Key }) => (Key as string).toLowerCase());
    expect(new Set(places).size).toBe(2);
    expect(texts.filter(text => text.includes('has started.'))).toHaveLength(1);
    expect(texts.filter(text => text.includes('perhaps started in another window'))).toHaveLength(
      1
    );
  });

  it('because a quota is used up, with the way to Service Quotas', async () => {
    const api = service().on('sagemaker.CreateAutoMLJobV2', () =>
      fakeError({ code: 'ResourceLimitExceeded', message: 'The limit is reached.', status: 400 })
    );
    const { element, host } = await show({ path: 'churn.csv' }, awsBackend, api);
    await click(control(element, 'Start job'));
    await settle(30);
    await click(control(element, 'Open Service Quotas'));
    expect(host.asked.at(-1)).toContain(
      'eu-west-1.console.aws.amazon.com/servicequotas/home/services/sagemaker/quotas'
    );
  });

  it.each([
    [
      'User is not authorized to perform: iam:PassRole on resource: role/exec',
      'iam:PassRole',
      'The permission iam:PassRole is missing.',
      'These credentials may not hand this role to SageMaker.'
    ],
    [
      'User is not authorized to perform: sagemaker:CreateAutoMLJobV2',
      'sagemaker:CreateAutoMLJobV2',
      'The permission sagemaker:CreateAutoMLJobV2 is missing.',
      'These credentials lack a permission.'
    ]
  ])('for want of a right: %s', async (message, missingAction, says, advice) => {
    const api = service().on('sagemaker.CreateAutoMLJobV2', () =>
      fakeError({ code: 'AccessDeniedException', message, missingAction, status: 403 })
    );
    const { element } = await show({ path: 'churn.csv' }, awsBackend, api);
    const name = value(element, 'Job name');
    await click(control(element, 'Start job'));
    await settle(30);
    expect(element.textContent).toContain('The job was not started.');
    expect(element.textContent).toContain(says);
    expect(element.textContent).toContain(advice);
    // Nothing that was entered is lost.
    expect(value(element, 'Job name')).toBe(name);
  });
});
