/** Median and percentiles of a sample; what a race prints. */

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = values => percentile(values, 0.5);

/** Digits that a reader needs, no more. */
export const rounded = value =>
  Number.isInteger(value) ? value : Number(value.toPrecision(value >= 100 ? 6 : 4));
