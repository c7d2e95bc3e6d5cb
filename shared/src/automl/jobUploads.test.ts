import { describe, expect, test } from 'vitest';
import { memorySource } from '../aws/source';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { fakeHost } from '../views/testing/fakeHost';
import { emptyDraft, newUploadId } from './draft';
import type { JobDraft } from './draft';
import { presetOf } from './saved';
import { planJob } from './request';
import { AutoMLService } from './service';

const draft: JobDraft = {
  ...emptyDraft(),
  data: { kind: 'file', path: 'train.csv' },
  validation: { kind: 'channel', uri: '', path: 'check.csv' },
  target: 'y',
  name: 'job-1',
  outputUri: 's3://bkt/out/',
  roleArn: 'arn:aws:iam::111122223333:role/exec'
};
const open = (path: string) => memorySource(path, new Uint8Array([1, 2]));
const key = (place: { Key?: string }): string | undefined => place.Key;

/** Cancels at the n-th object that is written. */
function cancelling(after: number, taken = false): [FakeApi, AbortController] {
  const controller = new AbortController();
  let written = 0;
  const api = new FakeApi({
    's3.ListObjectsV2': () => ({}),
    's3.PutObject': () => {
      if (++written === after) {
        controller.abort();
        return fakeError({ code: 'Cancelled' });
      }
      return {};
    },
    's3.DeleteObject': () => ({}),
    'sagemaker.DescribeAutoMLJobV2': () =>
      taken ? { AutoMLJobName: 'job-1' } : fakeError({ code: 'ResourceNotFound' })
  });
  return [api, controller];
}

describe('places of uploads', () => {
  test('two windows that start the same name with the same file name share none', () => {
    const [one, other] = [newUploadId(), newUploadId()].map(uploadId =>
      planJob({ ...draft, uploadId, excluded: ['z'] })
    );
    const places = [one, other].flatMap(plan => [plan?.upload?.uri, plan?.validationUpload?.uri]);
    expect(new Set(places).size).toBe(4);
    expect(one?.upload?.uri).toMatch(/^s3:\/\/bkt\/out\/input\/job-1\/[0-9a-f]{10}\/train\.csv$/);
    expect(one?.request.AutoMLJobInputDataConfig?.[0]?.DataSource?.S3DataSource?.S3Uri).toBe(
      one?.upload?.uri
    );
  });

  test('a preset carries none', () => {
    expect(presetOf({ ...draft, uploadId: 'a' })).not.toHaveProperty('uploadId');
  });
});

describe('a start that is cancelled', () => {
  test('takes back what was uploaded', async () => {
    const [api, controller] = cancelling(2);
    const started = new AutoMLService(api).start(planJob(draft), {
      open,
      signal: controller.signal
    });
    await expect(started).rejects.toMatchObject({ code: 'Cancelled' });
    // The answer to a write that was cancelled is not known: it is taken back, too.
    expect(api.callsOf('s3.DeleteObject').map(key)).toEqual([
      'out/input/job-1/train.csv',
      'out/input/job-1/validation/check.csv'
    ]);
    expect(api.callsOf('sagemaker.CreateAutoMLJobV2')).toEqual([]);
  });

  test('takes back the pictures of a folder, but none that were there', async () => {
    const [api, controller] = cancelling(2);
    const host = fakeHost({
      files: Object.fromEntries(
        ['a', 'b', 'c'].map(name => [`pets/x/${name}.png`, new Uint8Array([1])])
      )
    });
    const there = new FakeApi({
      's3.ListObjectsV2': () => ({ Contents: [{ Key: 'out/input/job-1/pets/x/a.png', Size: 1 }] })
    });
    const started = new AutoMLService({
      call: (service, operation, input, options) =>
        (operation === 'ListObjectsV2' ? there : api).call(service, operation, input, options)
    }).start(
      planJob({
        ...draft,
        problem: 'image',
        data: { kind: 'folder', path: 'pets' },
        validation: { kind: 'split', fraction: '' }
      }),
      { open, files: host.files, signal: controller.signal }
    );
    await expect(started).rejects.toMatchObject({ code: 'Cancelled' });
    expect(api.callsOf('s3.DeleteObject').map(key).sort()).toEqual([
      'out/input/job-1/pets/x/b.png',
      'out/input/job-1/pets/x/c.png'
    ]);
  });

  test('leaves them to a job that another window made of them, and says so', async () => {
    const [api, controller] = cancelling(1, true);
    const left: string[][] = [];
    const options = {
      open,
      signal: controller.signal,
      onLeft: (uris: string[]) => left.push(uris)
    };
    await expect(new AutoMLService(api).start(planJob(draft), options)).rejects.toBeDefined();
    expect(api.callsOf('s3.DeleteObject')).toEqual([]);
    expect(left).toEqual([['s3://bkt/out/input/job-1/train.csv']]);
  });

  test('says what a role without the right to delete leaves', async () => {
    const [api, controller] = cancelling(2);
    const denied = {
      call: <T>(service: 's3', operation: string, input: object) =>
        operation === 'DeleteObject'
          ? Promise.reject(fakeError({ code: 'AccessDenied' }))
          : api.call<T>(service, operation, input)
    };
    const left: string[][] = [];
    await expect(
      new AutoMLService(denied as never).start(planJob(draft), {
        open,
        signal: controller.signal,
        onLeft: uris => left.push(uris)
      })
    ).rejects.toBeDefined();
    expect(left[0]).toHaveLength(2);
  });

  test('keeps the data once the job may exist', async () => {
    const controller = new AbortController();
    const api = new FakeApi({
      's3.PutObject': () => ({}),
      'sagemaker.CreateAutoMLJobV2': () => {
        controller.abort();
        return fakeError({ code: 'Cancelled' });
      }
    });
    await expect(
      new AutoMLService(api).start(planJob(draft), { open, signal: controller.signal })
    ).rejects.toBeDefined();
    expect(api.callsOf('s3.DeleteObject')).toEqual([]);
  });
});
