import { describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { memorySource, type ByteSource } from '../aws/source';
import {
  LONGEST_WAIT,
  lookAsync,
  MAX_ASYNC_BODY,
  startAsync,
  type AsyncRequest
} from './asyncInvoke';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const start = (api: FakeApi, source: ByteSource): Promise<AsyncRequest> =>
  startAsync(api, { endpointName: 'e', bucket: 'bkt', source, contentType: 'text/csv' });

const request: AsyncRequest = {
  inferenceId: 'i',
  inputUri: 's3://bkt/in',
  outputUri: 's3://bkt/out/i.out',
  failureUri: 's3://bkt/bad/i-error.out',
  started: 1_000,
  contentType: 'text/csv'
};

describe('startAsync', () => {
  it('stores the input, then calls with its place', async () => {
    const api = new FakeApi({
      's3.PutObject': () => ({}),
      'sagemaker-runtime.InvokeEndpointAsync': ({ InferenceId }) => ({
        InferenceId,
        OutputLocation: 's3://bkt/out/1.out'
      })
    });
    const made = await start(api, memorySource('rows.csv', encode('1\n')));
    const [put] = api.callsOf('s3.PutObject');
    const [call] = api.callsOf('sagemaker-runtime.InvokeEndpointAsync');
    expect(put).toMatchObject({ Bucket: 'bkt', ContentType: 'text/csv' });
    expect(put.Key).toMatch(/^pilothouse\/async-input\/e\/[0-9a-f]{24}\.csv$/);
    expect(call).toMatchObject({ EndpointName: 'e', InputLocation: `s3://bkt/${put.Key}` });
    expect(made).toMatchObject({
      inferenceId: call.InferenceId,
      outputUri: 's3://bkt/out/1.out',
      failureUri: undefined
    });
  });

  it('refuses what is too large before anything is sent', async () => {
    const api = new FakeApi();
    const large: ByteSource = {
      ...memorySource('big.csv', new Uint8Array(0)),
      stat: async () => ({ size: MAX_ASYNC_BODY + 1, modified: 0 })
    };
    await expect(start(api, large)).rejects.toThrow('big.csv is larger than 1 GB');
    expect(api.calls).toEqual([]);
  });
});

describe('lookAsync', () => {
  const api = (objects: Record<string, string>, missing = 'NoSuchKey'): FakeApi =>
    new FakeApi({
      's3.GetObject': ({ Key }) =>
        objects[Key] === undefined
          ? fakeError({ code: missing, status: missing === 'NoSuchKey' ? 404 : 403 })
          : {
              Body: encode(objects[Key]),
              ContentType: 'text/csv',
              LastModified: '2026-11-22T02:00:00Z'
            }
    });

  it('finds the answer', async () => {
    expect(await lookAsync(api({ 'out/i.out': 'yes\n' }), request, 2_000)).toMatchObject({
      state: 'answered',
      contentType: 'text/csv',
      modified: Date.UTC(2026, 10, 22, 2)
    });
  });

  it('finds the failure, in its own words', async () => {
    const found = await lookAsync(api({ 'bad/i-error.out': 'too few columns' }), request, 2_000);
    expect(found).toMatchObject({ state: 'failed', error: { message: 'too few columns' } });
  });

  it('takes the words of the container out of the failure', async () => {
    const said =
      'Received client error (400) from primary with message "Record 1 has 2 values.". See the log.';
    expect(await lookAsync(api({ 'bad/i-error.out': said }), request, 2_000)).toMatchObject({
      error: {
        message: said,
        details: { OriginalStatusCode: 400, OriginalMessage: 'Record 1 has 2 values.' }
      }
    });
  });

  it('waits while neither is there, also without the right to list', async () => {
    for (const missing of ['NoSuchKey', 'AccessDenied']) {
      expect(await lookAsync(api({}, missing), request, 2_000)).toEqual({ state: 'waiting' });
    }
  });

  it('gives up after the longest time a request can wait', async () => {
    const late = request.started + LONGEST_WAIT + 1;
    expect(await lookAsync(api({}), request, late)).toMatchObject({
      state: 'failed',
      error: { code: 'Expired' }
    });
  });

  it('fails when it cannot look', async () => {
    const broken = new FakeApi({
      's3.GetObject': () => fakeError({ code: 'ConnectionLost', retryable: true })
    });
    await expect(lookAsync(broken, request, 0)).rejects.toMatchObject({ code: 'ConnectionLost' });
  });
});
