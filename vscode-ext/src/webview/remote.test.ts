import { AwsError } from '@pilothouse/core/aws/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { failuresAsData } from '../panels/failures';
import * as rpc from '../rpc/protocol';
import { PortReader, PortWriter, type Port } from '../rpc/transport';
import { RemoteApi } from './remoteApi';

/** Two ports, joined as a page and the extension host are. */
function portPair(): [Port, Port] {
  const listeners: [((data: unknown) => void)[], ((data: unknown) => void)[]] = [[], []];
  const port = (own: 0 | 1): Port => ({
    post: data => {
      const copy: unknown = structuredClone(data);
      queueMicrotask(() => listeners[own === 0 ? 1 : 0].forEach(listener => listener(copy)));
    },
    onMessage: listener => {
      listeners[own].push(listener);
      return () => undefined;
    }
  });
  return [port(0), port(1)];
}

const open: MessageConnection[] = [];

function connect(): [page: MessageConnection, host: MessageConnection] {
  const [left, right] = portPair().map(port => {
    const connection = createMessageConnection(new PortReader(port), new PortWriter(port));
    open.push(connection);
    return connection;
  }) as [MessageConnection, MessageConnection];
  return [left, right];
}

afterEach(() => {
  open.splice(0).forEach(connection => connection.dispose());
});

describe('RemoteApi', () => {
  it('passes input and output, bytes of several parts included', async () => {
    const [page, host] = connect();
    host.onRequest(rpc.AwsCall, ({ service, operation, input }) => ({ service, operation, input }));
    host.listen();
    page.listen();
    const Body = new Uint8Array(3 * 1024 * 1024 + 5).map((_value, index) => index % 251);
    const input = { Bucket: 'b', Key: 'a key', Body };
    const output = await new RemoteApi(page).call<{ input: typeof input }>(
      's3',
      'PutObject',
      input
    );
    expect(output).toMatchObject({ service: 's3', operation: 'PutObject' });
    expect(output.input).toMatchObject({ Bucket: 'b', Key: 'a key' });
    expect(Buffer.compare(output.input.Body, Body)).toBe(0);
  });

  it('brings back every field of an error', async () => {
    const [page, host] = connect();
    const data = {
      code: 'AccessDeniedException',
      message: 'no',
      operation: 'sagemaker:ListEndpoints',
      requestId: 'r',
      status: 400,
      retryable: false,
      missingAction: 'sagemaker:ListEndpoints',
      details: { a: 1 }
    };
    host.onRequest(rpc.AwsCall, () => failuresAsData(Promise.reject(new AwsError(data))));
    host.listen();
    page.listen();
    const error = await new RemoteApi(page)
      .call('sagemaker', 'ListEndpoints', {})
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AwsError);
    expect((error as AwsError).toData()).toMatchObject(data);
  });

  it('cancels at once, on the other side too', async () => {
    const [page, host] = connect();
    let cancelled = false;
    host.onRequest(
      rpc.AwsCall,
      (_call, token) =>
        new Promise(() => {
          token.onCancellationRequested(() => {
            cancelled = true;
          });
        })
    );
    host.listen();
    page.listen();
    const controller = new AbortController();
    const call = new RemoteApi(page).call('sagemaker', 'ListEndpoints', {}, controller);
    setTimeout(() => controller.abort(), 10);
    await expect(call).rejects.toMatchObject({ code: 'Cancelled' });
    await expect.poll(() => cancelled).toBe(true);
  });

  it('makes no call for a signal that has fired', async () => {
    const [page, host] = connect();
    let calls = 0;
    host.onRequest(rpc.AwsCall, () => (calls += 1));
    host.listen();
    page.listen();
    const signal = AbortSignal.abort();
    await expect(
      new RemoteApi(page).call('sagemaker', 'ListEndpoints', {}, { signal })
    ).rejects.toMatchObject({ code: 'Cancelled' });
    expect(calls).toBe(0);
  });
});

describe('answers in parts', () => {
  const collect = async (parts: AsyncIterable<Uint8Array>, into: number[]): Promise<number[]> => {
    for await (const part of parts) {
      into.push(...part);
    }
    return into;
  };

  it('come in order, after the output', async () => {
    const [page, host] = connect();
    host.onRequest(rpc.AwsStreamCall, async ({ number }) => {
      await host.sendNotification(rpc.AwsStreamPart, { number, output: { ContentType: 'x' } });
      for (const byte of [1, 2, 3]) {
        await host.sendNotification(rpc.AwsStreamPart, { number, bytes: new Uint8Array([byte]) });
      }
      return null;
    });
    const api = new RemoteApi(page);
    host.listen();
    page.listen();
    const [one, two] = await Promise.all(
      [1, 2].map(() => api.stream('sagemaker-runtime', 'InvokeEndpointWithResponseStream', {}))
    );
    expect(one?.output).toEqual({ ContentType: 'x' });
    expect(await collect(one?.parts ?? ([] as never), [])).toEqual([1, 2, 3]);
    expect(await collect(two?.parts ?? ([] as never), [])).toEqual([1, 2, 3]);
  });

  it('stay when an error ends them; an error before them rejects the call', async () => {
    const [page, host] = connect();
    const boom = new AwsError({ code: 'ModelStreamError', message: 'boom', retryable: false });
    let begin = true;
    host.onRequest(rpc.AwsStreamCall, ({ number }) =>
      failuresAsData(
        (async () => {
          if (begin) {
            await host.sendNotification(rpc.AwsStreamPart, { number, output: {} });
            await host.sendNotification(rpc.AwsStreamPart, { number, bytes: new Uint8Array([7]) });
          }
          throw boom;
        })()
      )
    );
    const api = new RemoteApi(page);
    host.listen();
    page.listen();
    const came: number[] = [];
    const { parts } = await api.stream('sagemaker-runtime', 'x', {});
    await expect(collect(parts, came)).rejects.toMatchObject({ code: 'ModelStreamError' });
    expect(came).toEqual([7]);
    begin = false;
    await expect(api.stream('sagemaker-runtime', 'x', {})).rejects.toMatchObject({
      code: 'ModelStreamError'
    });
  });

  it('end at once when they are cancelled, or when nobody reads on', async () => {
    const [page, host] = connect();
    let cancelled = 0;
    host.onRequest(rpc.AwsStreamCall, async ({ number }, token) => {
      await host.sendNotification(rpc.AwsStreamPart, { number, output: {} });
      await host.sendNotification(rpc.AwsStreamPart, { number, bytes: new Uint8Array([1]) });
      return new Promise<null>(() => {
        token.onCancellationRequested(() => {
          cancelled += 1;
        });
      });
    });
    const api = new RemoteApi(page);
    host.listen();
    page.listen();
    const controller = new AbortController();
    const first = await api.stream('sagemaker-runtime', 'x', {}, controller);
    setTimeout(() => controller.abort(), 10);
    await expect(collect(first.parts, [])).rejects.toMatchObject({ code: 'Cancelled' });
    const second = await api.stream('sagemaker-runtime', 'x', {});
    for await (const part of second.parts) {
      expect(part.length).toBe(1);
      break;
    }
    await expect.poll(() => cancelled).toBe(2);
  });
});
