/** `analysis_config.json`: how an explanation was made. Every field may be missing. */
import { isObject, parseJson, stringList, type JsonObject } from './json';

export interface AnalysisConfig {
  /** Columns of the data set, maybe with the label among them. */
  headers?: string[];
  /** Column of the target. */
  label?: string;
  datasetUri?: string;
  predictionsUri?: string;
  useLogit?: boolean;
  /** `mean_abs`, `mean_sq` or `median`. */
  aggregation?: string;
  saveLocal?: boolean;
  labelHeaders?: string[];
  /** Method as the file names it; Clarify itself has no such key. */
  method?: string;
}

/** @returns What could be read; `{}` if the text is no JSON object. */
export function readAnalysisConfig(text: string): AnalysisConfig {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch {
    return {};
  }
  if (!isObject(parsed)) {
    return {};
  }
  const methods = objectAt(parsed, 'methods');
  const shap = objectAt(methods, 'shap');
  const predictor = objectAt(parsed, 'predictor');
  return {
    headers: stringList(parsed.headers),
    label: stringAt(parsed, 'label'),
    datasetUri: stringAt(parsed, 'dataset_uri'),
    predictionsUri: stringAt(parsed, 'predicted_label_dataset_uri'),
    useLogit: booleanAt(shap, 'use_logit'),
    aggregation: stringAt(shap, 'agg_method'),
    saveLocal: booleanAt(shap, 'save_local_shap_values'),
    labelHeaders: stringList(predictor.label_headers),
    method: stringAt(shap, 'method')
  };
}

function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  return isObject(value) ? value : {};
}

function stringAt(parent: JsonObject, key: string): string | undefined {
  const value = parent[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function booleanAt(parent: JsonObject, key: string): boolean | undefined {
  const value = parent[key];
  return typeof value === 'boolean' ? value : undefined;
}
