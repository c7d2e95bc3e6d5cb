import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dialectOf,
  inDialect,
  newPrompt,
  promptBody,
  readPrompt,
  writePrompt,
  type PromptDraft
} from './body';
import { DIALECTS, type DialectId, type PromptSetting, type Settings } from './dialects';
import { generatedTexts } from './generated';
import { dialectOfImage, firstPrompt } from './recognise';

const IDS = Object.keys(DIALECTS) as DialectId[];

function valueOf(setting: PromptSetting): fc.Arbitrary<unknown> {
  switch (setting.kind) {
    case 'number':
      return fc.double({ min: setting.min, max: setting.max, noNaN: true }).map(x => x + 0);
    case 'switch':
      return fc.boolean();
    case 'list':
      return fc.array(
        fc.string({ minLength: 1 }).filter(word => !/[\r\n]/.test(word)),
        { minLength: 1 }
      );
  }
}

function anyDraft(id: DialectId): fc.Arbitrary<PromptDraft> {
  const members = Object.fromEntries(
    DIALECTS[id].settings.map(setting => [setting.id, valueOf(setting)])
  );
  return fc
    .record({
      prompt: fc.string(),
      system: id === 'chat' ? fc.string() : fc.constant(''),
      stream: fc.boolean(),
      settings: fc.record(members, { requiredKeys: [], noNullPrototype: true })
    })
    .map(({ prompt, system, stream, settings }) => ({
      ...newPrompt(id, prompt, settings as Settings, stream),
      system
    }));
}

/** Bodies near to those of a dialect: its members, of right and wrong kinds, among others. */
function anyBody(id: DialectId): fc.Arbitrary<object> {
  const { prompt, group, settings } = DIALECTS[id];
  const some = Object.fromEntries(
    settings.map(setting => [setting.name, fc.oneof(valueOf(setting), fc.jsonValue())])
  );
  const inner = fc.record({ ...some, details: fc.jsonValue() }, { requiredKeys: [] });
  const message = fc.oneof(
    fc.record({ role: fc.constantFrom('user', 'system', 'assistant'), content: fc.string() }),
    fc.jsonValue()
  );
  const asked =
    prompt === undefined
      ? { messages: fc.oneof(fc.array(message), fc.jsonValue()) }
      : { [prompt]: fc.oneof(fc.string(), fc.jsonValue()) };
  return fc
    .tuple(
      fc.record<Record<string, unknown>>(asked),
      fc.record({ stream: fc.jsonValue() }, { requiredKeys: [] }),
      group === undefined
        ? inner
        : fc.record({ [group]: fc.oneof(inner, fc.jsonValue()) }, { requiredKeys: [] }),
      fc.dictionary(fc.string(), fc.jsonValue())
    )
    .map(([own, stream, grouped, others]) => ({ ...others, ...grouped, ...stream, ...own }));
}

describe.each(IDS)('the body of %s', id => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(anyDraft(id), draft => {
        const read = readPrompt(writePrompt(draft), id);
        expect('draft' in read && read.draft.prompt).toBe(draft.prompt);
        expect('draft' in read && writePrompt(read.draft)).toBe(writePrompt(draft));
        expect('draft' in read && read.draft.settings).toEqual(
          JSON.parse(JSON.stringify(draft.settings))
        );
      })
    );
  });

  it('loses nothing of a body that was written by hand', () => {
    fc.assert(
      fc.property(anyBody(id), given => {
        const text = JSON.stringify(given);
        const read = readPrompt(text, id);
        if ('draft' in read) {
          expect(JSON.parse(writePrompt(read.draft))).toEqual(JSON.parse(text));
        } else {
          expect(read).toMatchObject({ invalid: false });
        }
      })
    );
  });

  it('never fails to be read, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), text => {
        const read = readPrompt(text, id);
        expect('draft' in read || read.problem.endsWith('.') || read.invalid).toBe(true);
      })
    );
  });
});

describe('the first request', () => {
  const facts = { fineTuned: true, stream: false };

  it('is the guide’s for fine-tuned models', () => {
    const tgi = firstPrompt({
      ...facts,
      image: 'x/huggingface-pytorch-tgi-inference:2.0.1-tgi1.0.3-gpu-py39-cu118-ubuntu20.04'
    });
    expect(tgi && promptBody(tgi)).toEqual({
      inputs: 'Write a haiku about data.',
      parameters: {
        max_new_tokens: 128,
        do_sample: false,
        temperature: 0.1,
        top_p: 0.9,
        stop: ['<|endoftext|>', '</s>']
      }
    });
    const djl = firstPrompt({
      ...facts,
      image: 'x/djl-inference:0.22.1-fastertransformer5.3.0-cu118'
    });
    expect(djl && promptBody(djl)).toEqual({ text_inputs: 'Write a haiku about data.' });
  });

  it.each([
    ['763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference:0.29.0-lmi11.0.0-cu124', 'lmi'],
    ['x/djl-inference:0.21.0-deepspeed0.8.0-cu117', 'text-inputs'],
    ['x/huggingface-pytorch-tgi-inference:2.4.0', 'tgi'],
    ['x/vllm:0.9', 'chat'],
    ['x/huggingface-pytorch-inference:2.1.0', undefined],
    ['local/tabular:1', undefined],
    [undefined, undefined]
  ])('knows %s', (image, id) => {
    expect(dialectOfImage(image, false)).toBe(id);
  });

  it('is the model’s own example where there is one', () => {
    const example = JSON.stringify({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' }
      ],
      max_tokens: 9
    });
    expect(firstPrompt({ fineTuned: false, stream: true, example })).toMatchObject({
      dialect: 'chat',
      prompt: 'Hello',
      system: 'Be brief.',
      settings: { maxTokens: 9 },
      stream: true
    });
    // Embeddings and forecasts have such members, too.
    expect(dialectOf({ text_inputs: 'a', mode: 'embedding' })).toBeUndefined();
    expect(
      dialectOf({ inputs: [{ target: [1] }], parameters: { prediction_length: 3 } })
    ).toBeUndefined();
  });
});

describe('another form of request', () => {
  it('keeps what it knows', () => {
    const draft = newPrompt('tgi', 'p', { maxTokens: 5, sample: true, stop: ['x'] }, true);
    expect(promptBody(inDialect(draft, 'chat'))).toEqual({
      messages: [{ role: 'user', content: 'p' }],
      max_tokens: 5,
      stop: ['x'],
      stream: true
    });
    expect(promptBody(inDialect(draft, 'text-inputs'))).toEqual({
      text_inputs: 'p',
      max_length: 5,
      do_sample: true
    });
  });
});

describe('generatedTexts', () => {
  it.each([
    ['[{"generated_text":"a"}]', ['a']],
    ['{"generated_text":"a"}', ['a']],
    ['{"generated_texts":["a","b"]}', ['a', 'b']],
    ['[{"generation":{"role":"assistant","content":"a"}}]', ['a']],
    ['{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}', ['a']],
    ['{"completions":[{"data":{"text":"a"}}]}', ['a']],
    ['data:{"token":{"text":"a"}}\n\ndata:{"token":{"text":"b"}}\n\n', ['ab']],
    ['{"predictions":[1]}', []],
    ['plain', []]
  ])('%s', (body, texts) => {
    expect(generatedTexts(body)).toEqual(texts);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), body => {
        expect(generatedTexts(body).every(text => typeof text === 'string')).toBe(true);
      })
    );
  });
});
