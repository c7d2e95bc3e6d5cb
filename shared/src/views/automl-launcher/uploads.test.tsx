// @vitest-environment jsdom
/* Uploads of a form: cut, resumed after a reload and under another name, cancelled, given up. */
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { fakeHost } from '../testing/fakeHost';
import type { FakeHost } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import type { Rendered } from '../testing/render';
import Launcher from '.';

const shown: Rendered[] = [];

afterEach(async () => {
  for (const { unmount } of shown.splice(0)) {
    await unmount();
  }
  document.body.replaceChildren();
});

const partSize = 8 * 1024 * 1024;
const big = new Uint8Array(partSize + 1000).fill(10);
big.set(
  new TextEncoder().encode(
    `age,churn\n${Array.from({ length: 600 }, (_, i) => `${i},${i % 3 === 0}`).join('\n')}\n`
  )
);
const files = { 'big.csv': big, 'other.csv': new TextEncoder().encode('a,b\n1,2\n2,3\n') };

/** S3 that loses the connection at the second part, until it is told otherwise. */
class CutStore extends FakeApi {
  cut = true;

  constructor() {
    super({
      's3.HeadBucket': () => ({}),
      's3.PutObject': () => ({}),
      's3.DeleteObject': () => ({}),
      's3.CreateMultipartUpload': () => ({ UploadId: 'u-1' }),
      's3.UploadPart': ({ PartNumber }: { PartNumber: number }) =>
        PartNumber === 2 && this.cut
          ? fakeError({ code: 'ConnectionLost', retryable: true })
          : { ETag: `e${PartNumber}` },
      's3.ListParts': () => ({ Parts: [{ PartNumber: 1, Size: partSize, ETag: 'e1' }] }),
      's3.CompleteMultipartUpload': () => ({}),
      's3.AbortMultipartUpload': () => ({}),
      'sagemaker.DescribeAutoMLJobV2': () => fakeError({ code: 'ResourceNotFound' }),
      'sagemaker.CreateAutoMLJobV2': () => ({ AutoMLJobArn: 'arn' })
    });
  }
}

async function show(api: FakeApi, host: FakeHost): Promise<Rendered> {
  const rendered = await render(<Launcher api={api} host={host} args={{ path: 'big.csv' }} />);
  shown.push(rendered);
  await settle(30);
  await settle(30);
  return rendered;
}

/** Starts and waits until the third try of the second part has failed. */
async function startAndLose(api: CutStore, host: FakeHost): Promise<Rendered> {
  const form = await show(api, host);
  await click(control(form.element, 'Start job'));
  await settle(1800);
  expect(form.element.textContent).toContain('The job was not started.');
  return form;
}

const parts = (api: FakeApi): number[] =>
  api.callsOf('s3.UploadPart').map(({ PartNumber }) => PartNumber as number);

describe('an upload that was cut', () => {
  it('goes on after a reload and under another name, with what is missing alone', async () => {
    const api = new CutStore();
    const host = fakeHost({ files });
    const first = await startAndLose(api, host);
    const key = api.callsOf('s3.CreateMultipartUpload')[0].Key as string;
    await first.unmount();
    shown.splice(0);
    expect(api.callsOf('s3.AbortMultipartUpload')).toEqual([]);
    const before = parts(api).length;

    api.cut = false;
    const { element } = await show(api, host);
    await fill(control(element, 'Job name'), 'second-try');
    await click(control(element, 'Start job'));
    await settle(60);
    expect(parts(api).slice(before)).toEqual([2]);
    const [created] = api.callsOf('sagemaker.CreateAutoMLJobV2');
    expect(created.AutoMLJobName).toBe('second-try');
    expect(created.AutoMLJobInputDataConfig[0].DataSource.S3DataSource.S3Uri).toMatch(
      new RegExp(`/${key}$`)
    );
    // The next job of this form has a place of its own.
    await click(control(element, 'Start job'));
    await settle(60);
    expect(api.callsOf('s3.CreateMultipartUpload')[1].Key).not.toBe(key);
  });

  it('leaves no parts behind when other data are chosen', async () => {
    const api = new CutStore();
    const host = fakeHost({ files });
    const { element } = await startAndLose(api, host);
    host.files.pick = async () => 'other.csv';
    await click(control(element, 'Change file'));
    await settle(30);
    expect(api.callsOf('s3.AbortMultipartUpload')).toMatchObject([{ UploadId: 'u-1' }]);
  });
});

describe('a start whose name is taken after all', () => {
  it('does not write over the data of that job at the next try', async () => {
    const api = new CutStore();
    api.cut = false;
    api.sequence('sagemaker.CreateAutoMLJobV2', [
      fakeError({ code: 'ResourceInUse', message: 'The name is taken.', status: 400 }),
      { AutoMLJobArn: 'arn' }
    ]);
    const { element } = await show(api, fakeHost({ files }));
    await click(control(element, 'Start job'));
    await settle(60);
    await fill(control(element, 'Job name'), 'another');
    await click(control(element, 'Start job'));
    await settle(60);
    const keys = api.callsOf('s3.CompleteMultipartUpload').map(({ Key }) => Key as string);
    expect(new Set(keys).size).toBe(2);
  });
});

describe('a start that is cancelled', () => {
  it('ends the upload and leaves nothing in S3', async () => {
    const api = new CutStore().on(
      's3.UploadPart',
      (_input, { signal }) =>
        new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(fakeError({ code: 'Cancelled' })))
        )
    );
    const form = await show(api, fakeHost({ files }));
    await click(control(form.element, 'Start job'));
    await settle(30);
    await click(control(form.element, 'Cancel'));
    await settle(30);
    expect(form.element.textContent).not.toContain('The job was not started.');
    expect(api.callsOf('s3.AbortMultipartUpload')).toHaveLength(1);
    expect(api.callsOf('s3.DeleteObject')).toHaveLength(1);
    expect(api.callsOf('sagemaker.CreateAutoMLJobV2')).toEqual([]);
  });
});
