import { describe, expect, it } from 'vitest';
import { AwsError } from '../aws/errors';
import { memorySource } from '../aws/source';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { emptyDeployment } from './deployDraft';
import { deploy, removeCreated, withoutStart } from './deployRun';
import { planOf, subject } from './testing/deployment';

describe('deploy', () => {
  const plan = planOf();
  const working = (): FakeApi =>
    new FakeApi({
      'sagemaker.CreateModel': () => ({}),
      'sagemaker.CreateEndpointConfig': () => ({}),
      'sagemaker.CreateEndpoint': () => ({}),
      'sagemaker.DeleteModel': () => ({}),
      'sagemaker.DeleteEndpointConfig': () => ({}),
      'sagemaker.DeleteEndpoint': () => ({})
    });
  const refuse =
    (code: string, message = 'No.') =>
    (): never => {
      throw fakeError({ code, message, retryable: false });
    };
  const names = (api: FakeApi): string[] => api.calls.map(call => call.operation);

  it('creates model, configuration and endpoint in this order', async () => {
    const api = working();
    const steps: string[] = [];
    const created: string[] = [];
    await deploy(api, plan, {
      onStep: step => steps.push(step),
      onCreated: ({ what }) => created.push(what)
    });
    expect(names(api)).toEqual(['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
    expect(steps).toEqual(names(api));
    expect(created).toEqual(plan.calls.map(({ what }) => what));
  });

  it('reads the archives of another account with its role, and writes with one’s own', async () => {
    const readAs = 'arn:aws:iam::111122223333:role/Reader';
    const roles: unknown[] = [];
    const api = working()
      .on('s3.HeadObject', (_input, { role }) => {
        roles.push(role);
        return { ContentLength: 3, LastModified: '2026-11-22T00:00:00Z' };
      })
      .on('s3.GetObject', (_input, { role }) => {
        roles.push(role);
        return { Body: new Uint8Array([1, 2, 3]) };
      })
      .on('s3.PutObject', (_input, { role }) => {
        roles.push(role ?? 'own');
        return {};
      });
    const copied = planOf({ readAs });
    const [{ from, to } = { from: '', to: '' }] = copied.copies;
    expect(from).toBe('s3://bucket/model.tar.gz');
    expect(to).toMatch(/^s3:\/\/bkt\/pilothouse\/deployments\/models\//);
    expect(copied.calls[0]?.input).toMatchObject({ Containers: [{ ModelDataUrl: to }] });
    await deploy(api, copied);
    expect(roles.filter(role => role === 'own')).toHaveLength(1);
    expect(new Set(roles)).toEqual(new Set([readAs, 'own']));
    expect(api.callsOf('s3.PutObject')[0]).toMatchObject({ Body: new Uint8Array([1, 2, 3]) });
    expect(planOf({ readAs }, { inPlace: true }).copies).toEqual([]);
  });

  it('leaves what it made when a step fails, and goes on from there', async () => {
    const api = working().on('sagemaker.CreateEndpoint', refuse('ResourceLimitExceeded'));
    const created: string[] = [];
    const onCreated = ({ what }: { what: string }): void => {
      created.push(what);
    };
    await expect(deploy(api, plan, { onCreated })).rejects.toMatchObject({
      code: 'ResourceLimitExceeded'
    });
    expect(created).toEqual([
      'model churn-261122140203',
      'endpoint configuration churn-261122140203'
    ]);
    api.on('sagemaker.CreateEndpoint', () => ({}));
    await deploy(api, plan, { existing: [...created], onCreated });
    expect(names(api).slice(3)).toEqual(['CreateEndpoint']);
    expect(created).toHaveLength(3);
  });

  it('takes back what was made, last first, and names what stays', async () => {
    const api = working().on('sagemaker.DeleteModel', refuse('AccessDeniedException'));
    const left = await removeCreated(api, plan.calls);
    expect(names(api)).toEqual(['DeleteEndpoint', 'DeleteEndpointConfig', 'DeleteModel']);
    expect(left.map(({ call, why }) => [call.what, why])).toEqual([
      ['model churn-261122140203', 'No.']
    ]);
    const gone = working().on(
      'sagemaker.DeleteModel',
      refuse('ValidationException', 'Could not find model.')
    );
    expect(await removeCreated(gone, plan.calls)).toEqual([]);
  });

  it('tries again while the configuration is not yet visible', async () => {
    const api = working().sequence('sagemaker.CreateEndpoint', [
      new AwsError({
        code: 'ValidationException',
        message: 'Could not find endpoint configuration.',
        retryable: false
      }),
      {}
    ]);
    await deploy(api, plan);
    expect(names(api).filter(name => name === 'CreateEndpoint')).toHaveLength(2);
  });

  it('knows an endpoint whose creation was cut off, if it is its own', async () => {
    for (const [config, own] of [
      [plan.modelName, true],
      ['other', false]
    ] as const) {
      const api = working()
        .on('sagemaker.CreateEndpoint', refuse('ConnectionLost'))
        .on('sagemaker.DescribeEndpoint', () => ({ EndpointConfigName: config }));
      const created: string[] = [];
      await expect(
        deploy(api, plan, { onCreated: ({ what }) => created.push(what) })
      ).rejects.toMatchObject({ code: 'ConnectionLost' });
      expect(created.some(what => what.startsWith('endpoint churn'))).toBe(own);
    }
  });

  it('goes on with what is there already if it is its own, and with nothing else', async () => {
    const taken = refuse('ValidationException', 'Cannot create already existing endpoint "x".');
    for (const [config, own] of [
      [plan.modelName, true],
      ['other', false]
    ] as const) {
      const api = working()
        .on('sagemaker.CreateEndpoint', taken)
        .on('sagemaker.DescribeEndpoint', () => ({ EndpointConfigName: config }));
      const run = deploy(api, plan);
      await (own ? run : expect(run).rejects.toThrow('already existing'));
    }
  });

  it('stores files first: copies of archives, and records without their first line', async () => {
    const empty = emptyDeployment(subject(), new Date());
    const batch = planOf(
      {},
      {
        kind: 'batch',
        copyTo: 's3://mine/',
        batch: {
          ...empty.batch,
          input: {
            kind: 'file',
            path: 'x.csv',
            first: { cells: ['a'], bytes: 2 },
            skipFirst: true
          }
        }
      }
    );
    const stored: string[] = [];
    const api = new FakeApi({
      's3.CopyObject': ({ CopySource }) => void stored.push(`copy ${CopySource}`),
      's3.PutObject': ({ Body }) => void stored.push(new TextDecoder().decode(Body)),
      'sagemaker.CreateModel': () => ({}),
      'sagemaker.CreateTransformJob': () => ({})
    });
    await deploy(api, batch, {
      open: path => memorySource(path, new TextEncoder().encode('a\n1\n2\n'))
    });
    expect(stored).toEqual(['copy bucket/model.tar.gz', '1\n2\n']);
  });

  it('skips nothing of a source by default', () => {
    const source = memorySource('x', new Uint8Array(3));
    expect(withoutStart(source, 0)).toBe(source);
  });
});
