/** Values of a rank without sorting all: percentiles and medians of very many numbers. */

/** Bins that narrow down where a value of some rank lies. */
const BINS = 1024;

/** The least and the greatest value; NaN is passed over. */
export function extent(values: ArrayLike<number>): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  return { low, high };
}

/**
 * The values that would stand at some ranks if all were sorted; exact.
 *
 * @param values - No NaN among them.
 * @param ranks - From 0.
 */
export function valuesAtRanks(values: ArrayLike<number>, ranks: readonly number[]): number[] {
  const { low, high } = extent(values);
  // Halves: the distance of the ends may be larger than the largest number.
  const half = low / 2;
  const scale = BINS / (high / 2 - half);
  if (![scale, half, high].every(Number.isFinite)) {
    const sorted = Float64Array.from(values).sort();
    return ranks.map(rank => sorted[rank] as number);
  }
  const counts = new Uint32Array(BINS + 1);
  fillBins(values, half, scale, counts);
  return ranks.map(rank => {
    const { bin, before } = binOfRank(counts, rank);
    const inBin = new Float64Array(counts[bin] as number);
    takeBin(values, half, scale, bin, inBin);
    return inBin.sort()[rank - before] as number;
  });
}

// Loops are functions of their own: engines compile a loop while it runs, and would throw that
// away at the code behind it, which never ran. They call nothing: that is slow until then.

function fillBins(
  values: ArrayLike<number>,
  half: number,
  scale: number,
  counts: Uint32Array
): void {
  for (let i = 0; i < values.length; i += 1) {
    const bin = (((values[i] as number) / 2 - half) * scale) | 0;
    const at = bin < BINS ? bin : BINS;
    counts[at] = (counts[at] as number) + 1;
  }
}

function binOfRank(counts: Uint32Array, rank: number): { bin: number; before: number } {
  let bin = 0;
  let before = 0;
  while (bin < BINS && before + (counts[bin] as number) <= rank) {
    before += counts[bin] as number;
    bin += 1;
  }
  return { bin, before };
}

/** The values of a bin, in the order in which they stand. */
function takeBin(
  values: ArrayLike<number>,
  half: number,
  scale: number,
  bin: number,
  inBin: Float64Array
): void {
  let filled = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    const found = ((value / 2 - half) * scale) | 0;
    if ((found < BINS ? found : BINS) === bin) {
      inBin[filled] = value;
      filled += 1;
    }
  }
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
