/** Dots of many records: in rows, stacked where they would cover each other, or anywhere. */
import { DotPen } from './drawDots';
import { DOT, FINE, NOWHERE, stackDots, xScale } from './stackDots';
import { bandRows, type Band, type PlotArea, type Underlay } from './under';
import type { DotColors } from './valueColors';

export interface DotRow {
  /** One per record; NaN is not drawn. */
  x: Float32Array;
  /** One per record; absent: dots are stacked about the middle of their row. */
  y?: Float32Array;
  colors: DotColors;
}

export interface DotRows {
  /** Row 0 stands on top. */
  rows: number;
  /** Makes a row; asked for once. */
  row: (index: number) => DotRow;
  /** Dots of all rows, where they may be very many. */
  marks?: number;
}

export function dotLayer({ rows, row, marks }: DotRows): Underlay {
  const made = new Map<number, DotRow>();
  const rowOf = (index: number): DotRow => {
    const dots = made.get(index) ?? row(index);
    made.set(index, dots);
    return dots;
  };
  const pen = new DotPen();
  // Heights in the stacks, for the area that was drawn last.
  let stacks = new Map<number, Int8Array>();
  let stacked = '';
  const stackOf = (index: number, area: PlotArea): Int8Array => {
    const key = [area.width, area.height, ...area.range].join();
    if (key !== stacked) {
      stacked = key;
      stacks = new Map();
    }
    const { x } = rowOf(index);
    const stack = stacks.get(index) ?? stackDots(x, area, area.height / rows);
    stacks.set(index, stack);
    return stack;
  };
  /** Heights of the dots of a row, in px of the plot area; NaN: not drawn. */
  const heights = (index: number, area: PlotArea): ((record: number) => number) => {
    const { x, y } = rowOf(index);
    if (y) {
      const [top, bottom] = area.yRange;
      const scale = area.height / (bottom - top || 1);
      return record =>
        inRange(x[record] as number, area) ? ((y[record] as number) - top) * scale : NaN;
    }
    const stack = stackOf(index, area);
    const middle = ((index + 0.5) * area.height) / rows;
    return record => (stack[record] === NOWHERE ? NaN : middle + (stack[record] as number) / FINE);
  };
  return {
    bands: rows,
    marks,
    prepare(index, area) {
      if (!rowOf(index).y) {
        stackOf(index, area);
      }
    },
    band(index, area, ratio): Band {
      const [top, bottom] = bandRows(index, rows, area, ratio);
      const width = Math.max(1, Math.round(area.width * ratio));
      const pixels = new Int32Array(width * (bottom - top));
      const canvas = { width, height: bottom - top, pixels };
      const { x, y, colors } = rowOf(index);
      const dots = { x, y: y ? { values: y } : { stack: stackOf(index, area) }, colors };
      const middle = y ? 0 : (index + 0.5) * (area.height / rows) * ratio;
      pen.draw(canvas, dots, middle - top, area, ratio);
      return { top, ...canvas, pixels: new Uint8ClampedArray(pixels.buffer) };
    },
    hit(x, y, area) {
      const index = Math.min(rows - 1, Math.floor((y / area.height) * rows));
      if (index < 0 || y < 0 || y > area.height) {
        return undefined;
      }
      const { x: values } = rowOf(index);
      const height = heights(index, area);
      const scale = xScale(area);
      let best = DOT * 1.5;
      let record = -1;
      for (let i = 0; i < values.length; i += 1) {
        const dx = ((values[i] as number) - area.range[0]) * scale - x;
        if (dx > -best && dx < best) {
          const distance = Math.hypot(dx, height(i) - y);
          if (distance < best) {
            best = distance;
            record = i;
          }
        }
      }
      return record < 0 ? undefined : { row: index, record };
    },
    places(record, area) {
      const found: { x: number; y: number }[] = [];
      for (const index of made.keys()) {
        const value = rowOf(index).x[record];
        const y = heights(index, area)(record);
        if (value !== undefined && y === y) {
          found.push({ x: (value - area.range[0]) * xScale(area), y });
        }
      }
      return found;
    }
  };
}

function inRange(x: number, { range }: PlotArea): boolean {
  return x >= range[0] && x <= range[1];
}
