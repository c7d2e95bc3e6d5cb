import { fakeError } from '@pilothouse/core/aws/testing/fakeApi';
import { awsBackend } from '@pilothouse/core/views/testing/fakeHost';
import { never, type Story } from '../story';
import { churn } from './data';
import { HOSTILE, HUGE, LONG, RTL } from './hostile';
import { objects } from './objects';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const files = {
  'data/churn.csv': bytes(churn(500)),
  'data/header-only.csv': bytes('a,b,c\n'),
  'data/empty.csv': bytes(''),
  'data/hostile.csv': bytes(churn(50, [...HOSTILE, LONG, RTL, HUGE])),
  'data/wide.csv': bytes(
    churn(
      20,
      Array.from({ length: 600 }, (_, index) => `feature_${index}`)
    )
  )
};

const handlers = {
  ...objects({}),
  'sagemaker.DescribeAutoMLJobV2': () =>
    fakeError({ code: 'ResourceNotFound', message: 'There is no such job.', status: 400 })
};

const base = { view: 'automl-launcher', width: 900, height: 900, handlers } as const;
const start = 'section[aria-label="Start"] .ph-mod-primary';
const toggles = '.ph-Section-toggle[aria-expanded="false"]';

export const launcher: Story[] = [
  { ...base, id: 'launcher-file', args: { path: 'data/churn.csv' }, host: { files } },
  { ...base, id: 'launcher-empty', args: {}, host: { files } },
  { ...base, id: 'launcher-tried-empty', args: {}, host: { files }, clicks: [start] },
  {
    ...base,
    id: 'launcher-open',
    args: { path: 'data/churn.csv' },
    host: { files },
    clicks: [toggles, toggles, toggles]
  },
  {
    ...base,
    id: 'launcher-code',
    args: { path: 'data/churn.csv' },
    host: { files },
    clicks: ['tbody tr', 'section[aria-label="Start"] .ph-mod-quiet']
  },
  { ...base, id: 'launcher-empty-file', args: { path: 'data/empty.csv' }, host: { files } },
  { ...base, id: 'launcher-header-only', args: { path: 'data/header-only.csv' }, host: { files } },
  { ...base, id: 'launcher-missing-file', args: { path: 'data/gone.csv' }, host: { files } },
  { ...base, id: 'launcher-wide', args: { path: 'data/wide.csv' }, host: { files } },
  { ...base, id: 'launcher-hostile', args: { path: 'data/hostile.csv' }, host: { files } },
  {
    ...base,
    id: 'launcher-aws',
    args: { path: 'data/churn.csv' },
    host: { files, backend: awsBackend }
  },
  {
    ...base,
    id: 'launcher-engine-missing',
    args: {},
    host: {
      backend: {
        status: 'unavailable',
        problem: { code: 'EngineMissing', message: '', retryable: false }
      }
    }
  },
  {
    ...base,
    id: 'launcher-loading',
    args: { path: 'data/churn.csv' },
    host: { files, filesNever: true },
    handlers: { 's3.HeadBucket': never }
  }
];
