/** Values of a rank without sorting all: percentiles and medians of very many numbers. */

/** Bins that narrow down where a value of some rank lies. */
const BINS = 1024;

/**
 * The values that would stand at some ranks if all were sorted; exact.
 *
 * @param values - No NaN among them.
 * @param ranks - From 0.
 */
export function valuesAtRanks(values: ArrayLike<number>, ranks: readonly number[]): number[] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  // Halves: the distance of the ends may be larger than the largest number.
  const half = low / 2;
  const scale = BINS / (high / 2 - half);
  if (![scale, half, high].every(Number.isFinite)) {
    const sorted = Float64Array.from(values).sort();
    return ranks.map(rank => sorted[rank] as number);
  }
  const counts = new Uint32Array(BINS + 1);
  const bins = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const bin = Math.min(BINS, Math.floor(((values[i] as number) / 2 - half) * scale));
    bins[i] = bin;
    counts[bin] = (counts[bin] as number) + 1;
  }
  const sorted = new Map<number, Float64Array>();
  const sortedBin = (bin: number): Float64Array => {
    const known = sorted.get(bin);
    if (known) {
      return known;
    }
    const inBin = new Float64Array(counts[bin] as number);
    let filled = 0;
    for (let i = 0; i < bins.length; i += 1) {
      if (bins[i] === bin) {
        inBin[filled] = values[i] as number;
        filled += 1;
      }
    }
    sorted.set(bin, inBin.sort());
    return inBin;
  };
  return ranks.map(rank => {
    let bin = 0;
    let before = 0;
    while (bin < BINS && before + (counts[bin] as number) <= rank) {
      before += counts[bin] as number;
      bin += 1;
    }
    return sortedBin(bin)[rank - before] as number;
  });
}

/** The middle value, or the mean of both; NaN of none. */
export function median(values: ArrayLike<number>): number {
  const count = values.length;
  if (count === 0) {
    return NaN;
  }
  const [low, high] = valuesAtRanks(values, [(count - 1) >> 1, count >> 1]) as [number, number];
  // Halves first: the sum may be larger than the largest number.
  return low === high ? low : low / 2 + high / 2;
}
