/**
 * One model for every explanation, whatever format it was read from.
 */

/** What one unit of a contribution means. */
export type ExplanationUnit = 'log-odds' | 'probability' | 'target' | 'unknown';

/** Values of one feature over the records; `null` is missing. */
export type FeatureColumn = (number | string | null)[];

export interface ExplanationMeta {
  /** F-number of the format (see docs/formats.md), e.g. `F2`. */
  format: string;
  /** Path or S3 URI the explanation was read from. */
  source: string;
  /** E.g. `Exact Shapley values (trees)`; absent if the files do not say. */
  method?: string;
  /** What could not be read, naming line or path. */
  warnings: string[];
}

export interface Explanation {
  kind: 'tabular';
  /** One per model output. For binary classification the positive class alone. */
  labels: string[];
  features: string[];
  /** Number of explained records; 0 if only global values are known. */
  records: number;
  /** Contributions, label-major then record-major:
   * `values[(label * records + record) * features.length + feature]`. */
  values: Float64Array;
  /** Largest rounding error of one contribution, one per label; absent: values are as written
   * by the explainer. Snapshots round. */
  rounding?: number[];
  /** Global values as the file gives them, `global[label * features.length + feature]`. */
  global?: Float64Array;
  /** Prediction of the baseline, one per label; `null` if unknown. */
  base: (number | null)[];
  unit: ExplanationUnit;
  /** Values of the features, one column per feature, each `records` long. */
  data?: FeatureColumn[];
  /** Model output in `unit`, label-major: `predictions[label * records + record]`. */
  predictions?: Float64Array;
  /** Value of each feature in the baseline. */
  baseline?: FeatureColumn;
  /** Rows of the baseline; with several, `baseline` holds what they share or their means. */
  baselineRows?: number;
  /** Set if this is a part of a larger explanation. */
  partOf?: {
    records: number;
    /** Index of each record in the whole; absent: the first ones. */
    indices?: number[];
    omittedFeatures: number;
    omittedLabels: number;
    /** Sum of the contributions of omitted features, `others[label * records + record]`. */
    others?: Float64Array;
  };
  meta: ExplanationMeta;
}
