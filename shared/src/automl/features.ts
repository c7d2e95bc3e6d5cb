import type { JobDraft } from './draft';
import type { DataProfile } from './preview';
import { problems } from './problems';

/** Content of the feature specification file. */
export interface FeatureSpec {
  /** Absent: every column that has no role of its own. */
  FeatureAttributeNames?: string[];
  FeatureDataTypes?: Record<string, string>;
}

/** The content of the feature specification, or nothing if the defaults stand. */
export function featureSpec(draft: JobDraft, profile?: DataProfile): FeatureSpec | undefined {
  if (!profile) {
    return undefined;
  }
  const roles = new Set([...problems[draft.problem].roles(draft).keys(), draft.weight]);
  const left = new Set([...draft.excluded, ...roles]);
  const names = profile.columns.map(({ name }) => name).filter(name => !left.has(name));
  const used = new Set(names);
  const types = Object.entries(draft.types).filter(([name]) => used.has(name));
  const excluded = draft.excluded.some(name => !roles.has(name));
  if (!excluded && types.length === 0) {
    return undefined;
  }
  return {
    ...(excluded ? { FeatureAttributeNames: names } : {}),
    ...(types.length > 0 ? { FeatureDataTypes: Object.fromEntries(types) } : {})
  };
}
