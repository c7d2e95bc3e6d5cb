/** Several series over the same columns: their points, and finding one by its place. */
import type { FigurePoint, PointRows } from './figure';

export interface ColumnSeries {
  /** One per column; NaN is no point. */
  y: ArrayLike<number>;
}

export interface ColumnPoints {
  points: PointRows;
  hit: (x: number, y: number) => FigurePoint | undefined;
}

/**
 * @param x - Places of the columns on the x axis.
 * @param text - Of the point of a series in a column.
 */
export function columnPoints(
  x: ArrayLike<number>,
  series: readonly ColumnSeries[],
  text: (series: number, column: number) => string,
  feature?: (series: number) => number | undefined
): ColumnPoints {
  const columns = series.map(({ y }) =>
    Array.from({ length: x.length }, (_, i) => i).filter(i => !Number.isNaN(y[i] ?? NaN))
  );
  const point = (row: number, column: number): FigurePoint => ({
    x: x[column] as number,
    y: series[row]?.y[column] as number,
    text: text(row, column),
    feature: feature?.(row)
  });
  return {
    points: {
      rows: series.length,
      length: row => columns[row]?.length ?? 0,
      at: (row, index) => point(row, columns[row]?.[index] as number)
    },
    hit: (px, py) => {
      const column = nearest(x, px);
      if (column === undefined) {
        return undefined;
      }
      const distances = series.map(({ y }) => Math.abs((y[column] ?? NaN) - py));
      const row = nearest(distances, 0);
      return row === undefined ? undefined : point(row, column);
    }
  };
}

/** Index of the value nearest to another; NaN is never nearest. */
export function nearest(values: ArrayLike<number>, to: number): number | undefined {
  let best: number | undefined;
  let least = Infinity;
  for (let i = 0; i < values.length; i += 1) {
    const distance = Math.abs((values[i] as number) - to);
    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best;
}

/** Ticks for columns 0…n−1 with names, as many as fit side by side. */
export function columnTicks(
  names: readonly string[],
  count: number
): { tickvals: number[]; ticktext: string[] } {
  const step = Math.max(1, Math.ceil(names.length / Math.max(1, count)));
  const tickvals = names.flatMap((_, i) => (i % step === 0 ? [i] : []));
  return { tickvals, ticktext: tickvals.map(i => names[i] as string) };
}

/** A range that holds all numbers with room at both ends; `[0, 1]` for none. */
export function paddedRange(values: Iterable<number>, ...always: number[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const list of [values, always]) {
    for (const value of list) {
      if (Number.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  if (low > high) {
    return [0, 1];
  }
  // A range too small for arithmetic counts as none.
  const room = 0.06 * ([high - low, Math.abs(high)].find(size => size > 1e-300) ?? 1);
  return [low - room, high + room];
}

/** How lines are told apart besides by colour. */
export const DASHES = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'longdashdot'] as const;

/** How areas are told apart besides by colour, where colours are few. */
export const PATTERNS = ['', '/', 'x', '-', '.', '\\', '|', '+'] as const;

/** A number that a table can hold. */
export function finiteOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
