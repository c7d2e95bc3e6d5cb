/** Metrics of a model: predictions against labels. */
import type { MetricInfo, ReadingWords } from './catalogue';
import { disparity, labelGap } from './preTraining';

const DISPUTED = 'Published descriptions disagree on which group a positive value disadvantages.';

export const POST_TRAINING: readonly MetricInfo[] = [
  {
    code: 'DPPL',
    name: 'Difference in positive proportions in predicted labels',
    stage: 'post-training',
    formula: 'q′_a − q′_d',
    definition: 'Share predicted positive among everyone else, minus the share in group d.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Group d is predicted positive less often.',
    below: 'Group d is predicted positive more often.',
    reading: (value, words) => labelGap(value, words, 'is predicted positive')
  },
  {
    code: 'DI',
    name: 'Disparate impact',
    stage: 'post-training',
    formula: 'q′_d / q′_a',
    definition: 'Share predicted positive in group d, divided by the share among everyone else.',
    min: 0,
    max: Infinity,
    parity: 1,
    ratio: true,
    above: 'Group d is predicted positive more often.',
    below:
      'Group d is predicted positive less often. Below 0.8 is what the four-fifths rule asks about.',
    reading: (value, { group, positive, number }) =>
      value === 0
        ? `${group} is never predicted positive (${positive}), everyone else sometimes is.`
        : `${group} is predicted positive (${positive}) ${number(value)} times as often as everyone else.`,
    infinite: (_, { group, positive }) =>
      `Everyone else is never predicted positive (${positive}), ${group} sometimes is.`
  },
  {
    code: 'DCA',
    aliases: ['DCAcc'],
    name: 'Difference in conditional acceptance',
    stage: 'post-training',
    formula: 'n_a⁽¹⁾ / n′_a⁽¹⁾ − n_d⁽¹⁾ / n′_d⁽¹⁾',
    definition:
      'Observed positives per predicted positive among everyone else, minus the same in group d.',
    min: -Infinity,
    max: Infinity,
    parity: 0,
    disputed: DISPUTED,
    reading: (value, words) =>
      ratioGap(value, words, 'observed positives per predicted positive', -1)
  },
  {
    code: 'DCR',
    name: 'Difference in conditional rejection',
    stage: 'post-training',
    formula: 'n_d⁽⁰⁾ / n′_d⁽⁰⁾ − n_a⁽⁰⁾ / n′_a⁽⁰⁾',
    definition:
      'Observed negatives per predicted negative in group d, minus the same among everyone else.',
    min: -Infinity,
    max: Infinity,
    parity: 0,
    disputed: DISPUTED,
    reading: (value, words) =>
      ratioGap(value, words, 'observed negatives per predicted negative', 1)
  },
  {
    code: 'SD',
    name: 'Specificity difference',
    stage: 'post-training',
    formula: 'TNR_d − TNR_a',
    definition: 'Share of actual negatives that are recognised: group d minus everyone else.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Actual negatives of group d are recognised more often.',
    below: 'Actual negatives of group d are more often predicted positive.',
    reading: (value, words) => rateGap(value, words, 'Actual negatives are recognised', 1)
  },
  {
    code: 'RD',
    name: 'Recall difference',
    stage: 'post-training',
    formula: 'TPR_a − TPR_d',
    definition: 'Share of actual positives that are found: everyone else minus group d.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Actual positives of group d are missed more often.',
    below: 'Actual positives of group d are found more often.',
    reading: (value, words) => rateGap(value, words, 'Actual positives are found', -1)
  },
  {
    code: 'DAR',
    name: 'Difference in acceptance rates',
    stage: 'post-training',
    formula: 'TP_a / (TP_a + FP_a) − TP_d / (TP_d + FP_d)',
    definition: 'Share of positive predictions that are right: everyone else minus group d.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Positive predictions are right less often for group d.',
    below: 'Positive predictions are right more often for group d.',
    reading: (value, words) => rateGap(value, words, 'Positive predictions are right', -1)
  },
  {
    code: 'DRR',
    name: 'Difference in rejection rates',
    stage: 'post-training',
    formula: 'TN_d / (TN_d + FN_d) − TN_a / (TN_a + FN_a)',
    definition: 'Share of negative predictions that are right: group d minus everyone else.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Negative predictions are right more often for group d.',
    below: 'Negative predictions are right less often for group d.',
    reading: (value, words) => rateGap(value, words, 'Negative predictions are right', 1)
  },
  {
    code: 'AD',
    name: 'Accuracy difference',
    stage: 'post-training',
    formula: 'ACC_a − ACC_d',
    definition: 'Share of predictions that are right: everyone else minus group d.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Predictions are right less often for group d.',
    below: 'Predictions are right more often for group d.',
    reading: (value, words) => rateGap(value, words, 'Predictions are right', -1)
  },
  {
    code: 'TE',
    name: 'Treatment equality',
    stage: 'post-training',
    formula: 'FN_d / FP_d − FN_a / FP_a',
    definition:
      'False negatives per false positive in group d, minus the same among everyone else.',
    min: -Infinity,
    max: Infinity,
    parity: 0,
    disputed:
      'Published descriptions give the ratio as FN/FP in one place and as FP/FN in another, which turns the sign around.',
    reading: (value, words) => ratioGap(value, words, 'false negatives per false positive', 1)
  },
  {
    code: 'CDDPL',
    name: 'Conditional demographic disparity in predicted labels',
    stage: 'post-training',
    formula: 'Σ_i n_i · DD′_i / n, DD′ as in CDDL, on predictions',
    definition:
      'Whether group d is found more among negative than among positive predictions, averaged over subgroups.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Group d is found more among those predicted negative.',
    below: 'Group d is found more among those predicted positive.',
    reading: (value, words) => disparity(value, words, 'predictions')
  },
  {
    code: 'FT',
    name: 'Counterfactual fliptest',
    stage: 'post-training',
    formula: '(F⁺ − F⁻) / n_d',
    definition:
      'Members of group d compared with their nearest neighbours among everyone else: F⁺ are predicted ' +
      'negative where the neighbours are predicted positive, F⁻ the other way round.',
    min: -1,
    max: 1,
    parity: 0,
    above: 'Members of group d fare worse than their nearest neighbours more often than better.',
    below: 'Members of group d fare better than their nearest neighbours more often than worse.',
    reading: (value, { group, share }) =>
      `Compared with nearest neighbours among everyone else, ${share(Math.abs(value))} of ${group} ` +
      `on balance ${value > 0 ? 'fare worse' : 'fare better'}.`
  },
  {
    code: 'GE',
    name: 'Generalized entropy',
    stage: 'post-training',
    formula: '(1 / 2n) · Σ_i [(b_i / μ)² − 1], b = y′ − y + 1',
    definition:
      'How unevenly the benefit b of predictions is spread over all rows (α = 2). Undefined if all are false negatives.',
    min: 0,
    max: 0.5,
    parity: 0,
    above: 'Spread over single rows: it names no group as harmed.',
    reading: (value, { number }) =>
      `The benefit of predictions is spread unevenly, by ${number(value)}; 0 would be the same for every row.`
  }
];

/** @param sign - 1: the metric is group d minus everyone else; −1: the other way round. */
function rateGap(
  value: number,
  { group, points }: ReadingWords,
  what: string,
  sign: 1 | -1
): string {
  const [more, less] = value * sign > 0 ? [group, 'everyone else'] : ['everyone else', group];
  return `${what} ${points(value)} more often for ${more} than for ${less}.`;
}

/** As {@link rateGap}, for differences of unbounded ratios. */
function ratioGap(
  value: number,
  { group, number }: ReadingWords,
  what: string,
  sign: 1 | -1
): string {
  const [more, less] = value * sign > 0 ? [group, 'everyone else'] : ['everyone else', group];
  return `There are ${number(Math.abs(value))} more ${what} for ${more} than for ${less}.`;
}
