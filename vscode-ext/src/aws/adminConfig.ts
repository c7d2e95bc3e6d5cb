import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AwsError } from '@pilothouse/core/aws/errors';
import { parseS3Uri } from '@pilothouse/core/aws/s3';
import type { AdminConfigFile } from '@pilothouse/core/environment/adminDefaults';
import { parse } from 'yaml';

type Env = Record<string, string | undefined>;

const mostBytes = 256 * 1024;

/**
 * Configuration files of the SageMaker Python SDK: the administrator's, then the user's, which is
 * stronger; paths or S3 URIs. The variables are the SDK's own.
 */
export function adminConfigPlaces(env: Env = process.env): string[] {
  const home = env.XDG_CONFIG_HOME || join(homedir(), '.config');
  return [
    env.SAGEMAKER_ADMIN_CONFIG_OVERRIDE || '/etc/xdg/sagemaker/config.yaml',
    env.SAGEMAKER_USER_CONFIG_OVERRIDE || join(home, 'sagemaker', 'config.yaml')
  ];
}

/** Reads a whole S3 object. @throws AwsError */
export type FetchObject = (bucket: string, key: string) => Promise<Uint8Array>;

/**
 * What those files say about AutoML jobs and the default bucket. One in S3 that cannot be read
 * says why: it was named, so somebody counts on it.
 */
export async function readAdminConfig(
  places: readonly string[],
  fetch: FetchObject
): Promise<AdminConfigFile[]> {
  const files = await Promise.all(
    places.map(place => (place.startsWith('s3://') ? readS3(place, fetch) : readOne(place)))
  );
  return files.flatMap(file => file ?? []);
}

async function readOne(place: string): Promise<AdminConfigFile | undefined> {
  try {
    const found = await stat(place);
    const origin = found.isDirectory() ? join(place, 'config.yaml') : place;
    return (await stat(origin)).size > mostBytes
      ? undefined
      : sectionsOf(origin, await readFile(origin, 'utf8'));
  } catch {
    // Not there or not readable: then it says nothing.
    return undefined;
  }
}

/** Like the SDK: a prefix stands for its `config.yaml`. */
async function readS3(place: string, fetch: FetchObject): Promise<AdminConfigFile | undefined> {
  const unreadable = (problem: string): AdminConfigFile => ({
    origin: place,
    sections: {},
    problem
  });
  const location = parseS3Uri(place);
  if (!location) {
    return unreadable('It is no S3 location: write s3://bucket/config.yaml.');
  }
  const { bucket, key } = location;
  const folder = `${key.replace(/\/+$/, '')}/config.yaml`.replace(/^\//, '');
  for (const name of key === '' || key.endsWith('/') ? [folder] : [key, folder]) {
    try {
      const data = await fetch(bucket, name);
      return data.length > mostBytes
        ? undefined
        : sectionsOf(place, new TextDecoder().decode(data));
    } catch (thrown) {
      const { code, status, message } = AwsError.from(thrown);
      if (status !== 404 && code !== 'NoSuchKey' && code !== 'NotFound') {
        return unreadable(message);
      }
    }
  }
  return unreadable('There is no such object.');
}

/** What a file says; nothing if it is no YAML. */
function sectionsOf(origin: string, text: string): AdminConfigFile | undefined {
  try {
    // The reader refuses what aliases would make endless.
    const everything = member(parse(text), 'SageMaker');
    const session = member(member(member(everything, 'PythonSDK'), 'Modules'), 'Session');
    const job = member(everything, 'AutoMLJob');
    const sections = {
      ...(isMapping(job) ? { AutoMLJob: job } : {}),
      ...(isMapping(session) ? { PythonSDK: { Modules: { Session: session } } } : {})
    };
    return Object.keys(sections).length > 0 ? { origin, sections } : undefined;
  } catch {
    return undefined;
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value: unknown, key: string): unknown {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
