/** Draws the dots of one row after the other. Loops are functions of their own, as in stacks. */
import { CROWDED, DOT, FINE, NOWHERE, SEED, shuffled, xScale } from './stackDots';
import { put, stamp, type Canvas32, type Stamp } from './stamp';
import type { PlotArea } from './under';
import { MISSING, type DotColors } from './valueColors';

/** Dots of a row as they lie in its picture. */
export interface PlacedDots {
  x: Float32Array;
  /** Heights in stacks, or values of the y axis. */
  y: { stack: Int8Array } | { values: Float32Array };
  colors: DotColors;
}

/** Side of the squares of which a crowded row draws one dot each, in px. */
const SQUARE = 2;

/** Keeps what one row after the other needs: memory that comes and goes costs more than drawing. */
export class DotPen {
  private stamps: { full: Stamp; hollow: Stamp; key: string } | undefined;
  /** Pixel of each dot: 2^16 rows + columns; -1: none. */
  private places = new Int32Array(0);
  /** Record whose dot lies on top, of each square; -1: none. */
  private top = new Int32Array(0);
  private ranks = new Int32Array(0);
  private order = new Uint32Array(0);

  /**
   * @param canvas - A part of the picture.
   * @param middle - Where the stack stands, in px of the canvas; or the upper end of the y axis.
   */
  draw(
    canvas: Canvas32,
    { x, y, colors }: PlacedDots,
    middle: number,
    area: PlotArea,
    ratio: number
  ): void {
    if (this.places.length < x.length) {
      this.places = new Int32Array(x.length);
    }
    const { places } = this;
    const [low, high] = area.range;
    const scale = xScale(area) * ratio;
    const { width, height } = canvas;
    if ('stack' in y) {
      const step = ratio / FINE;
      placeStacked(x, y.stack, low, scale, middle, step, width - 1, height, places);
    } else {
      const [upper, lower] = area.yRange;
      const yScale = (area.height * ratio) / (lower - upper || 1);
      const { values } = y;
      placeFree(x, values, low, high, scale, upper, yScale, middle, width - 1, height, places);
    }
    const { full, hollow } = this.stampsFor(width, ratio);
    const { index, palette } = colors;
    const ink = new Int32Array(palette.buffer, palette.byteOffset, palette.length);
    const crowded = x.length > CROWDED;
    const count = crowded ? this.topmost(canvas, x.length, ratio) : x.length;
    const order = crowded ? this.order : shuffled(count);
    putAll(canvas, order, count, places, index, ink, full, hollow);
  }

  /** One dot of each square, in the order of squares; returns how many there are. */
  private topmost({ width, height }: Canvas32, count: number, ratio: number): number {
    const side = Math.round(SQUARE * ratio);
    const columns = Math.ceil(width / side);
    const size = columns * Math.ceil(height / side);
    if (this.top.length < size) {
      this.top = new Int32Array(size);
      this.ranks = new Int32Array(size);
      this.order = new Uint32Array(size);
    }
    this.top.fill(-1, 0, size);
    this.ranks.fill(-(2 ** 31), 0, size);
    keepTop(this.places, count, side, columns, this.ranks, this.top);
    return listTop(this.top, size, this.order);
  }

  private stampsFor(width: number, ratio: number): { full: Stamp; hollow: Stamp } {
    const key = `${width}:${ratio}`;
    if (this.stamps?.key !== key) {
      const radius = (DOT / 2) * ratio;
      const full = stamp(radius, 0, width);
      this.stamps = { full, hollow: stamp(radius, radius * 0.55, width), key };
    }
    return this.stamps;
  }
}

function placeStacked(
  x: Float32Array,
  stack: Int8Array,
  low: number,
  scale: number,
  middle: number,
  step: number,
  last: number,
  height: number,
  places: Int32Array
): void {
  for (let i = 0; i < x.length; i += 1) {
    const level = stack[i] as number;
    let place = -1;
    if (level !== NOWHERE) {
      const px = (((x[i] as number) - low) * scale) | 0;
      const down = middle + level * step;
      if (down >= 0 && down < height) {
        place = ((down | 0) << 16) | (px < last ? px : last);
      }
    }
    places[i] = place;
  }
}

function placeFree(
  x: Float32Array,
  y: Float32Array,
  low: number,
  high: number,
  scale: number,
  upper: number,
  yScale: number,
  top: number,
  last: number,
  height: number,
  places: Int32Array
): void {
  for (let i = 0; i < x.length; i += 1) {
    const value = x[i] as number;
    const down = top + ((y[i] as number) - upper) * yScale;
    let place = -1;
    // Not if either is NaN; the ends of the axes are part of the last pixels.
    if (value >= low && value <= high && down >= 0 && down <= height) {
      const px = ((value - low) * scale) | 0;
      const py = down | 0;
      place = ((py < height ? py : height - 1) << 16) | (px < last ? px : last);
    }
    places[i] = place;
  }
}

function keepTop(
  places: Int32Array,
  count: number,
  side: number,
  columns: number,
  ranks: Int32Array,
  top: Int32Array
): void {
  // Chance decides what lies on top, so that no colour wins where records are sorted.
  let random = SEED;
  for (let i = 0; i < count; i += 1) {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    const place = places[i] as number;
    if (place >= 0) {
      const at = (((place >> 16) / side) | 0) * columns + (((place & 0xffff) / side) | 0);
      // Not the same numbers as those that chose heights.
      const rank = (random << 16) ^ (random >> 16);
      if (rank >= (ranks[at] as number)) {
        ranks[at] = rank;
        top[at] = i;
      }
    }
  }
}

function listTop(top: Int32Array, size: number, order: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < size; at += 1) {
    const record = top[at] as number;
    if (record >= 0) {
      order[count] = record;
      count += 1;
    }
  }
  return count;
}

function putAll(
  canvas: Canvas32,
  order: Uint32Array,
  count: number,
  places: Int32Array,
  index: Uint8Array,
  ink: Int32Array,
  full: Stamp,
  hollow: Stamp
): void {
  for (let k = 0; k < count; k += 1) {
    const record = order[k] as number;
    const place = places[record] as number;
    if (place >= 0) {
      const color = index[record] as number;
      const shape = color === MISSING ? hollow : full;
      put(canvas, shape, place & 0xffff, place >> 16, ink[color] as number);
    }
  }
}
