/** F2: the SHAP section of `analysis.json`. */
import { isObject, parseJson, toNumber, type JsonObject } from './json';

export interface GlobalAnalysis {
  /** Keys of the labels, in file order. */
  labels: string[];
  /** All features of all labels, in order of first appearance. */
  features: string[];
  /** `values[label * features.length + feature]`; NaN where a label lacks a feature. */
  values: Float64Array;
  /** `expected_value`, one per label. */
  base: (number | null)[];
  /** Sections of the file that are not read here, e.g. `pre_training_bias_metrics`. */
  otherSections: string[];
  warnings: string[];
}

/** Thrown by readers when a file is not what its name says. The message names the file. */
export class FormatError extends Error {
  constructor(source: string, problem: string) {
    super(`${source}: ${problem}`);
    this.name = 'FormatError';
  }
}

/**
 * Read `analysis.json`.
 *
 * @param source - Path or URI for messages.
 * @throws FormatError if it is no JSON or holds no global SHAP values.
 */
export function readAnalysis(text: string, source: string): GlobalAnalysis {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (error) {
    throw new FormatError(source, `not valid JSON (${(error as Error).message}).`);
  }
  if (!isObject(parsed)) {
    throw new FormatError(source, 'expected a JSON object at the top.');
  }
  const explanations = isObject(parsed.explanations) ? parsed.explanations : {};
  // The guide's prose spells the key in two ways.
  const shap = explanations.kernel_shap ?? explanations.kernal_shap;
  if (Array.isArray(shap)) {
    throw new FormatError(source, 'this is the answer of an endpoint, not the report of a job.');
  }
  if (!isObject(shap) || Object.keys(shap).length === 0) {
    throw new FormatError(source, 'holds no SHAP values (explanations.kernel_shap).');
  }
  const warnings: string[] = [];
  const entries = Object.entries(shap).filter((entry): entry is [string, JsonObject] => {
    const ok = isObject(entry[1]);
    if (!ok) {
      warnings.push(`${source}: label ${entry[0]} is not an object; left out.`);
    }
    return ok;
  });
  const features: string[] = [];
  const position = new Map<string, number>();
  for (const [, entry] of entries) {
    for (const feature of Object.keys(globalMap(entry))) {
      if (!position.has(feature)) {
        position.set(feature, features.length);
        features.push(feature);
      }
    }
  }
  const values = new Float64Array(entries.length * features.length).fill(NaN);
  entries.forEach(([label, entry], l) => {
    for (const [feature, raw] of Object.entries(globalMap(entry))) {
      const value = toNumber(raw);
      values[l * features.length + (position.get(feature) as number)] = value;
      if (!Number.isFinite(value)) {
        warnings.push(`${source}: the value of ${feature} for ${label} is not a number.`);
      }
    }
  });
  return {
    labels: entries.map(([label]) => label),
    features,
    values,
    base: entries.map(([, entry]) => {
      const base = toNumber(entry.expected_value);
      return Number.isFinite(base) ? base : null;
    }),
    otherSections: [
      ...Object.keys(parsed).filter(key => key !== 'version' && key !== 'explanations'),
      ...Object.keys(explanations)
        .filter(key => key !== 'kernel_shap' && key !== 'kernal_shap')
        .map(key => `explanations.${key}`)
    ],
    warnings
  };
}

function globalMap(entry: JsonObject): JsonObject {
  return isObject(entry.global_shap_values) ? entry.global_shap_values : {};
}
