import { isObject } from './patch';
import type { Json, JsonObject } from './patch';

/** Whether this is a request or a description of the old operation. */
export function isV1(value: JsonObject): boolean {
  return value.InputDataConfig !== undefined && value.AutoMLJobInputDataConfig === undefined;
}

/**
 * A request or description of `CreateAutoMLJob` in the shape of `CreateAutoMLJobV2`: every field
 * of the old one has one place in the new one. Fields of other names are kept as they are.
 */
export function convertV1(old: JsonObject): JsonObject {
  const {
    InputDataConfig,
    ProblemType,
    AutoMLJobConfig,
    GenerateCandidateDefinitionsOnly,
    ...unchanged
  } = old;
  const channels = Array.isArray(InputDataConfig) ? InputDataConfig.filter(isObject) : [];
  const config = isObject(AutoMLJobConfig) ? AutoMLJobConfig : {};
  const generation = isObject(config.CandidateGenerationConfig)
    ? config.CandidateGenerationConfig
    : {};
  const first = channels[0] ?? {};
  const tabular = present({
    TargetAttributeName: first.TargetAttributeName,
    SampleWeightAttributeName: first.SampleWeightAttributeName,
    ProblemType,
    GenerateCandidateDefinitionsOnly,
    Mode: config.Mode,
    CompletionCriteria: config.CompletionCriteria,
    FeatureSpecificationS3Uri: generation.FeatureSpecificationS3Uri,
    CandidateGenerationConfig: present({ AlgorithmsConfig: generation.AlgorithmsConfig })
  });
  return present({
    ...unchanged,
    AutoMLJobInputDataConfig: channels.map(
      ({ TargetAttributeName: _target, SampleWeightAttributeName: _weight, ...channel }) => channel
    ),
    AutoMLProblemTypeConfig: { TabularJobConfig: tabular },
    DataSplitConfig: config.DataSplitConfig,
    SecurityConfig: config.SecurityConfig
  });
}

/** The fields that have a value; an empty object is none. */
function present(fields: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(
      (field): field is [string, Json] =>
        field[1] !== undefined &&
        field[1] !== null &&
        !(isObject(field[1]) && Object.keys(field[1]).length === 0)
    )
  );
}

/** Where each field of the old operation went. */
const moves: readonly (readonly [from: string, to: string])[] = [
  ['InputDataConfig', 'AutoMLJobInputDataConfig'],
  ['InputDataConfig[].TargetAttributeName', 'TabularJobConfig.TargetAttributeName'],
  ['InputDataConfig[].SampleWeightAttributeName', 'TabularJobConfig.SampleWeightAttributeName'],
  ['ProblemType', 'TabularJobConfig.ProblemType'],
  ['GenerateCandidateDefinitionsOnly', 'TabularJobConfig.GenerateCandidateDefinitionsOnly'],
  ['AutoMLJobConfig.Mode', 'TabularJobConfig.Mode'],
  ['AutoMLJobConfig.CompletionCriteria', 'TabularJobConfig.CompletionCriteria'],
  [
    'AutoMLJobConfig.CandidateGenerationConfig.FeatureSpecificationS3Uri',
    'TabularJobConfig.FeatureSpecificationS3Uri'
  ],
  [
    'AutoMLJobConfig.CandidateGenerationConfig.AlgorithmsConfig',
    'TabularJobConfig.CandidateGenerationConfig.AlgorithmsConfig'
  ],
  ['AutoMLJobConfig.DataSplitConfig', 'DataSplitConfig'],
  ['AutoMLJobConfig.SecurityConfig', 'SecurityConfig']
];

/** The fields of this request or description that {@link convertV1} puts elsewhere. */
export function conversions(old: JsonObject): { from: string; to: string }[] {
  const has = (value: Json | undefined, path: readonly string[]): boolean => {
    const [first, ...rest] = path;
    if (first === undefined) {
      return value !== undefined && value !== null;
    }
    const isList = first.endsWith('[]');
    const found = isObject(value) ? value[isList ? first.slice(0, -2) : first] : undefined;
    return isList ? Array.isArray(found) && found.some(one => has(one, rest)) : has(found, rest);
  };
  return isV1(old)
    ? moves.flatMap(([from, to]) => (has(old, from.split('.')) ? [{ from, to }] : []))
    : [];
}

/** Members of the old operation that have a place in the new one, by the object they are in. */
const placed: Record<string, readonly string[]> = {
  AutoMLJobConfig: [
    'Mode',
    'CompletionCriteria',
    'CandidateGenerationConfig',
    'DataSplitConfig',
    'SecurityConfig'
  ],
  'AutoMLJobConfig.CandidateGenerationConfig': ['FeatureSpecificationS3Uri', 'AlgorithmsConfig']
};

/** A setting of the old request that the new one cannot say. */
export interface Loss {
  path: string;
  why: string;
}

/** The settings of this request or description that {@link convertV1} leaves out. */
export function losses(old: JsonObject): Loss[] {
  if (!isV1(old)) {
    return [];
  }
  const found: Loss[] = [];
  for (const [path, known] of Object.entries(placed)) {
    const part = path
      .split('.')
      .reduce<Json | undefined>((value, key) => (isObject(value) ? value[key] : undefined), old);
    for (const [key, value] of Object.entries(isObject(part) ? part : {})) {
      if (!known.includes(key) && value !== null) {
        found.push({ path: `${path}.${key}`, why: 'CreateAutoMLJobV2 has no place for it.' });
      }
    }
  }
  const channels = Array.isArray(old.InputDataConfig) ? old.InputDataConfig.filter(isObject) : [];
  const first = channels[0] ?? {};
  for (const field of ['TargetAttributeName', 'SampleWeightAttributeName']) {
    channels.slice(1).forEach((channel, place) => {
      const own = channel[field] ?? null;
      if (own !== null && own !== (first[field] ?? null)) {
        found.push({
          path: `InputDataConfig[${place + 1}].${field}`,
          why: 'The new request names one column for all channels: that of the first is taken.'
        });
      }
    });
  }
  return found;
}
