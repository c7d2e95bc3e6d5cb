import { isObject } from '../patch';
import { llmRules } from '../rules/llm';
import { contentTypes } from '../types';
import type { LlmConfig } from '../types';
import { hyperParameters } from './baseModels';
import type { Problem } from './model';
import { limits, readLimits, textOf } from './shared';

/** A base model that learns from prompts and answers. Runs on Amazon SageMaker alone. */
export const llm: Problem = {
  id: 'llm',
  member: 'TextGenerationJobConfig',
  label: 'LLM fine-tuning',
  summary: 'Tunes a language model on prompts (column input) and answers (column output).',
  data: 'table',
  contentTypes: [contentTypes.csv, contentTypes.parquet],
  dataTypes: ['S3Prefix'],
  gzip: false,
  validation: true,
  objective: () => '',
  roles: () =>
    new Map([
      ['input', 'prompt'],
      ['output', 'answer']
    ]),
  features: false,
  suggest: draft => draft,
  config: ({ llm: chosen, ...draft }): LlmConfig => {
    const values = hyperParameters.flatMap(({ id }) => {
      const value = chosen[id].trim();
      return value === '' ? [] : [[id, value] as const];
    });
    return {
      ...(chosen.baseModel ? { BaseModelName: chosen.baseModel } : {}),
      ...(values.length > 0 ? { TextGenerationHyperParameters: Object.fromEntries(values) } : {}),
      ...(chosen.acceptEula ? { ModelAccessConfig: { AcceptEula: true } } : {}),
      ...limits({ ...draft, llm: chosen })
    };
  },
  read: (config, draft) => {
    const values = isObject(config.TextGenerationHyperParameters)
      ? config.TextGenerationHyperParameters
      : {};
    const access = isObject(config.ModelAccessConfig) ? config.ModelAccessConfig : {};
    return {
      ...draft,
      ...readLimits(config),
      llm: {
        baseModel: textOf(config.BaseModelName),
        acceptEula: access.AcceptEula === true,
        epochCount: textOf(values.epochCount),
        batchSize: textOf(values.batchSize),
        learningRate: textOf(values.learningRate),
        learningRateWarmupSteps: textOf(values.learningRateWarmupSteps)
      }
    };
  },
  rules: llmRules
};
