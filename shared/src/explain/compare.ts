/** Two explanations side by side: of two jobs, candidates or times. */
import { ownAggregation } from './aggregate';
import type { Aggregation, TabularExplanation } from './model';
import { globalValues, orderBySize } from './order';

/** A feature of one explanation or of both. */
export interface ComparedFeature {
  name: string;
  /** Global values; `undefined`: the explanation does not have the feature. */
  first?: number;
  second?: number;
  /** Ranks by size, from 1. */
  firstRank?: number;
  secondRank?: number;
}

export interface ComparedExplanations {
  /** Features by the larger of their shares in both, the greatest first. */
  features: ComparedFeature[];
  /** Names that only one of them has. */
  onlyFirst: string[];
  onlySecond: string[];
  /** How well the order of the second agrees with the values of the first, 0 to 1: NDCG as
   * attribution monitors define it; `undefined`: nothing in common. */
  ndcg?: number;
}

/** Below this monitors raise an alert. */
export const NDCG_ALERT = 0.9;

/** @param labels - Index of the explained output in the first and in the second. */
export function compareExplanations(
  first: TabularExplanation,
  second: TabularExplanation,
  labels: readonly [number, number]
): ComparedExplanations {
  const how = commonAggregation(first, second);
  const values = [
    globalValues(first, labels[0], undefined, how),
    globalValues(second, labels[1], undefined, how)
  ] as const;
  const ranks = [rankByName(first, values[0]), rankByName(second, values[1])] as const;
  const names = [...new Set([...ranks[0].keys(), ...ranks[1].keys()])];
  const features = names.map((name): ComparedFeature => {
    const [a, b] = [ranks[0].get(name), ranks[1].get(name)];
    return {
      name,
      ...(a ? { first: a.value, firstRank: a.rank } : {}),
      ...(b ? { second: b.value, secondRank: b.rank } : {})
    };
  });
  // Shares, because the two may be in different units.
  const totals = values.map(list => list.reduce((sum, v) => sum + size(v), 0) || 1);
  const weight = (feature: ComparedFeature): number =>
    Math.max(
      size(feature.first) / (totals[0] as number),
      size(feature.second) / (totals[1] as number)
    );
  const common = features.filter(f => f.firstRank !== undefined && f.secondRank !== undefined);
  return {
    features: features.sort((a, b) => weight(b) - weight(a)),
    onlyFirst: names.filter(name => !ranks[1].has(name)),
    onlySecond: names.filter(name => !ranks[0].has(name)),
    ...(common.length > 0
      ? {
          ndcg: ndcg(
            common
              .sort((a, b) => (a.secondRank as number) - (b.secondRank as number))
              .map(f => size(f.first))
          )
        }
      : {})
  };
}

/**
 * A measure that both can be told in; `undefined`: each in that of its own file, because one has
 * no records to work out another from.
 */
export function commonAggregation(
  first: TabularExplanation,
  second: TabularExplanation
): Aggregation | undefined {
  const own = ownAggregation(first);
  if (own === ownAggregation(second)) {
    return own;
  }
  const can = (e: TabularExplanation, how: Aggregation): boolean =>
    e.records > 0 || ownAggregation(e) === how;
  return (['mean_abs', 'mean_sq', 'median'] as const).find(
    how => can(first, how) && can(second, how)
  );
}

/**
 * Normalised discounted cumulative gain.
 *
 * @param gains - Reference attribution of the feature at each rank of the order to be judged.
 * @returns 1 if the order is the reference's own; also if all gains are 0.
 */
export function ndcg(gains: readonly number[]): number {
  const dcg = (list: readonly number[]): number =>
    list.reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);
  const ideal = dcg([...gains].sort((a, b) => b - a));
  return ideal > 0 ? dcg(gains) / ideal : 1;
}

/** Value and rank by name; of two features with one name the stronger counts. */
function rankByName(
  e: TabularExplanation,
  values: Float64Array
): Map<string, { value: number; rank: number }> {
  const ranks = new Map<string, { value: number; rank: number }>();
  orderBySize(values).forEach((feature, i) => {
    const name = e.features[feature] as string;
    if (!ranks.has(name)) {
      ranks.set(name, { value: values[feature] as number, rank: i + 1 });
    }
  });
  return ranks;
}

function size(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : Math.abs(value);
}
