import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stub } from '../testing/vscodeStub';
import { EngineInstaller } from './EngineInstaller';
import { EngineModel } from './EngineModel';
import type { Interpreter } from './interpreters';

/** Stand-ins for Python are shell scripts. */
const posix = process.platform !== 'win32';

const HEALTH = '{"service":"pilothouse-engine"}';

let folder: string;
let server: Server | undefined;
let candidates: Interpreter[];

const log = {
  ...{ info: () => undefined, warn: () => undefined, debug: () => undefined },
  error: () => undefined
};

beforeEach(async () => {
  stub.reset();
  folder = await mkdtemp(join(tmpdir(), 'pilothouse-engine-'));
  candidates = [];
});

afterEach(async () => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

function model(): EngineModel {
  return new EngineModel({
    dataDir: folder,
    workingDir: () => Promise.resolve(folder),
    interpreters: () => Promise.resolve(candidates),
    log,
    healthMs: 300
  });
}

/** A Python that does as `body`, a shell script with the module's arguments in `$*`. */
async function python(name: string, body: string): Promise<void> {
  const command = join(folder, name);
  await writeFile(
    command,
    `#!/bin/sh\necho "$*" >> "${folder}/calls"\nif [ "$1" = -c ]; then echo 3.11; exit 0; fi\n${body}\n`
  );
  await chmod(command, 0o755);
  candidates.push({ command, source: 'path' });
}

const calls = async (): Promise<string[]> =>
  (await readFile(join(folder, 'calls'), 'utf8').catch(() => ''))
    .trim()
    .split('\n')
    .filter(Boolean);

/** An engine's `engine.json`; with a server that answers unless told otherwise. */
async function info(status = 200): Promise<object> {
  server = createServer((_request, response) => response.writeHead(status).end(HEALTH));
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpointUrl: `http://127.0.0.1:${port}`,
    region: 'local',
    roleArn: 'arn:aws:iam::000000000000:role/PilothouseLocal',
    defaultBucket: 'sagemaker-local-000000000000',
    credentialsFile: join(folder, 'credentials'),
    version: '0.1.0'
  };
}

const REPORT = { dataDir: '/d', totalBytes: 1, freeBytes: 2, categories: [], jobs: [] };
const NO_ENGINE = 'echo "/x/python: No module named pilothouse_engine" >&2; exit 1';

describe.runIf(posix)('EngineModel', () => {
  it('asks the command line what is stored, and cleans with it', async () => {
    await python('python3', `echo '${JSON.stringify(REPORT)}'`);
    const engine = model();
    expect(await engine.disk()).toEqual(REPORT);
    await engine.disk({ categories: ['jobs', 'logs'], jobs: ['churn'] });
    expect(await calls()).toEqual([
      '-m pilothouse_engine disk --json',
      '-m pilothouse_engine disk --json --clean jobs logs --job churn'
    ]);
  });

  it('says that a report about the storage is not readable', async () => {
    await python('python3', 'echo no json');
    await expect(model().disk()).rejects.toMatchObject({ code: 'EngineUnavailable' });
  });

  it('uses an engine that runs already, and starts no process', async () => {
    await python('python3', 'exit 1');
    const running = await info();
    await writeFile(join(folder, 'engine.json'), JSON.stringify(running));
    const engine = model();
    expect(await engine.ensure()).toEqual(running);
    expect(engine.state.status).toBe('ready');
    expect(await calls()).toEqual([]);
  });

  it('starts one when the last one is dead, once for all who wait', async () => {
    const started = await info();
    await writeFile(
      join(folder, 'engine.json'),
      JSON.stringify({ ...started, endpointUrl: 'http://127.0.0.1:9' })
    );
    await python('python3', `echo starting; echo '${JSON.stringify(started)}'`);
    const engine = model();
    const states: string[] = [];
    engine.onDidChange(state => states.push(state.status));
    const all = await Promise.all([engine.ensure(), engine.ensure(), engine.ensure()]);
    expect(all).toEqual([started, started, started]);
    expect(states).toEqual(['starting', 'ready']);
    expect(await calls()).toEqual(['-m pilothouse_engine start --json']);
  });

  it('goes on to an interpreter that has the engine', async () => {
    const started = await info();
    candidates.push({ command: join(folder, 'absent'), source: 'environment' });
    await python('python3', NO_ENGINE);
    await python('python', `echo '${JSON.stringify(started)}'`);
    expect(await model().ensure()).toEqual(started);
  });

  it('says which interpreter lacks the engine', async () => {
    await python('python3', NO_ENGINE);
    const engine = model();
    await expect(engine.ensure()).rejects.toMatchObject({
      code: 'EngineMissing',
      action: 'install-engine',
      message: expect.stringContaining(join(folder, 'python3')) as string
    });
    expect(engine.state.status).toBe('problem');
  });

  it('says that there is no Python, naming a wrong setting', async () => {
    candidates = [{ command: join(folder, 'nowhere'), source: 'setting' }];
    await expect(model().ensure()).rejects.toMatchObject({
      code: 'PythonMissing',
      message: expect.stringMatching(/nowhere.*pilothouse\.pythonPath/) as string
    });
    candidates = [{ command: join(folder, 'nowhere'), source: 'path' }];
    await expect(model().ensure()).rejects.toMatchObject({
      code: 'PythonMissing',
      message: expect.stringMatching(/No Python was found/) as string
    });
  });

  it('refuses to install into a Python that is too old', async () => {
    await python('python3', NO_ENGINE);
    const command = join(folder, 'python3');
    await writeFile(
      command,
      `#!/bin/sh\nif [ "$1" = -c ]; then echo 3.8; exit 0; fi\n${NO_ENGINE}\n`
    );
    await expect(model().ensure()).rejects.toMatchObject({
      code: 'PythonMissing',
      message: expect.stringContaining('Python 3.8') as string
    });
  });

  it("passes on the engine's own words", async () => {
    await python('python3', `echo '{"code":"DiskFull","message":"The disk is full."}' >&2; exit 1`);
    await expect(model().ensure()).rejects.toMatchObject({
      code: 'EngineUnavailable',
      message: 'The disk is full.'
    });
  });

  it('refuses an engine off this machine', async () => {
    const far = { ...(await info()), endpointUrl: 'http://example.org:80' };
    await writeFile(join(folder, 'engine.json'), JSON.stringify(far));
    await python('python3', `echo '${JSON.stringify(far)}'`);
    await expect(model().ensure()).rejects.toMatchObject({ code: 'EngineUnavailable' });
  });

  it('does not take another program at the port for the engine', async () => {
    const old = await info();
    await writeFile(join(folder, 'engine.json'), JSON.stringify(old));
    server?.removeAllListeners('request');
    server?.on('request', (_request, response) => response.writeHead(200).end('<html>'));
    const other = server;
    const started = await info();
    await python('python3', `echo '${JSON.stringify(started)}'`);
    expect(await model().ensure()).toEqual(started);
    other?.close();
    other?.closeAllConnections();
  });

  describe('an engine that hangs', () => {
    /** Holds connections, and never says anything. */
    async function hang(): Promise<object> {
      const running = await info();
      server?.removeAllListeners('request');
      await writeFile(join(folder, 'engine.json'), JSON.stringify(running));
      return running;
    }

    it('is not taken for ready, and not replaced unasked', async () => {
      await python('python3', 'exit 1');
      await hang();
      const engine = model();
      const states: string[] = [];
      engine.onDidChange(state => states.push(state.status));
      for (let i = 0; i < 2; i++) {
        await expect(engine.ensure()).rejects.toMatchObject({
          code: 'EngineNotResponding',
          action: 'restart-engine'
        });
      }
      expect(states).toEqual(['silent']);
      expect(await calls()).toEqual([]);
    });

    it('is found by a call that waits, and replaced when the user says so', async () => {
      const first = await info();
      await writeFile(join(folder, 'engine.json'), JSON.stringify(first));
      const engine = model();
      const ready = await engine.ensure();
      await engine.check(ready);
      server?.removeAllListeners('request');
      await expect(engine.check(ready)).rejects.toMatchObject({ code: 'EngineNotResponding' });
      expect(engine.state.status).toBe('silent');
      const silent = server;
      const second = await info();
      await python('python3', `echo '${JSON.stringify(second)}'`);
      expect(await engine.start()).toEqual(second);
      expect(engine.state).toMatchObject({ status: 'ready', info: second });
      expect(await calls()).toEqual(['-m pilothouse_engine start --json']);
      silent?.close();
      silent?.closeAllConnections();
    });

    it('is replaced even if it was counted as ready', async () => {
      await writeFile(join(folder, 'engine.json'), JSON.stringify(await info()));
      const engine = model();
      await engine.ensure();
      server?.removeAllListeners('request');
      const silent = server;
      const second = await info();
      await python('python3', `echo '${JSON.stringify(second)}'`);
      expect(await engine.start()).toEqual(second);
      silent?.close();
      silent?.closeAllConnections();
    });

    it('is used again when it comes back', async () => {
      const running = await hang();
      const engine = model();
      await expect(engine.ensure()).rejects.toMatchObject({ code: 'EngineNotResponding' });
      server?.on('request', (_request, response) => response.writeHead(200).end(HEALTH));
      expect(await engine.ensure()).toEqual(running);
      expect(engine.state.status).toBe('ready');
    });
  });

  it('looks anew after it was lost', async () => {
    const first = await info();
    await writeFile(join(folder, 'engine.json'), JSON.stringify(first));
    const engine = model();
    const found = await engine.ensure();
    server?.close();
    const second = await info();
    await writeFile(join(folder, 'engine.json'), JSON.stringify(second));
    engine.lost(found);
    expect(await engine.ensure()).toEqual(second);
  });
});

describe.runIf(posix)('EngineInstaller', () => {
  const installer = (engine: EngineModel): EngineInstaller =>
    new EngineInstaller({
      engine,
      workingDir: () => Promise.resolve(folder),
      wheels: join(folder, 'wheels'),
      log: log as never
    });

  it('asks, naming interpreter and command, and does nothing on a no', async () => {
    await python('python3', NO_ENGINE);
    expect(await installer(model()).install()).toBe(false);
    const [message] = stub.messages;
    expect(message?.options).toMatchObject({
      modal: true,
      detail: expect.stringContaining(
        `${join(folder, 'python3')} -m pip install pilothouse-engine`
      ) as string
    });
    expect((await calls()).filter(call => call.includes('pip'))).toEqual([]);
  });

  it('installs a wheel that the setting names', async () => {
    await python('python3', 'exit 0');
    stub.answer = 'Install';
    stub.settings.set('enginePackage', '/wheels/pilothouse_engine-0.1.0-py3-none-any.whl');
    expect(await installer(model()).install()).toBe(true);
    expect(await calls()).toContain(
      '-m pip install /wheels/pilothouse_engine-0.1.0-py3-none-any.whl'
    );
  });

  it("says pip's reason when it fails", async () => {
    await python(
      'python3',
      'echo "noise" >&2; echo "error: externally-managed-environment" >&2; exit 1'
    );
    stub.answer = 'Install';
    await expect(installer(model()).install()).rejects.toMatchObject({
      code: 'EngineUnavailable',
      message: expect.stringContaining('externally-managed-environment') as string
    });
  });
});
