/** What several problem types write into and read from their configuration. */
import type { JobDraft } from '../draft';
import { isObject } from '../patch';
import { parseWhole } from '../typed';
import type { CandidateGeneration, CompletionCriteria } from '../types';

/** `CompletionCriteria`, if any limit is set. */
export function limits(draft: JobDraft): { CompletionCriteria?: CompletionCriteria } {
  const criteria = {
    MaxCandidates: parseWhole(draft.maxCandidates),
    MaxRuntimePerTrainingJobInSeconds: parseWhole(draft.maxSecondsPerTrial),
    MaxAutoMLJobRuntimeInSeconds: parseWhole(draft.maxSeconds)
  };
  const set = Object.entries(criteria).filter(([, value]) => value !== undefined);
  return set.length > 0 ? { CompletionCriteria: Object.fromEntries(set) } : {};
}

/** `CandidateGenerationConfig`, if algorithms are chosen. */
export function chosenAlgorithms(draft: JobDraft): {
  CandidateGenerationConfig?: CandidateGeneration;
} {
  return draft.algorithms.length > 0
    ? {
        CandidateGenerationConfig: {
          AlgorithmsConfig: [{ AutoMLAlgorithms: [...draft.algorithms] }]
        }
      }
    : {};
}

/** A field's text; empty if it has none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A list of texts; what is none is left out. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** The opposite of {@link limits}. */
export function readLimits(config: Readonly<Record<string, unknown>>): Partial<JobDraft> {
  const criteria = isObject(config.CompletionCriteria) ? config.CompletionCriteria : {};
  return {
    maxCandidates: textOf(criteria.MaxCandidates),
    maxSecondsPerTrial: textOf(criteria.MaxRuntimePerTrainingJobInSeconds),
    maxSeconds: textOf(criteria.MaxAutoMLJobRuntimeInSeconds)
  };
}

/** The opposite of {@link chosenAlgorithms}. */
export function readAlgorithms(config: Readonly<Record<string, unknown>>): string[] {
  const generation = config.CandidateGenerationConfig;
  const list = isObject(generation) ? generation.AlgorithmsConfig : undefined;
  const first = Array.isArray(list) ? list[0] : undefined;
  return isObject(first) ? textsOf(first.AutoMLAlgorithms) : [];
}
