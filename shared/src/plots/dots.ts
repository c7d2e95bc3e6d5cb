/** Dots of many records: in rows, stacked where they would cover each other, or anywhere. */
import { put, stamp, type Canvas32, type Stamp } from './stamp';
import { bandRows, type Band, type PlotArea, type Underlay } from './under';
import { MISSING, type DotColors } from './valueColors';

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

/** Diameter of a dot in px. */
export const DOT = 5;
/** Distance of stacked dots in px, where there is room. */
const SPACING = DOT * 0.8;
/** Parts of a px that heights in a stack are kept in. */
const FINE = 4;
/** A dot that is not drawn: outside the range, or without a value. */
const NOWHERE = -128;
/** A row with more dots draws only one of those on the same pixel. */
const CROWDED = 4000;

export function dotLayer({ rows, row, marks }: DotRows): Underlay {
  const made = new Map<number, DotRow>();
  const rowOf = (index: number): DotRow => {
    const dots = made.get(index) ?? row(index);
    made.set(index, dots);
    return dots;
  };
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
    band(index, area, ratio): Band {
      const [top, bottom] = bandRows(index, rows, area, ratio);
      const width = Math.max(1, Math.round(area.width * ratio));
      const pixels = new Uint32Array(width * (bottom - top));
      const canvas = { width, height: bottom - top, pixels };
      drawRow(canvas, rowOf(index), heights(index, area), top, area, ratio);
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

function xScale({ width, range }: PlotArea): number {
  return width / (range[1] - range[0] || 1);
}

function inRange(x: number, { range }: PlotArea): boolean {
  return x >= range[0] && x <= range[1];
}

/**
 * Heights of the dots of a row about its middle, in quarters of a px: bins as wide as a dot,
 * stacked up and down in turn, closer in rows where a stack would be too tall.
 */
function stackDots(x: Float32Array, area: PlotArea, rowHeight: number): Int8Array {
  const count = x.length;
  const [low] = area.range;
  const scale = xScale(area);
  const bins = Math.max(1, Math.ceil(area.width / DOT));
  const stack = new Int8Array(count).fill(NOWHERE);
  const bin = new Int16Array(count).fill(-1);
  const sizes = new Uint32Array(bins);
  for (let i = 0; i < count; i += 1) {
    const at = ((x[i] as number) - low) * scale;
    if (at >= 0 && at <= area.width) {
      const b = Math.min(bins - 1, Math.floor(at / DOT));
      bin[i] = b;
      sizes[b] = (sizes[b] as number) + 1;
    }
  }
  const reach = Math.min(127 / FINE, Math.max(0, rowHeight * 0.46 - DOT / 2));
  const levelsOf = (size: number): number => Math.ceil(Math.max(0, size - 1) / 2);
  const most = levelsOf(sizes.reduce((a, b) => Math.max(a, b), 0));
  const crowded = most * SPACING > reach;
  // In a crowded row the square root keeps dense places tall and sparse ones visible.
  const steps = Float64Array.from(sizes, size => {
    const levels = levelsOf(size);
    const tall = crowded ? reach * Math.sqrt(levels / most) : Infinity;
    return (levels > 0 ? Math.min(SPACING, tall / levels) : 0) * FINE;
  });
  const put = (i: number, b: number, place: number): void => {
    const level = place & 1 ? -((place + 1) >> 1) : place >> 1;
    stack[i] = Math.round(level * (steps[b] as number));
  };
  if (count > CROWDED) {
    // Dots cover each other anyway: any place in the stack will do, found without leaving the order
    // of the records, in which memory is fast.
    for (let i = 0; i < count; i += 1) {
      const b = bin[i] as number;
      if (b >= 0) {
        put(i, b, Math.floor(scatter(i) * 2 ** -32 * (sizes[b] as number)));
      }
    }
    return stack;
  }
  const filled = new Uint32Array(bins);
  for (const i of shuffled(count)) {
    const b = bin[i] as number;
    if (b >= 0) {
      const place = filled[b] as number;
      filled[b] = place + 1;
      put(i, b, place);
    }
  }
  return stack;
}

/** A number of 32 bits that looks random and is always the same for the same record. */
function scatter(record: number): number {
  let mixed = Math.imul(record ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

let order = new Uint32Array(0);

/** 0…n−1 in an order that looks random and is always the same, so that no colour wins. */
function shuffled(count: number): Uint32Array {
  if (order.length === count) {
    return order;
  }
  order = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) {
    order[i] = i;
  }
  let state = 0x9e3779b9;
  for (let i = count - 1; i > 0; i -= 1) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + i;
    const j = (state >>> 0) % (i + 1);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

function drawRow(
  canvas: Canvas32,
  { x, colors }: DotRow,
  height: (record: number) => number,
  top: number,
  area: PlotArea,
  ratio: number
): void {
  const radius = (DOT / 2) * ratio;
  const full = stamp(radius, 0);
  const hollow = stamp(radius, radius * 0.55);
  const scale = xScale(area) * ratio;
  const [low] = area.range;
  const { index, palette } = colors;
  const shapeOf = (i: number): Stamp => (index[i] === MISSING ? hollow : full);
  const draw = (i: number, px: number, py: number): void =>
    put(canvas, shapeOf(i), px, py, palette[index[i] as number] as number);
  if (x.length <= CROWDED) {
    for (const i of shuffled(x.length)) {
      const y = height(i);
      if (y === y) {
        draw(i, ((x[i] as number) - low) * scale, y * ratio - top);
      }
    }
    return;
  }
  // What lies under a dot on the same pixel cannot be seen: drawing it would only take time.
  const shown = new Int32Array(canvas.width * canvas.height).fill(-1);
  const ranks = new Uint32Array(shown.length);
  for (let i = 0; i < x.length; i += 1) {
    const y = height(i);
    if (y === y) {
      const px = Math.min(canvas.width - 1, Math.floor(((x[i] as number) - low) * scale));
      const py = Math.floor(y * ratio - top);
      if (px >= 0 && py >= 0 && py < canvas.height) {
        const at = py * canvas.width + px;
        const rank = scatter(~i);
        if (rank >= (ranks[at] as number)) {
          ranks[at] = rank;
          shown[at] = i;
        }
      }
    }
  }
  for (let at = 0; at < shown.length; at += 1) {
    const i = shown[at] as number;
    if (i >= 0) {
      draw(i, (at % canvas.width) + 0.5, Math.floor(at / canvas.width) + 0.5);
    }
  }
}
