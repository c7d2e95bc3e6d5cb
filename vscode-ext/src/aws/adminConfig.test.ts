import { mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsError, type AwsErrorData } from '@pilothouse/core/aws/errors';
import { describe, expect, it } from 'vitest';
import { adminConfigPlaces, readAdminConfig } from './adminConfig';

const folder = mkdtempSync(join(tmpdir(), 'ph-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const none = (): Promise<Uint8Array> => Promise.reject(new Error('S3 is not to be asked'));

describe('readAdminConfig', () => {
  const store =
    (objects: Record<string, string>, failure: Partial<AwsErrorData> = { code: 'NoSuchKey' }) =>
    (bucket: string, key: string): Promise<Uint8Array> => {
      const text = objects[`${bucket}/${key}`];
      return text === undefined
        ? Promise.reject(
            new AwsError({ code: 'x', message: 'No right to read.', retryable: false, ...failure })
          )
        : Promise.resolve(new TextEncoder().encode(text));
    };
  const yaml = 'SageMaker: {AutoMLJob: {RoleArn: arn}}';

  it.each([
    ['s3://team/sdk/mine.yaml', 'team/sdk/mine.yaml'],
    ['s3://team/sdk', 'team/sdk/config.yaml'],
    ['s3://team/sdk/', 'team/sdk/config.yaml'],
    ['s3://team', 'team/config.yaml']
  ])('reads %s as the SDK does', async (place, key) => {
    expect(await readAdminConfig([place], store({ [key]: yaml }))).toEqual([
      { origin: place, sections: { AutoMLJob: { RoleArn: 'arn' } } }
    ]);
  });

  it('says why a place in S3 cannot be read', async () => {
    const problems = async (place: string, failure?: Partial<AwsErrorData>) =>
      (await readAdminConfig([place], store({}, failure)))[0]?.problem;
    expect(await problems('s3://team/x.yaml')).toBe('There is no such object.');
    expect(await problems('s3://team/x.yaml', { code: 'AccessDenied', status: 403 })).toBe(
      'No right to read.'
    );
    expect(await problems('s3:///x')).toContain('no S3 location');
    const long = yaml + '#'.repeat(300_000);
    expect(await readAdminConfig(['s3://team/l'], store({ 'team/l': long }))).toEqual([]);
  });

  it('reads what concerns jobs, and nothing else', async () => {
    const origin = file(
      'config.yaml',
      'SageMaker:\n' +
        '  AutoMLJob: {RoleArn: arn, Tags: [{Key: k, Value: v}]}\n' +
        '  PythonSDK:\n    Modules:\n      Session: {DefaultS3Bucket: b}\n' +
        '      RemoteFunction: {EnvironmentVariables: {TOKEN: hush}}\n'
    );
    const sections = {
      AutoMLJob: { RoleArn: 'arn', Tags: [{ Key: 'k', Value: 'v' }] },
      PythonSDK: { Modules: { Session: { DefaultS3Bucket: 'b' } } }
    };
    // A folder stands for the file in it.
    expect(await readAdminConfig([folder, origin], none)).toEqual([
      { origin, sections },
      { origin, sections }
    ]);
  });

  it('says nothing for files that are missing, of another shape, or endless', async () => {
    const endless =
      'SageMaker:\n  AutoMLJob:\n    a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n' +
      Array.from(
        { length: 8 },
        (_, i) => `    a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]\n`
      ).join('');
    const texts = ['', '[]', 'SageMaker: 7', 'a: [', 'SageMaker: {AutoMLJob: x}', endless];
    const places = texts.map((text, index) => file(`${index}.yaml`, text));
    expect(await readAdminConfig([...places, join(folder, 'none.yaml')], none)).toEqual([]);
  });
});

describe('adminConfigPlaces', () => {
  it('follows the variables of the SDK', () => {
    expect(adminConfigPlaces({})).toEqual([
      '/etc/xdg/sagemaker/config.yaml',
      join(homedir(), '.config', 'sagemaker', 'config.yaml')
    ]);
    expect(
      adminConfigPlaces({
        SAGEMAKER_ADMIN_CONFIG_OVERRIDE: 's3://bucket/config.yaml',
        SAGEMAKER_USER_CONFIG_OVERRIDE: '/mine.yaml'
      })
    ).toEqual(['s3://bucket/config.yaml', '/mine.yaml']);
    expect(adminConfigPlaces({ XDG_CONFIG_HOME: '/x' })[1]).toBe('/x/sagemaker/config.yaml');
  });
});
