// The AWS SDK for JavaScript against a live engine: S3 and STS.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  UploadPartCommand
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { testEngine } from './harness/engine.mjs';

const BUCKET = 'conformance-bucket';
const ODD_KEYS = [
  'plain.csv',
  'with space/and+plus.csv',
  'percent%20encoded%2Bkey',
  'query?and#fragment&amp;=;,:@$',
  'quotes "double" \'single\' <tag>',
  'grüße/naïve/日本語.csv',
  'emoji-🚢.parquet',
  'double//slash',
  '/leading-slash',
  'trailing-slash/',
  'tilde~star*paren()',
  'x'.repeat(1000)
];

let engine;
let s3;
before(async () => {
  engine = await testEngine();
  s3 = new S3Client(engine.client);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});
after(async () => {
  s3?.destroy();
  await engine?.stop();
});

const put = (Key, Body, more = {}) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const get = async (Key, more = {}) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
  return { ...answer, bytes: Buffer.from(await answer.Body.transformToByteArray()) };
};
const keysBelow = async (Prefix, more = {}) => {
  const answer = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix, ...more }));
  return (answer.Contents ?? []).map(item => item.Key);
};

describe('buckets', () => {
  test('the created and the default one are listed', async () => {
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    const names = Buckets.map(bucket => bucket.Name);
    assert.ok(names.includes(BUCKET), names.join());
    assert.ok(names.includes(engine.info.defaultBucket), names.join());
    assert.ok(Buckets.every(bucket => bucket.CreationDate instanceof Date));
    await s3.send(new HeadBucketCommand({ Bucket: BUCKET }));
  });

  test('a missing one is said so', async () => {
    const Bucket = 'not-there-at-all';
    await assert.rejects(s3.send(new HeadBucketCommand({ Bucket })), NotFound);
    await assert.rejects(s3.send(new ListObjectsV2Command({ Bucket })), NoSuchBucket);
    await assert.rejects(
      s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' })),
      error => error.name === 'NoSuchBucket' && error.$metadata.httpStatusCode === 404
    );
  });
});

describe('objects', () => {
  for (const key of ODD_KEYS) {
    test(`go in and out under ${JSON.stringify(key.slice(0, 40))}`, async () => {
      const body = randomBytes(300);
      const { ETag } = await put(key, body, {
        ContentType: 'text/csv',
        Metadata: { made: 'here' }
      });
      assert.equal(ETag, `"${createHash('md5').update(body).digest('hex')}"`);

      const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
      assert.equal(head.ContentLength, 300);
      assert.equal(head.ContentType, 'text/csv');
      assert.deepEqual(head.Metadata, { made: 'here' });
      assert.ok(head.LastModified instanceof Date);

      assert.ok((await get(key)).bytes.equals(body));
      assert.deepEqual(await keysBelow(key), [key]);

      const copy = `copies/${key.slice(0, 900)}`;
      const source = `${BUCKET}/${encodeURIComponent(key)}`;
      const { CopyObjectResult } = await s3.send(
        new CopyObjectCommand({ Bucket: BUCKET, Key: copy, CopySource: source })
      );
      assert.equal(CopyObjectResult.ETag, ETag);
      assert.ok((await get(copy)).bytes.equals(body));

      await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
      await assert.rejects(get(key), NoSuchKey);
      // Deleting what is not there is no failure, as in S3.
      await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
    });
  }

  test('a stream of unknown checksum arrives whole', async () => {
    const body = randomBytes(300_000);
    await put('stream', Readable.from([body.subarray(0, 100_000), body.subarray(100_000)]), {
      ContentLength: body.length
    });
    assert.ok((await get('stream')).bytes.equals(body));
  });

  test('an empty object is an object', async () => {
    await put('empty', '');
    const answer = await get('empty');
    assert.equal(answer.bytes.length, 0);
    assert.equal(answer.ContentLength, 0);
  });

  test('ranges', async () => {
    await put('ranges', Buffer.from('0123456789'));
    for (const [Range, expected, ContentRange] of [
      ['bytes=0-3', '0123', 'bytes 0-3/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-2', '89', 'bytes 8-9/10'],
      ['bytes=5-100', '56789', 'bytes 5-9/10']
    ]) {
      const answer = await get('ranges', { Range });
      assert.equal(answer.bytes.toString(), expected, Range);
      assert.equal(answer.ContentRange, ContentRange);
      assert.equal(answer.$metadata.httpStatusCode, 206);
    }
    await assert.rejects(
      get('ranges', { Range: 'bytes=10-12' }),
      error => error.name === 'InvalidRange' && error.$metadata.httpStatusCode === 416
    );
  });

  test('a changed body is told from its checksum', async () => {
    await assert.rejects(
      put('checked', 'body', { ContentMD5: createHash('md5').update('other').digest('base64') }),
      error => error.name === 'BadDigest'
    );
    await assert.rejects(get('checked'), NoSuchKey);
  });
});

describe('listing', () => {
  test('pages, folders and order', async () => {
    const keys = ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/d/3', 'list/é'];
    for (const key of keys) await put(key, key);

    const found = [];
    let ContinuationToken;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'list/', MaxKeys: 2, ContinuationToken })
      );
      assert.ok(page.Contents.length <= 2);
      assert.equal(page.IsTruncated, page.NextContinuationToken !== undefined);
      found.push(...page.Contents.map(item => item.Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    assert.deepEqual(found, keys);

    const folders = await s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'list/', Delimiter: '/' })
    );
    assert.deepEqual(
      folders.Contents.map(item => item.Key),
      ['list/a', 'list/c', 'list/é']
    );
    assert.deepEqual(
      folders.CommonPrefixes.map(item => item.Prefix),
      ['list/b/', 'list/d/']
    );
    assert.equal(folders.KeyCount, 5);

    assert.deepEqual(await keysBelow('list/', { StartAfter: 'list/c' }), ['list/d/3', 'list/é']);
    assert.deepEqual(await keysBelow('nothing/'), []);
  });
});

describe('multipart upload', () => {
  const Key = 'parts/big + odd.bin';

  test('parts become one object', async () => {
    const parts = [randomBytes(5 * 1024 * 1024), randomBytes(1234)];
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ContentType: 'application/x-test' })
    );
    const sent = [];
    for (const [index, Body] of parts.entries()) {
      const PartNumber = index + 1;
      const { ETag } = await s3.send(
        new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber, Body })
      );
      sent.push({ PartNumber, ETag });
    }
    const listed = await s3.send(new ListPartsCommand({ Bucket: BUCKET, Key, UploadId }));
    assert.deepEqual(
      listed.Parts.map(({ PartNumber, ETag, Size }) => ({ PartNumber, ETag, Size })),
      sent.map((part, index) => ({ ...part, Size: parts[index].length }))
    );
    const { ETag } = await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket: BUCKET,
        Key,
        UploadId,
        MultipartUpload: { Parts: sent }
      })
    );
    const digests = parts.map(part => createHash('md5').update(part).digest());
    const whole = createHash('md5').update(Buffer.concat(digests)).digest('hex');
    assert.equal(ETag, `"${whole}-2"`);
    const answer = await get(Key);
    assert.ok(answer.bytes.equals(Buffer.concat(parts)));
    assert.equal(answer.ContentType, 'application/x-test');
  });

  test('an aborted one is gone', async () => {
    const object = { Bucket: BUCKET, Key: 'parts/aborted' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(object));
    await s3.send(new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: 'x' }));
    await s3.send(new AbortMultipartUploadCommand({ ...object, UploadId }));
    await assert.rejects(
      s3.send(new ListPartsCommand({ ...object, UploadId })),
      error => error.name === 'NoSuchUpload'
    );
    await assert.rejects(get(object.Key), NoSuchKey);
  });
});

describe('identity', () => {
  test('is the local account', async () => {
    const sts = new STSClient(engine.client);
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Account, engine.info.accountId);
    assert.match(identity.Arn, /^arn:aws:/);
    sts.destroy();
  });

  test('a wrong key pair is refused', async () => {
    const { credentials } = engine.client;
    for (const [wrong, name] of [
      [{ ...credentials, secretAccessKey: 'wrong' }, /SignatureDoesNotMatch/],
      [{ ...credentials, accessKeyId: 'AKIDUNKNOWN' }, /InvalidAccessKeyId/]
    ]) {
      const client = new S3Client({ ...engine.client, credentials: wrong });
      await assert.rejects(
        client.send(new ListBucketsCommand({})),
        error => name.test(error.name) && error.$metadata.httpStatusCode === 403
      );
      client.destroy();
    }
  });

  test('without a signature nothing is told', async () => {
    const answer = await fetch(`${engine.info.endpointUrl}/${BUCKET}?list-type=2`);
    assert.equal(answer.status, 403);
    assert.doesNotMatch(await answer.text(), /<Contents>/);
  });
});
