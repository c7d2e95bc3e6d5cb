/** Metrics of the data: labels as they were observed. */
import type { MetricInfo } from './catalogue';

const DISTANCE = 'A distance: it has no direction and names no group as harmed.';

export const PRE_TRAINING: readonly MetricInfo[] = [
  {
    code: 'CI',
    name: 'Class imbalance',
    stage: 'pre-training',
    formula: '(n_a − n_d) / (n_a + n_d)',
    definition: 'How unequal the two groups are in number of rows.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Group d has fewer rows; a model may learn less about it.',
    below: 'Group d has more rows than everyone else together.',
    reading: (value, { group, share }) =>
      `${group} makes up ${share((1 - value) / 2)} of the rows, everyone else ${share((1 + value) / 2)}.`
  },
  {
    code: 'DPL',
    name: 'Difference in proportions of labels',
    stage: 'pre-training',
    formula: 'q_a − q_d',
    definition: 'Share of positive labels among everyone else, minus the share in group d.',
    min: -1,
    max: 1,
    valid: [-Infinity, Infinity],
    parity: 0,
    above: 'Group d has the positive label less often.',
    below: 'Group d has the positive label more often.',
    reading: (value, words) => labelGap(value, words, 'has the positive label')
  },
  {
    code: 'KL',
    name: 'Kullback–Leibler divergence',
    stage: 'pre-training',
    formula: 'Σ_y P_a(y) · ln(P_a(y) / P_d(y))',
    definition: 'How far the labels of group d are distributed unlike those of everyone else.',
    min: 0,
    max: Infinity,
    parity: 0,
    above: DISTANCE,
    reading: (value, { number }) =>
      `The labels of the two groups diverge by ${number(value)} nats; 0 would be the same distribution.`,
    infinite: (_, { group }) => `Some label occurs among everyone else but never in ${group}.`
  },
  {
    code: 'JS',
    name: 'Jensen–Shannon divergence',
    stage: 'pre-training',
    formula: '½ · [KL(P_a ‖ P) + KL(P_d ‖ P)], P = ½ · (P_a + P_d)',
    definition: 'Divergence of both groups from their common mean; the same in both directions.',
    min: 0,
    max: Math.LN2,
    valid: [0, Infinity],
    parity: 0,
    above: DISTANCE,
    reading: (value, { number, share }) =>
      `The labels of the two groups diverge by ${number(value)} nats, ${share(value / Math.LN2)} of the greatest possible.`
  },
  {
    code: 'LP',
    name: 'Lp norm (p = 2)',
    stage: 'pre-training',
    formula: '(Σ_y |P_a(y) − P_d(y)|²)^½',
    definition: 'Straight distance between the two distributions of labels.',
    min: 0,
    max: Math.SQRT2,
    valid: [0, Infinity],
    parity: 0,
    above: DISTANCE,
    reading: (value, { number, share }) =>
      `The labels of the two groups lie ${number(value)} apart, ${share(value / Math.SQRT2)} of the greatest distance.`
  },
  {
    code: 'TVD',
    name: 'Total variation distance',
    stage: 'pre-training',
    formula: '½ · Σ_y |P_a(y) − P_d(y)|',
    definition: 'Share of labels that would have to change for both distributions to be equal.',
    min: 0,
    max: 1,
    valid: [0, Infinity],
    parity: 0,
    above: DISTANCE,
    reading: (value, { group, share }) =>
      `${share(value)} of the labels of ${group} would have to change to be distributed like everyone else’s.`
  },
  {
    code: 'KS',
    name: 'Kolmogorov–Smirnov',
    stage: 'pre-training',
    formula: 'max_y |P_a(y) − P_d(y)|',
    definition: 'Largest gap between the two groups for any one label.',
    min: 0,
    max: 1,
    parity: 0,
    above: DISTANCE,
    reading: (value, { points }) =>
      `For the label that differs most, the shares of the two groups are ${points(value)} apart.`
  },
  {
    code: 'CDDL',
    name: 'Conditional demographic disparity in labels',
    stage: 'pre-training',
    formula:
      'Σ_i n_i · DD_i / n, DD = share of d among the rejected − share of d among the accepted',
    definition:
      'Whether group d is found more among negative than among positive labels, averaged over subgroups.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Group d is found more among the rejected.',
    below: 'Group d is found more among the accepted.',
    reading: (value, words) => disparity(value, words, 'labels')
  }
];

/** Reading of DPL and DPPL. */
export function labelGap(
  value: number,
  { group, positive, points, number }: Parameters<MetricInfo['reading']>[1],
  what: string
): string {
  const favoured = value > 0 ? 'Everyone else' : group;
  const other = value > 0 ? group : 'everyone else';
  // Beyond 1 the label is a continuous one, and shares are none.
  const gap =
    Math.abs(value) > 1 ? `${number(Math.abs(value))} more` : `${points(value)} more often`;
  return `${favoured} ${what} (${positive}) ${gap} than ${other}.`;
}

/** Reading of CDDL and CDDPL. */
export function disparity(
  value: number,
  { group, points }: Parameters<MetricInfo['reading']>[1],
  what: string
): string {
  const [more, less] = value > 0 ? ['negative', 'positive'] : ['positive', 'negative'];
  return `Within subgroups, the share of ${group} is ${points(value)} larger among ${more} than among ${less} ${what}, on average.`;
}
