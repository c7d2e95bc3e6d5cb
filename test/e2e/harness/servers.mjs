// Processes and servers that a suite starts, and how they end.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { python, root } from './paths.mjs';

/** A port of the loopback that is free right now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Another program where an engine was: it answers everything with a page of its own. */
export async function takePort(endpointUrl) {
  const server = createWebServer((_request, response) => response.end('<html></html>'));
  const end = Date.now() + 10_000;
  for (;;) {
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(Number(new URL(endpointUrl).port), '127.0.0.1', resolve);
      });
      return server;
    } catch (error) {
      // The dead engine's socket may be there for a moment.
      if (Date.now() > end) {
        throw error;
      }
      await sleep(100);
    }
  }
}

/** Wait a number of milliseconds. */
export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/**
 * Start a process in a group of its own.
 *
 * @param options.log File that gets everything the process prints.
 * @returns `{ child, output(), exited, stop() }`; `exited` resolves to the exit code.
 */
export function startProcess(command, args, { cwd = root, env = {}, log } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let text = '';
  if (log) {
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, '');
  }
  const keep = chunk => {
    text = (text + chunk).slice(-200_000);
    if (log) {
      appendFileSync(log, chunk);
    }
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const exited = new Promise(resolve => {
    child.once('error', error => {
      keep(`${error.message}\n`);
      resolve(-1);
    });
    child.once('exit', code => resolve(code ?? -1));
  });
  return { child, exited, output: () => text, stop: () => killTree(child, exited) };
}

/** End a process of {@link startProcess} and everything it started in its group. */
export async function killTree(child, exited) {
  const signal = name => {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, name);
    } catch {
      // The group has ended by itself.
    }
  };
  if (child.pid === undefined) {
    return;
  }
  signal('SIGTERM');
  await Promise.race([exited, sleep(5_000)]);
  signal('SIGKILL');
  await exited;
}

/**
 * Wait until a URL answers with a status below 500.
 *
 * @param started What {@link startProcess} returned: if that process ends first, its output is
 * the error's message.
 */
export async function waitForHttp(url, { timeout = 60_000, started } = {}) {
  const end = Date.now() + timeout;
  let ended;
  void started?.exited.then(code => (ended = code));
  while (Date.now() < end) {
    if (ended !== undefined) {
      throw new Error(`The server ended with ${ended}:\n${started.output().slice(-4_000)}`);
    }
    try {
      const answer = await fetch(url, { redirect: 'manual' });
      if (answer.status < 500) {
        return;
      }
    } catch {
      // Not listening yet.
    }
    await sleep(150);
  }
  throw new Error(`No answer from ${url} after ${timeout} ms.\n${started?.output().slice(-4_000)}`);
}

/** Run Python of the virtual environment to its end; throws with its stderr. */
export function runPython(args, { env = {}, input } = {}) {
  const result = spawnSync(python, args, {
    cwd: root,
    env: { ...process.env, ...env },
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024
  });
  if (result.status !== 0) {
    throw new Error(`${args.join(' ')}: ${result.error?.message ?? result.stderr}`);
  }
  return result.stdout;
}

/** The content of `engine.json` in an engine's data folder; `undefined` if none was started. */
export function engineInfo(dataDir) {
  const path = join(dataDir, 'engine.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** Stop the engine of a data folder. The engine detaches itself, so no process group holds it. */
export async function stopEngine(dataDir) {
  const pid = engineInfo(dataDir)?.pid;
  if (pid === undefined) {
    return;
  }
  spawnSync(python, ['-m', 'pilothouse_engine', 'stop'], {
    cwd: root,
    env: { ...process.env, PILOTHOUSE_DATA_DIR: dataDir }
  });
  for (let i = 0; i < 50; i++) {
    try {
      process.kill(pid, i < 40 ? 0 : 'SIGKILL');
    } catch {
      return;
    }
    await sleep(100);
  }
}
