// The core, with the extension's own AWS code below it, against another implementation of the
// API than the engine: moto, where it has the operation.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort, waitForHttp } from '../../scripts/network.mjs';
import { venvProgram } from '../../scripts/paths.mjs';
import { launch } from '../../scripts/processes.mjs';
import { importSources } from './harness/bundle.mjs';

const BUCKET = 'core-bucket';
const ROLE = 'arn:aws:iam::123456789012:role/SageMaker';
const REGION = 'eu-west-1';

let folder;
let moto;
let caller;
let api;
let core;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pilothouse-moto-'));
  const port = await freePort();
  moto = launch(venvProgram('moto_server'), ['-H', '127.0.0.1', '-p', String(port)]);
  const endpointUrl = `http://127.0.0.1:${port}`;
  await waitForHttp(`${endpointUrl}/moto-api/`, moto, { name: 'moto_server' });
  const credentialsFile = path.join(folder, 'credentials');
  await writeFile(credentialsFile, '[test]\naws_access_key_id=a\naws_secret_access_key=b\n');
  core = await importSources({
    aws: 'vscode-ext/src/aws/index',
    s3: 'shared/src/aws/s3',
    upload: 'shared/src/aws/upload',
    source: 'shared/src/aws/source',
    deploy: 'shared/src/endpoints/deploy',
    draft: 'shared/src/endpoints/deployDraft',
    run: 'shared/src/endpoints/deployRun',
    endpoints: 'shared/src/endpoints/service',
    resources: 'shared/src/aws/resourceList'
  });
  caller = core.aws.createCaller();
  const target = { kind: 'local', endpointUrl, region: REGION, credentialsFile, profile: 'test' };
  api = {
    call: (service, operation, input, { signal } = {}) =>
      caller.call(target, service, operation, input, { signal, timeoutMs: 30_000 })
  };
  await api.call('s3', 'CreateBucket', {
    Bucket: BUCKET,
    CreateBucketConfiguration: { LocationConstraint: REGION }
  });
});
after(async () => {
  caller?.dispose();
  await moto?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('S3', () => {
  const at = key => ({ bucket: BUCKET, key });

  test('identity and bucket checks', async () => {
    const identity = await api.call('sts', 'GetCallerIdentity', {});
    assert.equal(identity.Account, '123456789012');
    assert.equal((await core.s3.checkBucket(api, BUCKET)).state, 'ready');
    assert.deepEqual(await core.s3.checkBucket(api, 'no-such-bucket-here'), { state: 'missing' });
  });

  for (const [what, size] of [
    ['at once', 1000],
    ['in parts', 9 * 1024 * 1024]
  ]) {
    test(`uploads ${what} and reads ranges`, async () => {
      const bytes = new Uint8Array(randomBytes(size));
      const target = at(`up/with space +${size}.bin`);
      const sent = [];
      await core.upload.upload(api, core.source.memorySource('data', bytes), target, {
        onProgress: done => sent.push(done)
      });
      assert.equal(sent.at(-1), size);
      const head = await core.s3.headObject(api, target);
      assert.equal(head.size, size);
      const read = await core.s3.getObject(api, target, { range: { start: 10, end: 20 } });
      assert.deepEqual([...read], [...bytes.subarray(10, 20)]);
      assert.ok(Buffer.from(await core.s3.getObject(api, target)).equals(Buffer.from(bytes)));
    });
  }

  test('lists more than a page', async () => {
    const keys = Array.from({ length: 1005 }, (_, i) => `many/${String(i).padStart(4, '0')}`);
    for (let i = 0; i < keys.length; i += 20) {
      const some = keys.slice(i, i + 20);
      await Promise.all(
        some.map(Key =>
          api.call('s3', 'PutObject', { Bucket: BUCKET, Key, Body: new Uint8Array(1) })
        )
      );
    }
    const found = [];
    for await (const object of core.s3.listPrefix(api, at('many/'))) found.push(object.key);
    assert.deepEqual(found, keys);
  });

  test('an absent object fails with its code', async () => {
    await assert.rejects(
      core.s3.getObject(api, at('absent')),
      error => error.name === 'AwsError' && error.code === 'NoSuchKey' && error.status === 404
    );
  });
});

describe('AutoML jobs', () => {
  const job = AutoMLJobName => ({
    AutoMLJobName,
    AutoMLJobInputDataConfig: [
      {
        ChannelType: 'training',
        ContentType: 'text/csv;header=present',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/a.csv` } }
      }
    ],
    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/out/` },
    // moto fails without the last two, which the API does not ask for.
    AutoMLProblemTypeConfig: {
      TabularJobConfig: {
        TargetAttributeName: 'y',
        ProblemType: 'Regression',
        CompletionCriteria: { MaxCandidates: 5 }
      }
    },
    RoleArn: ROLE
  });

  test('create, describe, list, stop', async () => {
    for (const name of ['one', 'two']) await api.call('sagemaker', 'CreateAutoMLJobV2', job(name));
    const described = await api.call('sagemaker', 'DescribeAutoMLJobV2', { AutoMLJobName: 'one' });
    assert.equal(described.AutoMLJobName, 'one');
    // Times cross the seam as text.
    assert.equal(typeof described.CreationTime, 'string');
    assert.ok(!Number.isNaN(Date.parse(described.CreationTime)));
    const { AutoMLJobSummaries } = await api.call('sagemaker', 'ListAutoMLJobs', {});
    assert.deepEqual(AutoMLJobSummaries.map(item => item.AutoMLJobName).sort(), ['one', 'two']);
    await api.call('sagemaker', 'StopAutoMLJob', { AutoMLJobName: 'one' });
    const stopped = await api.call('sagemaker', 'DescribeAutoMLJobV2', { AutoMLJobName: 'one' });
    assert.match(stopped.AutoMLJobStatus, /^Stopp(ed|ing)$/);
  });
});

describe('endpoints', () => {
  test('deploy, read, delete', async () => {
    const subject = {
      jobName: 'churn',
      candidateName: 'churn-best',
      problem: 'tabular',
      containers: [{ Image: 'image', ModelDataUrl: `s3://${BUCKET}/m.tar.gz`, Environment: {} }],
      problemType: 'BinaryClassification'
    };
    const draft = core.draft.emptyDeployment(subject, new Date());
    const plan = core.deploy.planDeployment(subject, draft, { roleArn: ROLE, cost: 'billed' });
    await core.run.deploy(api, plan);
    const endpointName = plan.name;
    const listed = async () =>
      (await core.resources.listResources(api, 'endpoints')).items.map(item => item.name);
    assert.deepEqual(await listed(), [endpointName]);
    const details = await core.endpoints.endpointDetails(api, endpointName);
    assert.deepEqual(details.modelNames, [plan.modelName]);

    await core.endpoints.deleteEndpoint(api, core.endpoints.planDeletion(details), {
      interval: 50
    });
    assert.deepEqual(await listed(), []);
    const models = await api.call('sagemaker', 'ListModels', {});
    assert.deepEqual(models.Models, []);
    const configs = await api.call('sagemaker', 'ListEndpointConfigs', {});
    assert.deepEqual(configs.EndpointConfigs, []);
  });
});
