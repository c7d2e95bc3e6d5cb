import { AwsError } from '@pilothouse/core/aws/errors';
import type { AdminConfigFile } from '@pilothouse/core/environment/adminDefaults';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AwsCaller, AwsTarget } from '../aws/contract';
import type { EngineInfo } from '../engine/engineFile';
import { stub } from '../testing/vscodeStub';
import { BackendApi } from './BackendApi';
import { BackendModel } from './BackendModel';
import { parseSpaceMetadata, resolveRegion } from './region';

const info = (port: number): EngineInfo => ({
  endpointUrl: `http://127.0.0.1:${port}`,
  region: 'local',
  roleArn: 'arn:aws:iam::000000000000:role/PilothouseLocal',
  defaultBucket: 'sagemaker-local-000000000000',
  credentialsFile: '/c',
  version: '1'
});

let ensured: number;
let lost: EngineInfo[];
let targets: AwsTarget[];
let answers: (() => unknown)[];
let logged: string[];
let identity: () => unknown;
let adminConfig: AdminConfigFile[];
let health: () => void;

const caller: AwsCaller = {
  call: (target, service) => {
    if (service === 'sts') {
      return Promise.resolve().then(identity);
    }
    targets.push(target);
    return Promise.resolve().then(() => answers.shift()?.() ?? {});
  },
  stream: target => {
    targets.push(target);
    return Promise.resolve({ output: {}, parts: (async function* () {})() });
  },
  profiles: () => Promise.resolve([{ name: 'analyst', region: 'eu-west-3' }]),
  adminConfig: () => Promise.resolve(adminConfig),
  dispose: () => undefined
};

const engine = {
  state: { status: 'off' },
  onDidChange: () => ({ dispose: () => undefined }),
  ensure: () => Promise.resolve(info(++ensured)),
  look: () => Promise.resolve({ status: 'off' }),
  start: () => Promise.resolve(info(++ensured)),
  check: () => Promise.resolve().then(() => health()),
  lost: (gone: EngineInfo) => lost.push(gone),
  reset: () => undefined
};

function make(): { api: BackendApi; backend: BackendModel } {
  const aws = { caller: () => caller } as never;
  const backend = new BackendModel(engine as never, {} as never, aws);
  const log = {
    debug: (text: string) => logged.push(text),
    warn: (text: string) => logged.push(text)
  };
  return { backend, api: new BackendApi(backend, engine as never, aws, log) };
}

const fails =
  (code: string, more: object = {}) =>
  (): never => {
    throw new AwsError({ code, message: code, retryable: true, ...more });
  };
const refused = fails('ConnectionLost', { details: { connection: 'ECONNREFUSED' } });
const reset = fails('ConnectionLost', { details: { connection: 'ECONNRESET' } });

beforeEach(() => {
  stub.reset();
  [ensured, lost, targets, answers, logged] = [0, [], [], [], []];
  identity = () => ({ Account: '111122223333' });
  health = () => undefined;
  adminConfig = [];
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'REGION_NAME', 'AWS_PROFILE']) {
    delete process.env[name];
  }
});

describe('BackendApi', () => {
  it('makes no call that is not on the list', async () => {
    const { api } = make();
    await expect(api.call('sagemaker', 'CreateTrainingJob', {})).rejects.toMatchObject({
      code: 'OperationNotAllowed'
    });
    expect(ensured).toBe(0);
  });

  it('makes no call in a workspace that is not trusted', async () => {
    stub.trusted = false;
    const { api } = make();
    await expect(api.call('sagemaker', 'ListEndpoints', {})).rejects.toMatchObject({
      code: 'OperationNotAllowed',
      message: expect.stringContaining('not trusted') as string
    });
    expect(ensured).toBe(0);
  });

  it('lets answers in parts through, but for what is not listed', async () => {
    const { api } = make();
    const operation = 'InvokeEndpointWithResponseStream';
    expect(await api.stream('sagemaker-runtime', operation, {})).toHaveProperty('parts');
    expect(targets).toHaveLength(1);
    await expect(api.stream('s3', 'SelectObjectContent', {})).rejects.toMatchObject({
      code: 'OperationNotAllowed'
    });
    expect(targets).toHaveLength(1);
  });

  it('starts a dead engine again, once', async () => {
    const { api } = make();
    answers = [refused, () => ({ Endpoints: [] })];
    expect(await api.call('sagemaker', 'ListEndpoints', {})).toEqual({ Endpoints: [] });
    expect(lost).toEqual([info(1)]);
    answers = [refused, refused, () => ({})];
    await expect(api.call('sagemaker', 'ListEndpoints', {})).rejects.toMatchObject({
      code: 'ConnectionLost'
    });
    expect(answers).toHaveLength(1);
  });

  it('repeats no change that may have been made', async () => {
    const { api } = make();
    answers = [reset, () => ({})];
    await expect(
      api.call('sagemaker', 'CreateAutoMLJobV2', { AutoMLJobName: 'j' })
    ).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(answers).toHaveLength(1);
    expect(lost).toHaveLength(1);
    answers = [refused, () => ({ AutoMLJobArn: 'a' })];
    expect(await api.call('sagemaker', 'CreateAutoMLJobV2', { AutoMLJobName: 'j' })).toEqual({
      AutoMLJobArn: 'a'
    });
  });

  it('tells a busy engine from one that hangs when a call had no answer in time', async () => {
    const { api } = make();
    answers = [fails('Timeout')];
    await expect(api.call('sagemaker', 'ListEndpoints', {})).rejects.toMatchObject({
      code: 'Timeout',
      message: expect.stringContaining('busy') as string
    });
    answers = [fails('Timeout')];
    health = fails('EngineNotResponding', { action: 'restart-engine' });
    await expect(api.call('sagemaker', 'ListEndpoints', {})).rejects.toMatchObject({
      code: 'EngineNotResponding',
      action: 'restart-engine'
    });
  });

  it('gives a call up when its engine hangs, long before the call’s own limit', async () => {
    vi.useFakeTimers();
    try {
      const { api } = make();
      let looks = 0;
      answers = [() => new Promise(() => undefined)];
      health = () => {
        if (++looks === 2) {
          throw new AwsError({ code: 'EngineNotResponding', message: 'm', retryable: true });
        }
      };
      const call = api.call('s3', 'PutObject', {}).catch((error: AwsError) => error.code);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await call).toBe('EngineNotResponding');
      expect(looks).toBe(2);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('logs operation, time, bytes and code, and nothing of what was sent', async () => {
    const { api } = make();
    answers = [() => ({}), fails('ValidationException', { status: 400 })];
    const Body = new TextEncoder().encode('secret rows');
    await api.call('s3', 'PutObject', { Bucket: 'my-bucket', Key: 'my-key', Body });
    await api.call('sagemaker', 'DescribeEndpoint', { EndpointName: 'my-name' }).catch(() => null);
    expect(logged[0]).toMatch(/^s3:PutObject \d+ ms 11 B out 0 B in$/);
    expect(logged[1]).toMatch(/^sagemaker:DescribeEndpoint \d+ ms ValidationException 400$/);
    expect(logged.join()).not.toMatch(/my-|secret/);
  });

  it('does not wait for an engine that starts when the call is cancelled', async () => {
    const { api } = make();
    const ensure = engine.ensure;
    engine.ensure = () => new Promise(() => undefined);
    const controller = new AbortController();
    const call = api.call('sagemaker', 'ListEndpoints', {}, controller);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'Cancelled' });
    engine.ensure = ensure;
  });
});

describe('BackendModel', () => {
  it('tells what the engine gives before it runs', async () => {
    expect(await make().backend.state()).toMatchObject({
      label: 'Local engine',
      status: 'off',
      cost: 'free',
      region: 'local',
      defaultBucket: 'sagemaker-local-000000000000',
      profiles: ['analyst']
    });
    expect(ensured).toBe(0);
  });

  it('takes the Region of the profile when nothing else says one', async () => {
    stub.settings.set('backend', 'aws').set('profile', 'analyst');
    expect(await make().backend.state()).toMatchObject({
      label: 'AWS eu-west-3 · analyst',
      status: 'ready',
      cost: 'billed',
      defaultBucket: 'sagemaker-eu-west-3-111122223333'
    });
  });

  it('hands on the defaults of an administrator, for AWS alone', async () => {
    const Session = { DefaultS3Bucket: 'team-bucket' };
    adminConfig = [{ origin: '/etc/c.yaml', sections: { PythonSDK: { Modules: { Session } } } }];
    expect(await make().backend.state()).not.toHaveProperty('adminConfig');
    stub.settings.set('backend', 'aws').set('region', 'eu-west-1');
    expect(await make().backend.state()).toMatchObject({
      defaultBucket: 'team-bucket',
      adminConfig
    });
  });

  it('says what is missing, and asks again when it may be there', async () => {
    stub.settings.set('backend', 'aws');
    const { backend, api } = make();
    expect(await backend.state()).toMatchObject({
      status: 'unavailable',
      problem: { code: 'NoRegion', action: 'choose-region' }
    });
    await expect(api.call('sagemaker', 'ListEndpoints', {})).rejects.toMatchObject({
      code: 'NoRegion'
    });
    stub.setSetting('region', 'eu-west-1');
    identity = fails('NoCredentials');
    expect(await backend.state()).toMatchObject({ problem: { code: 'NoCredentials' } });
    identity = () => ({ Account: '111122223333' });
    expect(await backend.state()).toMatchObject({ status: 'ready', region: 'eu-west-1' });
  });

  it('sends AWS calls to the chosen Region and profile', async () => {
    stub.settings.set('backend', 'aws').set('region', 'eu-west-1').set('profile', 'analyst');
    await make().api.call('sagemaker', 'ListEndpoints', {});
    expect(targets).toEqual([{ kind: 'aws', region: 'eu-west-1', profile: 'analyst' }]);
    expect(ensured).toBe(0);
  });
});

describe('resolveRegion', () => {
  it('prefers the setting, then the environment, the space, the profile', () => {
    const env = { AWS_REGION: 'r-env', AWS_DEFAULT_REGION: 'r-default' };
    expect(resolveRegion({ setting: 'r-set', env, space: 's', profile: 'p' })).toBe('r-set');
    expect(resolveRegion({ env, space: 's', profile: 'p' })).toBe('r-env');
    expect(resolveRegion({ env: {}, space: 's', profile: 'p' })).toBe('s');
    expect(resolveRegion({ env: {}, profile: 'p' })).toBe('p');
    expect(resolveRegion({ env: {} })).toBeUndefined();
  });

  it('takes nothing that could lead a request elsewhere', () => {
    expect(resolveRegion({ setting: 'evil.org/', env: {} })).toBeUndefined();
  });
});

describe('parseSpaceMetadata', () => {
  it('reads role and Region, and drops what is not as expected', () => {
    const role = 'arn:aws:iam::111122223333:role/service-role/Space';
    const text = JSON.stringify({
      ExecutionRoleArn: role,
      ResourceArn: 'arn:aws:sagemaker:eu-west-1:111122223333:app/d/s/CodeEditor/default'
    });
    expect(parseSpaceMetadata(text)).toEqual({ executionRoleArn: role, region: 'eu-west-1' });
    for (const bad of ['', 'null', '[]', '{"ExecutionRoleArn":1,"ResourceArn":"x"}']) {
      expect(parseSpaceMetadata(bad)).toEqual({});
    }
  });
});
