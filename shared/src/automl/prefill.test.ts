import { describe, expect, test } from 'vitest';
import type { AdminDefaults } from '../environment/adminDefaults';
import { emptyDraft } from './draft';
import { originOf, withAdminDefaults } from './prefill';
import { planJob } from './request';
import { presetOf } from './saved';

const admin = '/etc/xdg/sagemaker/config.yaml';
const of = <T>(value: T, origin = admin): { value: T; origin: string } => ({ value, origin });
const defaults: AdminDefaults = {
  roleArn: of('arn:aws:iam::111222333444:role/Admin'),
  kmsKeyId: of('output-key'),
  volumeKmsKeyId: of('disk-key'),
  encryptTraffic: of(true as const),
  subnets: of('subnet-1, subnet-2'),
  securityGroups: of('sg-1'),
  tags: of([{ key: 'team', value: 'data' }]),
  bucket: of('team-bucket')
};

describe('withAdminDefaults', () => {
  const filled = withAdminDefaults(emptyDraft(), defaults);

  test('fills every empty field, up to the request, and names the file', () => {
    expect(planJob(filled).request).toMatchObject({
      RoleArn: 'arn:aws:iam::111222333444:role/Admin',
      OutputDataConfig: { KmsKeyId: 'output-key' },
      SecurityConfig: {
        VolumeKmsKeyId: 'disk-key',
        EnableInterContainerTrafficEncryption: true,
        VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1', 'subnet-2'] }
      },
      Tags: [{ Key: 'team', Value: 'data' }]
    });
    expect(originOf(filled, 'kmsKeyId')).toBe(admin);
    expect(originOf(filled, 'tags')).toBe(admin);
  });

  test('leaves what a person entered or emptied', () => {
    const own = withAdminDefaults({ ...emptyDraft(), roleArn: 'mine' }, defaults);
    expect(own.roleArn).toBe('mine');
    expect(originOf(own, 'roleArn')).toBeUndefined();
    const emptied = { ...filled, kmsKeyId: '' };
    expect(withAdminDefaults(emptied, defaults)).toBe(emptied);
    expect(originOf(emptied, 'kmsKeyId')).toBeUndefined();
  });

  test('takes its values back where they do not apply, as on the local engine', () => {
    const changed = { ...filled, kmsKeyId: 'my-key' };
    const local = withAdminDefaults(changed, {});
    expect(local).toEqual({ ...emptyDraft(), kmsKeyId: 'my-key', prefilled: {} });
    expect(withAdminDefaults(local, defaults)).toMatchObject({
      kmsKeyId: 'my-key',
      roleArn: filled.roleArn
    });
  });

  test('follows a file that was changed', () => {
    const next = withAdminDefaults(filled, { ...defaults, kmsKeyId: of('new-key', '/mine.yaml') });
    expect(next.kmsKeyId).toBe('new-key');
    expect(originOf(next, 'kmsKeyId')).toBe('/mine.yaml');
  });

  test('is no part of a preset', () => {
    expect(presetOf(filled)).not.toHaveProperty('prefilled');
  });
});
