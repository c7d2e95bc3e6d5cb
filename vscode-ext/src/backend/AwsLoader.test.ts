import { AwsError } from '@pilothouse/core/aws/errors';
import { describe, expect, it } from 'vitest';
import type { AwsCaller } from '../aws/contract';
import { AwsLoader } from './AwsLoader';

const data = { code: 'ResourceNotFound', message: 'Could not find it.', retryable: false };

function loader(error: unknown): { loader: AwsLoader; loads: () => number } {
  let loads = 0;
  const caller = { call: () => Promise.reject(error as Error) } as unknown as AwsCaller;
  return {
    loader: new AwsLoader(() => {
      loads += 1;
      return { createCaller: () => caller };
    }),
    loads: () => loads
  };
}

const call = ({ loader }: { loader: AwsLoader }): Promise<unknown> =>
  loader
    .caller()
    .call({ kind: 'aws', region: 'r' }, 's3', 'ListBuckets', {}, { timeoutMs: 1 })
    .catch((error: unknown) => error);

describe('AwsLoader', () => {
  it('loads at the first call and once', async () => {
    const loading = loader(new Error());
    expect(loading.loads()).toBe(0);
    await call(loading);
    await call(loading);
    expect(loading.loads()).toBe(1);
  });

  it("knows the errors of the other bundle's class", async () => {
    const foreign = Object.assign(new Error(data.message), { toData: () => data });
    const error = await call(loader(foreign));
    expect(error).toBeInstanceOf(AwsError);
    expect(error).toMatchObject(data);
  });

  it("knows them in the midst of an answer's parts, too", async () => {
    const foreign = Object.assign(new Error(data.message), { toData: () => data });
    const parts = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array([1]);
      throw foreign;
    };
    const caller = { stream: async () => ({ output: {}, parts: parts() }) } as never;
    const loaded = new AwsLoader(() => ({ createCaller: () => caller })).caller();
    const target = { kind: 'aws', region: 'r' } as const;
    const stream = await loaded.stream(target, 's3', 'x', {}, { timeoutMs: 1 });
    const reading = (async () => {
      for await (const part of stream.parts) {
        expect(part.length).toBe(1);
      }
    })();
    await expect(reading).rejects.toBeInstanceOf(AwsError);
  });

  it('takes in any other error', async () => {
    expect(await call(loader(new Error('broken')))).toMatchObject({
      code: 'Unexpected',
      message: 'broken'
    });
  });
});
