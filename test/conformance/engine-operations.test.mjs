// The AWS SDK for JavaScript against a live engine: every operation that may cross the seam.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as s3 from '@aws-sdk/client-s3';
import * as sagemaker from '@aws-sdk/client-sagemaker';
import * as runtime from '@aws-sdk/client-sagemaker-runtime';
import * as sts from '@aws-sdk/client-sts';
import { testEngine } from './harness/engine.mjs';

const OPERATIONS = JSON.parse(
  await readFile(new URL('../../shared/operations.json', import.meta.url), 'utf8')
);
const SDK = {
  sagemaker: [sagemaker, 'SageMakerClient'],
  'sagemaker-runtime': [runtime, 'SageMakerRuntimeClient'],
  s3: [s3, 'S3Client'],
  sts: [sts, 'STSClient'],
  logs: [logs, 'CloudWatchLogsClient']
};
const HUB = 'SageMakerPublicHub';
const NAME = 'sklearn-classification-wine';
const ABSENT = 'absent';

let engine;
let client;

/** The smallest input that the SDK can put into a request; names of nothing that exists. */
function least() {
  return {
    Bucket: engine.info.defaultBucket,
    Key: ABSENT,
    CopySource: `${engine.info.defaultBucket}/absent`,
    UploadId: ABSENT,
    PartNumber: 1,
    EndpointName: ABSENT,
    Body: '1',
    InputLocation: 's3://absent/absent'
  };
}

before(async () => {
  engine = await testEngine();
  client = new sagemaker.SageMakerClient(engine.client);
});

after(() => engine?.stop());

describe('every operation of shared/operations.json', () => {
  test('of every service', () => {
    const services = Object.keys(OPERATIONS).filter(key => key !== 'comment');
    assert.deepEqual(services.sort(), Object.keys(SDK).sort());
  });

  for (const [service, [sdk, kind]] of Object.entries(SDK)) {
    test(service, async () => {
      const own = new sdk[kind](engine.client);
      for (const operation of Object.keys(OPERATIONS[service])) {
        try {
          await own.send(new sdk[`${operation}Command`](least()));
        } catch (error) {
          const status = error.$metadata?.httpStatusCode;
          assert.ok(status >= 400 && status < 500, `${operation}: ${error}`);
          assert.notEqual(error.name, 'UnknownOperationException', operation);
          assert.ok(error.message || operation.startsWith('Head'), operation);
        }
      }
    });
  }
});

test('the hub is read as the service’s is', async () => {
  const send = (name, input) => client.send(new sagemaker[`${name}Command`](input));
  const { HubSummaries } = await send('ListHubs', {});
  assert.deepEqual(
    HubSummaries.map(hub => [hub.HubName, hub.HubStatus]),
    [[HUB, 'InService']]
  );
  assert.ok(HubSummaries[0].CreationTime instanceof Date);
  const hub = await send('DescribeHub', { HubName: HUB });
  assert.match(hub.S3StorageConfig.S3OutputPath, /^s3:/);
  const asked = { HubName: HUB, HubContentType: 'Model' };
  const { HubContentSummaries } = await send('ListHubContents', asked);
  assert.ok(HubContentSummaries.some(content => content.HubContentName === NAME));
  const versions = await send('ListHubContentVersions', { ...asked, HubContentName: NAME });
  assert.equal(versions.HubContentSummaries.length, 1);
  const content = await send('DescribeHubContent', { ...asked, HubContentName: NAME });
  assert.equal(content.HubContentStatus, 'Available');
  const document = JSON.parse(content.HubContentDocument);
  assert.equal(document.TrainingSupported, false);
  assert.equal(document.FineTuningSupported, false);
  await assert.rejects(
    send('DescribeHubContent', { ...asked, HubContentName: ABSENT }),
    sagemaker.ResourceNotFound
  );
});
