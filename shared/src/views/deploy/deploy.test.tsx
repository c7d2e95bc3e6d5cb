// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   radio "Real-time", "Serverless", "Asynchronous", "Batch transform"
 *   textbox "Endpoint name" or "Name of the transform job", "Instance type", "Instances"
 *   button "Deploy" or "Start transform", "Cancel", "Go on", "Remove these", "Show code"
 *   button "Choose file" · checkbox "Leave out the first line"
 */
import { afterEach, describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';
import { awsBackend, fakeHost, type FakeHost, type FakeHostOptions } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import Deploy from '.';

afterEach(() => document.body.replaceChildren());

const candidate = {
  CandidateName: 'best',
  InferenceContainers: [
    {
      Image: 'image',
      ModelDataUrl: 's3://bkt/model.tar.gz',
      Environment: { SAGEMAKER_INFERENCE_SUPPORTED: 'predicted_label,probability' }
    }
  ]
};

function service(): FakeApi {
  return new FakeApi({
    'sagemaker.DescribeAutoMLJobV2': () => ({
      AutoMLJobName: 'churn',
      AutoMLProblemTypeConfig: { TabularJobConfig: { TargetAttributeName: 'y' } },
      RoleArn: 'arn:aws:iam::000000000000:role/job',
      BestCandidate: candidate
    }),
    'sagemaker.ListCandidatesForAutoMLJob': () => ({
      Candidates: [{ ...candidate, CandidateName: 'other' }]
    }),
    'sagemaker.CreateModel': () => ({}),
    'sagemaker.CreateEndpointConfig': () => ({}),
    'sagemaker.CreateEndpoint': () => ({}),
    'sagemaker.CreateTransformJob': () => ({}),
    'sagemaker.DeleteModel': () => ({}),
    'sagemaker.DeleteEndpointConfig': () => ({}),
    's3.PutObject': () => ({})
  });
}

async function show(
  api: FakeApi,
  { host = fakeHost(), candidateName = 'best' }: { host?: FakeHost; candidateName?: string } = {}
): Promise<{ element: HTMLElement; host: FakeHost; unmount: () => Promise<void> }> {
  const { element, unmount } = await render(
    <Deploy args={{ jobName: 'churn', candidateName }} api={api} host={host} />
  );
  await settle(20);
  return { element, host, unmount };
}

const radio = (element: Element, value: string): HTMLElement =>
  element.querySelector<HTMLElement>(`input[type="radio"][value="${value}"]`) as HTMLElement;
const button = (element: Element, text: string): HTMLElement =>
  [...element.querySelectorAll<HTMLElement>('button')].find(
    one => one.textContent === text
  ) as HTMLElement;
const operations = (api: FakeApi): string[] =>
  api.calls.map(call => call.operation).filter(name => /^(Create|Delete|Put)/.test(name));

describe('the deployment form', () => {
  it('deploys the proposed endpoint after asking, and shows it', async () => {
    const api = service();
    const { element, host } = await show(api);
    await click(button(element, 'Deploy'));
    await settle(20);
    const [{ EndpointName: name }] = api.callsOf('sagemaker.CreateEndpoint');
    expect(name).toMatch(/^churn-\d{12}$/);
    expect(host.asked).toEqual([
      `confirm Deploy ${name}?`,
      `open endpoint {"endpointName":"${name}"}`
    ]);
    expect(element.textContent).toContain(`${name} is being started.`);
    // The next one gets a name of its own.
    expect(control(element, 'Endpoint name')).not.toHaveProperty('value', name);
  });

  it('reads another candidate, and says of one without a model that it has none', async () => {
    const { element } = await show(service(), { candidateName: 'other' });
    expect(button(element, 'Deploy')).toBeDefined();
    const api = service().on('sagemaker.ListCandidatesForAutoMLJob', () => ({ Candidates: [] }));
    const { element: none } = await show(api, { candidateName: 'gone' });
    expect(none.textContent).toContain('This candidate cannot be deployed');
  });

  it('says what is wrong at the field, and sends nothing', async () => {
    const api = service();
    const { element, host } = await show(api);
    await fill(control(element, 'Endpoint name'), 'no name!');
    await fill(control(element, 'Instance type'), 'big');
    expect(element.textContent).toContain('The name may have letters');
    await click(button(element, 'Deploy'));
    expect(element.textContent).toContain('Before it can be deployed');
    expect(operations(api)).toEqual([]);
    expect(host.asked).toEqual([]);
  });

  it('asks for another name where there is such an endpoint, before it creates anything', async () => {
    const api = service().on('sagemaker.DescribeEndpoint', () => ({
      EndpointConfigName: 'of-another'
    }));
    const { element, host } = await show(api);
    await fill(control(element, 'Endpoint name'), 'mine');
    await click(button(element, 'Deploy'));
    await settle(20);
    expect(element.textContent).toContain('There is an endpoint called mine already.');
    expect(operations(api)).toEqual([]);
    expect(host.asked).toEqual([]);
    expect(control(element, 'Endpoint name').closest('fieldset')).toHaveProperty('disabled', false);
  });

  it('offers memory for serverless, places for asynchronous, and shows the code of each', async () => {
    const api = service();
    const { element } = await show(api);
    await click(button(element, 'Show code'));
    await click(radio(element, 'serverless'));
    expect(element.querySelector('pre')?.textContent).toContain('"MemorySizeInMB": 4096');
    expect(element.textContent).not.toContain('Instance type');
    await click(radio(element, 'asynchronous'));
    expect(element.querySelector('pre')?.textContent).toContain('AsyncInferenceConfig={');
    for (const [label, text] of [
      ['CLI', 'aws sagemaker create-model'],
      ['TypeScript', 'new CreateEndpointCommand('],
      ['JSON', '"CreateEndpointConfig": {']
    ] as const) {
      await click(control(element, label));
      expect(element.querySelector('pre')?.textContent).toContain(text);
    }
  });

  it('names instance and cost where it is billed', async () => {
    const host = fakeHost({ backend: awsBackend } satisfies FakeHostOptions);
    const api = service().on('sagemaker.CreateEndpoint', () =>
      fakeError({ code: 'ResourceLimitExceeded', message: 'The quota is 0.' })
    );
    const { element } = await show(api, { host });
    expect(element.textContent).toContain('1 x ml.m5.12xlarge. Billed while it runs');
    await click(button(element, 'Deploy'));
    await settle(20);
    // A configuration alone costs nothing.
    expect(element.textContent).toContain('That costs nothing.');
    await click(button(element, 'Remove these'));
    await settle(20);
    await click(radio(element, 'serverless'));
    expect(element.textContent).toContain('Billed for the time requests take.');
  });

  it('keeps the draft over a reload', async () => {
    const host = fakeHost();
    const first = await show(service(), { host });
    await fill(control(first.element, 'Endpoint name'), 'mine');
    await first.unmount();
    const second = await show(service(), { host });
    expect(control(second.element, 'Endpoint name')).toHaveProperty('value', 'mine');
  });

  it('says what a failure left, and goes on from there, also after a reload', async () => {
    const api = service().on('sagemaker.CreateEndpoint', () =>
      fakeError({ code: 'ResourceLimitExceeded', message: 'No more endpoints.' })
    );
    const host = fakeHost();
    const first = await show(api, { host });
    await fill(control(first.element, 'Endpoint name'), 'mine');
    await click(button(first.element, 'Deploy'));
    await settle(20);
    expect(first.element.textContent).toContain('No more endpoints.');
    expect(first.element.textContent).toMatch(
      /There is: model mine-\d+, endpoint configuration mine-\d+\. That costs nothing\./
    );
    expect(control(first.element, 'Endpoint name').closest('fieldset')).toHaveProperty(
      'disabled',
      true
    );
    await first.unmount();
    api.on('sagemaker.CreateEndpoint', () => ({}));
    const second = await show(api, { host });
    await click(button(second.element, 'Go on'));
    await settle(20);
    expect(operations(api)).toEqual([
      'CreateModel',
      'CreateEndpointConfig',
      'CreateEndpoint',
      'CreateEndpoint'
    ]);
    expect(host.asked.at(-1)).toBe('open endpoint {"endpointName":"mine"}');
  });

  it('takes back what a failure left, after asking', async () => {
    const api = service().on('sagemaker.CreateEndpointConfig', () =>
      fakeError({ code: 'ValidationException', message: 'Refused.' })
    );
    const { element, host } = await show(api);
    await click(button(element, 'Deploy'));
    await settle(20);
    await click(button(element, 'Remove these'));
    await settle(20);
    expect(host.asked).toContain('confirm Remove what was created?');
    expect(operations(api).at(-1)).toBe('DeleteModel');
    expect(element.textContent).not.toContain('Some of it was created');
    expect(button(element, 'Deploy')).toBeDefined();
  });

  it('starts a transform of a workspace file without its header and target', async () => {
    const api = service();
    const host = fakeHost({
      files: { 'new.csv': new TextEncoder().encode('a,b,y\n1,2,yes\n3,4,no\n') }
    });
    host.files.pick = async () => 'new.csv';
    const { element } = await show(api, { host });
    await click(radio(element, 'batch'));
    await click(button(element, 'Start transform'));
    expect(element.textContent).toContain('There are no records yet.');
    await click(button(element, 'Choose file'));
    await settle(20);
    expect(element.textContent).toContain('It begins with “a, b, y”.');
    await click(button(element, 'Start transform'));
    await settle(30);
    const [put] = api.callsOf('s3.PutObject');
    expect(new TextDecoder().decode(put.Body)).toBe('1,2,yes\n3,4,no\n');
    const [job] = api.callsOf('sagemaker.CreateTransformJob');
    expect(job.DataProcessing).toEqual({ InputFilter: '$[:-1]' });
    expect(job.TransformInput.DataSource.S3DataSource.S3Uri).toBe(`s3://${put.Bucket}/${put.Key}`);
    expect(host.asked.at(-1)).toMatch(/^open transform-job/);
  });
});

describe('a job of another account', () => {
  const ROLE = 'arn:aws:iam::111122223333:role/team/Reader';
  const identity = (arn: string) => ({ Arn: `arn:aws:sts::${arn}` });

  it('is asked for by role and name, once the role can be assumed', async () => {
    let refused = true;
    const api = service().on('sts.GetCallerIdentity', () =>
      refused
        ? fakeError({
            code: 'AccessDenied',
            message:
              'User: arn:aws:iam::444455556666:user/me is not authorized to perform: sts:AssumeRole',
            missingAction: 'sts:AssumeRole'
          })
        : identity('111122223333:assumed-role/Reader/pilothouse')
    );
    const host = fakeHost({ backend: awsBackend });
    const { element } = await render(<Deploy args={{ jobName: '' }} api={api} host={host} />);
    await settle(20);
    await click(button(element, 'Continue'));
    expect(element.textContent).toContain('Enter the ARN of the role');
    await fill(control(element, 'Role to assume'), ROLE);
    await fill(control(element, 'Job'), 'churn');
    await click(button(element, 'Continue'));
    await settle(20);
    expect(element.textContent).toContain('The permission sts:AssumeRole is missing');
    expect(element.textContent).toContain('The trust policy of Reader');
    refused = false;
    await click(button(element, 'Continue'));
    await settle(20);
    expect(host.asked).toEqual([`open deploy {"jobName":"churn","role":"${ROLE}"}`]);
  });

  it('is read with the role and deployed with one’s own', async () => {
    const roles = new Map<string, unknown>();
    const api = service();
    const call = api.call.bind(api);
    api.call = (name, operation, input, options) => {
      roles.set(operation, options?.role);
      return call(name, operation, input, options);
    };
    api
      .on('sts.GetCallerIdentity', (_input, { role }) =>
        role
          ? identity('111122223333:assumed-role/Reader/pilothouse')
          : identity('444455556666:assumed-role/Analyst/me')
      )
      .on('s3.HeadObject', () => ({ ContentLength: 1, LastModified: '2026-11-22T00:00:00Z' }))
      .on('s3.GetObject', () => ({ Body: new Uint8Array([1]) }));
    const host = fakeHost({ backend: awsBackend });
    const { element } = await render(
      <Deploy args={{ jobName: 'churn', role: ROLE }} api={api} host={host} />
    );
    await settle(20);
    expect(element.textContent).toContain('You read as role Reader of account ••••••••3333');
    expect(element.textContent).toContain('You deploy as role Analyst of account ••••••••6666');
    await click(button(element, 'Deploy'));
    await settle(20);
    expect(roles.get('DescribeAutoMLJobV2')).toBe(ROLE);
    expect(roles.get('GetObject')).toBe(ROLE);
    for (const operation of ['PutObject', 'CreateModel', 'CreateEndpoint']) {
      expect(roles.has(operation)).toBe(true);
      expect(roles.get(operation)).toBeUndefined();
    }
    const [{ Containers, ExecutionRoleArn }] = api.callsOf('sagemaker.CreateModel');
    expect(Containers[0].ModelDataUrl).toMatch(/^s3:\/\/sagemaker-eu-west-1-111122223333\//);
    expect(ExecutionRoleArn).toBe(awsBackend.roleArn);
  });

  it('is of no use with the local engine, which says so', async () => {
    const { element } = await render(
      <Deploy args={{ jobName: '' }} api={service()} host={fakeHost()} />
    );
    await settle(20);
    expect(element.textContent).toContain('The local engine has one account');
  });
});
