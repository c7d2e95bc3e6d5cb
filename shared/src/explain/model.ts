/**
 * One small model for every explanation, whatever format it was read from.
 *
 * {@link Explanation} is a union by `kind`; every member has {@link Common}. Numbers of one
 * explanation lie in one `Float64Array`, `NaN` where the file has none; each kind says how they
 * are laid out.
 */

/** What one unit of a contribution means. */
export type ExplanationUnit = 'log-odds' | 'probability' | 'target' | 'unknown';

/** Formats by the numbers of docs/formats.md; `snapshot`: our own, in notebooks; `raw`: none. */
export type FormatName =
  | 'F1'
  | 'F2'
  | 'F3'
  | 'F4'
  | 'F5'
  | 'F6'
  | 'F7'
  | 'F8'
  | 'F9'
  | 'F10'
  | 'F11'
  | 'F12'
  | 'F13'
  | 'F14'
  | 'F15'
  | 'snapshot'
  | 'raw';

/** Values of one feature over the records; `null` is missing. */
export type FeatureColumn = (number | string | null)[];

export interface ExplanationMeta {
  format: FormatName;
  /** Formats of all files that went into this one, if several: global values (F2), records (F5)
   * and baseline (F12) of one report belong together. */
  joined?: FormatName[];
  /** Path or S3 URI the explanation was read from. */
  source: string;
  /** E.g. `Exact Shapley values (trees)`; absent if the files do not say. */
  method?: string;
  /** What could not be read, naming line or path. */
  warnings: string[];
  /** Some of its files are packed with gzip. */
  packed?: true;
  /** Whether the numbers hold together, if that was checked where they were read. */
  checks?: NamedCheck[];
}

/** Outcome of a check that was made. */
export interface NamedCheck {
  /** Such as `additivity`, `global-values`, `base`, `complete`, `range`. */
  name: string;
  ok: boolean;
  /** One sentence. */
  detail: string;
}

/** What explanations of every kind have. */
interface Common {
  /** Explained outputs; empty if the format has none. For binary classification the positive
   * class alone. */
  labels: string[];
  /** Features (tabular), text columns (text), series (series), facets (bias). */
  features: string[];
  /** Number of explained records; 0 if only global values are known. */
  records: number;
  /** All numbers of the explanation; each kind says the layout. */
  values: Float64Array;
  /** Prediction of the baseline, one per label; `null` if unknown. */
  base: (number | null)[];
  unit: ExplanationUnit;
  meta: ExplanationMeta;
}

/** One number per feature. Values that are no number are left out; infinite ones are counted in
 * the means, not in `low` and `high`. */
export interface FeatureStatistics {
  /** Records with a contribution. */
  count: Uint32Array;
  /** Mean of absolute contributions; NaN for a feature without any. */
  meanAbs: Float64Array;
  /** Mean signed contribution; NaN for a feature without any. */
  mean: Float64Array;
  /** Least and greatest finite contribution; Infinity and -Infinity if there is none. */
  low: Float64Array;
  high: Float64Array;
}

/** How contributions of many records become one number; `median` is that of values with their
 * sign. Clarify writes `mean_abs`, `mean_sq` and `median`. */
export type Aggregation = 'mean_abs' | 'mean_sq' | 'median' | 'median_abs' | 'max_abs';

/** F2, F5, F8: contributions of features.
 * `values[(label * records + record) * features.length + feature]`. */
export interface TabularExplanation extends Common {
  kind: 'tabular';
  /** Largest rounding error of one contribution, one per label; absent: values are as written
   * by the explainer. Snapshots round. */
  rounding?: number[];
  /** The base is not in the files: it is prediction minus contributions. */
  baseImplied?: true;
  /** Global values as the file gives them, `global[label * features.length + feature]`. */
  global?: Float64Array;
  /** How the global values came about, if a configuration says. */
  aggregation?: Aggregation;
  /** By label, if found where the numbers were read; see `featureStatistics`. */
  statistics?: FeatureStatistics[];
  /** Strongest tokens of text features by label, strongest first. */
  globalTokens?: { token: string; value: number; feature?: string }[][];
  /** Values of the features, one column per feature, each `records` long. */
  data?: FeatureColumn[];
  /** Model output in `unit`, label-major: `predictions[label * records + record]`. */
  predictions?: Float64Array;
  /** True answers, one per record, if the data hold them. */
  actual?: FeatureColumn;
  /** Value of each feature in the baseline. */
  baseline?: FeatureColumn;
  /** Rows of the baseline; with several, `baseline` holds what they share or their means. */
  baselineRows?: number;
  /** Index of each record in the request or data set; absent: 0, 1, 2, … Records in between were
   * not explained. */
  recordIndices?: number[];
  /** Records of the request (F8), if more than were explained. */
  requestRecords?: number;
  /** Identifier of each record: the join key column of F5. */
  recordIds?: string[];
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
}

/** One piece of a text with a contribution of its own. */
export interface TextUnit {
  /** As the file gives it. */
  text: string;
  /** Offsets in UTF-16 units into {@link TextPart.text}, end exclusive; the same number twice if
   * the unit was not found there. */
  start: number;
  end: number;
}

/** One text column of one record. */
export interface TextPart {
  feature: string;
  /** The whole text; rebuilt from the units where the file does not carry it. */
  text: string;
  units: TextUnit[];
  /** Where this part's contributions begin in `values`:
   * `values[first + label * units.length + unit]`. */
  first: number;
}

export interface TextRecord {
  parts: TextPart[];
  /** Features that are no text; contribution of each `values[first + label]`. */
  others: { feature: string; type: string; first: number }[];
  predictedLabel?: string;
  /** Confidence in `predictedLabel`, 0 to 1. */
  probability?: number;
  /** Model output in `unit`, one per label. */
  predictions?: number[];
  /** Index of the record in the request; absent: its position. */
  index?: number;
}

/** F6, F8 with text, F10: contributions of pieces of text. */
export interface TextExplanation extends Common {
  kind: 'text';
  items: TextRecord[];
  /** Records of the request (F8), if more than were explained. */
  requestRecords?: number;
  /** Strongest tokens over all records by label, if a report (F2) gives them. */
  globalTokens?: { token: string; value: number; feature?: string }[][];
}

/** One explained picture. */
export interface ImageItem {
  /** Name for people. */
  name: string;
  /** The explained picture: path in the folder, or `s3://` URI; absent: unknown. */
  input?: string;
  /** Heat maps or segment pictures made from it. */
  maps: { uri: string; label?: string; box?: number }[];
  predictedLabel?: string;
  /** Confidence in `predictedLabel`, 0 to 1. */
  probability?: number;
  /** True class, if the files hold it. */
  actual?: string;
  /** Last-layer activations (`.npy`, channels x height x width), if the report names them. */
  activations?: string;
}

/** F9 (Eigen-CAM, no class and no sign) and F11 (Clarify: blue raises, red lowers). `values` is
 * empty: the numbers are in the pictures. */
export interface ImageExplanation extends Common {
  kind: 'image';
  items: ImageItem[];
  convention: 'eigen-cam' | 'clarify';
}

/** One series of an item with its contributions. */
export interface SeriesEntry {
  feature: number;
  /** As in the file; absent: a static covariate. */
  timestamp?: string;
}

export interface SeriesItem {
  id: string;
  /** Baseline forecast, one per step of the horizon; empty: unknown (F15). */
  offset: Float64Array;
  horizon: number;
  entries: SeriesEntry[];
  /** Where this item begins in `values`: `values[first + entry * horizon + step]`. */
  first: number;
}

/** F4 with F7, F15: contributions to a forecast along time. */
export interface SeriesExplanation extends Common {
  kind: 'series';
  items: SeriesItem[];
  direction?: string;
  granularity?: string;
  /** True: impact scores from -1 to 1, relative to each other (F15). */
  relative: boolean;
  /** Where F4 says the values are, if they were not found. */
  resultsUri?: string;
}

/** One feature of a partial dependence. */
export interface PdpCurve {
  feature: string;
  type: 'numerical' | 'categorical';
  grid: (number | string)[];
  /** Share of rows per grid value; empty: unknown. */
  distribution: number[];
  /** Where this curve begins in `values`: `values[first + label * grid.length + point]`. */
  first: number;
  labels: string[];
  /** Why there is no curve. */
  error?: string;
}

/** F3: mean prediction over the values of one feature. */
export interface PdpExplanation extends Common {
  kind: 'pdp';
  curves: PdpCurve[];
}

export interface BiasMetric {
  /** Short code, e.g. `DPL`. */
  name: string;
  /** Display text of the file. */
  description: string;
  /** May be infinite; `null`: not computed. */
  value: number | null;
  error?: string;
}

export interface BiasFacet {
  facet: string;
  /** The group that may be disadvantaged: value, list or interval. */
  group: string;
  metrics: BiasMetric[];
}

export interface BiasSection {
  stage: 'pre-training' | 'post-training';
  label: string;
  /** Value, list or interval that counts as positive. */
  positive: string;
  facets: BiasFacet[];
}

/** F1: bias metrics. `features` are the facets; `values` all metric values in order. */
export interface BiasExplanation extends Common {
  kind: 'bias';
  sections: BiasSection[];
}

export interface Violation {
  /** Feature or facet, or a word for the whole. */
  subject: string;
  metric?: string;
  check: string;
  description: string;
}

/** F14: what a monitor complains of. */
export interface ViolationsExplanation extends Common {
  kind: 'violations';
  violations: Violation[];
}

/** F12: the baseline rows. `records` rows; `values` is empty. */
export interface BaselineExplanation extends Common {
  kind: 'baseline';
  data: FeatureColumn[];
}

/** F13: a report made to be read. */
export interface ReportExplanation extends Common {
  kind: 'report';
  /** Paths or URIs of the same report, by file type. */
  files: { uri: string; type: 'ipynb' | 'html' | 'pdf' }[];
}

/** Sections and files that no reader knows; shown as a tree. */
export interface RawExplanation extends Common {
  kind: 'raw';
  /** Name of the section, or of the file. */
  title: string;
  /** Parsed JSON. Hostile like everything from files. */
  json: unknown;
}

export type Explanation =
  | TabularExplanation
  | TextExplanation
  | ImageExplanation
  | SeriesExplanation
  | PdpExplanation
  | BiasExplanation
  | ViolationsExplanation
  | BaselineExplanation
  | ReportExplanation
  | RawExplanation;

export type ExplanationKind = Explanation['kind'];
