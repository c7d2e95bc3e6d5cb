/** Sums over the contributions to the forecast of one item. */
import type { SeriesExplanation, SeriesItem } from '../model';

/** Contribution of an entry to a step of the horizon; NaN if the file has none. */
export function scoreAt(
  e: SeriesExplanation,
  item: SeriesItem,
  entry: number,
  step: number
): number {
  return e.values[item.first + entry * item.horizon + step] ?? NaN;
}

/**
 * Time steps of an item, each once, in order of time. Texts that are no dates keep the order of
 * the file.
 */
export function timeSteps(item: SeriesItem): string[] {
  const steps = [
    ...new Set(
      item.entries.flatMap(({ timestamp }) => (timestamp === undefined ? [] : [timestamp]))
    )
  ];
  const times = steps.map(timeOf);
  if (times.some(Number.isNaN)) {
    return steps;
  }
  return steps
    .map((step, i) => ({ step, time: times[i] as number }))
    .sort((a, b) => a.time - b.time)
    .map(({ step }) => step);
}

/** Plain numbers are steps or epochs; `Date.parse` would take them for years. */
function timeOf(text: string): number {
  const number = Number(text);
  return text.trim() !== '' && !Number.isNaN(number) ? number : Date.parse(text);
}

/** Contributions of time steps (rows of time) to the steps of the horizon. */
export interface TimeMatrix {
  times: string[];
  horizon: number;
  /** `values[time * horizon + step]`; NaN: no entry. */
  values: Float64Array;
}

/** @param feature - Index of the feature; absent: the sum of all. */
export function timeMatrix(e: SeriesExplanation, item: SeriesItem, feature?: number): TimeMatrix {
  const all = timeSteps(item);
  const row = new Map(all.map((time, i) => [time, i]));
  const { horizon } = item;
  const values = new Float64Array(all.length * horizon).fill(NaN);
  item.entries.forEach((entry, index) => {
    const at = entry.timestamp === undefined ? undefined : row.get(entry.timestamp);
    if (at === undefined || (feature !== undefined && entry.feature !== feature)) {
      return;
    }
    for (let step = 0; step < horizon; step += 1) {
      const score = scoreAt(e, item, index, step);
      if (!Number.isNaN(score)) {
        const old = values[at * horizon + step] as number;
        values[at * horizon + step] = (Number.isNaN(old) ? 0 : old) + score;
      }
    }
  });
  return { times: all, horizon, values };
}

/** What one feature comes to over all its time steps. */
export interface FeatureTotal {
  feature: number;
  name: string;
  /** Sum of contributions, one per step of the horizon. */
  sums: Float64Array;
  /** Sum of their sizes over all time steps and steps of the horizon. */
  size: number;
  /** Largest contribution by size, with its sign. */
  largest: number;
  /** Has no time steps. */
  isStatic: boolean;
  entries: number;
}

/** Features of an item, those with the largest sizes first. */
export function featureTotals(e: SeriesExplanation, item: SeriesItem): FeatureTotal[] {
  const totals = new Map<number, FeatureTotal>();
  item.entries.forEach((entry, index) => {
    const total = totals.get(entry.feature) ?? {
      feature: entry.feature,
      name: e.features[entry.feature] ?? `feature ${entry.feature + 1}`,
      sums: new Float64Array(item.horizon),
      size: 0,
      largest: 0,
      isStatic: true,
      entries: 0
    };
    total.isStatic &&= entry.timestamp === undefined;
    total.entries += 1;
    for (let step = 0; step < item.horizon; step += 1) {
      const score = scoreAt(e, item, index, step);
      if (Number.isNaN(score)) {
        continue;
      }
      total.sums[step] = (total.sums[step] as number) + score;
      total.size += Math.abs(score);
      if (Math.abs(score) > Math.abs(total.largest)) {
        total.largest = score;
      }
    }
    totals.set(entry.feature, total);
  });
  return [...totals.values()].sort((a, b) => b.size - a.size || a.feature - b.feature);
}

/** From the baseline forecast to the forecast, one number per step of the horizon. */
export interface ForecastSum {
  /** NaN where the file has none. */
  offset: Float64Array;
  /** Sum of all contributions; missing ones count as 0. */
  sum: Float64Array;
  /** offset + sum. */
  forecast: Float64Array;
  /** Sum of the sizes of contributions. */
  size: Float64Array;
  /** Contributions that are missing. */
  missing: number;
}

export function forecastSum(e: SeriesExplanation, item: SeriesItem): ForecastSum {
  const { horizon } = item;
  const sum = new Float64Array(horizon);
  const size = new Float64Array(horizon);
  let missing = 0;
  for (let entry = 0; entry < item.entries.length; entry += 1) {
    for (let step = 0; step < horizon; step += 1) {
      const score = scoreAt(e, item, entry, step);
      if (Number.isNaN(score)) {
        missing += 1;
      } else {
        sum[step] = (sum[step] as number) + score;
        size[step] = (size[step] as number) + Math.abs(score);
      }
    }
  }
  const offset = Float64Array.from({ length: horizon }, (_, step) => item.offset[step] ?? NaN);
  return {
    offset,
    sum,
    forecast: offset.map((value, i) => value + (sum[i] as number)),
    size,
    missing
  };
}

/** How many times larger the contributions are than what they come to; 1: nothing cancels. */
export function cancellation({ sum, size }: ForecastSum): number {
  const sizes = size.reduce((a, b) => a + b, 0);
  const net = sum.reduce((a, b) => a + Math.abs(b), 0);
  return net > 0 ? sizes / net : sizes > 0 ? Infinity : 1;
}
