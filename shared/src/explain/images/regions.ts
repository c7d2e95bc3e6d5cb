/** Where a heat map is strong, in words and nine numbers: for those who do not see it. */
import type { ScalarMap } from './resample';

export interface Region {
  /** E.g. `upper left`. */
  name: string;
  /** Part of the map's whole importance that lies there, 0 to 1. */
  share: number;
  /** Mean importance there, 0 to 1. */
  mean: number;
}

const NAMES = [
  'upper left',
  'upper middle',
  'upper right',
  'middle left',
  'centre',
  'middle right',
  'lower left',
  'lower middle',
  'lower right'
];

/** The map in 3 x 3 equal parts, row by row; `NaN` counts as nothing. */
export function regions({ values, width, height }: ScalarMap): Region[] {
  const sums = new Float64Array(9);
  const counts = new Float64Array(9);
  for (let y = 0; y < height; y += 1) {
    const row = Math.min(2, Math.floor((y * 3) / height)) * 3;
    for (let x = 0; x < width; x += 1) {
      const value = values[y * width + x] as number;
      const at = row + Math.min(2, Math.floor((x * 3) / width));
      sums[at] = (sums[at] as number) + (Number.isNaN(value) ? 0 : value);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  const total = sums.reduce((a, b) => a + b, 0);
  return NAMES.map((name, i) => ({
    name,
    share: total > 0 ? (sums[i] as number) / total : 0,
    mean: (counts[i] as number) > 0 ? (sums[i] as number) / (counts[i] as number) : 0
  }));
}

/** Part of a map at or above a threshold, 0 to 1. */
export function shareAbove({ values }: ScalarMap, threshold: number): number {
  let above = 0;
  for (const value of values) {
    above += value >= threshold ? 1 : 0;
  }
  return values.length > 0 ? above / values.length : 0;
}
