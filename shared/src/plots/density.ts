/** Very many points of a plane: how many lie in each small square, and their mean colour. */
import { rgba } from './stamp';
import type { PlotArea, Underlay } from './under';
import { MISSING, type DotColors } from './valueColors';

export interface DensityPoints {
  x: Float32Array;
  y: Float32Array;
  colors: DotColors;
}

/** Side of a square in px. */
const CELL = 3;
/** Coverage of a square with a single point. */
const FAINTEST = 0.3;

/**
 * Squares instead of dots: among many dots one cannot see how many there are.
 *
 * @param dots - The same points as dots: finds them and places rings.
 */
export function densityLayer({ x, y, colors }: DensityPoints, dots: Underlay): Underlay {
  return {
    ...dots,
    bands: 1,
    band(_, area, ratio) {
      const size = Math.max(1, Math.round(CELL * ratio));
      const width = Math.max(1, Math.round(area.width * ratio));
      const height = Math.max(1, Math.round(area.height * ratio));
      const columns = Math.ceil(width / size);
      const rows = Math.ceil(height / size);
      const counts = new Uint32Array(columns * rows);
      const sums = new Float64Array(columns * rows * 3);
      addUp(
        x,
        y,
        colors,
        area,
        (at, color) => {
          counts[at] = (counts[at] as number) + 1;
          for (let channel = 0; channel < 3; channel += 1) {
            const i = at * 3 + channel;
            sums[i] = (sums[i] as number) + ((color >>> (8 * channel)) & 255);
          }
        },
        columns,
        rows
      );
      const most = Math.log1p(counts.reduce((a, b) => Math.max(a, b), 1));
      const pixels = new Uint32Array(width * height);
      for (let py = 0; py < height; py += 1) {
        for (let px = 0; px < width; px += 1) {
          const at = Math.floor(py / size) * columns + Math.floor(px / size);
          const count = counts[at] as number;
          if (count > 0) {
            const mean = (channel: number): number => (sums[at * 3 + channel] as number) / count;
            const cover = FAINTEST + (1 - FAINTEST) * (Math.log1p(count) / most);
            pixels[py * width + px] = rgba(mean(0), mean(1), mean(2), Math.round(255 * cover));
          }
        }
      }
      return { top: 0, width, height, pixels: new Uint8ClampedArray(pixels.buffer) };
    }
  };
}

function addUp(
  x: Float32Array,
  y: Float32Array,
  { index, palette }: DotColors,
  { range, yRange }: PlotArea,
  add: (cell: number, color: number) => void,
  columns: number,
  rows: number
): void {
  const scaleX = columns / (range[1] - range[0] || 1);
  const scaleY = rows / (yRange[1] - yRange[0] || 1);
  for (let i = 0; i < x.length; i += 1) {
    const column = Math.floor(((x[i] as number) - range[0]) * scaleX);
    const row = Math.floor(((y[i] as number) - yRange[0]) * scaleY);
    if (column >= 0 && row >= 0 && column < columns && row < rows) {
      add(row * columns + column, palette[index[i] ?? MISSING] as number);
    }
  }
}
