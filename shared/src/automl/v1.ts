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
