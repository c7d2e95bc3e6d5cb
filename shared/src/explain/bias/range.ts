/** Where a metric's value lies on an axis of its range. */
import type { MetricInfo } from './catalogue';

export interface MetricAxis {
  low: number;
  high: number;
  parity: number;
  /** The range goes on beyond this end. */
  openLow: boolean;
  openHigh: boolean;
  /** From 0 to ∞ with parity in the middle: a quotient and its reciprocal stand opposite. */
  ratio?: true;
}

export interface AxisPlace {
  /** 0 (low end) to 1 (high end). */
  at: number;
  /** The value lies beyond this end of the axis. */
  clipped?: 'low' | 'high';
}

/** Reaches of the cut part of an unbounded axis; beyond the last, values are drawn at its end. */
const REACHES = [1, 2, 5, 10, 20, 50, 100];

/**
 * The axis of a metric.
 *
 * @param info - Absent for an unknown metric: unbounded about 0.
 * @param values - What is to be seen on it; an unbounded end is cut beyond them.
 */
export function metricAxis(
  info: Pick<MetricInfo, 'min' | 'max' | 'parity' | 'ratio'> | undefined,
  values: readonly (number | null)[]
): MetricAxis {
  if (info?.ratio) {
    const { min: low, max: high, parity } = info;
    return { low, high, parity, openLow: false, openHigh: false, ratio: true };
  }
  const { min, max, parity } = info ?? { min: -Infinity, max: Infinity, parity: 0 };
  const farthest = Math.max(
    0,
    ...values
      .filter((value): value is number => value !== null && Number.isFinite(value))
      .map(value => Math.abs(value - parity))
  );
  const reach = REACHES.find(size => size >= farthest) ?? (REACHES[REACHES.length - 1] as number);
  return {
    low: Number.isFinite(min) ? min : parity - reach,
    high: Number.isFinite(max) ? max : parity + reach,
    parity,
    openLow: !Number.isFinite(min),
    openHigh: !Number.isFinite(max)
  };
}

/** @returns `undefined` where there is no number. */
export function placeOn(axis: MetricAxis, value: number | null): AxisPlace | undefined {
  if (value === null || Number.isNaN(value)) {
    return undefined;
  }
  if (value < axis.low) {
    return { at: 0, clipped: 'low' };
  }
  if (value > axis.high) {
    return { at: 1, clipped: 'high' };
  }
  if (axis.ratio) {
    const quotient = value / axis.parity;
    return { at: quotient <= 1 ? quotient / 2 : 1 - 1 / (2 * quotient) };
  }
  return { at: (value - axis.low) / (axis.high - axis.low) };
}

/** Where parity lies on an axis, 0 (low end) to 1 (high end). */
export function parityOn(axis: MetricAxis): number {
  return placeOn(axis, axis.parity)?.at ?? 0;
}

/** How far a finite value is from parity; of quotients the logarithm counts. */
export function distance(
  value: number,
  info: Pick<MetricInfo, 'parity' | 'ratio'> | undefined
): number {
  const parity = info?.parity ?? 0;
  return info?.ratio ? Math.abs(Math.log(value / parity)) : Math.abs(value - parity);
}

/** Whether any description of the metric allows the value; rounding is forgiven. */
export function isValid(info: Pick<MetricInfo, 'min' | 'max' | 'valid'>, value: number): boolean {
  const [low, high] = info.valid ?? [info.min, info.max];
  return value >= low - 1e-9 && value <= high + 1e-9;
}

/**
 * The values that the user allows.
 *
 * @param limit - Distance from parity; of quotients that of the lower end, whose reciprocal is the
 * upper one: 0.2 allows 0.8 to 1.25, the four-fifths rule.
 */
export function allowed(
  info: Pick<MetricInfo, 'parity' | 'ratio'> | undefined,
  limit: number
): [low: number, high: number] {
  const parity = info?.parity ?? 0;
  if (info?.ratio) {
    const low = Math.max(0, 1 - limit);
    return [parity * low, parity / low];
  }
  return [parity - limit, parity + limit];
}

/**
 * Whether a value is farther from parity than the user allows.
 *
 * @param limit - Absent: the user set none, and nothing is marked.
 */
export function isBeyond(
  value: number | null,
  info: Pick<MetricInfo, 'parity' | 'ratio'> | undefined,
  limit: number | undefined
): boolean {
  if (limit === undefined || value === null || Number.isNaN(value)) {
    return false;
  }
  const [low, high] = allowed(info, limit);
  return value < low - 1e-12 || value > high + 1e-12;
}

/** A range in words of numbers, e.g. `−1 to 1`, `0 to ∞`. */
export function rangeText(
  { min, max }: Pick<MetricInfo, 'min' | 'max'>,
  number: (value: number) => string
): string {
  const end = (value: number): string =>
    Number.isFinite(value) ? number(value) : value > 0 ? '∞' : '−∞';
  return `${end(min)} to ${end(max)}`;
}
