import { defaultObjective, objectives } from '../metrics';
import { featureRules } from '../rules/features';
import { problemRules } from '../rules/problem';
import { trainingRules } from '../rules/training';
import { guessTarget } from '../target';
import { contentTypes, problemTypes, trainingModes } from '../types';
import type { TabularConfig } from '../types';
import type { Problem } from './model';
import { chosenAlgorithms, limits, readAlgorithms, readLimits, textOf } from './shared';

/** Classes or numbers out of the columns of a table. */
export const tabular: Problem = {
  id: 'tabular',
  member: 'TabularJobConfig',
  label: 'Tabular',
  summary: 'Predicts a column of a table from its other columns.',
  data: 'table',
  contentTypes: [contentTypes.csv, contentTypes.parquet],
  dataTypes: ['S3Prefix', 'ManifestFile'],
  gzip: true,
  validation: true,
  objectives: draft => (draft.problemType === 'auto' ? [] : objectives[draft.problemType]),
  // Objective and problem type go together, so the default must be named.
  objective: draft => (draft.problemType === 'auto' ? '' : defaultObjective(draft.problemType)),
  roles: draft => new Map(draft.target ? [[draft.target, 'target']] : []),
  features: true,
  suggest: (draft, profile) => ({
    ...draft,
    target: draft.target || (guessTarget(profile) ?? '')
  }),
  config: (draft, specUri): TabularConfig => ({
    TargetAttributeName: draft.target,
    ...(draft.problemType === 'auto' ? {} : { ProblemType: draft.problemType }),
    ...(draft.mode === 'AUTO' ? {} : { Mode: draft.mode }),
    ...chosenAlgorithms(draft),
    ...limits(draft),
    ...(specUri ? { FeatureSpecificationS3Uri: specUri } : {}),
    ...(draft.weight ? { SampleWeightAttributeName: draft.weight } : {}),
    ...(draft.definitionsOnly ? { GenerateCandidateDefinitionsOnly: true } : {})
  }),
  read: (config, draft) => ({
    ...draft,
    ...readLimits(config),
    target: textOf(config.TargetAttributeName),
    problemType: problemTypes.find(type => type === config.ProblemType) ?? 'auto',
    mode: trainingModes.find(mode => mode === config.Mode) ?? 'AUTO',
    algorithms: readAlgorithms(config),
    weight: textOf(config.SampleWeightAttributeName),
    definitionsOnly: config.GenerateCandidateDefinitionsOnly === true
  }),
  rules: [...problemRules, ...featureRules, ...trainingRules]
};
