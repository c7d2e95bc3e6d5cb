import { expect, test } from 'vitest';
import { askedHyperParameters, withoutHyperParameters } from './hyperParameters';
import type { Job } from './types';

const image: Job = { AutoMLProblemTypeConfig: { ImageClassificationJobConfig: {} } };

test('a language model has those of its request', () => {
  const job: Job = {
    AutoMLProblemTypeConfig: {
      TextGenerationJobConfig: {
        TextGenerationHyperParameters: { learningRate: '0.1', batchSize: '1' }
      }
    }
  };
  expect(askedHyperParameters(job)).toEqual([
    { step: 'Request', name: 'batchSize', value: '1' },
    { step: 'Request', name: 'learningRate', value: '0.1' }
  ]);
  expect(askedHyperParameters(image)).toEqual([]);
  expect(askedHyperParameters({})).toEqual([]);
});

test('where there are none it is said why, and what else there is', () => {
  const processing = {
    CandidateStepType: 'AWS::SageMaker::ProcessingJob' as const,
    CandidateStepArn: 'arn',
    CandidateStepName: 'p'
  };
  const served = { Image: 'i', ModelDataUrl: 's3://b/m', Environment: { MODE: 'x' } };
  expect(withoutHyperParameters(image, {}, false)).toBe(
    'The answer names no steps of this candidate, so no training job can be asked for them. ' +
      'For image classification the service chooses them itself.'
  );
  expect(
    withoutHyperParameters(
      image,
      { CandidateSteps: [processing], InferenceContainerDefinitions: { CPU: [served] } },
      false
    )
  ).toMatch(/^No step of .*“Containers”\.$/);
  expect(
    withoutHyperParameters({ AutoMLProblemTypeConfig: { TabularJobConfig: {} } }, {}, true)
  ).toBe('The training jobs of this candidate name no hyperparameters.');
});
