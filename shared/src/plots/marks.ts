/**
 * Very many dots as one picture: placed in pixels, drawn into RGBA bytes, found again by
 * position. No canvas and no GPU here, so that the same code runs in tests.
 */
import type { DotColors } from './valueColors';

/** Dots in rows; row 0 stands on top. */
export interface MarkLayer {
  rows: MarkRow[];
  /** Range of the x axis that shows everything. */
  range: [number, number];
  /** Record whose dots get a ring. */
  selected?: number;
  /** Colour of the ring, red, green, blue. */
  ring: [number, number, number];
}

export interface MarkRow {
  /** One per record; NaN is not drawn. */
  x: Float32Array;
  colors: DotColors;
}

/** Dots of one row in px, relative to the plot area. */
export interface PlacedRow {
  /** NaN: outside the range, or no value. */
  x: Float32Array;
  y: Float32Array;
  /** Records in the order of drawing. */
  order: Uint32Array;
}

export interface PlotArea {
  /** In CSS px. */
  width: number;
  height: number;
  range: [number, number];
}

/** Diameter of a dot in px. */
export const DOT = 5;
/** Distance of stacked dots in px, where there is room. */
const SPACING = DOT * 0.8;

/**
 * Place all dots: bins as wide as a dot, stacked up and down in turn, closer in rows where a
 * stack would be too tall.
 */
export function placeMarks(layer: MarkLayer, area: PlotArea): PlacedRow[] {
  const rowHeight = area.height / Math.max(1, layer.rows.length);
  return layer.rows.map((row, r) => placeRow(row.x, area, rowHeight, (r + 0.5) * rowHeight));
}

function placeRow(x: Float32Array, area: PlotArea, rowHeight: number, middle: number): PlacedRow {
  const count = x.length;
  const [low, high] = area.range;
  const scale = area.width / (high - low || 1);
  const bins = Math.max(1, Math.ceil(area.width / DOT));
  const px = new Float32Array(count).fill(NaN);
  const bin = new Int32Array(count).fill(-1);
  const sizes = new Uint32Array(bins);
  for (let i = 0; i < count; i += 1) {
    const at = ((x[i] as number) - low) * scale;
    if (at >= 0 && at <= area.width) {
      const b = Math.min(bins - 1, Math.floor(at / DOT));
      px[i] = at;
      bin[i] = b;
      sizes[b] = (sizes[b] as number) + 1;
    }
  }
  const reach = Math.max(0, rowHeight * 0.46 - DOT / 2);
  const order = shuffled(count);
  const filled = new Uint32Array(bins);
  const levelsOf = (size: number): number => Math.ceil(Math.max(0, size - 1) / 2);
  const most = levelsOf(sizes.reduce((a, b) => Math.max(a, b), 0));
  const crowded = most * SPACING > reach;
  const py = new Float32Array(count).fill(NaN);
  for (const i of order) {
    const b = bin[i] as number;
    if (b < 0) {
      continue;
    }
    const place = filled[b] as number;
    filled[b] = place + 1;
    const levels = levelsOf(sizes[b] as number);
    // In a crowded row the square root keeps dense places tall and sparse ones visible.
    const tall = crowded ? reach * Math.sqrt(levels / most) : Infinity;
    const step = levels > 0 ? Math.min(SPACING, tall / levels) : 0;
    const level = Math.ceil(place / 2) * (place % 2 === 0 ? 1 : -1);
    py[i] = middle + level * step;
  }
  return { x: px, y: py, order };
}

/** 0…n−1 in an order that looks random and is always the same, so that no colour wins. */
function shuffled(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
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

/** Coverage of a dot's pixels, `size` x `size`, 0 to 1. */
interface Stamp {
  size: number;
  alpha: Float32Array;
}

function stamp(outer: number, inner: number): Stamp {
  const size = Math.ceil(outer * 2) + 2;
  const centre = size / 2;
  const alpha = Float32Array.from({ length: size * size }, (_, i) => {
    const distance = Math.hypot((i % size) + 0.5 - centre, Math.floor(i / size) + 0.5 - centre);
    const within = (radius: number): number => Math.min(1, Math.max(0, radius - distance + 0.5));
    return within(outer) - (inner > 0 ? within(inner) : 0);
  });
  return { size, alpha };
}

/**
 * Draw placed dots.
 *
 * @param ratio - Device pixels per CSS px.
 * @returns RGBA bytes, not premultiplied, of `round(width * ratio)` x `round(height * ratio)`.
 */
export function drawMarks(
  layer: MarkLayer,
  placed: readonly PlacedRow[],
  area: PlotArea,
  ratio: number
): { width: number; height: number; pixels: Uint8ClampedArray } {
  const width = Math.max(1, Math.round(area.width * ratio));
  const height = Math.max(1, Math.round(area.height * ratio));
  const pixels = new Uint8ClampedArray(width * height * 4);
  const radius = (DOT / 2) * ratio;
  const full = stamp(radius, 0);
  const hollow = stamp(radius, radius * 0.55);
  const ring = stamp(radius * 1.9, radius * 1.3);
  const put = (shape: Stamp, x: number, y: number, r: number, g: number, b: number): void => {
    const left = Math.round(x * ratio - shape.size / 2);
    const top = Math.round(y * ratio - shape.size / 2);
    for (let sy = 0; sy < shape.size; sy += 1) {
      const py = top + sy;
      if (py < 0 || py >= height) {
        continue;
      }
      for (let sx = 0; sx < shape.size; sx += 1) {
        const alpha = shape.alpha[sy * shape.size + sx] as number;
        const px = left + sx;
        if (alpha > 0 && px >= 0 && px < width) {
          blend(pixels, (py * width + px) * 4, r, g, b, alpha);
        }
      }
    }
  };
  layer.rows.forEach((row, r) => {
    const { x, y, order } = placed[r] as PlacedRow;
    const { rgb, missing } = row.colors;
    for (const i of order) {
      if ((x[i] as number) >= 0) {
        const shape = missing[i] === 1 ? hollow : full;
        put(
          shape,
          x[i] as number,
          y[i] as number,
          rgb[i * 3] as number,
          rgb[i * 3 + 1] as number,
          rgb[i * 3 + 2] as number
        );
      }
    }
  });
  const selected = layer.selected;
  if (selected !== undefined) {
    for (const { x, y } of placed) {
      if ((x[selected] as number) >= 0) {
        put(ring, x[selected] as number, y[selected] as number, ...layer.ring);
      }
    }
  }
  return { width, height, pixels };
}

/** Source over destination, without premultiplication. */
function blend(
  pixels: Uint8ClampedArray,
  at: number,
  r: number,
  g: number,
  b: number,
  alpha: number
): void {
  const under = (pixels[at + 3] as number) / 255;
  const out = alpha + under * (1 - alpha);
  const mix = (over: number, below: number): number =>
    (over * alpha + below * under * (1 - alpha)) / out;
  pixels[at] = mix(r, pixels[at] as number);
  pixels[at + 1] = mix(g, pixels[at + 1] as number);
  pixels[at + 2] = mix(b, pixels[at + 2] as number);
  pixels[at + 3] = out * 255;
}

/** The dot nearest to a point, within a few px. */
export function hitMark(
  placed: readonly PlacedRow[],
  x: number,
  y: number,
  area: PlotArea
): { row: number; record: number } | undefined {
  const row = Math.floor((y / area.height) * placed.length);
  const dots = placed[row];
  if (!dots) {
    return undefined;
  }
  let best = DOT * 1.5;
  let record = -1;
  for (let i = 0; i < dots.x.length; i += 1) {
    const distance = Math.hypot((dots.x[i] as number) - x, (dots.y[i] as number) - y);
    if (distance < best) {
      best = distance;
      record = i;
    }
  }
  return record < 0 ? undefined : { row, record };
}
