import type { TrainingMode } from './types';

export interface Algorithm {
  /** As the API names it. */
  id: string;
  label: string;
}

const all = {
  lightgbm: 'LightGBM',
  catboost: 'CatBoost',
  xgboost: 'XGBoost',
  randomforest: 'Random forest',
  'extra-trees': 'Extra trees',
  'linear-learner': 'Linear',
  'nn-torch': 'Neural net (PyTorch)',
  fastai: 'Neural net (fastai)',
  mlp: 'Multilayer perceptron'
} as const;

function pick(...ids: (keyof typeof all)[]): Algorithm[] {
  return ids.map(id => ({ id, label: all[id] }));
}

/** Algorithms that can be chosen, by training mode. */
export const algorithms: Record<TrainingMode, readonly Algorithm[]> = {
  AUTO: [],
  ENSEMBLING: pick(
    'lightgbm',
    'catboost',
    'xgboost',
    'randomforest',
    'extra-trees',
    'linear-learner',
    'nn-torch',
    'fastai'
  ),
  HYPERPARAMETER_TUNING: pick('xgboost', 'linear-learner', 'mlp')
};
