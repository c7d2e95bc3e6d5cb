/** Colour scales of heat maps. */
import { jet } from '../explain/images/jet';
import { cividis } from './cividis';

export type HeatScale = 'inferno' | 'cividis' | 'jet';

/** Every 16th colour of inferno: lightness grows evenly, for all kinds of sight. */
const INFERNO: readonly (readonly [number, number, number])[] = [
  [0, 0, 4],
  [11, 7, 36],
  [33, 12, 74],
  [61, 9, 101],
  [87, 16, 110],
  [113, 25, 110],
  [138, 34, 106],
  [163, 44, 97],
  [188, 55, 84],
  [210, 70, 68],
  [228, 90, 49],
  [241, 115, 29],
  [249, 142, 9],
  [252, 172, 17],
  [249, 203, 53],
  [242, 234, 105],
  [252, 255, 164]
];

function inferno(share: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, share)) * (INFERNO.length - 1);
  const low = Math.min(Math.floor(at), INFERNO.length - 2);
  const [from, to] = [INFERNO[low], INFERNO[low + 1]] as [readonly number[], readonly number[]];
  return [0, 1, 2].map(i =>
    Math.round((from[i] as number) + ((to[i] as number) - (from[i] as number)) * (at - low))
  ) as [number, number, number];
}

const scales: Record<HeatScale, (share: number) => [number, number, number]> = {
  inferno,
  cividis,
  jet
};

/** Names for people. JET misleads (its brightest colours lie in the middle): only to compare. */
export const HEAT_SCALES: readonly { value: HeatScale; label: string }[] = [
  { value: 'inferno', label: 'Inferno' },
  { value: 'cividis', label: 'Cividis' },
  { value: 'jet', label: 'JET, as in SageMaker' }
];

/** 256 colours, 3 bytes each. */
export function heatTable(scale: HeatScale): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i += 1) {
    table.set(scales[scale](i / 255), i * 3);
  }
  return table;
}

/** CSS gradient of a scale, from 0 at the start to 1. */
export function heatGradient(scale: HeatScale): string {
  const stops = Array.from({ length: 17 }, (_, i) => `rgb(${scales[scale](i / 16).join(' ')})`);
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

/**
 * Colour a map of shares.
 *
 * @param threshold - Less than this is left clear; so is `NaN`.
 * @param pixels - Receives 4 bytes per value.
 */
export function paintHeat(
  values: Float32Array | Float64Array,
  options: { scale: HeatScale; threshold: number },
  pixels: Uint8ClampedArray
): void {
  const table = heatTable(options.scale);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value >= options.threshold) {
      const at = Math.round(Math.min(1, Math.max(0, value)) * 255) * 3;
      pixels[i * 4] = table[at] as number;
      pixels[i * 4 + 1] = table[at + 1] as number;
      pixels[i * 4 + 2] = table[at + 2] as number;
      pixels[i * 4 + 3] = 255;
    } else {
      pixels[i * 4 + 3] = 0;
    }
  }
}
