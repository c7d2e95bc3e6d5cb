/**
 * What each bias metric measures: formula, range, value of parity, and what its sign says.
 *
 * Group *d* is the group a report names; group *a* is everyone else. Readings follow from the
 * formulas alone. Where published descriptions contradict each other, `disputed` says so and no
 * direction of harm is given.
 */
import { POST_TRAINING } from './postTraining';
import { PRE_TRAINING } from './preTraining';

/** Words that a reading is put together from. */
export interface ReadingWords {
  /** Group d, e.g. `Sex = 0`. */
  group: string;
  /** The outcome that counts as positive, e.g. `Target = 1`. */
  positive: string;
  /** Writes a plain number. */
  number: (value: number) => string;
  /** Writes a difference of shares, without its sign, e.g. `18 points`. */
  points: (value: number) => string;
  /** Writes a share, e.g. `33 %`. */
  share: (value: number) => string;
}

export interface MetricInfo {
  /** As files spell it. */
  code: string;
  /** Other spellings. */
  aliases?: string[];
  name: string;
  stage: 'pre-training' | 'post-training';
  /** With a and d as groups, q shares of positive labels, primes for predictions. */
  formula: string;
  definition: string;
  /** Range for axes; may be infinite. */
  min: number;
  max: number;
  /** Widest range that any description allows, where it is wider. */
  valid?: [number, number];
  /** Value when both groups are treated alike. */
  parity: 0 | 1;
  /** A quotient of two shares: ½ and 2 are equally far from parity. */
  ratio?: true;
  /** What values above and below parity mean for group d. */
  above?: string;
  below?: string;
  /** How published descriptions contradict each other. */
  disputed?: string;
  /** A sentence for a finite value that is not that of parity. */
  reading: (value: number, words: ReadingWords) => string;
  /** A sentence for an infinite value; absent: a general one. */
  infinite?: (value: number, words: ReadingWords) => string;
}

export const METRICS: readonly MetricInfo[] = [...PRE_TRAINING, ...POST_TRAINING];

const BY_CODE = new Map(
  METRICS.flatMap(info => [info.code, ...(info.aliases ?? [])].map(code => [code, info] as const))
);

/** @returns `undefined` for a metric that is not known here. */
export function metricInfo(code: string): MetricInfo | undefined {
  return BY_CODE.get(code);
}

/** Metrics before training and their counterparts on predictions. */
export const COUNTERPARTS: readonly (readonly [string, string])[] = [
  ['DPL', 'DPPL'],
  ['CDDL', 'CDDPL']
];
