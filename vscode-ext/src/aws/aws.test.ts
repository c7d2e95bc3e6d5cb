import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import operations from '@pilothouse/core/operations.json';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCaller } from './caller';
import { commands } from './commands';
import type { AwsCaller, AwsTarget } from './contract';
import { toAwsError } from './errors';
import { plainOutput, sdkInput } from './plain';

describe('sdkInput', () => {
  it('gives the SDK times as dates, and the rest as it is', () => {
    const input = {
      CreationTimeAfter: '2026-01-01T00:00:00.000Z',
      NameContains: 'TimeAfter',
      x: 1
    };
    expect(sdkInput(input)).toEqual({
      ...input,
      CreationTimeAfter: new Date('2026-01-01T00:00:00.000Z')
    });
  });
});

describe('commands', () => {
  it('are those of the operations list', () => {
    const services = Object.fromEntries(
      Object.entries(operations).filter(([name]) => name !== 'comment')
    ) as Record<string, object>;
    for (const [service, list] of Object.entries(services)) {
      const own = Object.keys(commands[service as keyof typeof commands]);
      expect(own.sort()).toEqual(Object.keys(list).sort());
    }
    expect(Object.keys(commands).sort()).toEqual(Object.keys(services).sort());
  });
});

describe('toAwsError', () => {
  const convert = (error: object, profile?: string): object =>
    toAwsError(error, 'sagemaker', 'CreateEndpoint', profile).toData();

  it('names the action that is denied', () => {
    const message =
      'User: arn:aws:sts::111122223333:assumed-role/R/s is not authorized to perform: sagemaker:CreateEndpoint on resource: x because no identity-based policy allows the action';
    expect(convert({ name: 'AccessDeniedException', message })).toMatchObject({
      code: 'AccessDeniedException',
      missingAction: 'sagemaker:CreateEndpoint'
    });
    expect(convert({ name: 'AccessDenied', message: 'Access Denied' })).toMatchObject({
      missingAction: 'sagemaker:CreateEndpoint'
    });
  });

  it('tells missing from expired credentials, and names the profile', () => {
    expect(convert({ name: 'ExpiredTokenException', message: 'x' })).toMatchObject({
      code: 'ExpiredCredentials',
      action: 'sign-in'
    });
    expect(
      convert(
        { name: 'CredentialsProviderError', message: 'Could not load credentials' },
        'analyst'
      )
    ).toMatchObject({
      code: 'NoCredentials',
      message: expect.stringContaining('analyst') as string
    });
    expect(convert({ name: 'Error', message: 'Region is missing' })).toMatchObject({
      code: 'NoRegion',
      action: 'choose-region'
    });
  });

  it('knows lost connections, all addresses of a host included', () => {
    expect(convert({ name: 'Error', code: 'ECONNREFUSED' })).toMatchObject({
      code: 'ConnectionLost',
      details: { connection: 'ECONNREFUSED' }
    });
    const errors = [{ code: 'ECONNREFUSED' }, { code: 'ECONNREFUSED' }];
    expect(convert({ name: 'AggregateError', errors })).toMatchObject({ code: 'ConnectionLost' });
  });

  it("keeps a model's own status and words", () => {
    const error = {
      name: 'ModelError',
      message: 'Received client error (415)',
      OriginalStatusCode: 415,
      OriginalMessage: 'no such type',
      $metadata: { httpStatusCode: 424, requestId: 'r' }
    };
    expect(convert(error)).toMatchObject({
      code: 'ModelError',
      status: 424,
      requestId: 'r',
      details: { OriginalStatusCode: 415, OriginalMessage: 'no such type' }
    });
  });
});

describe('plainOutput', () => {
  it('gives nothing that posting could not carry', async () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.date(),
      fc.uint8Array(),
      fc.constant(undefined)
    );
    const { value } = fc.letrec(tie => ({
      value: fc.oneof(
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 3, noNullPrototype: true })
      )
    }));
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), value, { noNullPrototype: true }),
        async output => {
          const plain = await plainOutput(output);
          expect(structuredClone(plain)).toEqual(plain);
          expect(JSON.stringify(plain)).toEqual(
            JSON.stringify(plain, (_key, member: unknown) => {
              expect(member).not.toBeInstanceOf(Date);
              return member;
            })
          );
        }
      )
    );
  });

  it('reads streams and drops metadata', async () => {
    const body = { transformToByteArray: () => Promise.resolve(new Uint8Array([1, 2])) };
    const when = new Date('2026-01-02T03:04:05Z');
    expect(
      await plainOutput({ $metadata: {}, Body: body, LastModified: when, ETag: undefined })
    ).toEqual({
      Body: new Uint8Array([1, 2]),
      LastModified: '2026-01-02T03:04:05.000Z'
    });
  });
});

describe('the caller', () => {
  let folder: string;
  let server: Server;
  let target: AwsTarget;
  let caller: AwsCaller;
  let requests: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pilothouse-aws-'));
    const credentialsFile = join(folder, 'credentials');
    await writeFile(
      credentialsFile,
      '[pilothouse-local]\naws_access_key_id = AKIALOCAL\naws_secret_access_key = hush\n'
    );
    requests = [];
    server = createServer((request, response) => {
      requests.push(request);
      request.resume();
      answer(request, response);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    target = {
      kind: 'local',
      endpointUrl: `http://127.0.0.1:${port}`,
      region: 'local',
      credentialsFile,
      profile: 'pilothouse-local'
    };
    caller = createCaller();
  });

  afterEach(async () => {
    caller.dispose();
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true, force: true });
  });

  const limits = { timeoutMs: 5_000 };

  it('signs with the key pair of the file and never sends the secret', async () => {
    answer = (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify({ AutoMLJobSummaries: [{ AutoMLJobName: 'j', CreationTime: 1.7e9 }] }));
    const output = await caller.call(target, 'sagemaker', 'ListAutoMLJobs', {}, limits);
    expect(output).toEqual({
      AutoMLJobSummaries: [{ AutoMLJobName: 'j', CreationTime: '2023-11-14T22:13:20.000Z' }]
    });
    const [request] = requests;
    expect(request?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIALOCAL\/\d{8}\/local\/sagemaker/
    );
    expect(JSON.stringify(request?.headers)).not.toContain('hush');
  });

  it('calls with the temporary keys of a role', async () => {
    const address = (target as { endpointUrl: string }).endpointUrl;
    vi.stubEnv('AWS_ENDPOINT_URL', address);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOWN');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hush');
    answer = (request, response) =>
      String(request.headers.authorization).includes('/sts/')
        ? response
            .writeHead(200, { 'content-type': 'text/xml' })
            .end(
              '<AssumeRoleResponse><AssumeRoleResult><Credentials>' +
                '<AccessKeyId>ASIATEMP</AccessKeyId><SecretAccessKey>s</SecretAccessKey>' +
                '<SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>' +
                '</Credentials></AssumeRoleResult></AssumeRoleResponse>'
            )
        : response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
    const role = 'arn:aws:iam::111122223333:role/Reader';
    const other: AwsTarget = { kind: 'aws', region: 'eu-west-1', role };
    await caller.call(other, 'sagemaker', 'ListEndpoints', {}, limits);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      expect.stringMatching(/AKIAOWN.*\/sts\//),
      expect.stringMatching(/ASIATEMP.*\/sagemaker\//)
    ]);
    vi.unstubAllEnvs();
  });

  it('reads new credentials when the file changes', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
    await caller.call(target, 'sagemaker', 'ListEndpoints', {}, limits);
    await new Promise(resolve => setTimeout(resolve, 20));
    const file = (target as { credentialsFile: string }).credentialsFile;
    await writeFile(
      file,
      '[pilothouse-local]\naws_access_key_id = AKIANEW\naws_secret_access_key = hush\n'
    );
    await caller.call(target, 'sagemaker', 'ListEndpoints', {}, limits);
    expect(requests.map(request => request.headers.authorization)).toEqual([
      expect.stringContaining('AKIALOCAL'),
      expect.stringContaining('AKIANEW')
    ]);
  });

  it('uses S3 by path and gives bytes', async () => {
    answer = (_request, response) => response.writeHead(200).end('abc');
    const input = { Bucket: 'bucket', Key: 'a b+c' };
    const output = await caller.call(target, 's3', 'GetObject', input, limits);
    expect(output).toMatchObject({ Body: new TextEncoder().encode('abc') });
    expect(requests[0]?.url).toMatch(/^\/bucket\/a%20b%2Bc(\?|$)/);
  });

  it('ends a call that has no answer in time', async () => {
    answer = () => undefined;
    await expect(
      caller.call(target, 'sagemaker', 'ListEndpoints', {}, { timeoutMs: 100 })
    ).rejects.toMatchObject({ code: 'Timeout', operation: 'sagemaker:ListEndpoints' });
  });

  it('ends a call whose body stalls', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('abc');
    };
    const input = { Bucket: 'b', Key: 'k' };
    await expect(
      caller.call(target, 's3', 'GetObject', input, { timeoutMs: 200 })
    ).rejects.toMatchObject({ code: 'Timeout' });
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    answer = () => controller.abort();
    await expect(
      caller.call(
        target,
        'sagemaker',
        'ListEndpoints',
        {},
        { ...limits, signal: controller.signal }
      )
    ).rejects.toMatchObject({ code: 'Cancelled' });
  });

  it('says that nobody listens', async () => {
    const dead = { ...target, endpointUrl: 'http://127.0.0.1:9' } as AwsTarget;
    await expect(caller.call(dead, 'sagemaker', 'ListEndpoints', {}, limits)).rejects.toMatchObject(
      { code: 'ConnectionLost', details: { connection: 'ECONNREFUSED' } }
    );
  });

  it("passes on the service's own error", async () => {
    answer = (_request, response) =>
      response
        .writeHead(400, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' })
        .end(
          JSON.stringify({ __type: 'ValidationException', message: 'Could not find endpoint.' })
        );
    await expect(
      caller.call(target, 'sagemaker', 'DescribeEndpoint', { EndpointName: 'e' }, limits)
    ).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'Could not find endpoint.',
      status: 400,
      requestId: 'r-1'
    });
  });

  it('gives an answer in parts, as the SDK reads them', async () => {
    answer = (_request, response) => {
      response.writeHead(200, {
        'Content-Type': 'application/vnd.amazon.eventstream',
        'X-Amzn-SageMaker-Content-Type': 'text/plain',
        'x-Amzn-Invoked-Production-Variant': 'A'
      });
      response.write(eventMessage('event', 'PayloadPart', Buffer.from('a')));
      response.write(eventMessage('event', 'PayloadPart', Buffer.from('b')));
      response.end(
        eventMessage(
          'exception',
          'ModelStreamError',
          Buffer.from('{"Message":"boom","ErrorCode":"StreamBroken"}')
        )
      );
    };
    const operation = 'InvokeEndpointWithResponseStream';
    const input = { EndpointName: 'e', Body: new Uint8Array([1]) };
    const stream = await caller.stream(target, 'sagemaker-runtime', operation, input, {
      timeoutMs: 5_000
    });
    expect(stream.output).toMatchObject({ ContentType: 'text/plain' });
    expect(stream.output).not.toHaveProperty('Body');
    let text = '';
    const reading = (async () => {
      for await (const part of stream.parts) {
        text += Buffer.from(part).toString();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ModelStreamError', message: 'boom' });
    expect(text).toBe('ab');
  });

  it('ends an answer in parts that stops, and one that is cancelled', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/vnd.amazon.eventstream' });
      response.write(eventMessage('event', 'PayloadPart', Buffer.from('a')));
    };
    const operation = 'InvokeEndpointWithResponseStream';
    const input = { EndpointName: 'e', Body: new Uint8Array([1]) };
    const read = async (limits: { signal?: AbortSignal; timeoutMs: number }): Promise<void> => {
      const stream = await caller.stream(target, 'sagemaker-runtime', operation, input, limits);
      for await (const part of stream.parts) {
        expect(part.length).toBe(1);
      }
    };
    await expect(read({ timeoutMs: 200 })).rejects.toMatchObject({ code: 'Timeout' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    await expect(read({ signal: controller.signal, timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'Cancelled'
    });
  });
});

/** A message of the AWS event stream encoding. */
function eventMessage(type: 'event' | 'exception', kind: string, payload: Buffer): Buffer {
  const header = (name: string, value: string): Buffer =>
    Buffer.concat([
      Buffer.from([name.length]),
      Buffer.from(name),
      Buffer.from([7, 0, value.length]),
      Buffer.from(value)
    ]);
  const headers = Buffer.concat([
    header(':message-type', type),
    header(type === 'event' ? ':event-type' : ':exception-type', kind),
    header(':content-type', type === 'event' ? 'application/octet-stream' : 'application/json')
  ]);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + headers.length + payload.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const whole = Buffer.concat([prelude, headers, payload]);
  const end = Buffer.alloc(4);
  end.writeUInt32BE(crc32(whole));
  return Buffer.concat([whole, end]);
}
