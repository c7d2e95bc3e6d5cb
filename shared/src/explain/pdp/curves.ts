/** Partial dependence curves in the order of their axis. */
import type { PdpCurve, PdpExplanation } from '../model';

/** A curve is drawn as a line only if every value of its grid is a finite number. */
export function isNumeric(curve: PdpCurve): boolean {
  return (
    curve.type === 'numerical' &&
    curve.grid.length > 0 &&
    curve.grid.every(value => typeof value === 'number' && Number.isFinite(value))
  );
}

/** The grid in the order of the axis: numbers by size, categories as in the file. */
export function sharesOf(curve: PdpCurve): { grid: (number | string)[]; order: number[] } {
  const order = curve.grid.map((_, i) => i);
  if (isNumeric(curve)) {
    order.sort((a, b) => (curve.grid[a] as number) - (curve.grid[b] as number) || a - b);
  }
  return { grid: order.map(i => curve.grid[i] as number | string), order };
}

/**
 * Mean predictions of one label.
 *
 * @param label - Index into the curve's own labels.
 * @param centred - As change from the first value that is known.
 * @returns one number per point of `order`; NaN where the file has none
 */
export function curveOf(
  e: PdpExplanation,
  curve: PdpCurve,
  label: number,
  { order, centred }: { order: readonly number[]; centred: boolean }
): Float64Array {
  const start = curve.first + label * curve.grid.length;
  const line = Float64Array.from(order, i => e.values[start + i] ?? NaN);
  const from = centred ? line.find(value => !Number.isNaN(value)) : 0;
  return from === undefined ? line : line.map(value => value - from);
}

/** Largest minus least mean prediction: how far the feature alone moves the mean; NaN: none. */
export function effectOf(e: PdpExplanation, curve: PdpCurve, label: number): number {
  if (curve.error !== undefined || label < 0 || label >= curve.labels.length) {
    return NaN;
  }
  let low = Infinity;
  let high = -Infinity;
  for (const value of curveOf(e, curve, label, { order: sharesOf(curve).order, centred: false })) {
    if (!Number.isNaN(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return high >= low ? high - low : NaN;
}

/** Indices of curves, those that move the mean prediction most first, failed ones last. */
export function curvesByEffect(e: PdpExplanation, label: string | undefined): number[] {
  const effects = e.curves.map(curve => {
    const own = label === undefined ? 0 : curve.labels.indexOf(label);
    return effectOf(e, curve, own);
  });
  const rank = (i: number): number => (Number.isNaN(effects[i]) ? -1 : (effects[i] as number));
  return e.curves.map((_, i) => i).sort((a, b) => rank(b) - rank(a) || a - b);
}

/** Share of rows that the grid covers; NaN: not in the file. */
export function coverage(curve: PdpCurve): number {
  return curve.distribution.length === 0
    ? NaN
    : curve.distribution.reduce((sum, share) => sum + (Number.isNaN(share) ? 0 : share), 0);
}
