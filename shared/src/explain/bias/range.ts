/** Where a metric's value lies on an axis of its range. */
import type { MetricInfo } from './catalogue';

export interface MetricAxis {
  low: number;
  high: number;
  parity: number;
  /** The range goes on beyond this end. */
  openLow: boolean;
  openHigh: boolean;
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
  info: Pick<MetricInfo, 'min' | 'max' | 'parity'> | undefined,
  values: readonly (number | null)[]
): MetricAxis {
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
  return { at: (value - axis.low) / (axis.high - axis.low) };
}

/** Whether any description of the metric allows the value; rounding is forgiven. */
export function isValid(info: Pick<MetricInfo, 'min' | 'max' | 'valid'>, value: number): boolean {
  const [low, high] = info.valid ?? [info.min, info.max];
  return value >= low - 1e-9 && value <= high + 1e-9;
}

/**
 * Whether a value is farther from parity than the user allows.
 *
 * @param limit - Absent: the user set none, and nothing is marked.
 */
export function isBeyond(value: number | null, parity: number, limit: number | undefined): boolean {
  return (
    limit !== undefined &&
    value !== null &&
    !Number.isNaN(value) &&
    Math.abs(value - parity) > limit + 1e-12
  );
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
