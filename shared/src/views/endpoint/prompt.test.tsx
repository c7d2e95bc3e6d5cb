// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   tab "Prompt"; textboxes "Prompt text", "Instruction (optional)", "Longest answer (tokens)", …
 *   button "Raw request", textbox "Body (application/json)"; combobox "Form of request"
 *   tab "Text", region "Generated text"; button "Stop"
 */
import { afterEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../aws/errors';
import { FakeApi, type FakeHandler } from '../../aws/testing/fakeApi';
import { fakeHost } from '../testing/fakeHost';
import { click, control, fill, render, settle } from '../testing/render';
import EndpointView from '.';

afterEach(() => document.body.replaceChildren());

const TGI = 'x.dkr.ecr.eu-west-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.0.1-tgi1.0.3';
const INVOKE = 'sagemaker-runtime.InvokeEndpoint';
const STREAM = 'sagemaker-runtime.InvokeEndpointWithResponseStream';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function service(handlers: Record<string, FakeHandler> = {}, image = TGI): FakeApi {
  return new FakeApi({
    'sagemaker.DescribeEndpoint': () => ({
      EndpointName: 'e',
      EndpointStatus: 'InService',
      EndpointConfigName: 'e-1'
    }),
    'sagemaker.DescribeEndpointConfig': () => ({
      ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'e-1' }]
    }),
    'sagemaker.DescribeModel': () => ({ Containers: [{ Image: image, Environment: {} }] }),
    ...handlers
  });
}

async function show(api: FakeApi): Promise<HTMLElement> {
  const { element } = await render(
    <EndpointView args={{ endpointName: 'e' }} api={api} host={fakeHost()} />
  );
  await settle(20);
  return element;
}

function words(texts: string[], end: () => Promise<void>): FakeHandler {
  return () => ({
    output: { ContentType: 'application/json' },
    parts: (async function* () {
      for (const text of texts) {
        yield encode(`data: ${JSON.stringify({ token: { text } })}\n\n`);
      }
      await end();
    })()
  });
}

const bodyOf = (input: { Body: Uint8Array }): unknown =>
  JSON.parse(new TextDecoder().decode(input.Body));

const checkbox = (element: HTMLElement, words: string): HTMLElement =>
  [...element.querySelectorAll<HTMLElement>('.ph-Checkbox')].find(label =>
    label.textContent?.includes(words)
  ) as HTMLElement;

const raw = (element: HTMLElement): HTMLTextAreaElement =>
  control(element, 'Body (application/json)') as HTMLTextAreaElement;

describe('a language model', () => {
  it('is sent the prompt with its parameters, and its words are shown as they come', async () => {
    let finish = (): void => undefined;
    const held = new Promise<void>(resolve => {
      finish = resolve;
    });
    const api = service({ [STREAM]: words(['Data', ' flow'], () => held) });
    const element = await show(api);
    await fill(control(element, 'Prompt text'), 'A haiku');
    await fill(control(element, 'Longest answer (tokens)'), '32');
    await click(checkbox(element, 'do_sample'));
    await click(control(element, 'Invoke'));
    await settle(20);
    expect(element.querySelector('[aria-label="Answer so far"]')?.textContent).toBe('Data flow');
    expect(bodyOf(api.callsOf(STREAM)[0])).toEqual({
      inputs: 'A haiku',
      parameters: { max_new_tokens: 32, do_sample: true },
      stream: true
    });
    finish();
    await settle(20);
    expect(element.querySelector('[aria-label="Generated text"]')?.textContent).toBe('Data flow');
  });

  it('keeps what came before Stop, without calling it an error', async () => {
    const api = service({
      [STREAM]: (_input, { signal }) => ({
        output: {},
        parts: (async function* () {
          yield encode('data: {"token":{"text":"begun"}}\n');
          await new Promise((_resolve, reject) =>
            signal?.addEventListener('abort', () =>
              reject(new AwsError({ code: 'Cancelled', message: 'x', retryable: true }))
            )
          );
        })()
      })
    });
    const element = await show(api);
    await click(control(element, 'Invoke'));
    await settle(20);
    await click(control(element, 'Stop'));
    await settle(20);
    expect(element.querySelector('[aria-label="Answer so far"]')?.textContent).toBe('begun');
    expect(element.textContent).toContain('Stopped.');
    expect(element.querySelector('[role=alert]')).toBeNull();
  });

  it('says what the container said in place of more words', async () => {
    const api = service({
      [STREAM]: () => ({
        output: {},
        parts: (async function* () {
          yield encode('data: {"token":{"text":"begun"}}\n');
          yield encode('data: {"error":"CUDA out of memory"}\n');
        })()
      })
    });
    const element = await show(api);
    await click(control(element, 'Invoke'));
    await settle(20);
    expect(element.textContent).toContain('CUDA out of memory');
    expect(element.querySelector('[aria-label="Answer so far"]')?.textContent).toBe('begun');
  });

  it('is asked for the whole answer where parts are not wanted', async () => {
    const api = service({
      [INVOKE]: () => ({
        Body: encode('[{"generated_text":"All at once"}]'),
        ContentType: 'application/json'
      })
    });
    const element = await show(api);
    await click(checkbox(element, 'Show the answer as it comes'));
    await click(control(element, 'Invoke'));
    await settle(20);
    expect(bodyOf(api.callsOf(INVOKE)[0])).not.toHaveProperty('stream');
    expect(element.querySelector('[aria-label="Generated text"]')?.textContent).toBe('All at once');
  });
});

describe('the raw request', () => {
  it('follows the fields, and they follow it', async () => {
    const element = await show(service());
    await click(control(element, 'Raw request'));
    await fill(control(element, 'Prompt text'), 'One');
    expect(JSON.parse(raw(element).value)).toMatchObject({ inputs: 'One' });
    await fill(
      raw(element),
      '{"inputs":"Two","parameters":{"temperature":0.4,"details":true},"x":1}'
    );
    expect((control(element, 'Prompt text') as HTMLTextAreaElement).value).toBe('Two');
    expect((control(element, 'Temperature') as HTMLInputElement).value).toBe('0.4');
    await fill(control(element, 'Prompt text'), 'Three');
    expect(JSON.parse(raw(element).value)).toEqual({
      inputs: 'Three',
      parameters: { temperature: 0.4, details: true },
      x: 1
    });
  });

  it('that is no JSON cannot be sent; one of another form can', async () => {
    const api = service({ [INVOKE]: () => ({ Body: encode('{}') }) });
    const element = await show(api);
    await click(control(element, 'Raw request'));
    await fill(raw(element), '{"inputs":');
    expect(element.textContent).toContain('The request is not valid JSON');
    expect(control(element, 'Invoke')).toHaveProperty('disabled', true);
    await fill(raw(element), '{"question":"why"}');
    expect(element.textContent).toContain('no text called “inputs”');
    expect(control(element, 'Invoke')).toHaveProperty('disabled', false);
  });
});

describe('the form of request', () => {
  it('is the container’s, and stays raw where the container is unknown', async () => {
    const chat = await show(service({}, 'x/vllm:0.9'));
    expect(control(chat, 'Instruction (optional)')).toBeTruthy();
    const unknown = await show(service({}, 'x/my-model:1'));
    expect(unknown.textContent).not.toContain('Generation parameters');
    expect([...unknown.querySelectorAll('[role=tab]')].map(tab => tab.textContent)).toContain(
      'JSON'
    );
  });
});
