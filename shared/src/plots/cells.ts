/** A picture of records as columns and features as rows, one colour each. */
import { rgba } from './stamp';
import { bandRows, type PlotArea, type Underlay } from './under';
import { hexColor } from './valueColors';

export interface CellRows {
  /** Records in the order of columns. */
  order: Uint32Array;
  /** All rows, those left free on top included. */
  rows: number;
  /** Rows left free on top, for a line. */
  free: number;
  /** Value of a record in a row, or NaN. */
  value: (row: number, record: number) => number;
  /** Size of a value with the full colour. */
  limit: number;
  /** Colours of −limit, 0, limit and of no value. */
  colors: { lowers: string; neutral: string; raises: string; missing: string };
  /** Where the line of a record stands, in rows from the top. */
  line: (record: number) => number;
}

const STEPS = 128;

/** Columns narrower than a pixel show the mean of the records that fall on it. */
export function cellLayer(cells: CellRows): Underlay {
  const { order, rows, free, value, limit } = cells;
  const palette = divergingPalette(cells.colors);
  const none = rgba(...hexColor(cells.colors.missing), 90);
  const colorOf = (mean: number): number => {
    if (Number.isNaN(mean)) {
      return none;
    }
    const at = Math.round((mean / (limit || 1)) * STEPS);
    return palette[STEPS + Math.max(-STEPS, Math.min(STEPS, at))] as number;
  };
  const columnOf = (x: number, area: PlotArea): number =>
    Math.floor(area.range[0] + (x / area.width) * (area.range[1] - area.range[0]));
  let places: Map<number, number> | undefined;
  return {
    bands: rows,
    band(index, area, ratio) {
      const [top, bottom] = bandRows(index, rows, area, ratio);
      const width = Math.max(1, Math.round(area.width * ratio));
      const pixels = new Uint32Array(width * (bottom - top));
      if (index >= free) {
        const line = new Uint32Array(width);
        const step = (area.range[1] - area.range[0]) / width;
        for (let px = 0; px < width; px += 1) {
          const from = Math.max(0, Math.floor(area.range[0] + px * step));
          const to = Math.min(
            order.length,
            Math.max(from + 1, Math.floor(area.range[0] + (px + 1) * step))
          );
          let sum = 0;
          let count = 0;
          for (let column = from; column < to; column += 1) {
            const cell = value(index, order[column] as number);
            if (cell === cell) {
              sum += cell;
              count += 1;
            }
          }
          line[px] = from < order.length ? colorOf(count > 0 ? sum / count : NaN) : 0;
        }
        // A row of a device pixel stays free, to tell rows apart.
        for (let py = 0; py < bottom - top - 1; py += 1) {
          pixels.set(line, py * width);
        }
      }
      return { top, width, height: bottom - top, pixels: new Uint8ClampedArray(pixels.buffer) };
    },
    hit(x, y, area) {
      const row = Math.floor((y / area.height) * rows);
      const record = order[columnOf(x, area)];
      const inside = x >= 0 && x <= area.width && row >= 0 && row < rows;
      return inside && record !== undefined ? { row, record } : undefined;
    },
    places(record, area) {
      places ??= new Map(Array.from(order, (value_, column) => [value_, column]));
      const column = places.get(record);
      if (column === undefined) {
        return [];
      }
      const x =
        ((column + 0.5 - area.range[0]) / (area.range[1] - area.range[0] || 1)) * area.width;
      return x >= 0 && x <= area.width ? [{ x, y: (cells.line(record) / rows) * area.height }] : [];
    }
  };
}

function divergingPalette(colors: CellRows['colors']): Uint32Array {
  const low = hexColor(colors.lowers);
  const middle = hexColor(colors.neutral);
  const high = hexColor(colors.raises);
  return Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) => {
    const share = Math.abs(i - STEPS) / STEPS;
    const end = i < STEPS ? low : high;
    const mix = (channel: number): number =>
      Math.round(
        (middle[channel] as number) +
          ((end[channel] as number) - (middle[channel] as number)) * share
      );
    return rgba(mix(0), mix(1), mix(2));
  });
}
