import { fakeError } from '@pilothouse/core/aws/testing/fakeApi';
import { awsBackend } from '@pilothouse/core/views/testing/fakeHost';
import type { Story } from '../story';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const lines = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n');
const day = (i: number): string => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);

/** One pixel of a colour, as PNG. */
const pixel = (data: string): Uint8Array =>
  Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
const red = pixel(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
);

const files = {
  'reviews.csv': bytes(
    `review,stars\n${lines(600, i => `"The ${i}th visit was ${['poor', 'fine', 'a joy'][i % 3]}, and the soup was ${i % 2 ? 'cold' : 'hot'}.",${(i % 3) + 1}`)}\n`
  ),
  'sales.csv': bytes(
    `sku,day,demand,shop,promotion\n${lines(800, i => `item-${i % 4},${day(Math.floor(i / 4))},${20 + (i % 7) * 3},s${i % 3},${i % 9 === 0 ? 1 : 0}`)}\n`
  ),
  'prompts.csv': bytes(
    `input,output\n${lines(1200, i => `Summarise note ${i}.,Note ${i} in short.`)}\n`
  ),
  ...Object.fromEntries(
    ['cats', 'dogs', 'a-bird-with-a-rather-long-name-for-a-folder'].flatMap((name, place) =>
      Array.from({ length: 7 - place * 2 }, (_, i) => [`pets/${name}/${i}.png`, red])
    )
  ),
  'check/cats/1.png': red,
  'check/wolves/1.png': red,
  'pets/readme.txt': bytes('pictures of pets')
};

const handlers = {
  's3.HeadBucket': () => ({}),
  'sagemaker.DescribeAutoMLJobV2': () =>
    fakeError({ code: 'ResourceNotFound', message: 'There is no such job.', status: 400 }),
  's3.ListBuckets': () => ({
    Buckets: [{ Name: 'sagemaker-eu-west-1-111122223333' }, { Name: 'team-data' }]
  }),
  's3.ListObjectsV2': ({ Prefix }: { Prefix: string }) => ({
    CommonPrefixes: [{ Prefix: `${Prefix}raw/` }, { Prefix: `${Prefix}train/` }],
    Contents: [
      { Key: `${Prefix}churn.csv`, Size: 480_000 },
      { Key: `${Prefix}a rather long name of an object with spaces + signs.parquet`, Size: 9e9 }
    ],
    NextContinuationToken: 'more'
  })
};

const base = { view: 'automl-launcher', width: 900, height: 900, handlers } as const;
const toggles = '.ph-Section-toggle[aria-expanded="false"]';
const edit = 'section[aria-label="Start"] .ph-mod-quiet:last-child';
const browse = '.ph-FieldRow > [aria-expanded]';

const describe = {
  'sagemaker.DescribeAutoMLJobV2': ({ AutoMLJobName }: { AutoMLJobName: string }) =>
    AutoMLJobName !== 'old-job'
      ? fakeError({ code: 'ResourceNotFound', message: 'There is no such job.', status: 400 })
      : {
          AutoMLJobName: 'old-job',
          InputDataConfig: [
            {
              DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://team-data/in/' } },
              TargetAttributeName: 'churn'
            }
          ],
          OutputDataConfig: { S3OutputPath: 's3://team-data/out/' },
          RoleArn: awsBackend.roleArn,
          AutoMLJobConfig: { Mode: 'ENSEMBLING' }
        },
  'sagemaker.ListTags': () => ({})
};

/** A job of the old call that the new one cannot repeat whole, with a setting of a newer API. */
const lossy = {
  'sagemaker.DescribeAutoMLJobV2': ({ AutoMLJobName }: { AutoMLJobName: string }) =>
    AutoMLJobName !== 'old-job'
      ? fakeError({ code: 'ResourceNotFound', message: 'There is no such job.', status: 400 })
      : {
          AutoMLJobName: 'old-job',
          AutoMLJobArn: 'arn:aws:sagemaker:eu-west-1:111122223333:automl-job/old-job',
          InputDataConfig: [
            {
              DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://team-data/in/' } },
              TargetAttributeName: 'churn'
            }
          ],
          OutputDataConfig: { S3OutputPath: 's3://team-data/out/' },
          RoleArn: awsBackend.roleArn,
          AutoMLJobConfig: { Mode: 'ENSEMBLING', WarmStartConfig: { ParentJob: 'older-job' } },
          CarbonReportConfig: { Enabled: true }
        },
  'sagemaker.ListTags': () => fakeError({ code: 'AccessDenied', message: 'No.', status: 403 })
};

const adminConfig = [
  {
    origin: '/etc/xdg/sagemaker/config.yaml',
    sections: {
      AutoMLJob: {
        AutoMLJobConfig: {
          SecurityConfig: {
            EnableInterContainerTrafficEncryption: true,
            VolumeKmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef',
            VpcConfig: { SecurityGroupIds: ['sg-0a1b2c'], Subnets: ['subnet-0a1', 'subnet-0b2'] }
          }
        },
        OutputDataConfig: { KmsKeyId: 'alias/team-data' },
        Tags: [{ Key: 'cost-centre', Value: '4711' }]
      }
    }
  }
];

/** Data that only the job can read. */
const inVpc = { problem: 'tabular', data: { kind: 's3', uri: 's3://vpc-only/in/' }, name: 'job-1' };

/** The form of every problem type but tables, and what all have in common. */
export const launcherProblems: Story[] = [
  {
    ...base,
    id: 'launcher-text',
    args: { path: 'reviews.csv', problem: 'text' },
    host: { files },
    clicks: [toggles, toggles]
  },
  {
    ...base,
    id: 'launcher-series',
    args: { path: 'sales.csv', problem: 'series' },
    host: { files },
    clicks: [toggles, toggles]
  },
  {
    ...base,
    id: 'launcher-image',
    args: { path: 'pets', problem: 'image' },
    host: { files },
    clicks: [toggles, toggles]
  },
  { ...base, id: 'launcher-image-empty', args: { problem: 'image' }, host: { files } },
  {
    ...base,
    id: 'launcher-llm-local',
    args: { path: 'prompts.csv', problem: 'llm' },
    host: { files }
  },
  {
    ...base,
    id: 'launcher-llm-aws',
    args: { path: 'prompts.csv', problem: 'llm' },
    host: { files, backend: awsBackend },
    clicks: [toggles, toggles]
  },
  {
    ...base,
    id: 'launcher-request',
    args: { path: 'sales.csv', problem: 'series' },
    host: { files },
    clicks: [edit]
  },
  {
    ...base,
    id: 'launcher-admin',
    args: { path: 'reviews.csv' },
    host: {
      files,
      backend: {
        ...awsBackend,
        adminConfig: [
          {
            origin: 's3://team-data/sagemaker/config.yaml',
            sections: {},
            problem: 'AccessDenied. The credentials need s3:GetObject on it.'
          },
          ...adminConfig
        ]
      }
    },
    handlers: { ...handlers, 's3.ListObjectsV2': () => ({}) },
    clicks: [toggles, toggles, toggles, toggles]
  },
  {
    ...base,
    id: 'launcher-typed',
    args: {},
    host: { files, backend: awsBackend, stored: { 'automl-draft:': inVpc } },
    handlers: {
      ...handlers,
      's3.ListObjectsV2': () =>
        fakeError({ code: 'AccessDenied', message: 'Only from the VPC.', status: 403 })
    }
  },
  {
    ...base,
    id: 'launcher-faults',
    args: { path: 'reviews.csv' },
    host: {
      files,
      backend: awsBackend,
      stored: {
        'automl-draft:reviews.csv': {
          data: { kind: 'file', path: 'reviews.csv' },
          name: 'taken',
          outputUri: 's3://new-bucket/out/',
          weight: 'review',
          tags: [{ key: 'team', value: 'a"b' }],
          maxSeconds: 'an hour',
          deploy: { kind: 'named', name: 'no_good' }
        },
        'section:automl-output': true
      }
    },
    handlers: {
      ...handlers,
      's3.HeadBucket': () => fakeError({ code: 'NotFound', message: '', status: 404 }),
      'sagemaker.DescribeAutoMLJobV2': () => ({ AutoMLJobName: 'taken' })
    },
    clicks: ['section[aria-label="Start"] .ph-mod-primary']
  },
  { ...base, id: 'launcher-s3', args: {}, host: { files }, clicks: [browse] },
  {
    ...base,
    id: 'launcher-s3-folder',
    args: {},
    host: { files },
    clicks: [browse, '.ph-S3Browser-list .ph-Link']
  },
  {
    ...base,
    id: 'launcher-s3-denied',
    args: {},
    host: { files },
    handlers: {
      ...handlers,
      's3.ListBuckets': () =>
        fakeError({
          code: 'AccessDenied',
          message: 'You may not list the buckets.',
          missingAction: 's3:ListAllMyBuckets',
          status: 403
        })
    },
    clicks: [browse]
  },
  {
    ...base,
    id: 'launcher-clone',
    args: { cloneOf: 'old-job' },
    host: { backend: awsBackend },
    handlers: { ...handlers, ...describe },
    clicks: [toggles, toggles, toggles, toggles]
  },
  {
    ...base,
    id: 'launcher-clone-lossy',
    args: { cloneOf: 'old-job' },
    host: { backend: awsBackend },
    handlers: { ...handlers, ...lossy, 's3.ListObjectsV2': () => ({}) },
    clicks: ['.ph-Banner summary']
  },
  {
    ...base,
    id: 'launcher-image-validation',
    args: { path: 'pets', problem: 'image' },
    host: {
      files,
      stored: {
        'automl-draft:pets|image': {
          problem: 'image',
          data: { kind: 'folder', path: 'pets' },
          name: 'pets-1',
          validation: { kind: 'channel', uri: '', path: 'check', folder: true }
        },
        'section:automl-validation': true
      }
    }
  },
  {
    ...base,
    id: 'launcher-clone-missing',
    args: { cloneOf: 'gone-job' },
    host: { backend: awsBackend },
    handlers: { ...handlers, ...describe }
  }
];
