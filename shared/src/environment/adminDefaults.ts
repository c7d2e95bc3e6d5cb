/**
 * Defaults that administrators and users write into the configuration files of the SageMaker
 * Python SDK (`/etc/xdg/sagemaker/config.yaml`, `~/.config/sagemaker/config.yaml`).
 */

/** One of those files, as far as it says something about AutoML jobs. */
export interface AdminConfigFile {
  /** Its path, so that people see where a value comes from. */
  origin: string;
  /** Its section `SageMaker`: any JSON, written by others. */
  sections: unknown;
  /** Why a file that was named cannot be read. */
  problem?: string;
}

/** A value and the file that it stands in. */
export interface Origin<T> {
  value: T;
  origin: string;
}

/** What the files say; what none says is absent. */
export interface AdminDefaults {
  roleArn?: Origin<string>;
  kmsKeyId?: Origin<string>;
  volumeKmsKeyId?: Origin<string>;
  encryptTraffic?: Origin<true>;
  /** Ids, separated by commas. */
  subnets?: Origin<string>;
  securityGroups?: Origin<string>;
  tags?: Origin<{ key: string; value: string }[]>;
  bucket?: Origin<string>;
}

const job = ['AutoMLJob'];
const security = [...job, 'AutoMLJobConfig', 'SecurityConfig'];

/**
 * The defaults of all files together.
 *
 * @param files - Weakest first: what a later file says replaces what an earlier one does.
 */
export function readAdminDefaults(files: readonly AdminConfigFile[]): AdminDefaults {
  const last = <T>(path: string[], read: (value: unknown) => T | undefined) =>
    [...files].reverse().flatMap(({ origin, sections }): Origin<T>[] => {
      const value = read(at(sections, path));
      return value === undefined ? [] : [{ value, origin }];
    })[0];
  return {
    roleArn: last([...job, 'RoleArn'], text),
    kmsKeyId: last([...job, 'OutputDataConfig', 'KmsKeyId'], text),
    volumeKmsKeyId: last([...security, 'VolumeKmsKeyId'], text),
    encryptTraffic: last([...security, 'EnableInterContainerTrafficEncryption'], value =>
      value === true ? value : undefined
    ),
    subnets: last([...security, 'VpcConfig', 'Subnets'], list),
    securityGroups: last([...security, 'VpcConfig', 'SecurityGroupIds'], list),
    tags: last([...job, 'Tags'], tags),
    bucket: last(['PythonSDK', 'Modules', 'Session', 'DefaultS3Bucket'], text)
  };
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, key)
        ? (found as Record<string, unknown>)[key]
        : undefined,
    value
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function list(value: unknown): string | undefined {
  const ids = Array.isArray(value) ? value.flatMap(id => text(id) ?? []) : [];
  return ids.length > 0 ? ids.join(', ') : undefined;
}

function tags(value: unknown): { key: string; value: string }[] | undefined {
  const found = (Array.isArray(value) ? value : []).flatMap(tag => {
    const key = text(at(tag, ['Key']));
    const content = at(tag, ['Value']);
    return key === undefined ? [] : [{ key, value: typeof content === 'string' ? content : '' }];
  });
  return found.length > 0 ? found : undefined;
}
