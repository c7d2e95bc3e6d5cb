// @vitest-environment jsdom
import { act } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import type { BackendState } from '../../host';
import { awsBackend, fakeHost, localBackend } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import type { FakeHost } from '../testing/fakeHost';
import type { Rendered } from '../testing/render';
import type { ViewArgs } from '../names';
import Launcher from '.';

const shown: Rendered[] = [];

afterEach(async () => {
  for (const { unmount } of shown.splice(0)) {
    await unmount();
  }
  document.body.replaceChildren();
});

const rows = Array.from({ length: 700 }, (_, i) => `${i},Bern,${i % 7 === 0}`).join('\n');
const files = { 'churn.csv': new TextEncoder().encode(`age,city,churn\n${rows}\n`) };

function service(): FakeApi {
  return new FakeApi({
    's3.HeadBucket': () => ({}),
    's3.PutObject': () => ({}),
    's3.ListObjectsV2': () => ({}),
    'sagemaker.DescribeAutoMLJobV2': () => fakeError({ code: 'ResourceNotFound' }),
    'sagemaker.CreateAutoMLJobV2': () => ({ AutoMLJobArn: 'arn' })
  });
}

async function show(
  args: ViewArgs['automl-launcher'],
  backend: Partial<BackendState> = localBackend,
  api = service()
): Promise<Rendered & { api: FakeApi; host: FakeHost }> {
  const host = fakeHost({ files, backend });
  const rendered = await render(<Launcher api={api} host={host} args={args} />);
  shown.push(rendered);
  await settle(20);
  await settle(20);
  return { ...rendered, api, host };
}

const value = (element: Element, name: string): string =>
  (control(element, name) as HTMLInputElement).value;
const open = (element: Element, section: string): Promise<void> => click(control(element, section));
const created = (api: FakeApi) => api.callsOf('sagemaker.CreateAutoMLJobV2');

describe('defaults of an administrator', () => {
  const origin = '/etc/xdg/sagemaker/config.yaml';
  const adminConfig = [
    {
      origin,
      sections: {
        AutoMLJob: {
          OutputDataConfig: { KmsKeyId: 'output-key' },
          AutoMLJobConfig: {
            SecurityConfig: { VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] } }
          },
          Tags: [{ Key: 'team', Value: 'data' }]
        }
      }
    }
  ];

  it('that lie in S3 and cannot be read are missed aloud', async () => {
    const problem = 'AccessDenied. The credentials need s3:GetObject on it.';
    const { element } = await show(
      { path: 'churn.csv' },
      {
        ...awsBackend,
        adminConfig: [{ origin: 's3://team/sdk.yaml', sections: {}, problem }, ...adminConfig]
      }
    );
    expect(element.textContent).toContain('Defaults in s3://team/sdk.yaml cannot be read.');
    expect(element.textContent).toContain(problem);
    await open(element, 'Output, role, tags');
    expect(value(element, 'KMS key for the output (optional)')).toBe('output-key');
  });

  it('fill the form, name their file, and can be changed', async () => {
    const { element, api } = await show({ path: 'churn.csv' }, { ...awsBackend, adminConfig });
    await open(element, 'Output, role, tags');
    await open(element, 'More: input format, encryption, network');
    expect(value(element, 'KMS key for the output (optional)')).toBe('output-key');
    expect(value(element, 'VPC subnets (optional)')).toBe('subnet-1');
    expect(value(element, 'Key of tag 1')).toBe('team');
    expect(element.textContent?.split(`From ${origin}.`)).toHaveLength(5);
    await fill(control(element, 'KMS key for the output (optional)'), '');
    expect(element.textContent?.split(`From ${origin}.`)).toHaveLength(4);
    await click(control(element, 'Start job'));
    await settle(20);
    expect(created(api)[0]).toMatchObject({
      OutputDataConfig: { S3OutputPath: expect.any(String) },
      SecurityConfig: { VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] } },
      Tags: [{ Key: 'team', Value: 'data' }]
    });
    expect(created(api)[0].OutputDataConfig).not.toHaveProperty('KmsKeyId');
  });

  it('are gone on the local engine', async () => {
    const { element, host } = await show({ path: 'churn.csv' }, { ...awsBackend, adminConfig });
    await open(element, 'Output, role, tags');
    await act(() => host.backend.choose({ kind: 'local' }));
    await settle(20);
    expect(value(element, 'KMS key for the output (optional)')).toBe('');
    expect(element.textContent).not.toContain(origin);
  });
});
