/** Median and percentiles of a sample; what a race prints. */

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = values => percentile(values, 0.5);

/**
 * What a race came to: the ratio of the medians, and the least and the greatest ratio of a round.
 * A round in which the peer did not run is held against its last.
 */
export function raceRatios(ours, theirs) {
  const rounds = ours.map((value, round) => value / theirs[Math.min(round, theirs.length - 1)]);
  return {
    ratio: median(ours) / median(theirs),
    'ratio.min': Math.min(...rounds),
    'ratio.max': Math.max(...rounds)
  };
}

/** Digits that a reader needs, no more. */
export const rounded = value =>
  Number.isInteger(value) ? value : Number(value.toPrecision(value >= 100 ? 6 : 4));
