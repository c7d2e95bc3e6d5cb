import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAdminDefaults } from './adminDefaults';

const admin = {
  origin: '/etc/xdg/sagemaker/config.yaml',
  sections: {
    AutoMLJob: {
      AutoMLJobConfig: {
        SecurityConfig: {
          EnableInterContainerTrafficEncryption: true,
          VolumeKmsKeyId: 'disk-key',
          VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1', 'subnet-2'] }
        }
      },
      OutputDataConfig: { KmsKeyId: 'output-key' },
      RoleArn: 'arn:aws:iam::111222333444:role/Admin',
      Tags: [{ Key: 'team', Value: 'data' }, { Key: 'empty' }, { Value: 'no key' }, 'nonsense']
    },
    PythonSDK: { Modules: { Session: { DefaultS3Bucket: 'team-bucket' } } }
  }
};
const user = {
  origin: '~/.config/sagemaker/config.yaml',
  sections: { AutoMLJob: { RoleArn: 'arn:aws:iam::111222333444:role/Mine' } }
};

test('every field comes with the file that it stands in', () => {
  const { origin } = admin;
  expect(readAdminDefaults([admin])).toEqual({
    roleArn: { value: 'arn:aws:iam::111222333444:role/Admin', origin },
    kmsKeyId: { value: 'output-key', origin },
    volumeKmsKeyId: { value: 'disk-key', origin },
    encryptTraffic: { value: true, origin },
    subnets: { value: 'subnet-1, subnet-2', origin },
    securityGroups: { value: 'sg-1', origin },
    tags: {
      value: [
        { key: 'team', value: 'data' },
        { key: 'empty', value: '' }
      ],
      origin
    },
    bucket: { value: 'team-bucket', origin }
  });
});

test('the user’s file replaces what the administrator’s says, field by field', () => {
  const both = readAdminDefaults([admin, user]);
  expect(both.roleArn).toEqual({
    value: 'arn:aws:iam::111222333444:role/Mine',
    origin: user.origin
  });
  expect(both.kmsKeyId?.origin).toBe(admin.origin);
});

test('no file, or one of another shape, says nothing and never fails', () => {
  expect(Object.values(readAdminDefaults([])).every(value => value === undefined)).toBe(true);
  fc.assert(
    fc.property(fc.jsonValue(), sections => {
      for (const found of Object.values(readAdminDefaults([{ origin: 'x', sections }]))) {
        expect(found === undefined || found.origin === 'x').toBe(true);
      }
    })
  );
  expect(
    readAdminDefaults([{ origin: 'x', sections: { AutoMLJob: { RoleArn: 7, Tags: {} } } }])
  ).toMatchObject({ roleArn: undefined, tags: undefined });
});
