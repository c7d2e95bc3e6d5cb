// @vitest-environment jsdom
/* eslint-disable jupyter/no-untranslated-string -- answers of the server */
import { ServerConnection } from '@jupyterlab/services';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import type { BackendState } from '@pilothouse/core/host';
import { describe, expect, it, vi } from 'vitest';
import { JupyterAwsApi } from './api';
import { JupyterBackend } from './backend';
import { JupyterFiles } from './files';
import { FRAME_TYPE } from './frames';

type Answer = (body: Record<string, unknown>, request: Request) => Response | Promise<Response>;

const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json' }
  });

const ready: BackendState = {
  choice: { kind: 'local' },
  label: 'Local engine',
  status: 'ready',
  region: 'local',
  cost: 'free',
  profiles: []
};

/** A frame by hand: jsdom's blobs are no bodies for Node's responses. */
function frame(text: string, part: number[]): BodyInit {
  return new Uint8Array([text.length, 0, 0, 0, ...new TextEncoder().encode(text), ...part]);
}

/** A Jupyter server that answers by route, and what it was asked. */
function server(routes: Record<string, Answer>): {
  settings: ServerConnection.ISettings;
  asked: string[];
} {
  const asked: string[] = [];
  const fetcher = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const route = new URL(request.url).pathname.replace('/base/pilothouse/api/v1/', '');
    asked.push(route);
    const text = await request.clone().text();
    const body = request.headers.get('Content-Type') === FRAME_TYPE ? {} : JSON.parse(text);
    const answer = routes[route];
    return answer ? answer(body as Record<string, unknown>, request) : json({}, 404);
  };
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost/base/',
    fetch: fetcher as typeof fetch,
    Request
  });
  return { settings, asked };
}

const trans = nullTranslator.load('pilothouse');

const yes = async (): Promise<boolean> => true;

/** Settings as JupyterLab's registry gives them. */
class Settings {
  readonly changed = new Signal<this, void>(this);
  constructor(readonly values: Record<string, string>) {}
  get(key: string): { composite: string | undefined } {
    return { composite: this.values[key] };
  }
  async set(key: string, value: string): Promise<void> {
    this.values[key] = value;
    this.changed.emit();
  }
  asRegistry(): Promise<ISettingRegistry.ISettings> {
    return Promise.resolve(this as unknown as ISettingRegistry.ISettings);
  }
}

describe('JupyterBackend', () => {
  it('asks nothing of the server before first use', async () => {
    const { settings, asked } = server({});
    const backend = new JupyterBackend(settings, Promise.resolve(null), trans, yes, yes);
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(asked).toEqual([]);
    expect(backend.known).toBeUndefined();
  });

  it('lets the server choose while the setting is automatic', async () => {
    const { settings, asked } = server({ environment: () => json(ready) });
    const registry = new Settings({ backend: 'auto' }).asRegistry();
    const backend = new JupyterBackend(settings, registry, trans, yes, yes);
    expect(await backend.choice()).toEqual({ kind: 'local' });
    expect(await backend.choice()).toEqual({ kind: 'local' });
    expect(asked).toEqual(['environment']);
  });

  it('keeps a choice in the settings and tells its listeners once', async () => {
    const states: BackendState[] = [];
    const { settings } = server({
      environment: body => json({ ...ready, choice: body.backend, label: 'AWS eu-west-1' })
    });
    const store = new Settings({ backend: 'local' });
    const backend = new JupyterBackend(settings, store.asRegistry(), trans, yes, yes);
    const unsubscribe = backend.onDidChange(state => states.push(state));
    await backend.choose({ kind: 'aws', region: 'eu-west-1', profile: 'p' });
    expect(store.values).toEqual({ backend: 'aws', region: 'eu-west-1', profile: 'p' });
    expect(await backend.choice()).toEqual({ kind: 'aws', region: 'eu-west-1', profile: 'p' });
    expect(states).toHaveLength(1);
    unsubscribe();
    await backend.choose({ kind: 'local' });
    expect(states).toHaveLength(1);
    expect(store.values).toEqual({ backend: 'local', region: '', profile: '' });
  });

  it('follows the settings editor', async () => {
    const { settings } = server({ environment: body => json({ ...ready, choice: body.backend }) });
    const store = new Settings({ backend: 'local' });
    const backend = new JupyterBackend(settings, store.asRegistry(), trans, yes, yes);
    await backend.state();
    await store.set('region', 'eu-west-3');
    await store.set('backend', 'aws');
    expect(await backend.choice()).toMatchObject({ kind: 'aws', region: 'eu-west-3' });
    await vi.waitFor(() => expect(backend.known?.choice.kind).toBe('aws'));
  });

  it('says that the server half is missing', async () => {
    const { settings } = server({});
    const backend = new JupyterBackend(settings, Promise.resolve(null), trans, yes, yes);
    const state = await backend.state();
    expect(state.status).toBe('unavailable');
    expect(state.problem?.code).toBe('ServerExtensionMissing');
    expect(state.problem?.message).toContain('jupyterlab-pilothouse');
  });

  it('installs the engine only after the user agreed', async () => {
    const { settings, asked } = server({
      engine: () => json(ready),
      environment: () => json(ready)
    });
    const refused = new JupyterBackend(
      settings,
      Promise.resolve(null),
      trans,
      async () => false,
      yes
    );
    await refused.installEngine();
    expect(asked).not.toContain('engine');
    await new JupyterBackend(settings, Promise.resolve(null), trans, yes, yes).installEngine();
    expect(asked).toContain('engine');
  });

  it('cleans the storage only after a yes', async () => {
    const report = { dataDir: '/d', totalBytes: 1, freeBytes: 2, categories: [], jobs: [] };
    const bodies: unknown[] = [];
    const { settings } = server({
      engine: (body: unknown) => {
        bodies.push(body);
        return json(report);
      }
    });
    const titles: string[] = [];
    const backend = (answer: boolean): JupyterBackend =>
      new JupyterBackend(settings, Promise.resolve(null), trans, yes, async ({ title }) => {
        titles.push(title);
        return answer;
      });
    const request = { categories: ['jobs' as const], jobs: ['churn'] };
    expect(await backend(false).cleanEngineStorage(request)).toEqual(report);
    await backend(true).cleanEngineStorage(request);
    expect(titles).toHaveLength(2);
    expect(bodies).toEqual([{ action: 'storage' }, { action: 'clean', ...request }]);
  });

  it('shows what is true after a start that failed', async () => {
    const problem = { code: 'EngineMissing', message: 'm', retryable: true };
    const { settings } = server({
      engine: () => json(problem, 424),
      environment: () => json({ ...ready, status: 'unavailable', problem })
    });
    const backend = new JupyterBackend(settings, Promise.resolve(null), trans, yes, yes);
    await backend.state();
    await expect(backend.startEngine()).rejects.toMatchObject({ code: 'EngineMissing' });
    expect(backend.known?.status).toBe('unavailable');
  });
});

describe('JupyterAwsApi', () => {
  function api(aws: Answer): { api: JupyterAwsApi; backend: JupyterBackend; asked: string[] } {
    const { settings, asked } = server({ aws, environment: () => json(ready) });
    const store = new Settings({ backend: 'local' });
    const backend = new JupyterBackend(settings, store.asRegistry(), trans, yes, yes);
    return { api: new JupyterAwsApi(settings, backend), backend, asked };
  }

  it('sends the backend with each call', async () => {
    const { api: aws } = api(body => json({ output: body }));
    expect(await aws.call('sagemaker', 'ListModels', { MaxResults: 1 })).toEqual({
      service: 'sagemaker',
      operation: 'ListModels',
      input: { MaxResults: 1 },
      backend: { kind: 'local' }
    });
  });

  it('takes bytes out of frames', async () => {
    const { api: aws } = api(
      () =>
        new Response(frame('{"output":{"Body":{"$part":0}},"parts":[2]}', [7, 8]), {
          headers: { 'Content-Type': FRAME_TYPE }
        })
    );
    const output = await aws.call<{ Body: Uint8Array }>('s3', 'GetObject', {});
    expect([...output.Body]).toEqual([7, 8]);
  });

  it.each([
    [json({ code: 'AccessDenied', message: 'm', retryable: false }, 424), 'AccessDenied'],
    [json({ message: 'Forbidden' }, 403), 'SignedOut'],
    [new Response('<html>', { status: 502 }), 'ConnectionLost'],
    [new Response('ab', { headers: { 'Content-Type': FRAME_TYPE } }), 'ConnectionLost']
  ])('turns failures into AwsError %#', async (response, code) => {
    const { api: aws } = api(() => response);
    await expect(aws.call('s3', 'GetObject', {})).rejects.toMatchObject({
      name: 'AwsError',
      code,
      operation: 's3:GetObject'
    });
  });

  it('ends at once when it is cancelled', async () => {
    const { api: aws } = api(
      (_, request) =>
        new Promise((_resolve, reject) => {
          request.signal.addEventListener('abort', () => reject(new Error('aborted')));
        })
    );
    const controller = new AbortController();
    const call = aws.call('s3', 'GetObject', {}, { signal: controller.signal });
    setTimeout(() => controller.abort(), 10);
    await expect(call).rejects.toMatchObject({ code: 'Cancelled' });
  });

  it('looks at the engine again when a call shows that its state has changed', async () => {
    const {
      api: aws,
      backend,
      asked
    } = api(() => json({ code: 'EngineUnavailable', message: 'm', retryable: true }, 424));
    await backend.state();
    await expect(aws.call('s3', 'ListBuckets', {})).rejects.toThrow();
    await vi.waitFor(() => expect(asked).toEqual(['environment', 'aws', 'environment']));
  });
});

describe('JupyterFiles', () => {
  function files(content: Uint8Array): JupyterFiles {
    const { settings } = server({
      files: ({ action, path, start, end }) =>
        action === 'stat'
          ? json({ size: content.byteLength, modified: 1, path })
          : new Response(content.slice(start as number, end as number) as BlobPart)
    });
    const contents = {
      driveName: (path: string) => (path.includes(':') ? (path.split(':')[0] ?? '') : ''),
      localPath: (path: string) => path.split(':').at(-1)
    };
    const services = { serverSettings: settings, contents };
    return new JupyterFiles(
      services as unknown as ConstructorParameters<typeof JupyterFiles>[0],
      async () => undefined
    );
  }

  it('reads ranges, fewer bytes at the end, and takes the drive off the path', async () => {
    const some = files(new Uint8Array([1, 2, 3, 4]));
    expect([...(await some.read('RTC:a.csv', 1, 3))]).toEqual([2, 3]);
    expect([...(await some.read('a.csv', 2, 99))]).toEqual([3, 4]);
    expect([...(await some.read('a.csv', 9, 9))]).toEqual([]);
    expect(await some.stat('RTC:a.csv')).toMatchObject({ size: 4, path: 'a.csv' });
  });

  it('reads in pieces what is more than one answer holds', async () => {
    const size = 17 * 1024 * 1024;
    const content = new Uint8Array(size).fill(5);
    content[size - 1] = 9;
    const whole = await files(content).read('a.csv', 0, size + 10);
    expect(whole.byteLength).toBe(size);
    expect(whole[size - 1]).toBe(9);
  });

  it('refuses drives that are not on the server', async () => {
    await expect(files(new Uint8Array()).stat('S3:a.csv')).rejects.toMatchObject({
      code: 'FilesUnavailable'
    });
  });

  /** Folders by path, as the contents API gives them; what is not there is an answer of 404. */
  function listing(folders: Record<string, { name: string; type: string }[]>): {
    files: JupyterFiles;
    asked: string[];
  } {
    const asked: string[] = [];
    const contents = {
      driveName: () => '',
      localPath: (path: string) => path,
      get: async (path: string, options?: { content?: boolean }) => {
        asked.push(`${path}${options?.content === false ? '' : ' with content'}`);
        const content = folders[path];
        if (!content && !path.endsWith('.json')) {
          throw Object.assign(new Error('gone'), { response: { status: 404 } });
        }
        const last_modified = '2026-01-01T00:00:00Z';
        return {
          type: content ? 'directory' : 'file',
          content: content?.map(entry => ({ ...entry, size: 3, last_modified }))
        };
      }
    };
    const services = { serverSettings: {}, contents };
    const files = new JupyterFiles(
      services as unknown as ConstructorParameters<typeof JupyterFiles>[0],
      async () => undefined
    );
    return { files, asked };
  }

  const report = {
    '': [{ name: 'r', type: 'directory' }],
    r: [
      { name: 'analysis.json', type: 'file' },
      { name: 'explanations_shap', type: 'directory' },
      { name: 'models', type: 'directory' }
    ],
    'r/explanations_shap': [{ name: 'out.csv', type: 'file' }],
    'r/models': []
  };

  it('lists folders, and asks for no content of files', async () => {
    const { files: some, asked } = listing(report);
    const whole = await some.list('', 10);
    expect(whole).toEqual({
      truncated: false,
      entries: [
        { path: 'r/analysis.json', size: 3, modified: Date.UTC(2026, 0, 1) },
        { path: 'r/explanations_shap/out.csv', size: 3, modified: Date.UTC(2026, 0, 1) }
      ]
    });
    expect(await some.list('x.json', 10)).toBeUndefined();
    expect(asked).not.toContain('x.json with content');
  });

  it('looks only where it is told to', async () => {
    const { files: some, asked } = listing(report);
    expect((await some.list('r', 10, ['explanations_shap']))?.entries).toHaveLength(1);
    expect(asked).not.toContain('r/models with content');
  });

  it('names a folder that is gone', async () => {
    await expect(listing({}).files.list('gone', 10)).rejects.toMatchObject({
      code: 'FileNotFound',
      message: expect.stringContaining('“gone”') as string
    });
  });
});
