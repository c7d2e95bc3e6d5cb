import { expect, test } from 'vitest';
import { memorySource } from './source';
import type { ByteSource } from './source';
import { FakeApi, fakeError } from './testing/fakeApi';
import { partSize, upload } from './upload';
import type { S3Location } from './s3';
import type { UploadMark } from './upload';

const target = { bucket: 'bkt', key: 'in/my file+1.csv' };

function multipartApi(): FakeApi {
  return new FakeApi({
    's3.CreateMultipartUpload': () => ({ UploadId: 'u1' }),
    's3.UploadPart': ({ PartNumber }) => ({ ETag: `e${PartNumber}` }),
    's3.CompleteMultipartUpload': () => ({}),
    's3.AbortMultipartUpload': () => ({})
  });
}

function bigSource(size = partSize * 2 + 5): ByteSource {
  return {
    name: 'big.csv',
    stat: () => Promise.resolve({ size, modified: 1 }),
    read: (start, end) => Promise.resolve(new Uint8Array(Math.min(end, size) - start))
  };
}

test('a small file is one PutObject under the plain key', async () => {
  const api = new FakeApi({ 's3.PutObject': () => ({}) });
  await upload(api, memorySource('a.csv', new Uint8Array([1, 2, 3])), target, {
    contentType: 'text/csv'
  });
  expect(api.callsOf('s3.PutObject')).toEqual([
    {
      Bucket: 'bkt',
      Key: 'in/my file+1.csv',
      Body: new Uint8Array([1, 2, 3]),
      ContentType: 'text/csv'
    }
  ]);
  expect(api.calls).toHaveLength(1);
});

test('a large file goes up in parts, in order, with progress', async () => {
  const api = multipartApi();
  const progress: number[] = [];
  await upload(api, bigSource(), target, { onProgress: sent => progress.push(sent) });
  const parts = api.callsOf('s3.UploadPart');
  expect(parts.map(part => part.Body.length)).toEqual([partSize, partSize, 5]);
  expect(api.callsOf('s3.CompleteMultipartUpload')[0].MultipartUpload.Parts).toEqual([
    { PartNumber: 1, ETag: 'e1' },
    { PartNumber: 2, ETag: 'e2' },
    { PartNumber: 3, ETag: 'e3' }
  ]);
  expect(progress).toEqual([0, partSize, partSize * 2, partSize * 2 + 5]);
});

test('a failing part aborts the upload and says why', async () => {
  const api = multipartApi().on('s3.UploadPart', () =>
    fakeError({ code: 'ServiceUnavailable', message: 'The disk is full.' })
  );
  await expect(upload(api, bigSource(), target)).rejects.toThrow('The disk is full.');
  expect(api.callsOf('s3.AbortMultipartUpload')).toEqual([
    { Bucket: 'bkt', Key: 'in/my file+1.csv', UploadId: 'u1' }
  ]);
  expect(api.callsOf('s3.CompleteMultipartUpload')).toHaveLength(0);
});

test('cancelling aborts the upload too', async () => {
  const api = multipartApi();
  const controller = new AbortController();
  const run = upload(api, bigSource(), target, {
    signal: controller.signal,
    onProgress: sent => sent > 0 && controller.abort()
  });
  await expect(run).rejects.toMatchObject({ code: 'Cancelled' });
  expect(api.callsOf('s3.AbortMultipartUpload')).toHaveLength(1);
  expect(api.callsOf('s3.UploadPart')).toHaveLength(2);
});

test.each([partSize * 2, 10])('a file of %d bytes that grows meanwhile is not kept', async size => {
  const api = multipartApi().on('s3.PutObject', () => ({}));
  let looked = 0;
  const source = bigSource(size);
  source.stat = () => Promise.resolve({ size: looked++ === 0 ? size : size + 1, modified: 1 });
  await expect(upload(api, source, target)).rejects.toMatchObject({
    code: 'FileChanged',
    message: expect.stringContaining('big.csv')
  });
  expect(api.callsOf('s3.PutObject')).toHaveLength(0);
  expect(api.callsOf('s3.CompleteMultipartUpload')).toHaveLength(0);
});

test('a file that shrinks meanwhile is noticed at once', async () => {
  const api = multipartApi();
  const source = bigSource();
  source.read = () => Promise.resolve(new Uint8Array(7));
  await expect(upload(api, source, target)).rejects.toMatchObject({ code: 'FileChanged' });
  expect(api.callsOf('s3.AbortMultipartUpload')).toHaveLength(1);
});

test('an upload that is cut goes on with the parts that arrived', async () => {
  const stored = new Map<string, UploadMark>();
  const ledger = {
    get: async ({ key }: S3Location) => stored.get(key),
    set: async ({ key }: S3Location, mark: UploadMark | undefined) => {
      if (mark) {
        stored.set(key, mark);
      } else {
        stored.delete(key);
      }
    }
  };
  let down = true;
  const api = multipartApi()
    .on('s3.UploadPart', ({ PartNumber }) =>
      PartNumber === 2 && down
        ? fakeError({ code: 'ConnectionLost', retryable: true })
        : { ETag: `e${PartNumber}` }
    )
    .on('s3.ListParts', () => ({
      Parts: [{ PartNumber: 1, Size: partSize, ETag: 'e1' }],
      IsTruncated: false
    }));
  await expect(upload(api, bigSource(), target, { ledger })).rejects.toMatchObject({
    code: 'ConnectionLost'
  });
  expect(api.callsOf('s3.UploadPart').map(({ PartNumber }) => PartNumber)).toEqual([1, 2, 2, 2]);
  expect(api.callsOf('s3.AbortMultipartUpload')).toEqual([]);

  down = false;
  await upload(api, bigSource(), target, { ledger });
  expect(api.callsOf('s3.CreateMultipartUpload')).toHaveLength(1);
  expect(
    api
      .callsOf('s3.UploadPart')
      .slice(4)
      .map(({ PartNumber }) => PartNumber)
  ).toEqual([2, 3]);
  expect(stored.size).toBe(0);
});

test('a cut upload of a file that was changed since starts over', async () => {
  const marks: (UploadMark | undefined)[] = [];
  const api = multipartApi();
  const ledger = {
    get: async () => ({ uploadId: 'old', size: 1, modified: 1 }),
    set: async (_: S3Location, mark: UploadMark | undefined) => void marks.push(mark)
  };
  await upload(api, bigSource(), target, { ledger });
  expect(api.callsOf('s3.AbortMultipartUpload')[0].UploadId).toBe('old');
  expect(api.callsOf('s3.CreateMultipartUpload')).toHaveLength(1);
  expect(marks).toEqual([expect.objectContaining({ uploadId: 'u1' }), undefined]);
});
