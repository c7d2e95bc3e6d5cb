/**
 * The notebook MIME type. `%pilot` writes it (Python), both IDEs draw it.
 *
 * A snapshot is at most 250 kB, draws with no kernel and no network, and says what it left
 * out. `ref` lets a live IDE offer the live view.
 */
import type { Aggregation, ExplanationUnit } from '../../explain/model';

export { MIME_TYPE } from '../../explain/mime';

/** Where the live thing is. */
export type SnapshotRef =
  | { kind: 'job'; jobName: string }
  | { kind: 'endpoint'; endpointName: string }
  | { kind: 's3'; uri: string }
  /** As written in the notebook: relative to its folder, or absolute. */
  | { kind: 'file'; path: string };

/** Rows of text and numbers, already in display order. */
export interface SnapshotTable {
  columns: string[];
  rows: (string | number | boolean | null)[][];
  /** Rows that were left out. */
  omitted?: number;
}

/** A bounded {@link TabularExplanation}: quantised contributions of chosen records. */
export interface ExplanationSnapshot {
  labels: string[];
  features: string[];
  unit: ExplanationUnit;
  /** One per label. */
  base: (number | null)[];
  /** One number per feature over all records, `global[label][feature]`. */
  global: number[][];
  /** How `global` came about; absent: mean of absolute contributions. */
  aggregation?: Aggregation;
  method?: string;
  /** Absent if only global values are known. */
  records?: {
    /** Records in the full explanation. */
    total: number;
    /** Records in this snapshot. */
    shown: number;
    /** One contribution = int16 * scale; one scale per label. */
    scale: number[];
    /** Little-endian int16, label-major then record-major, base64; -32768 is missing. */
    values: string;
    /** Values of the features, one column per feature. */
    data?: (number | string | null)[][];
    /** True answers. */
    actual?: (number | string | null)[];
    /** Index of each record in the full explanation; absent: 0, 1, 2, … */
    indices?: number[];
    /** Model output in `unit`, `predictions[label][record]`. */
    predictions?: (number | null)[][];
    /** Sum of the contributions of omitted features, `others[label][record]`. */
    others?: number[][];
  };
  /** Value of each feature in the baseline. */
  baseline?: (number | string | null)[];
  /** Features beyond those shown. */
  omittedFeatures?: number;
  /** Labels beyond those shown. */
  omittedLabels?: number;
}

export type SnapshotContent =
  | { view: 'job'; data: { job: Record<string, unknown>; candidates: SnapshotTable } }
  | { view: 'candidates'; data: { objective: string; table: SnapshotTable } }
  | { view: 'explanation'; data: ExplanationSnapshot }
  /** Files that are not explained by features: what they come to, as a table. */
  | { view: 'report'; data: { note: string; table: SnapshotTable } }
  | { view: 'prediction'; data: { table: SnapshotTable; explanation?: ExplanationSnapshot } }
  | { view: 'endpoint'; data: Record<string, unknown> };

/** What stands under {@link MIME_TYPE}. */
export type Snapshot = SnapshotContent & { title: string; ref?: SnapshotRef };
