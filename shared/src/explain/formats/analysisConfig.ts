/** `analysis_config.json`: how an explanation was made. Every field may be missing. */
import type { ExplanationUnit } from '../model';
import { isObject, parseJson, stringList, type JsonObject, objectAt, stringAt } from './json';

export interface AnalysisConfig {
  /** Columns of the data set, maybe with the label among them. */
  headers?: string[];
  /** Column of the target. */
  label?: string;
  datasetUri?: string;
  predictionsUri?: string;
  /** Column that names the records, in the data set and in local values. */
  joinColumn?: string;
  useLogit?: boolean;
  /** `mean_abs`, `mean_sq` or `median`. */
  aggregation?: string;
  saveLocal?: boolean;
  labelHeaders?: string[];
  /** Name of the report's files, without an ending. */
  reportName?: string;
  /** The job explained pictures. */
  isImage?: boolean;
  /** `chronological`, `anti_chronological` or `bidirectional` (time series). */
  direction?: string;
  /** `timewise` or `fine_grained` (time series); `token`, `sentence` or `paragraph` (text). */
  granularity?: string;
  /** Method, with its error and reference where they matter. Only in reports of the local
   * engine (key `pilothouse`); Clarify has no such key. */
  method?: string;
  /** Unit of the values, as {@link method}. */
  unit?: ExplanationUnit;
}

/** @returns What could be read; `{}` if the text is no JSON object. */
export function readAnalysisConfig(text: string): AnalysisConfig {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch {
    return {};
  }
  return isObject(parsed) ? analysisConfig(parsed) : {};
}

/** True if a JSON document is such a configuration. */
export function isAnalysisConfig(document: JsonObject): boolean {
  return (
    isObject(document.methods) &&
    document.explanations === undefined &&
    [
      'shap',
      'pdp',
      'asymmetric_shapley_value',
      'pre_training_bias',
      'post_training_bias',
      'report'
    ].some(method => Object.hasOwn(document.methods as JsonObject, method))
  );
}

/** A parsed configuration. */
export function analysisConfig(parsed: JsonObject): AnalysisConfig {
  const methods = objectAt(parsed, 'methods');
  const shap = objectAt(methods, 'shap');
  const series = objectAt(methods, 'asymmetric_shapley_value');
  const predictor = objectAt(parsed, 'predictor');
  return {
    headers: stringList(parsed.headers),
    label: stringAt(parsed, 'label'),
    datasetUri: stringAt(parsed, 'dataset_uri'),
    predictionsUri: stringAt(parsed, 'predicted_label_dataset_uri'),
    joinColumn: joinColumn(parsed),
    useLogit: booleanAt(shap, 'use_logit'),
    aggregation: stringAt(shap, 'agg_method'),
    saveLocal: booleanAt(shap, 'save_local_shap_values'),
    labelHeaders: stringList(predictor.label_headers),
    reportName: stringAt(objectAt(methods, 'report'), 'name'),
    isImage: stringAt(parsed, 'dataset_type') === 'application/x-image',
    direction: stringAt(series, 'direction'),
    granularity:
      stringAt(series, 'granularity') ?? stringAt(objectAt(shap, 'text_config'), 'granularity'),
    method: methodOf(objectAt(parsed, 'pilothouse')),
    unit: UNITS.find(unit => unit === objectAt(parsed, 'pilothouse').unit)
  };
}

const UNITS: readonly ExplanationUnit[] = ['log-odds', 'probability', 'target'];

function methodOf(own: JsonObject): string | undefined {
  const method = stringAt(own, 'method');
  if (method === undefined) {
    return undefined;
  }
  const error = own.standard_error;
  const reference = stringAt(own, 'reference');
  return [
    method.charAt(0).toUpperCase() + method.slice(1),
    ...(typeof error === 'number' && error > 0
      ? [`standard error at most ${Number(error.toPrecision(2))}`]
      : []),
    ...(reference !== undefined && reference !== 'none' ? [`relative to the ${reference}`] : [])
  ].join(', ');
}

/** Given by name, or by its place among the headers. */
function joinColumn(parsed: JsonObject): string | undefined {
  const given = parsed.joinsource_name_or_index;
  return typeof given === 'number'
    ? stringList(parsed.headers)?.[given]
    : stringAt(parsed, 'joinsource_name_or_index');
}

function booleanAt(parent: JsonObject, key: string): boolean | undefined {
  const value = parent[key];
  return typeof value === 'boolean' ? value : undefined;
}
