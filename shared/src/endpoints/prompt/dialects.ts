/**
 * How containers of language models want to be asked: names, ranges and defaults of their
 * generation parameters. A new container is one more entry of {@link DIALECTS}.
 */

/** A container's form of request. */
export type DialectId = 'tgi' | 'lmi' | 'text-inputs' | 'chat';

/** What a generation parameter means, whatever a container calls it. */
export type SettingId =
  | 'maxTokens'
  | 'sample'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'repetition'
  | 'stop'
  | 'count'
  | 'seed'
  | 'fullText';

/** Lists are the words at which generation ends. */
export type SettingValue = number | boolean | string[];

export type Settings = Partial<Record<SettingId, SettingValue>>;

interface Common {
  id: SettingId;
  /** The container's own name. */
  name: string;
  /** In words. */
  label: string;
  hint?: string;
}

export interface NumberSetting extends Common {
  kind: 'number';
  min: number;
  max: number;
  /** Of the slider; absent: a plain field for whole numbers. */
  step?: number;
  /** What the container takes where nothing is sent. */
  usual?: number;
}

export type PromptSetting =
  NumberSetting | (Common & { kind: 'switch' }) | (Common & { kind: 'list' });

export interface Dialect {
  id: DialectId;
  label: string;
  /** Member with the prompt; chats have a list of messages instead. */
  prompt?: string;
  /** Object with the settings; absent: they stand beside the prompt. */
  group?: string;
  /** `"stream": true` asks for the answer in parts. */
  streams: boolean;
  settings: readonly PromptSetting[];
}

/** Longest answer that the form takes; models end earlier by themselves. */
const MOST_TOKENS = 32_768;
const MOST_SEED = 2 ** 32 - 1;

const sample: PromptSetting = {
  id: 'sample',
  kind: 'switch',
  name: 'do_sample',
  label: 'Sample',
  hint: 'Off: always the likeliest word. Temperature, top p and top k act when it is on.'
};
const topK: PromptSetting = {
  id: 'topK',
  kind: 'number',
  name: 'top_k',
  label: 'Top k',
  min: 1,
  max: 1000,
  hint: 'Draws from that many words.'
};
const repetition: PromptSetting = {
  id: 'repetition',
  kind: 'number',
  name: 'repetition_penalty',
  label: 'Repetition penalty',
  min: 0.1,
  max: 2,
  step: 0.05,
  usual: 1,
  hint: 'Above 1: fewer repetitions.'
};
const seed: PromptSetting = {
  id: 'seed',
  kind: 'number',
  name: 'seed',
  label: 'Seed',
  min: 0,
  max: MOST_SEED,
  hint: 'The same seed gives the same answer.'
};
const fullText: PromptSetting = {
  id: 'fullText',
  kind: 'switch',
  name: 'return_full_text',
  label: 'Answer begins with the prompt'
};

function temperature(min: number, usual: number): PromptSetting {
  return {
    id: 'temperature',
    kind: 'number',
    name: 'temperature',
    label: 'Temperature',
    min,
    max: 2,
    step: 0.05,
    usual,
    hint: 'Low: plain and alike; high: varied.'
  };
}

function topP(min: number, max: number): PromptSetting {
  return {
    id: 'topP',
    kind: 'number',
    name: 'top_p',
    label: 'Top p',
    min,
    max,
    step: 0.05,
    usual: 1,
    hint: 'Draws from the likeliest words with this share together.'
  };
}

function maxTokens(name: string, usual?: number): PromptSetting {
  return {
    id: 'maxTokens',
    kind: 'number',
    name,
    label: 'Longest answer (tokens)',
    min: 1,
    max: MOST_TOKENS,
    usual
  };
}

function stop(name: string): PromptSetting {
  return {
    id: 'stop',
    kind: 'list',
    name,
    label: 'Stop at',
    hint: 'One on each line. The answer ends where one of them comes.'
  };
}

export const DIALECTS: Record<DialectId, Dialect> = {
  tgi: {
    id: 'tgi',
    label: 'Text Generation Inference (TGI)',
    prompt: 'inputs',
    group: 'parameters',
    streams: true,
    settings: [
      maxTokens('max_new_tokens', 20),
      sample,
      // The container refuses 0, and a share of 1.
      temperature(0.01, 1),
      { ...topP(0.01, 0.99), usual: undefined } as PromptSetting,
      topK,
      repetition,
      stop('stop'),
      seed,
      fullText
    ]
  },
  lmi: {
    id: 'lmi',
    label: 'Large Model Inference (LMI, DJL)',
    prompt: 'inputs',
    group: 'parameters',
    streams: true,
    settings: [
      maxTokens('max_new_tokens', 30),
      sample,
      temperature(0, 1),
      topP(0, 1),
      topK,
      repetition,
      stop('stop'),
      seed,
      fullText
    ]
  },
  'text-inputs': {
    id: 'text-inputs',
    label: 'DJL with text_inputs',
    prompt: 'text_inputs',
    streams: false,
    settings: [
      maxTokens('max_length'),
      sample,
      temperature(0, 1),
      topP(0, 1),
      topK,
      {
        id: 'count',
        kind: 'number',
        name: 'num_return_sequences',
        label: 'Answers',
        min: 1,
        max: 10,
        usual: 1
      },
      seed
    ]
  },
  chat: {
    id: 'chat',
    label: 'Chat messages',
    streams: true,
    settings: [maxTokens('max_tokens'), temperature(0, 1), topP(0, 1), stop('stop'), seed]
  }
};
