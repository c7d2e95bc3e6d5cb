/** F8: the answer of an endpoint with an explainer. */
import type { TabularExplanation, ExplanationUnit, FeatureColumn } from '../model';
import { impliedBase } from '../checks';
import { FormatError } from './analysis';
import { isObject, nameAt, parseJson, stringList, toNumber, type JsonObject } from './json';

/** Attributions of one record, `attributions[feature][label]`. */
export interface OnlineRecord {
  attributions: number[][];
}

export interface OnlineAnswer {
  /** The model's own answer for all records. */
  predictions: { contentType: string; data: string };
  labelHeaders?: string[];
  /** Names of the features; `column_0`, `column_1`… where the answer names only others. */
  features?: string[];
  /** One per record in request order; `null`: not explained. Empty: explanations were off. */
  records: (OnlineRecord | null)[];
  warnings: string[];
}

/** True if a parsed JSON value has the shape of F8. */
export function isOnlineAnswer(value: unknown): value is JsonObject {
  return (
    isObject(value) &&
    isObject(value.predictions) &&
    typeof value.predictions.data === 'string' &&
    (isObject(value.explanations) || value.explanations === null)
  );
}

/** True if a value holds contributions of F8, even if the predictions are lost. */
export function holdsAttributions(value: unknown): value is JsonObject {
  return isObject(value) && entriesOf(value) !== undefined;
}

/** One entry per record, `null` where it was not explained; `undefined` without explanations. */
export function entriesOf(answer: JsonObject): unknown[] | undefined {
  const { explanations } = answer;
  // The guide's prose spells the key in two ways.
  const list = isObject(explanations)
    ? (explanations.kernel_shap ?? explanations.kernal_shap)
    : undefined;
  return Array.isArray(list) ? (list as unknown[]) : undefined;
}

/** @throws FormatError if the text is not F8. */
export function readOnlineAnswer(text: string, source: string): OnlineAnswer {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (error) {
    throw new FormatError(source, `not valid JSON (${(error as Error).message}).`);
  }
  if (!isOnlineAnswer(parsed)) {
    throw new FormatError(source, 'is not an answer with explanations.');
  }
  return onlineAnswer(parsed, source);
}

/** An answer that is parsed already and has the form of F8. */
export function onlineAnswer(parsed: JsonObject, source: string): OnlineAnswer {
  const predictions = isObject(parsed.predictions) ? parsed.predictions : {};
  const warnings: string[] = [];
  const entries = entriesOf(parsed) ?? [];
  const features: (string | undefined)[] = [];
  const records = entries.map((entry: unknown, index): OnlineRecord | null => {
    if (entry === null) {
      return null;
    }
    if (!Array.isArray(entry)) {
      warnings.push(`${source}: the explanation of record ${index + 1} is not a list; left out.`);
      return null;
    }
    entry.forEach((item: unknown, f) => {
      features[f] ??= isObject(item) ? nameAt(item, 'feature_header') : undefined;
    });
    return { attributions: entry.map(attributionsOf) };
  });
  return {
    predictions: {
      contentType:
        typeof predictions.content_type === 'string' ? predictions.content_type : 'text/csv',
      data: textOf(predictions.data)
    },
    labelHeaders: stringList(parsed.label_headers) ?? stringList(predictions.label_headers),
    ...(features.some(name => name !== undefined)
      ? { features: Array.from(features, (name, f) => name ?? `column_${f}`) }
      : {}),
    records,
    warnings
  };
}

/** The model's answer is a text; some tools that store answers parse it. */
function textOf(data: unknown): string {
  return typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
}

/** One number per label; the units of a text are added up. */
function attributionsOf(item: unknown): number[] {
  const units = isObject(item) && Array.isArray(item.attributions) ? item.attributions : [];
  const sums: number[] = [];
  for (const unit of units as unknown[]) {
    const given = isObject(unit) ? unit.attribution : undefined;
    const values = Array.isArray(given) ? given : given === undefined ? [] : [given];
    values.forEach((value: unknown, label) => {
      sums[label] = (sums[label] ?? 0) + toNumber(value);
    });
  }
  return sums;
}

/** Features of the widest record, and labels of the feature with most. */
export function sizeOf({ records }: OnlineAnswer): { width: number; count: number } {
  let width = 0;
  let count = 0;
  for (const record of records) {
    width = Math.max(width, record?.attributions.length ?? 0);
    record?.attributions.forEach(values => (count = Math.max(count, values.length)));
  }
  return { width, count };
}

/** What is known besides the answer. */
export interface OnlineContext {
  /** Names of the request's columns. */
  features?: readonly string[];
  /** Cells of the request, one column per feature. */
  data?: FeatureColumn[];
  unit: ExplanationUnit;
  /** Model output in the unit of the attributions, `outputs[record][label]`, if it is known. */
  outputs?: readonly (readonly number[])[];
  /** Names of the model's outputs, if the answer does not give them. */
  labels?: readonly string[];
  /** Base of each label, from the job's own report. */
  base?: readonly (number | null)[];
  baseline?: FeatureColumn;
  baselineRows?: number;
  method?: string;
}

/**
 * The explained records of an answer as one explanation.
 *
 * The answer carries no base. It follows from prediction − sum of attributions where that is
 * the same for all records; a base from the job's report wins where both are known.
 *
 * @returns `undefined` if no record was explained; `index` maps its records to the request's.
 */
export function onlineExplanation(
  answer: OnlineAnswer,
  context: OnlineContext,
  source: string
): { explanation: TabularExplanation; index: number[] } | undefined {
  const index = answer.records.flatMap((record, i) => (record ? [i] : []));
  const { width, count } = sizeOf(answer);
  if (width === 0 || count === 0) {
    return undefined;
  }
  const warnings = [...answer.warnings];
  const given = answer.features ?? context.features;
  if (given && given.length !== width) {
    warnings.push(`${source}: explains ${width} features, the request has ${given.length}.`);
  }
  const features = Array.from({ length: width }, (_, f) => given?.[f] ?? `column_${f}`);
  const names = answer.labelHeaders ?? context.labels;
  const labels = Array.from({ length: count }, (_, l) =>
    names?.length === count ? (names[l] as string) : `label${l}`
  );
  const records = index.length;
  const values = new Float64Array(count * records * width).fill(NaN);
  index.forEach((i, record) => {
    answer.records[i]?.attributions.slice(0, width).forEach((attribution, f) => {
      attribution.slice(0, count).forEach((value, label) => {
        values[(label * records + record) * width + f] = value;
      });
    });
  });
  const sums = labels.map((_, label) =>
    index.map((_, record) => {
      const start = (label * records + record) * width;
      return values.subarray(start, start + width).reduce((a, b) => a + (b === b ? b : 0), 0);
    })
  );
  const outputs = labels.map((_, label) => index.map(i => context.outputs?.[i]?.[label] ?? NaN));
  const bases = labels.map((_, l) => (context.base?.length === count ? context.base[l] : null));
  // A record that lacks contributions does not tell the base, where another one does.
  const lacks = index.map((_, record) =>
    labels.some((__, label) => {
      const start = (label * records + record) * width;
      return values.subarray(start, start + width).some(Number.isNaN);
    })
  );
  const telling = <T>(row: readonly T[]): T[] =>
    lacks.every(Boolean) ? [...row] : row.filter((_, record) => !lacks[record]);
  const base = bases.map(
    (known, l) =>
      known ?? impliedBase(telling(outputs[l] as number[]), telling(sums[l] as number[]))
  );
  const allKnown = outputs.every(row => row.every(value => Number.isFinite(value)));
  return {
    index,
    explanation: {
      kind: 'tabular',
      labels,
      features,
      records,
      values,
      base,
      ...(bases.every(known => typeof known === 'number') ? {} : { baseImplied: true }),
      unit: context.unit,
      ...(records < answer.records.length
        ? { recordIndices: index, requestRecords: answer.records.length }
        : {}),
      ...(context.data?.length === width
        ? { data: context.data.map(column => index.map(i => column[i] ?? null)) }
        : {}),
      ...(allKnown ? { predictions: Float64Array.from(outputs.flat()) } : {}),
      ...(context.baseline?.length === width
        ? { baseline: context.baseline, baselineRows: context.baselineRows }
        : {}),
      meta: { format: 'F8', source, method: context.method, warnings }
    }
  };
}
