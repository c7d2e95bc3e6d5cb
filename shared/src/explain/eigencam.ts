/**
 * Eigen-CAM (arXiv 2008.00299): where in a picture the last convolution layer of a network has its
 * strongest common pattern. The map has no class and no sign.
 */
import { topEigenpair } from './images/eigenpair';

export interface EigenCam {
  height: number;
  width: number;
  /** Importance from 0 to 1, row-major, `height * width`; all 0 if {@link flat}. */
  map: Float64Array;
  /** Projection on the first principal component, before the cut; sign fixed. */
  projection: Float64Array;
  /** What the projection was multiplied by to fix its sign: as mathematics gives it, it is
   * arbitrary. */
  sign: 1 | -1;
  /** Correlation of `projection` with the mean activation per position; 0 if there is none. */
  correlation: number;
  /** `correlation`: the map goes with the mean activation. `largest`: it hardly does, so its
   * largest absolute value is made positive; an inverted map may be as right. */
  signRule: 'correlation' | 'largest';
  /** Share of the activations' variance along the component, 0 to 1. */
  explained: number;
  /** The activations are the same everywhere: there is nothing to map. */
  flat: boolean;
}

/** Below this the mean activation does not tell the sign. */
const CORRELATED = 0.1;
/** Part of the activations' size that counts as rounding. */
const ROUNDING = 1e-9;
/** The reference implementation adds this to the divisor. */
const GUARD = 1e-7;

/**
 * @param activations - Output of the last convolution, channel by channel: `C * H * W`. `NaN`
 * counts as 0.
 * @throws RangeError if the number of activations is not that of the shape.
 */
export function eigenCam(
  activations: Float32Array | Float64Array,
  [channels, height, width]: readonly [number, number, number]
): EigenCam {
  const positions = height * width;
  if (!(channels > 0 && positions > 0) || activations.length !== channels * positions) {
    throw new RangeError(
      `${activations.length} activations are not ${channels} x ${height} x ${width}.`
    );
  }
  const { centred, mean, size } = centre(activations, channels, positions);
  const { projection, explained } = project(centred, channels, positions);
  const largest = projection.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const flat = largest <= ROUNDING * size;
  const along = flat ? 0 : correlate(projection, mean);
  const signRule = Math.abs(along) < CORRELATED ? 'largest' : 'correlation';
  const sign: 1 | -1 =
    !flat && (signRule === 'correlation' ? along : firstLargest(projection, largest)) < 0 ? -1 : 1;
  const signed = projection.map(value => (flat ? 0 : value * sign));
  return {
    height,
    width,
    map: normalise(signed),
    projection: signed,
    sign,
    correlation: along * sign,
    signRule,
    explained: flat ? 0 : explained,
    flat
  };
}

/** Negatives cut to 0, then from 0 to 1. */
export function normalise(projection: Float64Array): Float64Array {
  const cut = projection.map(value => Math.max(0, value));
  const least = cut.reduce((a, b) => Math.min(a, b), Infinity);
  const most = cut.reduce((a, b) => Math.max(a, b), 0) - least;
  return cut.map(value => (value - least) / (most + GUARD));
}

/** Each channel minus its mean; the mean activation per position; the root of all squares. */
function centre(
  activations: Float32Array | Float64Array,
  channels: number,
  positions: number
): { centred: Float64Array; mean: Float64Array; size: number } {
  const centred = new Float64Array(channels * positions);
  const mean = new Float64Array(positions);
  let squares = 0;
  for (let channel = 0; channel < channels; channel += 1) {
    const first = channel * positions;
    let sum = 0;
    for (let i = 0; i < positions; i += 1) {
      const raw = activations[first + i] as number;
      const value = Number.isNaN(raw) ? 0 : raw;
      centred[first + i] = value;
      mean[i] = (mean[i] as number) + value / channels;
      sum += value;
      squares += value * value;
    }
    for (let i = 0; i < positions; i += 1) {
      centred[first + i] = (centred[first + i] as number) - sum / positions;
    }
  }
  return { centred, mean, size: Math.sqrt(squares) };
}

/**
 * Projection of the positions on the first principal component: with M (positions x channels),
 * from the top eigenpair of M Mᵀ or of Mᵀ M, whichever is smaller.
 */
function project(
  centred: Float64Array,
  channels: number,
  positions: number
): { projection: Float64Array; explained: number } {
  const byPosition = positions <= channels;
  const n = byPosition ? positions : channels;
  const gram = byPosition ? positionGram(centred, channels, n) : channelGram(centred, n, positions);
  let trace = 0;
  for (let i = 0; i < n; i += 1) {
    trace += gram[i * n + i] as number;
  }
  const { value, vector } = topEigenpair(gram, n);
  const explained = trace > 0 ? Math.min(1, value / trace) : 0;
  if (byPosition) {
    return { projection: vector.map(entry => entry * Math.sqrt(value)), explained };
  }
  const projection = new Float64Array(positions);
  for (let channel = 0; channel < channels; channel += 1) {
    const weight = vector[channel] as number;
    for (let i = 0, at = channel * positions; i < positions; i += 1, at += 1) {
      projection[i] = (projection[i] as number) + weight * (centred[at] as number);
    }
  }
  return { projection, explained };
}

/** M Mᵀ: sums over channels of products of two positions. */
function positionGram(centred: Float64Array, channels: number, positions: number): Float64Array {
  const gram = new Float64Array(positions * positions);
  for (let channel = 0; channel < channels; channel += 1) {
    const first = channel * positions;
    for (let i = 0; i < positions; i += 1) {
      const left = centred[first + i] as number;
      for (let j = 0; j <= i; j += 1) {
        const at = i * positions + j;
        gram[at] = (gram[at] as number) + left * (centred[first + j] as number);
      }
    }
  }
  return mirror(gram, positions);
}

/** Mᵀ M: sums over positions of products of two channels. */
function channelGram(centred: Float64Array, channels: number, positions: number): Float64Array {
  const gram = new Float64Array(channels * channels);
  for (let i = 0; i < channels; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = 0; k < positions; k += 1) {
        sum += (centred[i * positions + k] as number) * (centred[j * positions + k] as number);
      }
      gram[i * channels + j] = sum;
    }
  }
  return mirror(gram, channels);
}

function mirror(matrix: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      matrix[j * n + i] = matrix[i * n + j] as number;
    }
  }
  return matrix;
}

function firstLargest(values: Float64Array, largest: number): number {
  return values.find(value => Math.abs(value) === largest) ?? 0;
}

function correlate(a: Float64Array, b: Float64Array): number {
  const middle = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [middle(a), middle(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - ma, (b[i] as number) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  const scale = Math.sqrt(aa * bb);
  return scale > 0 ? ab / scale : 0;
}
