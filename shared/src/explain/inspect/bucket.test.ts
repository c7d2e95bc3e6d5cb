/** `inspect` of places in S3: the command itself, against a small server of our own. */
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../testing/fixtures';
import type { InspectEntry } from './entry';

const BIN = fileURLToPath(new URL('../../../bin/pilothouse.mjs', import.meta.url));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const OBJECTS: Record<string, Uint8Array> = {
  'report/analysis.json': bytes(fixture('job-credit-risk-shap/analysis.json')),
  'report/explanations_shap/out.csv.gz': gzipSync(
    fixture('job-credit-risk-shap/explanations_shap/out.csv')
  ),
  'report-2/analysis.json': bytes('{}')
};

let server: Server;
let env: NodeJS.ProcessEnv;

/** As much of S3 as reading takes: lists, heads and ranges of one bucket. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://here');
    const [, bucket, ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = rest.join('/');
    if (bucket !== 'bucket') {
      const code = bucket === 'secret' ? 'AccessDenied' : 'NoSuchBucket';
      response.writeHead(code === 'AccessDenied' ? 403 : 404);
      response.end(`<Error><Code>${code}</Code><Message>No.</Message></Error>`);
    } else if (url.searchParams.has('list-type')) {
      const prefix = url.searchParams.get('prefix') ?? '';
      const found = Object.entries(OBJECTS).filter(([name]) => name.startsWith(prefix));
      const contents = found.map(
        ([name, body]) =>
          `<Contents><Key>${name}</Key><Size>${body.length}</Size>` +
          '<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>'
      );
      response.end(`<ListBucketResult>${contents.join('')}</ListBucketResult>`);
    } else {
      const body = OBJECTS[key];
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      const part = body?.subarray(Number(from ?? 0), Number(to ?? body.length) + 1);
      response.writeHead(part ? (from === undefined ? 200 : 206) : 404, {
        'content-length': part?.length ?? 0
      });
      response.end(request.method === 'HEAD' ? undefined : part);
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: `http://user:word@127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'hidden',
    AWS_MAX_ATTEMPTS: '1',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere'
  };
});

afterAll(() => new Promise(resolve => server.close(resolve)));

function run(
  path: string,
  change: NodeJS.ProcessEnv = {}
): Promise<{ status: number; entries: InspectEntry[]; err: string }> {
  const options = { env: { ...env, ...change } };
  return new Promise(resolve => {
    execFile(process.execPath, [BIN, 'inspect', path, '--json'], options, (error, out, err) =>
      resolve({
        status: error ? Number(error.code) : 0,
        entries: JSON.parse(out) as InspectEntry[],
        err
      })
    );
  });
}

describe('pilothouse inspect s3://…', () => {
  it('reads a report below a prefix, and nothing beside it', async () => {
    const { status, entries, err } = await run('s3://bucket/report');
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(entries.map(({ path, format }) => [path, format])).toEqual([
      ['s3://bucket/report/analysis.json', 'F2'],
      ['s3://bucket/report/explanations_shap/out.csv.gz', 'F5']
    ]);
    expect(entries[1]).toMatchObject({ records: 100, warnings: [] });
    expect(entries[1]?.checks.find(({ name }) => name === 'global-values')?.ok).toBe(true);
  });

  it('reads one object', async () => {
    const { entries } = await run('S3://bucket/report/analysis.json');
    expect(entries).toMatchObject([{ path: 's3://bucket/report/analysis.json', format: 'F2' }]);
  });

  it.each([
    ['s3://bucket/none', {}, 'there is no explanation in it'],
    ['s3://gone/a.json', {}, 'bucket gone, key a.json: there is no such bucket'],
    ['s3://secret/a', {}, 'bucket secret, key a: access is denied'],
    ['s3://B/a', {}, 'is not an S3 location'],
    ['s3://bucket/a', { AWS_REGION: '' }, 'no AWS Region is set'],
    [
      's3://bucket/a',
      { AWS_ENDPOINT_URL: 'http://user:word@127.0.0.1:9' },
      'S3 cannot be reached at 127.0.0.1:9'
    ]
  ])('says why %s cannot be read', async (path, change, reason) => {
    const { status, entries, err } = await run(path, change);
    expect(status).toBe(2);
    expect(entries).toEqual([]);
    expect(err).toContain(reason);
    expect(err).not.toMatch(/hidden|word|\bat file:/);
  });
});
