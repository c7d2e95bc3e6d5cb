/** Class activation map of a network with global average pooling and a linear head. */

export interface ClassMap {
  /** What each position adds to the logit, row-major, `H * W`. Signed: a diverging scale. */
  terms: Float64Array;
  /** Bias and all terms. */
  logit: number;
}

/**
 * @param activations - `C * H * W`, as the pooling gets them.
 * @param weights - Of one class, one per channel, with the head's scaling folded in.
 * @throws RangeError if numbers and shape do not fit.
 */
export function classActivationMap(
  activations: Float32Array | Float64Array,
  [channels, height, width]: readonly [number, number, number],
  weights: ArrayLike<number>,
  bias: number
): ClassMap {
  const positions = height * width;
  if (activations.length !== channels * positions || weights.length !== channels) {
    throw new RangeError(
      `${activations.length} activations and ${weights.length} weights are not ` +
        `${channels} x ${height} x ${width} and ${channels}.`
    );
  }
  const terms = new Float64Array(positions);
  for (let channel = 0; channel < channels; channel += 1) {
    const weight = (weights[channel] as number) / positions;
    for (let i = 0, at = channel * positions; i < positions; i += 1, at += 1) {
      terms[i] = (terms[i] as number) + weight * (activations[at] as number);
    }
  }
  return { terms, logit: terms.reduce((sum, term) => sum + term, bias) };
}
