/** Scores of pieces of text: reading them, scaling them, the strongest ones. */
import type { TextExplanation, TextPart, TextRecord } from '../model';
import type { TextSpan } from './rollUp';

/** Score of one unit for one label; `NaN`: the file has none. */
export function unitScore(
  { values }: TextExplanation,
  part: TextPart,
  label: number,
  unit: number
): number {
  return values[part.first + label * part.units.length + unit] ?? NaN;
}

/** Contribution of a feature that is no text. */
export function otherScore(
  { values }: TextExplanation,
  other: TextRecord['others'][number],
  label: number
): number {
  return values[other.first + label] ?? NaN;
}

/** Largest absolute score of the units of a record; 0 if there is none. */
export function recordScale(e: TextExplanation, record: TextRecord, label: number): number {
  let most = 0;
  for (const part of record.parts) {
    const begin = part.first + label * part.units.length;
    for (let i = begin; i < begin + part.units.length; i += 1) {
      const size = Math.abs(e.values[i] ?? 0);
      most = size > most && Number.isFinite(size) ? size : most;
    }
  }
  return most;
}

/** Largest absolute score of all records. */
export function setScale(e: TextExplanation, label: number): number {
  return e.items.reduce((most, record) => Math.max(most, recordScale(e, record, label)), 0);
}

/** Largest absolute score of some spans. */
export function spanScale(spans: readonly TextSpan[]): number {
  return spans.reduce(
    (most, { score }) => (Number.isFinite(score) ? Math.max(most, Math.abs(score)) : most),
    0
  );
}

/** How strongly to mark a score, 0 to 1: weak ones stay visible. */
export function intensity(score: number, scale: number): number {
  if (!(scale > 0) || Number.isNaN(score)) {
    return 0;
  }
  const share = Math.min(1, Math.abs(score) / scale);
  return 1 - (1 - share) ** 2;
}

export interface TokenTotal {
  /** As first met, without space around it. */
  token: string;
  /** Mean over its occurrences. */
  mean: number;
  /** Mean of absolute values. */
  size: number;
  sum: number;
  count: number;
}

/** Tokens by their mean absolute score, strongest first; the same in upper and lower case. */
export function strongestTokens(pieces: Iterable<{ text: string; score: number }>): TokenTotal[] {
  const totals = new Map<string, TokenTotal>();
  for (const { text, score } of pieces) {
    const token = text.trim();
    if (token === '' || Number.isNaN(score)) {
      continue;
    }
    const key = token.toLowerCase();
    const total = totals.get(key) ?? { token, mean: 0, size: 0, sum: 0, count: 0 };
    total.count += 1;
    total.sum += score;
    total.size += Math.abs(score);
    totals.set(key, total);
  }
  const list = [...totals.values()];
  for (const total of list) {
    total.mean = total.sum / total.count;
    total.size /= total.count;
  }
  return list.sort((a, b) => b.size - a.size || a.token.localeCompare(b.token));
}

export interface TextSums {
  base: number | null;
  text: number;
  others: number;
  /** Of units and features whose value the file lacks. */
  missing: number;
  prediction?: number;
  /** Prediction minus base and contributions, if all are known. */
  residual?: number;
}

/** Part of the sizes that a sum of them may be off. */
const ROUNDING = 1e-13;

/** Base, what text and other features add, and the prediction of one record. */
export function textSums(e: TextExplanation, record: TextRecord, label: number): TextSums {
  let [text, others, missing, size] = [0, 0, 0, 0];
  const add = (value: number, to: (v: number) => void): void => {
    if (Number.isNaN(value)) {
      missing += 1;
    } else {
      size += Math.abs(value);
      to(value);
    }
  };
  for (const part of record.parts) {
    part.units.forEach((_, unit) => add(unitScore(e, part, label, unit), value => (text += value)));
  }
  for (const other of record.others) {
    add(otherScore(e, other, label), value => (others += value));
  }
  // What is left of numbers that cancel is rounding, not a contribution.
  text = Math.abs(text) <= ROUNDING * size ? 0 : text;
  others = Math.abs(others) <= ROUNDING * size ? 0 : others;
  const base = e.base[label] ?? null;
  const prediction = record.predictions?.[label];
  const known = base !== null && prediction !== undefined && missing === 0;
  return {
    base,
    text,
    others,
    missing,
    prediction,
    residual: known ? prediction - base - text - others : undefined
  };
}

/** Whether the parts miss the prediction by more than 1 % of what they explain. */
export function missesPrediction({ residual, prediction, base }: TextSums): boolean {
  return (
    residual !== undefined &&
    Math.abs(residual) > 0.01 * Math.max(Math.abs((prediction ?? 0) - (base ?? 0)), 1e-6)
  );
}
