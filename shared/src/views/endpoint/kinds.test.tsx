// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   tab "File"; button "Choose file", textbox "Content type"
 *   checkbox "Show the answer as it comes"; region "Answer so far"
 *   progress bar "Waiting for the answer", "Storing the request"
 */
import { afterEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../aws/errors';
import { FakeApi, fakeError, type FakeHandler } from '../../aws/testing/fakeApi';
import { awsBackend, fakeHost, type FakeHost } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import EndpointView from '.';

afterEach(() => document.body.replaceChildren());

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function service(
  endpoint: object,
  variant: object,
  changes: Record<string, FakeHandler> = {}
): FakeApi {
  return new FakeApi({
    'sagemaker.DescribeEndpoint': () => ({
      EndpointName: 'e',
      EndpointStatus: 'InService',
      EndpointConfigName: 'e-1',
      ...endpoint
    }),
    'sagemaker.DescribeEndpointConfig': () => ({
      ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'e-1', ...variant }]
    }),
    'sagemaker.DescribeModel': () => ({ Containers: [{ Environment: {} }] }),
    ...changes
  });
}

async function show(api: FakeApi, host = fakeHost()) {
  const { element, unmount } = await render(
    <EndpointView args={{ endpointName: 'e' }} api={api} host={host} />
  );
  await settle(20);
  return { element, host, unmount };
}

async function ask(element: HTMLElement, body: string): Promise<void> {
  await fill(control(element, 'Body (text/csv)'), body);
  await click(control(element, 'Invoke'));
  await settle(30);
}

describe('an asynchronous endpoint', () => {
  const ASYNC = {
    AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://bkt/out/' } }
  };

  function queue(objects: Record<string, string>): FakeApi {
    return service(
      ASYNC,
      { InstanceType: 'ml.m5.large' },
      {
        's3.PutObject': () => ({}),
        'sagemaker-runtime.InvokeEndpointAsync': () => ({
          InferenceId: 'id-7',
          OutputLocation: 's3://bkt/out/7.out',
          FailureLocation: 's3://bkt/bad/7.out'
        }),
        's3.GetObject': ({ Key }) =>
          objects[Key] === undefined
            ? fakeError({ code: 'NoSuchKey', status: 404 })
            : { Body: encode(objects[Key]), ContentType: 'text/csv' }
      }
    );
  }

  it('stores the request, waits, and shows the answer when it is there', async () => {
    const objects: Record<string, string> = {};
    const { element } = await show(queue(objects));
    expect(element.textContent).toContain('Asynchronous');
    await ask(element, '1,2\n');
    expect(element.querySelector('[aria-label="Waiting for the answer"]')).not.toBeNull();
    expect(element.textContent).toContain('id-7');
    expect(element.textContent).toContain('s3://bkt/out/7.out');
    objects['out/7.out'] = 'yes,0.9\n';
    await settle(1_100);
    expect(element.querySelector('table[aria-label="Answer"]')?.textContent).toContain('yes');
  });

  it('shows the failure file', async () => {
    const { element } = await show(queue({ 'bad/7.out': 'The body has 1 column.' }));
    await ask(element, '1\n');
    await settle(1_100);
    expect(element.textContent).toContain('The body has 1 column.');
  });

  it('finds its requests again after a reload', async () => {
    const objects: Record<string, string> = {};
    const host: FakeHost = fakeHost();
    const first = await show(queue(objects), host);
    await ask(first.element, '1,2\n');
    await first.unmount();
    objects['out/7.out'] = 'later\n';
    const second = await show(queue(objects), host);
    await settle(1_100);
    expect(second.element.textContent).toContain('later');
  });
});

describe('a serverless endpoint', () => {
  it('tells the first answer from those after it', async () => {
    const api = service(
      {},
      { ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 3 } },
      {
        'sagemaker-runtime.InvokeEndpoint': () => ({ Body: encode('1\n'), ContentType: 'text/csv' })
      }
    );
    const { element } = await show(api);
    expect(element.textContent).toContain('2048 MB, up to 3 requests at a time');
    await ask(element, '1\n');
    expect(element.textContent).toContain('with the start of the endpoint');
    await ask(element, '2\n');
    expect(element.textContent).not.toContain('with the start of the endpoint');
  });
});

describe('an answer in parts', () => {
  const STREAM = 'sagemaker-runtime.InvokeEndpointWithResponseStream';
  const inParts = (element: HTMLElement): HTMLElement =>
    [...element.querySelectorAll<HTMLElement>('.ph-Checkbox')].find(label =>
      label.textContent?.includes('Show the answer as it comes')
    ) as HTMLElement;

  function parts(words: Uint8Array[], end: () => Promise<void>): FakeHandler {
    return () => ({
      output: { ContentType: 'text/plain', InvokedProductionVariant: 'AllTraffic' },
      parts: (async function* () {
        yield* words;
        await end();
      })()
    });
  }

  it('is shown as it comes, letters that are cut included, then as a whole', async () => {
    let finish = (): void => undefined;
    const held = new Promise<void>(resolve => {
      finish = resolve;
    });
    const umlaut = encode('für ');
    const api = service({}, { InstanceType: 'ml.m5.large' }).on(
      STREAM,
      parts([umlaut.slice(0, 2), umlaut.slice(2), encode('alle')], () => held)
    );
    const { element } = await show(api);
    await click(inParts(element));
    await ask(element, 'x\n');
    expect(element.querySelector('[aria-label="Answer so far"]')?.textContent).toBe('für alle');
    expect(element.textContent).toContain('3 parts so far');
    finish();
    await settle(20);
    expect(element.querySelector('[aria-label="Answer so far"]')).toBeNull();
    expect(element.textContent).toContain('für alle');
    expect(api.callsOf('sagemaker-runtime.InvokeEndpoint')).toEqual([]);
  });

  it('keeps what came before an error', async () => {
    const boom = new AwsError({ code: 'ModelStreamError', message: 'boom', retryable: false });
    const api = service({}, { InstanceType: 'ml.m5.large' }).on(
      STREAM,
      parts([encode('begun')], () => Promise.reject(boom))
    );
    const { element } = await show(api);
    await click(inParts(element));
    await ask(element, 'x\n');
    expect(element.textContent).toContain('The answer is not complete.');
    expect(element.textContent).toContain('The model broke off its answer: boom.');
    expect(element.querySelector('[aria-label="Answer so far"]')?.textContent).toBe('begun');
  });
});

describe('a file as the request', () => {
  it('is sent as it is, with the type of its name', async () => {
    const api = service({}, { InstanceType: 'ml.m5.large' }).on(
      'sagemaker-runtime.InvokeEndpoint',
      () => ({ Body: encode('{"predicted_label":"cat"}'), ContentType: 'application/json' })
    );
    const bytes = new Uint8Array([137, 80, 78, 71, 0, 255]);
    const host = fakeHost({ files: { 'cat.png': bytes } });
    host.files.pick = async () => 'cat.png';
    const { element } = await show(api, host);
    await click(control(element, 'File'));
    expect(control(element, 'Invoke')).toHaveProperty('disabled', true);
    await click(control(element, 'Choose file'));
    await settle(20);
    await click(control(element, 'Invoke'));
    await settle(20);
    const [call] = api.callsOf('sagemaker-runtime.InvokeEndpoint');
    expect(call).toMatchObject({ ContentType: 'application/x-image', Body: bytes });
    expect(element.textContent).toContain('cat');
  });
});

describe('an answer that is a picture', () => {
  it('is drawn, and can be saved', async () => {
    URL.createObjectURL = () => 'blob:picture';
    URL.revokeObjectURL = () => undefined;
    const png = new Uint8Array([137, 80, 78, 71, 0, 255]);
    const api = service({}, { InstanceType: 'ml.m5.large' }).on(
      'sagemaker-runtime.InvokeEndpoint',
      () => ({ Body: png, ContentType: 'image/png' })
    );
    const { element } = await show(api);
    await ask(element, 'x\n');
    expect(element.querySelector('img')?.getAttribute('alt')).toBe('Picture 1 of the answer');
    expect(control(element, 'Save picture')).toBeTruthy();
  });

  it('and JSON is a tree, too', async () => {
    const api = service({}, { InstanceType: 'ml.m5.large' }).on(
      'sagemaker-runtime.InvokeEndpoint',
      () => ({ Body: encode('{"answer":{"deep":[1,2]}}'), ContentType: 'application/json' })
    );
    const { element } = await show(api);
    await ask(element, 'x\n');
    await click(control(element, 'Tree'));
    expect(element.querySelector('[role=tree]')?.textContent).toContain('answer');
  });
});

describe('an endpoint that changes', () => {
  it('says what goes on with each variant', async () => {
    const api = service(
      {
        EndpointStatus: 'Updating',
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            VariantStatus: [{ Status: 'Baking', StatusMessage: 'Watching alarms' }]
          }
        ]
      },
      {}
    );
    const { element } = await show(api);
    expect(element.textContent).toContain('The old version answers until the new one is ready.');
    expect(element.textContent).toContain('AllTraffic · Baking · Watching alarms');
  });
});

describe('an endpoint that was not made here', () => {
  it('is deleted alone, or with configuration and model where that is asked for', async () => {
    const api = service(
      {},
      { InstanceType: 'ml.m5.large' },
      {
        'sagemaker.DeleteEndpoint': () => ({}),
        'sagemaker.DeleteEndpointConfig': () => ({}),
        'sagemaker.DeleteModel': () => ({})
      }
    );
    const host = fakeHost({ backend: awsBackend });
    const { element } = await show(api, host);
    await click(control(element, 'Also delete configuration and model'));
    api.on('sagemaker.DescribeEndpoint', () =>
      fakeError({ code: 'ValidationException', message: 'Could not find endpoint.' })
    );
    await click(control(element, 'Delete endpoint'));
    await settle(30);
    expect(host.asked).toContain('confirm Delete endpoint e?');
    expect(api.callsOf('sagemaker.DeleteEndpointConfig')).toEqual([{ EndpointConfigName: 'e-1' }]);
    expect(api.callsOf('sagemaker.DeleteModel')).toEqual([{ ModelName: 'e-1' }]);
  });
});
