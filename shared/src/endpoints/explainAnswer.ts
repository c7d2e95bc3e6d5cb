/** The explanation in an endpoint's answer, with everything known about its model. */
import { checkAdditivity } from '../explain/checks';
import { onlineExplanation } from '../explain/formats/online';
import type { TabularExplanation } from '../explain/model';
import type { Answer } from './answer';
import type { ModelContext } from './context';
import { outputWays } from './outputs';
import { columnsOf } from './payload';

export interface ExplainedAnswer {
  explanation: TabularExplanation;
  /** Index of each explained record in the request. */
  index: number[];
}

const RANK = { exact: 0, close: 1, broken: 2, unknown: 3 };

/**
 * @param rows - Rows of the request, if they could be read.
 * @returns `undefined` if no record was explained.
 */
export function explainAnswer(
  answer: Answer,
  context: ModelContext,
  rows: readonly (readonly string[])[] | undefined
): ExplainedAnswer | undefined {
  const { online } = answer;
  const count = online?.records.find(record => record)?.attributions[0]?.length ?? 0;
  if (!online || count === 0) {
    return undefined;
  }
  const names = [online.labelHeaders, context.labels].find(list => list?.length === count);
  const labels = names ?? Array.from({ length: count }, (_, i) => `label${i}`);
  const known = names === context.labels || names?.join() === context.labels?.join();
  const shared = {
    features: context.columns,
    data: rows ? columnsOf(rows) : undefined,
    unit: context.unit,
    labels,
    base: known ? context.base : undefined,
    baseline: context.baseline,
    baselineRows: context.baselineRows,
    method: context.method
  };
  let best: ExplainedAnswer | undefined;
  let bestRank = Infinity;
  for (const outputs of outputWays(answer.predictions, labels, context.unit)) {
    const found = onlineExplanation(online, { ...shared, outputs }, 'The answer');
    if (!found) {
      return undefined;
    }
    const rank = Math.max(
      ...labels.map((_, label) => RANK[checkAdditivity(found.explanation, label).state])
    );
    if (rank < bestRank) {
      bestRank = rank;
      best = found;
    }
  }
  return best;
}
