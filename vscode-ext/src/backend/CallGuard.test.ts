import type { AwsApi } from '@pilothouse/core/aws/api';
import { AwsError } from '@pilothouse/core/aws/errors';
import type { Confirmation } from '@pilothouse/core/host';
import { beforeEach, describe, expect, it } from 'vitest';
import { allowedCalls } from '../panels/allowedCalls';
import { effectOf } from '@pilothouse/core/aws/operations';
import { CallGuard, resourceOf } from './CallGuard';

let made: string[];
let asked: Confirmation[];
let agrees: boolean;
let cost: 'free' | 'billed';
let failure: AwsError | undefined;

const api: AwsApi = {
  call: (service, operation) => {
    if (failure) {
      return Promise.reject(failure);
    }
    made.push(`${service}:${operation}`);
    return Promise.resolve({} as never);
  }
};

function guard(allowed?: ReadonlySet<string>): CallGuard {
  return new CallGuard({
    api,
    allowed,
    cost: () => cost,
    ask: request => {
      asked.push(request);
      return Promise.resolve(agrees);
    }
  });
}

const deletion: Confirmation = {
  kind: 'destructive',
  title: 'Delete endpoint e?',
  message: 'Requests to it will fail.',
  confirmLabel: 'Delete',
  operations: [{ operation: 'DeleteEndpoint', resource: 'e' }]
};

beforeEach(() => {
  made = [];
  asked = [];
  agrees = true;
  cost = 'billed';
  failure = undefined;
});

describe('CallGuard', () => {
  it('lets another role read, and change nothing', async () => {
    const role = 'arn:aws:iam::111122223333:role/Reader';
    await guard().call('sagemaker', 'DescribeAutoMLJobV2', {}, { role });
    for (const operation of ['CreateModel', 'CreateEndpoint', 'DeleteModel']) {
      await expect(guard().call('sagemaker', operation, {}, { role })).rejects.toMatchObject({
        code: 'OperationNotAllowed'
      });
    }
    expect(made).toEqual(['sagemaker:DescribeAutoMLJobV2']);
    expect(asked).toEqual([]);
  });

  it('lets reading and harmless changes pass without a question', async () => {
    await guard().call('sagemaker', 'ListEndpoints', {});
    await guard().call('s3', 'PutObject', { Bucket: 'b', Key: 'k' });
    expect(made).toEqual(['sagemaker:ListEndpoints', 's3:PutObject']);
    expect(asked).toEqual([]);
  });

  it('asks by itself when nothing was confirmed, and refuses on a no', async () => {
    agrees = false;
    const call = guard().call('sagemaker', 'DeleteEndpoint', { EndpointName: 'e' });
    await expect(call).rejects.toMatchObject({ code: 'Cancelled' });
    expect(asked).toMatchObject([{ kind: 'destructive', title: 'DeleteEndpoint e?' }]);
    expect(made).toEqual([]);
  });

  it('lets a confirmed call pass once', async () => {
    const guarded = guard();
    expect(await guarded.confirm(deletion)).toBe(true);
    await guarded.call('sagemaker', 'DeleteEndpoint', { EndpointName: 'e' });
    expect(asked).toHaveLength(1);
    agrees = false;
    await expect(
      guarded.call('sagemaker', 'DeleteEndpoint', { EndpointName: 'e' })
    ).rejects.toMatchObject({ code: 'Cancelled' });
    expect(asked).toHaveLength(2);
  });

  it('grants nothing for another resource, or when the user declines', async () => {
    const guarded = guard();
    await guarded.confirm(deletion);
    agrees = false;
    await expect(
      guarded.call('sagemaker', 'DeleteEndpoint', { EndpointName: 'other' })
    ).rejects.toMatchObject({ code: 'Cancelled' });
    const declined = guard();
    expect(await declined.confirm(deletion)).toBe(false);
    await expect(
      declined.call('sagemaker', 'DeleteEndpoint', { EndpointName: 'e' })
    ).rejects.toMatchObject({ code: 'Cancelled' });
    expect(made).toEqual([]);
  });

  it('keeps the consent when the service refused, not when it may have acted', async () => {
    const guarded = guard();
    await guarded.confirm(deletion);
    failure = new AwsError({ code: 'Throttling', message: '', status: 400, retryable: true });
    const call = (): Promise<unknown> =>
      guarded.call('sagemaker', 'DeleteEndpoint', { EndpointName: 'e' });
    await expect(call()).rejects.toMatchObject({ code: 'Throttling' });
    failure = new AwsError({ code: 'ConnectionLost', message: '', retryable: true });
    await expect(call()).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(asked).toHaveLength(1);
    failure = undefined;
    await call();
    expect(asked).toHaveLength(2);
  });

  it('asks for paid calls only where they are billed', async () => {
    cost = 'free';
    await guard().call('sagemaker', 'CreateEndpoint', { EndpointName: 'e' });
    expect(asked).toEqual([]);
    cost = 'billed';
    await guard().call('sagemaker', 'CreateEndpoint', { EndpointName: 'e' });
    expect(asked).toMatchObject([{ kind: 'paid' }]);
  });

  it('does not keep a grant that a free call has used', async () => {
    cost = 'free';
    const guarded = guard();
    await guarded.confirm({
      ...deletion,
      kind: 'paid',
      operations: [{ operation: 'CreateEndpoint', resource: 'e' }]
    });
    await guarded.call('sagemaker', 'CreateEndpoint', { EndpointName: 'e' });
    cost = 'billed';
    await guarded.call('sagemaker', 'CreateEndpoint', { EndpointName: 'e' });
    expect(asked).toHaveLength(2);
  });

  it('refuses what the kind of view does not need, and what no one may call', async () => {
    const explanation = guard(allowedCalls.explanation);
    for (const [service, operation] of [
      ['sagemaker', 'DeleteEndpoint'],
      ['s3', 'PutObject'],
      ['sagemaker', 'CreateTrainingJob'],
      ['sagemaker', '__proto__']
    ] as const) {
      await expect(explanation.call(service, operation, {})).rejects.toMatchObject({
        code: 'OperationNotAllowed'
      });
    }
    expect(made).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('lets a page take back what it wrote itself, once, and nothing else', async () => {
    const launcher = guard(allowedCalls['automl-launcher']);
    const own = { Bucket: 'b', Key: 'input/job/1/a.csv' };
    await launcher.call('s3', 'PutObject', own);
    await launcher.call('s3', 'PutObject', own);
    await launcher.call('s3', 'DeleteObject', own);
    expect(asked).toEqual([]);
    agrees = false;
    await expect(launcher.call('s3', 'DeleteObject', own)).rejects.toMatchObject({
      code: 'Cancelled'
    });
    await expect(
      launcher.call('s3', 'DeleteObject', { Bucket: 'b', Key: 'other' })
    ).rejects.toMatchObject({ code: 'Cancelled' });
    expect(asked).toHaveLength(2);
  });

  it('knows the resource of every paid or destructive call', () => {
    const names = [...new Set(Object.values(allowedCalls).flatMap(calls => [...calls]))];
    const guarded = names.filter(name => {
      const [service = '', operation = ''] = name.split(':');
      return ['paid', 'destructive'].includes(effectOf(service, operation) ?? '');
    });
    expect(guarded.length).toBeGreaterThan(3);
    for (const name of guarded) {
      const operation = name.split(':')[1] ?? '';
      const fields = [
        ...['AutoMLJobName', 'ModelName', 'EndpointConfigName', 'EndpointName'],
        ...['ResourceArn', 'TransformJobName', 'Bucket']
      ];
      const input = Object.fromEntries(fields.map(field => [field, field]));
      expect(fields).toContain(resourceOf(operation, input));
    }
    expect(resourceOf('DeleteObject', { Bucket: 'b', Key: 'c/d' })).toBe('b/c/d');
  });
});

describe('allowedCalls', () => {
  it('holds operations of the operations list only', () => {
    for (const name of Object.values(allowedCalls).flatMap(calls => [...calls])) {
      const [service = '', operation = ''] = name.split(':');
      expect(effectOf(service, operation), name).toBeDefined();
    }
  });
});
