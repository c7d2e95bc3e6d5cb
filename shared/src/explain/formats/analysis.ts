/** F2: the SHAP section of `analysis.json`, or of the suggested constraints of a monitor. */
import { isObject, membersOf, toNumber, type JsonObject } from './json';
import { parseDocument } from './partialJson';

export interface GlobalToken {
  token: string;
  value: number;
  /** Text feature it stands in, if the file says. */
  feature?: string;
}

export interface GlobalAnalysis {
  /** Keys of the labels, in file order. */
  labels: string[];
  /** All features of all labels, in order of first appearance. */
  features: string[];
  /** `values[label * features.length + feature]`; NaN where a label lacks a feature. */
  values: Float64Array;
  /** `expected_value`, one per label. */
  base: (number | null)[];
  /** Strongest tokens of text features, one list per label. */
  tokens?: GlobalToken[][];
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
    parsed = parseDocument(text);
  } catch (error) {
    throw new FormatError(source, `not valid JSON (${(error as Error).message}).`);
  }
  if (!isObject(parsed)) {
    throw new FormatError(source, 'expected a JSON object at the top.');
  }
  if (Array.isArray(shapSection(parsed))) {
    throw new FormatError(source, 'this is the answer of an endpoint, not the report of a job.');
  }
  const analysis = globalAnalysis(parsed, source);
  if (!analysis) {
    throw new FormatError(source, 'holds no SHAP values (explanations.kernel_shap).');
  }
  return analysis;
}

/** The guide's prose spells the key in two ways. */
function shapSection(document: JsonObject): unknown {
  const explanations = isObject(document.explanations) ? document.explanations : {};
  return explanations.kernel_shap ?? explanations.kernal_shap;
}

/** The SHAP section of a parsed document; `undefined` if it has none. */
export function globalAnalysis(document: JsonObject, source: string): GlobalAnalysis | undefined {
  const shap = shapSection(document);
  if (!isObject(shap)) {
    return undefined;
  }
  const warnings: string[] = [];
  const members = membersOf(shap);
  if (members.length === 0) {
    warnings.push(`${source}: explanations.kernel_shap holds no label.`);
  }
  const entries = members.filter((entry): entry is [string, JsonObject] => {
    const ok = isObject(entry[1]);
    if (!ok) {
      warnings.push(`${source}: label ${entry[0]} is not an object; left out.`);
    }
    return ok;
  });
  if (entries.length === 0 && members.length > 0) {
    return undefined;
  }
  const features: string[] = [];
  const position = new Map<string, number>();
  for (const [, entry] of entries) {
    for (const feature of membersOf(globalMap(entry)).map(([name]) => name)) {
      if (!position.has(feature)) {
        position.set(feature, features.length);
        features.push(feature);
      }
    }
  }
  const values = new Float64Array(entries.length * features.length).fill(NaN);
  let notNumbers = 0;
  let firstBad = '';
  entries.forEach(([label, entry], l) => {
    for (const [feature, raw] of membersOf(globalMap(entry))) {
      const value = toNumber(raw);
      values[l * features.length + (position.get(feature) as number)] = value;
      if (!Number.isFinite(value)) {
        notNumbers += 1;
        firstBad ||= `${feature} for ${label}`;
      }
    }
  });
  if (notNumbers > 0) {
    warnings.push(
      `${source}: ${notNumbers} of ${values.length} global values are not finite numbers ` +
        `(first: ${firstBad}).`
    );
  }
  const tokens = entries.map(([, entry]) => topTokens(entry.global_top_shap_text));
  return {
    labels: entries.map(([label]) => label),
    features,
    values,
    base: entries.map(([, entry]) => {
      const given = entry.expected_value;
      // One number, whether or not it stands in a list.
      const base = toNumber(Array.isArray(given) && given.length === 1 ? given[0] : given);
      return Number.isFinite(base) ? base : null;
    }),
    ...(tokens.some(list => list.length > 0) ? { tokens } : {}),
    warnings
  };
}

/** Strongest first; a flat map of tokens, or one such map per feature. */
function topTokens(value: unknown): GlobalToken[] {
  if (!isObject(value)) {
    return [];
  }
  return membersOf(value)
    .flatMap(([key, inner]): GlobalToken[] =>
      isObject(inner)
        ? membersOf(inner).map(([token, score]) => ({
            token,
            value: toNumber(score),
            feature: key
          }))
        : [{ token: key, value: toNumber(inner) }]
    )
    .filter(token => Number.isFinite(token.value))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

function globalMap(entry: JsonObject): JsonObject {
  return isObject(entry.global_shap_values) ? entry.global_shap_values : {};
}
