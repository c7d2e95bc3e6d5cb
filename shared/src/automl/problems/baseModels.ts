/** The base models that can be fine-tuned, as the service's guide lists them. */
export interface BaseModel {
  /** `BaseModelName`. */
  name: string;
  label: string;
  parameters?: string;
  /** Rows that may be given at most, in all files and channels together. */
  rows: number;
  /** Tokens of input and output that are read. */
  context: number;
  traits: string;
  /** Its licence must be accepted. */
  licence?: boolean;
}

const dolly =
  'Trained on databricks-dolly-15k: brainstorming, classification, questions and answers, ' +
  'generation, extraction, summaries.';
const flan = 'Many tasks and languages; answers instructions.';

export const baseModels: readonly BaseModel[] = [
  model(
    'Falcon7BInstruct',
    'Falcon 7B Instruct',
    '7 B',
    1000,
    1024,
    'Falcon 7B tuned on 250 million tokens of chats and instructions, mostly English. Carries biases of the web.'
  ),
  model(
    'Falcon7B',
    'Falcon 7B',
    '7 B',
    1000,
    1024,
    '1,500 billion tokens, English and French only. Carries biases of the web.'
  ),
  model(
    'Falcon40B',
    'Falcon 40B',
    '40 B',
    10_000,
    1024,
    '1,000 billion tokens: mainly English, German, Spanish and French, some more languages less well. Carries biases of the web.'
  ),
  model(
    'Falcon40BInstruct',
    'Falcon 40B Instruct',
    '40 B',
    10_000,
    1024,
    'Falcon 40B tuned on Baize, mostly English and French. Carries biases of the web.'
  ),
  model('Dolly3B', 'Dolly v2 3B', '2.8 B', 10_000, 1024, dolly),
  model('Dolly7B', 'Dolly v2 7B', '6.9 B', 10_000, 1024, dolly),
  model('Dolly12B', 'Dolly v2 12B', '12 B', 10_000, 1024, dolly),
  model('FlanT5L', 'Flan-T5 Large', '780 M', 10_000, 1024, flan),
  model('FlanT5XL', 'Flan-T5 XL', '3 B', 10_000, 1024, flan),
  model('FlanT5XXL', 'Flan-T5 XXL', '11 B', 10_000, 1024, flan),
  model('Llama2-7B', 'Llama 2 7B', '7 B', 10_000, 2048, 'English.', true),
  model('Llama2-7BChat', 'Llama 2 7B Chat', '7 B', 10_000, 2048, 'English; for dialogue.', true),
  model('Llama2-13B', 'Llama 2 13B', '13 B', 7000, 2048, 'English.', true),
  model('Llama2-13BChat', 'Llama 2 13B Chat', '13 B', 7000, 2048, 'English; for dialogue.', true),
  model('Mistral7B', 'Mistral 7B', '7 B', 10_000, 2048, 'English texts and code.'),
  model(
    'Mistral7BInstruct',
    'Mistral 7B Instruct',
    '7 B',
    10_000,
    2048,
    'English texts and code; for conversation.'
  ),
  model('MPT7B', 'MPT 7B', '6.7 B', 10_000, 1024, '1 trillion tokens of English texts and code.'),
  model(
    'MPT7BInstruct',
    'MPT 7B Instruct',
    undefined,
    10_000,
    1024,
    'MPT 7B tuned on dolly-15k and Anthropic HH-RLHF.'
  )
];

function model(
  name: string,
  label: string,
  parameters: string | undefined,
  rows: number,
  context: number,
  traits: string,
  licence = false
): BaseModel {
  return { name, label, parameters, rows, context, traits, licence };
}

/** Model that the service takes if none is named. */
export const defaultBaseModel = 'Falcon7BInstruct';

export interface HyperParameter {
  id: 'epochCount' | 'batchSize' | 'learningRate' | 'learningRateWarmupSteps';
  label: string;
  min: number;
  max: number;
  whole: boolean;
  hint: string;
}

export const hyperParameters: readonly HyperParameter[] = [
  {
    id: 'epochCount',
    label: 'Epochs',
    min: 1,
    max: 10,
    whole: true,
    hint: '1 to 10. Ten may take up to 72 hours.'
  },
  {
    id: 'batchSize',
    label: 'Batch size',
    min: 1,
    max: 64,
    whole: true,
    hint: '1 to 64. Start at 1: too large a batch runs out of memory.'
  },
  {
    id: 'learningRate',
    label: 'Learning rate',
    min: 0,
    max: 1,
    whole: false,
    hint: '0 to 1. High is fast but unstable, low is slow.'
  },
  {
    id: 'learningRateWarmupSteps',
    label: 'Warm-up steps',
    min: 0,
    max: 250,
    whole: true,
    hint: '0 to 250 steps in which the learning rate rises.'
  }
];

/** Fields that only fine-tuning has. Empty texts are unset. */
export type LlmDraft = {
  baseModel: string;
  acceptEula: boolean;
} & Record<HyperParameter['id'], string>;

export const defaultLlm: LlmDraft = {
  baseModel: defaultBaseModel,
  acceptEula: false,
  epochCount: '',
  batchSize: '1',
  learningRate: '',
  learningRateWarmupSteps: ''
};
