import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeApi, fakeError } from '../aws/testing/fakeApi';
import { loadModelContext } from './context';
import { exampleOf } from './hubExample';

const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/e';
const chat = {
  messages: [{ role: 'user', content: 'Why is the sky blue?' }],
  max_tokens: 64
};

function hub(payload: object, tags: object[]): FakeApi {
  return new FakeApi({
    'sagemaker.ListTags': () => ({ Tags: tags }),
    'sagemaker.DescribeHubContent': () => ({
      HubContentDocument: JSON.stringify({ DefaultPayloads: { first: payload } })
    })
  });
}
const tagged = [
  { Key: 'sagemaker-sdk:jumpstart-model-id', Value: 'openai-gpt' },
  { Key: 'sagemaker-sdk:jumpstart-model-version', Value: '1.0.2' }
];
const details = { endpoint: { EndpointName: 'e', EndpointStatus: 'InService', EndpointArn: ARN } };

describe('an endpoint of a hub’s model', () => {
  it('begins with the model’s own example', async () => {
    const api = hub({ ContentType: 'application/json', Body: chat }, tagged);
    const { payload } = await loadModelContext(api, details);
    expect(payload?.prompt).toMatchObject({
      dialect: 'chat',
      prompt: 'Why is the sky blue?',
      settings: { maxTokens: 64 }
    });
    expect(api.callsOf('sagemaker.DescribeHubContent')).toEqual([
      {
        HubName: 'SageMakerPublicHub',
        HubContentType: 'Model',
        HubContentName: 'openai-gpt',
        HubContentVersion: '1.0.2'
      }
    ]);
  });

  it('that takes no prompts begins with the example as it stands', async () => {
    const body = { text_inputs: 'a text', mode: 'embedding' };
    const { payload } = await loadModelContext(
      hub({ content_type: 'application/json', body }, tagged),
      details
    );
    expect(payload?.prompt).toBeUndefined();
    expect(JSON.parse(payload?.body ?? '')).toEqual(body);
    const picture = { ContentType: 'application/x-image', Body: '$s3<cat.jpg>' };
    const seen = (await loadModelContext(hub(picture, tagged), details)).payload;
    expect(seen).toMatchObject({ contentType: 'application/x-image', accept: 'application/json' });
    expect(seen?.body).toBeUndefined();
  });

  it('has none without tags, or without the right to read them', async () => {
    expect((await loadModelContext(hub({}, []), details)).payload).toBeUndefined();
    const denied = new FakeApi({
      'sagemaker.ListTags': () => fakeError({ code: 'AccessDeniedException' })
    });
    const context = await loadModelContext(denied, details);
    expect(context.payload).toBeUndefined();
    expect(context.problems).toEqual([]);
  });
});

describe('exampleOf', () => {
  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        expect(['undefined', 'object']).toContain(typeof exampleOf(text));
        expect(['undefined', 'object']).toContain(
          typeof exampleOf(`{"DefaultPayloads":{"a":${JSON.stringify(text)}}}`)
        );
      })
    );
  });
});
