/**
 * Where dots of a row stand that would cover each other. Each loop over records is a function of
 * its own: engines compile a loop while it runs, and would throw that away at the code behind it,
 * which never ran. Loops call nothing: the first picture is drawn before they are compiled, when
 * calls are slow.
 */
import type { PlotArea } from './under';

/** Diameter of a dot in px. */
export const DOT = 5;
/** Distance of stacked dots in px, where there is room. */
const SPACING = DOT * 0.8;
/** Parts of a px that heights in a stack are kept in. */
export const FINE = 4;
/** A dot that is not drawn: outside the range, or without a value. */
export const NOWHERE = -128;
/** A row with more dots draws only one of those that lie within a square of 2 px. */
export const CROWDED = 4000;
/** Where numbers begin that look random and are the same in every picture (xorshift). */
export const SEED = 0x1e3779b9;

/** Device-independent px per unit of the x axis. */
export function xScale({ width, range }: PlotArea): number {
  return width / (range[1] - range[0] || 1);
}

/**
 * Heights of the dots of a row about its middle, in quarters of a px: bins as wide as a dot,
 * stacked up and down in turn, closer in rows where a stack would be too tall.
 */
export function stackDots(x: Float32Array, area: PlotArea, rowHeight: number): Int8Array {
  const [low] = area.range;
  const scale = xScale(area);
  const stack = new Int8Array(x.length).fill(NOWHERE);
  const sizes = new Uint32Array(Math.max(1, Math.ceil(area.width / DOT)));
  fillBins(x, low, scale, area.width, sizes);
  const steps = stepsOf(sizes, rowHeight);
  if (x.length > CROWDED) {
    // Dots cover each other anyway: any place in the stack will do, found without leaving the order
    // of the records, in which memory is fast.
    scatterDots(x, low, scale, area.width, sizes, steps, stack);
  } else {
    const filled = new Uint32Array(sizes.length);
    pileDots(x, low, scale, area.width, shuffled(x.length), filled, steps, stack);
  }
  return stack;
}

function fillBins(
  x: Float32Array,
  low: number,
  scale: number,
  width: number,
  sizes: Uint32Array
): void {
  const last = sizes.length - 1;
  for (let i = 0; i < x.length; i += 1) {
    const at = ((x[i] as number) - low) * scale;
    if (at >= 0 && at <= width) {
      const bin = (at / DOT) | 0;
      const place = bin < last ? bin : last;
      sizes[place] = (sizes[place] as number) + 1;
    }
  }
}

/** Distances in the stack of each bin, in quarters of a px. */
function stepsOf(sizes: Uint32Array, rowHeight: number): Float64Array {
  const reach = Math.min(127 / FINE, Math.max(0, rowHeight * 0.46 - DOT / 2));
  let largest = 0;
  for (const size of sizes) {
    largest = Math.max(largest, size);
  }
  const most = levelsOf(largest);
  const crowded = most * SPACING > reach;
  const steps = new Float64Array(sizes.length);
  for (let bin = 0; bin < steps.length; bin += 1) {
    const levels = levelsOf(sizes[bin] as number);
    // In a crowded row the square root keeps dense places tall and sparse ones visible.
    const tall = crowded ? reach * Math.sqrt(levels / most) : Infinity;
    steps[bin] = (levels > 0 ? Math.min(SPACING, tall / levels) : 0) * FINE;
  }
  return steps;
}

function levelsOf(size: number): number {
  return Math.ceil(Math.max(0, size - 1) / 2);
}

function scatterDots(
  x: Float32Array,
  low: number,
  scale: number,
  width: number,
  sizes: Uint32Array,
  steps: Float64Array,
  stack: Int8Array
): void {
  const last = sizes.length - 1;
  let random = SEED;
  for (let i = 0; i < x.length; i += 1) {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    const at = ((x[i] as number) - low) * scale;
    if (at >= 0 && at <= width) {
      let bin = (at / DOT) | 0;
      bin = bin < last ? bin : last;
      // The middle, then below and above in turn.
      const place = ((random >>> 2) * 2 ** -30 * (sizes[bin] as number)) | 0;
      const level = place & 1 ? -((place + 1) >> 1) : place >> 1;
      const height = level * (steps[bin] as number);
      stack[i] = height < 0 ? height - 0.5 : height + 0.5;
    }
  }
}

function pileDots(
  x: Float32Array,
  low: number,
  scale: number,
  width: number,
  order: Uint32Array,
  filled: Uint32Array,
  steps: Float64Array,
  stack: Int8Array
): void {
  const last = filled.length - 1;
  for (let k = 0; k < order.length; k += 1) {
    const i = order[k] as number;
    const at = ((x[i] as number) - low) * scale;
    if (at >= 0 && at <= width) {
      const bin = Math.min(last, (at / DOT) | 0);
      const place = filled[bin] as number;
      filled[bin] = place + 1;
      const level = place & 1 ? -((place + 1) >> 1) : place >> 1;
      stack[i] = Math.round(level * (steps[bin] as number));
    }
  }
}

let order = new Uint32Array(0);

/** 0…n−1 in an order that looks random and is always the same, so that no colour wins. */
export function shuffled(count: number): Uint32Array {
  if (order.length !== count) {
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
  }
  return order;
}
