/** Which endpoints are language models, and the first request to each. */
import type { DialectId, Settings } from './dialects';
import { DIALECTS } from './dialects';
import { dialectOf, newPrompt, readPrompt, type PromptDraft } from './body';

const FIRST = 'Write a haiku about data.';

/** The fine-tuning guide's own request for models on TGI. */
const FINE_TUNED: Settings = {
  maxTokens: 128,
  sample: false,
  temperature: 0.1,
  topP: 0.9,
  stop: ['<|endoftext|>', '</s>']
};

/**
 * The container's form of request, by the name of its image.
 *
 * @param certain - It is known to be a language model: then the one that is likeliest.
 */
export function dialectOfImage(image: string | undefined, certain: boolean): DialectId | undefined {
  const name = (image ?? '').toLowerCase();
  if (/tgi|text-generation-inference/.test(name)) {
    return 'tgi';
  }
  if (/djl-inference/.test(name)) {
    return /lmi|vllm|tensorrt|trtllm|neuronx/.test(name) || (!certain && !older(name))
      ? 'lmi'
      : 'text-inputs';
  }
  if (/\b(vllm|sglang)\b/.test(name)) {
    return 'chat';
  }
  return certain ? 'text-inputs' : undefined;
}

/** Of before the common request form of that container. */
function older(name: string): boolean {
  return /fastertransformer|deepspeed/.test(name);
}

export interface PromptFacts {
  /** The model came from fine-tuning a language model. */
  fineTuned: boolean;
  /** Image of the first container. */
  image?: string;
  /** Example of a request, if there is one. */
  example?: string;
  /** Answers can come in parts. */
  stream: boolean;
}

/** The first request to a language model; `undefined`: it is none, as far as can be told. */
export function firstPrompt(facts: PromptFacts): PromptDraft | undefined {
  const { fineTuned, image, example, stream } = facts;
  const id = dialectOfImage(image, fineTuned);
  const shown = example === undefined ? undefined : fromExample(example, id);
  if (shown) {
    return { ...shown, stream: stream && DIALECTS[shown.dialect].streams };
  }
  if (id === undefined) {
    return undefined;
  }
  const settings: Settings =
    fineTuned && id === 'tgi' ? FINE_TUNED : id === 'text-inputs' ? {} : { maxTokens: 128 };
  return newPrompt(id, FIRST, settings, stream);
}

/** @param likely - What the image says: containers with like bodies differ in their settings. */
function fromExample(example: string, likely: DialectId | undefined): PromptDraft | undefined {
  let body: unknown;
  try {
    body = JSON.parse(example);
  } catch {
    return undefined;
  }
  const found = dialectOf(body)?.id;
  for (const id of found === undefined ? [] : [likely, found]) {
    const read = id && readPrompt(example, id);
    if (read && 'draft' in read) {
      return read.draft;
    }
  }
  return undefined;
}

/** Choices for a container that was taken for another. */
export const DIALECT_CHOICES: readonly { value: DialectId; label: string }[] = Object.values(
  DIALECTS
).map(({ id, label }) => ({ value: id, label }));
