/** Where the engine keeps its data, and the file there that says how to reach it. */
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';

/** The part of `engine.json` that a client needs. */
export interface EngineInfo {
  /** `http://127.0.0.1:PORT` */
  endpointUrl: string;
  region: string;
  roleArn: string;
  defaultBucket: string;
  credentialsFile: string;
  version: string;
}

/** Profile of the engine's key pair in its credentials file. */
export const ENGINE_PROFILE = 'pilothouse-local';

/** Folder of the engine's data, by the rule that all clients share. */
export function dataDir(
  env: Record<string, string | undefined>,
  platform: NodeJS.Platform,
  home: string
): string {
  if (env.PILOTHOUSE_DATA_DIR) {
    return env.PILOTHOUSE_DATA_DIR;
  }
  if (platform === 'darwin') {
    return join(home, 'Library', 'Application Support', 'pilothouse');
  }
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'pilothouse');
  }
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'pilothouse');
}

/**
 * Parse `engine.json`.
 *
 * @returns `undefined` if it is not what the engine writes. An address off this machine is not:
 * requests would carry the user's data there.
 */
export function parseEngineInfo(text: string): EngineInfo | undefined {
  let value: Partial<Record<keyof EngineInfo, unknown>> | null;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const names = [
    'endpointUrl',
    'region',
    'roleArn',
    'defaultBucket',
    'credentialsFile',
    'version'
  ] as const;
  if (value === null || typeof value !== 'object') {
    return undefined;
  }
  const info = {} as EngineInfo;
  for (const name of names) {
    const member = value[name];
    if (typeof member !== 'string' || member === '') {
      return undefined;
    }
    info[name] = member;
  }
  return isLoopback(info.endpointUrl) ? info : undefined;
}

function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) {
    return false;
  }
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/** What `engine.json` in a data folder says; `undefined` if there is none or it is no good. */
export async function readEngineInfo(folder: string): Promise<EngineInfo | undefined> {
  try {
    return parseEngineInfo(await readFile(join(folder, 'engine.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** What a health check found: an engine, one that holds the connection and is silent, or none. */
export type Health = 'answers' | 'silent' | 'gone';

/** Characters; an engine says less. */
const MAX_HEALTH = 4_096;

function isEngine(status: number | undefined, body: string): boolean {
  try {
    const said = JSON.parse(body) as { service?: unknown } | null;
    return status === 200 && said?.service === 'pilothouse-engine';
  } catch {
    return false;
  }
}

/** Ask an engine whether it is there, and wait no longer than the time. */
export function checkHealth(info: EngineInfo, timeoutMs: number): Promise<Health> {
  return new Promise(resolve => {
    const request = get(`${info.endpointUrl}/_pilothouse/health`, { timeout: timeoutMs });
    request.on('response', response => {
      // Another program may listen at the port of a dead engine.
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
        if (body.length > MAX_HEALTH) {
          request.destroy();
        }
      });
      response.on('end', () => resolve(isEngine(response.statusCode, body) ? 'answers' : 'gone'));
    });
    request.on('timeout', () => {
      resolve('silent');
      request.destroy();
    });
    request.on('error', () => resolve('gone'));
    request.on('close', () => resolve('gone'));
  });
}
