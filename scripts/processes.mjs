/** Starting, watching and stopping other programs. */
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { ROOT } from './paths.mjs';

const WINDOWS = process.platform === 'win32';

/** A problem that the person at the terminal can solve: printed without a stack trace. */
export class UserError extends Error {}

/** npm and npx are scripts on Windows, which only a shell can start. */
const needsShell = command => WINDOWS && /^(npm|npx)$/.test(command);

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: object, capture?: boolean, tailLines?: number, limit?: number}}
 *   options `capture` keeps the output instead of showing it and puts its last `tailLines` into
 *   the error; a program that runs for longer than `limit` ms is ended, which is an error.
 * @returns {Promise<string>} standard output, if captured
 */
export function run(
  command,
  args,
  { cwd = ROOT, env = {}, capture = false, tailLines = 40, limit } = {}
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      shell: needsShell(command)
    });
    const out = [];
    const all = [];
    child.stdout?.on('data', chunk => (out.push(chunk), all.push(chunk)));
    child.stderr?.on('data', chunk => all.push(chunk));
    let late = false;
    const timer = limit && setTimeout(() => ((late = true), end(child)), limit);
    child.on('error', error => reject(new UserError(`Cannot start ${command}: ${error.message}.`)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && !late) {
        resolve(Buffer.concat(out).toString());
        return;
      }
      const tail = Buffer.concat(all).toString().trimEnd().split('\n').slice(-tailLines).join('\n');
      const line = [path.basename(command), ...args].join(' ');
      const how = late ? `no end after ${limit / 60_000} minutes` : (signal ?? `exit ${code}`);
      reject(new UserError(`\`${line}\` failed (${how}).\n${tail}`.trim()));
    });
  });
}

/** Ends a program that hangs; what it started may hold its output open, which is not waited for. */
function end(child) {
  child.kill();
  setTimeout(() => {
    child.kill('SIGKILL');
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, 5000).unref();
}

/** Programs started with {@link launch} that still run. */
const running = new Set();

/**
 * Starts a program that keeps running, in a process group of its own so that everything it
 * starts ends with it.
 *
 * @param {{cwd?: string, env?: object, log?: string, onLine?: (line: string) => void}} options
 *   `log` is a file for both output streams; `onLine` sees each line.
 */
export function launch(command, args, { cwd = ROOT, env = {}, log, onLine } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !WINDOWS
  });
  // Servers print addresses with their tokens.
  const file = log ? createWriteStream(log, { flags: 'a', mode: 0o600 }) : undefined;
  const tail = [];
  let rest = '';
  const take = chunk => {
    file?.write(chunk);
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      tail.push(line);
      if (tail.length > 40) tail.shift();
      onLine?.(line);
    }
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const ended = new Promise(resolve => {
    child.on('error', error => resolve({ code: null, error }));
    child.on('close', (code, signal) => resolve({ code, signal }));
  }).then(result => {
    running.delete(handle);
    file?.end();
    return result;
  });
  const handle = {
    pid: child.pid,
    ended,
    /** The last lines that it printed, for error messages. */
    tail: () => [...tail, rest].join('\n').trim(),
    isRunning: () => running.has(handle),
    async stop(graceMs = 5000) {
      if (!running.has(handle)) return;
      signalGroup(child, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    }
  };
  running.add(handle);
  return handle;
}

function signalGroup(child, signal) {
  try {
    if (WINDOWS) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended in the meantime.
  }
}

const atExit = [];

/** Something to undo when the script ends, also by Ctrl+C. */
export const onExit = action => atExit.push(action);

/** Stops everything that {@link launch} started and does what {@link onExit} asked for, once. */
async function endAll() {
  await Promise.all([...running].map(handle => handle.stop()));
  for (const action of atExit.splice(0)) await action();
}

/** The full path of a program on PATH, or undefined. */
export async function which(name) {
  const endings = WINDOWS ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

export const isExecutable = file =>
  access(file, constants.X_OK).then(
    () => true,
    () => false
  );

/** Runs a script's main function: user errors in one line, Ctrl+C stops what was started. */
export async function main(body) {
  for (const [signal, status] of [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143]
  ]) {
    process.once(signal, () => void endAll().finally(() => process.exit(status)));
  }
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof UserError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  } finally {
    await endAll();
  }
}
