import { describe, expect, it } from 'vitest';
import { luminance } from './cividis';
import { heatGradient, heatTable, paintHeat } from './heatColors';

describe('heat colours', () => {
  it.each(['inferno', 'cividis'] as const)('%s grows lighter all the way', scale => {
    const table = heatTable(scale);
    const lightness = Array.from({ length: 16 }, (_, i) =>
      luminance([...table.slice(i * 51, i * 51 + 3)])
    );
    lightness.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(lightness[i] as number));
  });

  it('leaves what is below the threshold, and missing values, clear', () => {
    const pixels = new Uint8ClampedArray(16).fill(9);
    const values = Float32Array.from([0.2, 0.5, 1, NaN]);
    paintHeat(values, { scale: 'inferno', threshold: 0.5 }, pixels);
    expect([3, 7, 11, 15].map(i => pixels[i])).toEqual([0, 255, 255, 0]);
    expect(heatGradient('jet')).toMatch(/^linear-gradient\(to right, rgb\(0 0 128\)/);
  });
});
