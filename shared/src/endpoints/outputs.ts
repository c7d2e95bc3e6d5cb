/** Model outputs in the unit of an explanation, from what the endpoint predicted. */
import type { ExplanationUnit } from '../explain/model';
import type { Prediction } from './answer';

/**
 * One number per output and record, in each way a model's own output may follow from its
 * probabilities: as they are, as log-odds of each, or (several classes) as margins minus their
 * mean. The way whose base is the same for all records is the model's.
 *
 * @param names - Names of the outputs; for binary classification the positive class alone.
 * @returns `ways[way][record][output]`; NaN where the prediction does not say.
 */
export function outputWays(
  predictions: readonly Prediction[],
  names: readonly string[],
  unit: ExplanationUnit
): number[][][] {
  if (unit === 'target' || unit === 'unknown') {
    const plain = predictions.map(({ value }) => names.map(() => toNumber(value)));
    if (unit === 'target' || plain.some(row => row.some(Number.isFinite))) {
      return [plain];
    }
  }
  const shares = predictions.map(prediction =>
    names.map(name => shareOf(prediction, name, names.length))
  );
  const odds = shares.map(row => row.map(p => Math.log(p / (1 - p))));
  if (unit === 'probability') {
    return [shares];
  }
  if (names.length === 1) {
    return unit === 'log-odds' ? [odds] : [shares, odds];
  }
  const margins = shares.map(row => {
    const logs = row.map(Math.log);
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    return logs.map(value => value - mean);
  });
  return unit === 'log-odds' ? [odds, margins] : [shares, odds, margins];
}

/** Probability of one class; of the last class if the only output has no class's name. */
function shareOf(prediction: Prediction, name: string, outputs: number): number {
  const { probabilities, labels, probability, value } = prediction;
  if (probabilities) {
    const at = labels?.indexOf(name) ?? -1;
    if (at >= 0) {
      return probabilities[at] ?? NaN;
    }
    return outputs === 1 ? (probabilities[probabilities.length - 1] ?? NaN) : NaN;
  }
  if (probability !== undefined && outputs === 1) {
    // Only the predicted class's probability is known; the other class has the rest.
    return String(value) === name ? probability : 1 - probability;
  }
  // Containers that answer a bare number give the probability itself.
  return outputs === 1 && probability === undefined ? toNumber(value) : NaN;
}

function toNumber(value: string | number | undefined): number {
  return value === undefined || value === '' ? NaN : Number(value);
}
