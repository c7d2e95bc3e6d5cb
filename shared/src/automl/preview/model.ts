/** What a look at a data set's first part tells, before anything is uploaded. */

/** Types that a feature can have in the feature specification. */
export const featureTypes = ['numeric', 'categorical', 'text', 'datetime'] as const;
export type FeatureType = (typeof featureTypes)[number];

export type Severity = 'error' | 'warning' | 'info';

export interface DataProblem {
  /** Stable name of the kind of problem, e.g. `ragged-rows`. */
  code: string;
  /** `error`: a job with this data would fail. */
  severity: Severity;
  /** Name of the column, if it is about one. */
  column?: string;
  /** Line of the file, from 1, if it is about one. */
  line?: number;
  /** What is wrong, naming file, column or line. */
  message: string;
  /** What to do. */
  fix: string;
}

/** A value and how often it was seen. */
export interface ValueCount {
  value: string;
  count: number;
}

export interface ColumnProfile {
  /** Name as in the file. Empty names stay empty, repeated ones repeat. */
  name: string;
  type: FeatureType;
  /** Share of missing values, 0-1. */
  missing: number;
  /** Different values that are not missing; at most {@link distinctLimit} are counted. */
  distinct: number;
  /** Counts of equal-width bins (numbers, dates), or of the most frequent values. */
  spark: number[];
  /** First different values, as text. */
  examples: string[];
  /** Most frequent values, at most {@link topLimit}. */
  top: ValueCount[];
  /** Values seen that are not missing. */
  present: number;
  /** Share of the present values that are whole numbers, 0-1. */
  integers: number;
  /** Share of the present values that are numbers, 0-1. */
  numbers: number;
  /** Smallest number seen; absent if there is none. */
  min?: number;
  /** Dates: when, in seconds since 1970. */
  times?: { first: number; last: number; /** Most frequent distance. */ step?: number };
  /** Long texts: characters of each value seen. */
  lengths?: number[];
}

/** Distinct values are counted up to here. */
export const distinctLimit = 10_000;
/** Length of {@link ColumnProfile.top}. */
export const topLimit = 12;

export interface DataProfile {
  /** File name. */
  name: string;
  format: 'csv' | 'parquet';
  /** Whether the file is gzip-compressed (CSV only). */
  compressed: boolean;
  /** E.g. `UTF-8`; Parquet: `binary`. */
  encoding: Encoding | 'binary';
  /** CSV only. */
  delimiter?: string;
  rows: { count: number; exact: boolean };
  /** Size of the file. */
  bytes: number;
  columns: ColumnProfile[];
  /** First rows as text, in column order; `null` is missing. */
  sampleRows: (string | null)[][];
  /** Rows that the column figures were made from. */
  sampled: number;
  /** Share of the sampled rows that repeat an earlier one, 0-1. */
  repeatedRows: number;
  problems: DataProblem[];
  /** The S3 objects that the location stands for; `more`: it has further ones. */
  objects?: { count: number; bytes: number; more: boolean };
}

export type Encoding = 'UTF-8' | 'UTF-8 with BOM' | 'UTF-16 LE' | 'UTF-16 BE' | 'Latin-1';
