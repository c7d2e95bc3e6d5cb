import type { ComponentType } from 'react';
import type { ProblemId } from '../../../automl/problems';
import type { Field } from '../../../automl/rules';
import type { FormProps } from '../form';
import { TargetPanel } from '../TargetPanel';
import { TrainingSection } from '../TrainingSection';
import { ValidationFields, ValidationSection } from '../ValidationSection';
import { ImagePanel } from './Image';
import { LlmPanel, LlmTraining } from './Llm';
import { SeriesPanel, SeriesTraining } from './Series';
import { SeriesChanges } from './SeriesChanges';
import { AccuracySection, TextPanel } from './Text';

/** A part of the form that folds. */
export interface FormSection {
  /** Under which it is remembered whether it is open. */
  id: string;
  title: string;
  Fields: ComponentType<FormProps>;
  /** Fields that rules can find fault with: a folded section tells of them. */
  fields: readonly Field[];
}

/** The fields of a problem type: what is always seen, and what folds. */
export interface ProblemForm {
  Main: ComponentType<FormProps>;
  /** Fields of `Main`. */
  fields: readonly Field[];
  sections: readonly FormSection[];
}

const limits: readonly Field[] = ['maxCandidates', 'maxSecondsPerTrial', 'maxSeconds'];

const validation: FormSection = {
  id: 'automl-validation',
  title: 'Validation',
  Fields: ValidationFields,
  fields: ['validation']
};

const accuracy: FormSection = {
  id: 'automl-training',
  title: 'Objective, limits',
  Fields: AccuracySection,
  fields: ['objective', ...limits]
};

/** Fields that every form has: type, data and name above, the others in sections. */
export const commonFields: readonly Field[] = ['data', 'name'];
export const outputFields: readonly Field[] = ['output', 'role', 'kms', 'deploy', 'tags'];
export const moreFields: readonly Field[] = [
  'dataType',
  'contentType',
  'volumeKms',
  'security',
  'emr'
];

/** One line per problem type. */
export const problemForms: Record<ProblemId, ProblemForm> = {
  tabular: {
    Main: TargetPanel,
    fields: ['target', 'problemType'],
    sections: [
      {
        id: 'automl-training',
        title: 'Objective, training mode, algorithms, limits',
        Fields: TrainingSection,
        fields: ['objective', 'mode', 'algorithms', ...limits]
      },
      {
        id: 'automl-validation',
        title: 'Validation, weights, features',
        Fields: ValidationSection,
        fields: ['validation', 'weight', 'features']
      }
    ]
  },
  image: { Main: ImagePanel, fields: [], sections: [accuracy, validation] },
  text: { Main: TextPanel, fields: ['content', 'target'], sections: [accuracy, validation] },
  series: {
    Main: SeriesPanel,
    fields: ['target', 'timestamp', 'item', 'grouping', 'frequency', 'horizon', 'features'],
    sections: [
      {
        id: 'automl-training',
        title: 'Quantiles, objective, algorithms, limits',
        Fields: SeriesTraining,
        fields: ['quantiles', 'objective', 'algorithms', ...limits]
      },
      {
        id: 'automl-series',
        title: 'Gaps, roll-up, holidays',
        Fields: SeriesChanges,
        fields: ['filling', 'country']
      }
    ]
  },
  llm: {
    Main: LlmPanel,
    fields: ['problem', 'baseModel', 'eula'],
    sections: [
      {
        id: 'automl-training',
        title: 'Hyperparameters, limits',
        Fields: LlmTraining,
        fields: ['epochCount', 'batchSize', 'learningRate', 'learningRateWarmupSteps', ...limits]
      },
      validation
    ]
  }
};

/** Fields that the form of a problem type has a control for. */
export function placedFields(problem: ProblemId): readonly Field[] {
  const { fields, sections } = problemForms[problem];
  const own = sections.flatMap(section => section.fields);
  return [...commonFields, ...outputFields, ...moreFields, ...fields, ...own];
}
