import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AdminConfigFile } from '@pilothouse/core/environment/adminDefaults';
import { parse } from 'yaml';

type Env = Record<string, string | undefined>;

const mostBytes = 256 * 1024;

/**
 * Configuration files of the SageMaker Python SDK: the administrator's, then the user's, which is
 * stronger. The variables are the SDK's own; a place in S3, which it would read, is left out.
 */
export function adminConfigPlaces(env: Env = process.env): string[] {
  const home = env.XDG_CONFIG_HOME || join(homedir(), '.config');
  return [
    env.SAGEMAKER_ADMIN_CONFIG_OVERRIDE || '/etc/xdg/sagemaker/config.yaml',
    env.SAGEMAKER_USER_CONFIG_OVERRIDE || join(home, 'sagemaker', 'config.yaml')
  ].filter(path => !path.startsWith('s3://'));
}

/** What those files say about AutoML jobs and the default bucket. */
export async function readAdminConfig(places: readonly string[]): Promise<AdminConfigFile[]> {
  const files = await Promise.all(places.map(readOne));
  return files.flatMap(file => file ?? []);
}

async function readOne(place: string): Promise<AdminConfigFile | undefined> {
  try {
    const found = await stat(place);
    const origin = found.isDirectory() ? join(place, 'config.yaml') : place;
    if ((await stat(origin)).size > mostBytes) {
      return undefined;
    }
    // The reader refuses what aliases would make endless.
    const everything = member(parse(await readFile(origin, 'utf8')), 'SageMaker');
    const session = member(member(member(everything, 'PythonSDK'), 'Modules'), 'Session');
    const job = member(everything, 'AutoMLJob');
    const sections = {
      ...(isMapping(job) ? { AutoMLJob: job } : {}),
      ...(isMapping(session) ? { PythonSDK: { Modules: { Session: session } } } : {})
    };
    return Object.keys(sections).length > 0 ? { origin, sections } : undefined;
  } catch {
    // Not there, not readable or no YAML: then it says nothing.
    return undefined;
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value: unknown, key: string): unknown {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
