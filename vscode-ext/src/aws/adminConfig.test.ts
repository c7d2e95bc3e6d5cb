import { mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adminConfigPlaces, readAdminConfig } from './adminConfig';

const folder = mkdtempSync(join(tmpdir(), 'ph-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('readAdminConfig', () => {
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
    expect(await readAdminConfig([folder, origin])).toEqual([
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
    expect(await readAdminConfig([...places, join(folder, 'none.yaml')])).toEqual([]);
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
    ).toEqual(['/mine.yaml']);
    expect(adminConfigPlaces({ XDG_CONFIG_HOME: '/x' })[1]).toBe('/x/sagemaker/config.yaml');
  });
});
