/** What a reader of one format is; each is one line of `registry.ts`. */
import type { ByteSource } from '../../aws/source';
import type { Explanation, ExplanationMeta, FormatName } from '../model';
import type { GlobalAnalysis } from './analysis';
import type { AnalysisConfig } from './analysisConfig';
import type { JsonObject } from './json';

/** What is known besides the file that is read. */
export interface ReadContext {
  /** Path or URI of the file, for messages. */
  source: string;
  /** Configuration of the same report; `{}` if there is none. */
  config: AnalysisConfig;
  /** Of the job, as the API names it. */
  problemType?: string;
  /** What F4 of the same report says of the values in F7. */
  series?: { direction?: string; granularity?: string; resultsUri?: string };
  /** Global values of the same report. */
  analysis?: GlobalAnalysis;
}

/** Reads sections of one JSON document: several may read the same document. */
export interface DocumentFormat {
  name: FormatName;
  /** Sections it reads, as paths of keys: `explanations.pdp`. */
  sections: readonly string[];
  /** @returns nothing if the document has none of the sections. */
  read(document: JsonObject, context: ReadContext): Explanation[];
}

/** Reads samples one by one: JSON lines, elements of an array, or a single object. */
export interface SampleFormat {
  name: FormatName;
  /** True if one sample has the format's form. */
  accepts(sample: unknown): boolean;
  start(context: ReadContext): SampleReader;
}

export interface SampleReader {
  /**
   * @param where - Names the place in messages: `line 3`, `sample 7`.
   * @returns What is wrong with the sample; it is left out.
   */
  take(sample: unknown, where: string): string | undefined;
  /** No further sample. @param warnings - What the caller knows to be wrong. */
  end(warnings: string[]): Explanation[];
  /** After {@link end}: why there is no explanation. */
  readonly problem?: string | undefined;
  /** Enough was taken: nothing more is kept. */
  readonly full: boolean;
}

/** A file of a folder whose content was looked at. */
export interface FoundFile {
  /** Relative to the folder. */
  path: string;
  /** Path or URI, for messages. */
  source: string;
  size: number;
  modified: number;
  bytes: ByteSource;
}

export function metaOf(
  format: FormatName,
  source: string,
  warnings: string[] = []
): ExplanationMeta {
  return { format, source, warnings };
}

/** Nothing but a kind: what formats without attributions have in common. */
export function noValues(): {
  labels: string[];
  features: string[];
  records: number;
  values: Float64Array;
  base: (number | null)[];
  unit: 'unknown';
} {
  return {
    labels: [],
    features: [],
    records: 0,
    values: new Float64Array(0),
    base: [],
    unit: 'unknown'
  };
}

/** Numbers appended one by one. */
export class Numbers {
  private cells = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.cells.length) {
      const larger = new Float64Array(this.cells.length * 2);
      larger.set(this.cells);
      this.cells = larger;
    }
    this.cells[this.length] = value;
    this.length += 1;
  }

  /** All numbers so far, a copy. */
  take(): Float64Array {
    return this.cells.slice(0, this.length);
  }
}
