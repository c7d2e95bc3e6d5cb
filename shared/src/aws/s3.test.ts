import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkBucket, formatS3Uri, getObject, getObjectText, joinS3Uri, listPrefix } from './s3';
import { parseS3Uri, requireS3Uri } from './s3';
import { FakeApi, fakeError } from './testing/fakeApi';

test('any key survives formatting and parsing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), key => {
      const location = { bucket: 'my-bucket.1', key };
      expect(parseS3Uri(formatS3Uri(location))).toEqual(location);
    })
  );
});

test('keys are taken as they stand: spaces, plus, percent, unicode', () => {
  expect(parseS3Uri('s3://bkt/a folder/b+c%20d/é 🚢.csv')).toEqual({
    bucket: 'bkt',
    key: 'a folder/b+c%20d/é 🚢.csv'
  });
  expect(parseS3Uri('s3://bkt')).toEqual({ bucket: 'bkt', key: '' });
});

test('refuses what is no S3 location', () => {
  for (const uri of [
    '',
    's3:/b/k',
    'http://bkt/k',
    's3://',
    's3:///key',
    's3://Upper/k',
    's3://a/'
  ]) {
    expect(parseS3Uri(uri)).toBeUndefined();
    expect(() => requireS3Uri(uri)).toThrow(/not an S3 location/);
  }
});

test('joins with one slash', () => {
  expect(joinS3Uri('s3://bkt/out/', 'job', 'x.json')).toBe('s3://bkt/out/job/x.json');
  expect(joinS3Uri('s3://bkt', 'job')).toBe('s3://bkt/job');
});

test('ranges are half open and an empty one makes no call', async () => {
  const api = new FakeApi({ 's3.GetObject': () => ({ Body: new Uint8Array([1, 2]) }) });
  const location = { bucket: 'bkt', key: 'k' };
  await getObject(api, location, { range: { start: 10, end: 12 } });
  expect(api.calls[0]?.input.Range).toBe('bytes=10-11');
  expect(await getObject(api, location, { range: { start: 5, end: 5 } })).toHaveLength(0);
  expect(api.calls).toHaveLength(1);
});

test('text loses its byte order mark', async () => {
  const api = new FakeApi({
    's3.GetObject': () => ({ Body: new TextEncoder().encode('\uFEFF{"a":1}') })
  });
  expect(await getObjectText(api, { bucket: 'bkt', key: 'k' })).toBe('{"a":1}');
});

test('lists all pages of a prefix', async () => {
  const api = new FakeApi().sequence('s3.ListObjectsV2', [
    { Contents: [{ Key: 'p/a', Size: 1 }], NextContinuationToken: 't' },
    { Contents: [{ Key: 'p/b', Size: 2 }] }
  ]);
  const keys: string[] = [];
  for await (const object of listPrefix(api, { bucket: 'bkt', key: 'p/' })) {
    keys.push(object.key);
  }
  expect(keys).toEqual(['p/a', 'p/b']);
  expect(api.calls[1]?.input.ContinuationToken).toBe('t');
});

test('tells a missing bucket from a denied one; other failures are thrown', async () => {
  const api = new FakeApi().sequence('s3.HeadBucket', [
    { BucketRegion: 'eu-west-1' },
    fakeError({ code: '404', status: 404 }),
    fakeError({ code: 'AccessDenied', status: 403 }),
    fakeError({ code: 'ConnectionLost', retryable: true })
  ]);
  expect(await checkBucket(api, 'bkt')).toEqual({ state: 'ready', region: 'eu-west-1' });
  expect(await checkBucket(api, 'bkt')).toEqual({ state: 'missing' });
  expect(await checkBucket(api, 'bkt')).toEqual({ state: 'denied' });
  await expect(checkBucket(api, 'bkt')).rejects.toMatchObject({ code: 'ConnectionLost' });
});
