/** Colour of each record's dot by the value of a feature. */
import type { FeatureColumn } from '../explain/model';
import { cividis } from './cividis';

/** Red, green, blue of each record, 3 bytes each; `missing[record]` is 1 for no value. */
export interface DotColors {
  rgb: Uint8Array;
  missing: Uint8Array;
}

/** Clip values of a numeric feature: 5th to 95th percentile, then wider if these are equal. */
export function clipRange(values: readonly number[]): [number, number] {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
  for (const share of [0.05, 0.01, 0]) {
    if (at(share) < at(1 - share)) {
      return [at(share), at(1 - share)];
    }
  }
  return [sorted[0] ?? 0, sorted[0] ?? 0];
}

/**
 * Numbers by cividis; up to as many categories as there are colours by those; more categories,
 * and missing values, in grey.
 *
 * @param scaleFrom - Where numbers begin on the scale, 0 to 1.
 */
export function dotColors(
  column: FeatureColumn | undefined,
  records: number,
  categories: readonly string[],
  grey: string,
  scaleFrom: number
): DotColors {
  const rgb = new Uint8Array(records * 3);
  const missing = new Uint8Array(records);
  const greyRgb = hexColor(grey);
  const paint = (record: number, color: readonly number[]): void => rgb.set(color, record * 3);
  const numbers =
    column?.filter((v): v is number => typeof v === 'number' && !Number.isNaN(v)) ?? [];
  const texts = [
    ...new Set(column?.filter((v): v is string => typeof v === 'string') ?? [])
  ].sort();
  const [low, high] = numbers.length > 0 ? clipRange(numbers) : [0, 0];
  const colors = texts.length <= categories.length ? categories.map(hexColor) : [];
  for (let record = 0; record < records; record += 1) {
    const value = column?.[record];
    if (typeof value === 'number' && value === value) {
      const share = high > low ? clip((value - low) / (high - low)) : 0.5;
      paint(record, cividis(scaleFrom + (1 - scaleFrom) * share));
    } else if (typeof value === 'string') {
      paint(record, colors[texts.indexOf(value)] ?? greyRgb);
    } else {
      paint(record, greyRgb);
      missing[record] = column ? 1 : 0;
    }
  }
  return { rgb, missing };
}

const clip = (share: number): number => Math.min(1, Math.max(0, share));

/** `#rgb`, `#rrggbb` or `rgb(r, g, b)`; grey for anything else. */
export function hexColor(text: string): [number, number, number] {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim());
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(text.trim());
  const digits = short ? short.slice(1).map(d => d + d) : long?.slice(1, 4);
  if (digits) {
    return digits.map(d => parseInt(d, 16)) as [number, number, number];
  }
  const parts = /^rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)/.exec(text.trim());
  return parts ? (parts.slice(1, 4).map(Number) as [number, number, number]) : [119, 119, 119];
}
