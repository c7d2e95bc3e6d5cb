import type { ComponentType } from 'react';
import type { ProblemId } from '../../../automl/problems';
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
}

/** The fields of a problem type: what is always seen, and what folds. */
export interface ProblemForm {
  Main: ComponentType<FormProps>;
  sections: readonly FormSection[];
}

const validation: FormSection = {
  id: 'automl-validation',
  title: 'Validation',
  Fields: ValidationFields
};

const accuracy: FormSection = {
  id: 'automl-training',
  title: 'Objective, limits',
  Fields: AccuracySection
};

/** One line per problem type. */
export const problemForms: Record<ProblemId, ProblemForm> = {
  tabular: {
    Main: TargetPanel,
    sections: [
      {
        id: 'automl-training',
        title: 'Objective, training mode, algorithms, limits',
        Fields: TrainingSection
      },
      {
        id: 'automl-validation',
        title: 'Validation, weights, features',
        Fields: ValidationSection
      }
    ]
  },
  image: { Main: ImagePanel, sections: [accuracy, validation] },
  text: { Main: TextPanel, sections: [accuracy, validation] },
  series: {
    Main: SeriesPanel,
    sections: [
      {
        id: 'automl-training',
        title: 'Quantiles, objective, algorithms, limits',
        Fields: SeriesTraining
      },
      { id: 'automl-series', title: 'Gaps, roll-up, holidays', Fields: SeriesChanges }
    ]
  },
  llm: {
    Main: LlmPanel,
    sections: [
      { id: 'automl-training', title: 'Hyperparameters, limits', Fields: LlmTraining },
      validation
    ]
  }
};
