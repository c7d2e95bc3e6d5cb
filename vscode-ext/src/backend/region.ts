/** Facts about where this runs, from the settings, the environment and SageMaker's metadata. */
import { readFile } from 'node:fs/promises';

/** What SageMaker tells the IDEs of a space; every key may be absent. */
const METADATA_FILE = '/opt/ml/metadata/resource-metadata.json';

export interface SpaceMetadata {
  executionRoleArn?: string;
  region?: string;
}

/** Parse SageMaker's metadata file; whatever is not as expected is left out. */
export function parseSpaceMetadata(text: string): SpaceMetadata {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {};
  }
  if (value === null || typeof value !== 'object') {
    return {};
  }
  const { ExecutionRoleArn: role, ResourceArn: resource } = value as Record<string, unknown>;
  return {
    executionRoleArn:
      typeof role === 'string' && /^arn:[\w-]+:iam::\d{12}:role\//.test(role) ? role : undefined,
    region:
      typeof resource === 'string'
        ? /^arn:[\w-]+:sagemaker:([a-z0-9-]+):/.exec(resource)?.[1]
        : undefined
  };
}

/** The metadata of the space this runs in; empty outside SageMaker. */
export async function spaceMetadata(): Promise<SpaceMetadata> {
  try {
    return parseSpaceMetadata(await readFile(METADATA_FILE, 'utf8'));
  } catch {
    return {};
  }
}

/**
 * The AWS Region to work in: the setting, the environment, the space, the profile. Never a
 * default: a wrong Region shows other people's empty lists.
 */
export function resolveRegion(known: {
  setting?: string;
  env: Record<string, string | undefined>;
  space?: string;
  profile?: string;
}): string | undefined {
  const { setting, env, space, profile } = known;
  const found = [
    setting,
    env.AWS_REGION,
    env.AWS_DEFAULT_REGION,
    env.REGION_NAME,
    space,
    profile
  ].find(region => region !== undefined && region.trim() !== '');
  // It becomes part of a host name.
  return found !== undefined && /^[a-z0-9-]{1,40}$/.test(found.trim()) ? found.trim() : undefined;
}
