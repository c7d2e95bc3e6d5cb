/** The strongest direction of a symmetric matrix. */

export interface Eigenpair {
  /** Largest eigenvalue; 0 for the zero matrix. */
  value: number;
  /** Unit eigenvector of it, of either sign. */
  vector: Float64Array;
}

/** Share of the largest eigenvalue below which the residual counts as rounding. */
const EXACT = 1e-15;

/**
 * Top eigenpair of a symmetric positive semidefinite matrix: Lanczos with every vector kept
 * orthogonal, so at most `n` steps and exact to rounding even where eigenvalues lie close.
 *
 * @param matrix - `n` x `n`, row-major.
 */
export function topEigenpair(matrix: Float64Array, n: number): Eigenpair {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let next = startVector(n);
  for (let step = 0; step < n; step += 1) {
    basis.push(next);
    const image = multiply(matrix, next, n);
    diagonal.push(dot(image, next));
    // Twice is enough: what the first pass leaves is rounding of rounding.
    for (let pass = 0; pass < 2; pass += 1) {
      for (const known of basis) {
        addTimes(image, known, -dot(image, known));
      }
    }
    const rest = Math.sqrt(dot(image, image));
    const { value, vector } = topOfTridiagonal(diagonal, beside);
    const residual = rest * Math.abs(vector[step] as number);
    if (step === n - 1 || residual <= EXACT * value || rest === 0) {
      return { value: Math.max(0, value), vector: combine(basis, vector, n) };
    }
    beside.push(rest);
    next = image.map(entry => entry / rest);
  }
  return { value: 0, vector: new Float64Array(n) };
}

/** No direction of real data is orthogonal to this one; the same in every run. */
function startVector(n: number): Float64Array {
  let state = 1;
  const vector = Float64Array.from({ length: n }, () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  });
  const size = Math.sqrt(dot(vector, vector));
  return vector.map(entry => entry / size);
}

/** Largest eigenvalue by bisection, its vector by inverse iteration. */
function topOfTridiagonal(diagonal: readonly number[], beside: readonly number[]): Eigenpair {
  const n = diagonal.length;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < n; i += 1) {
    const radius = Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0);
    low = Math.min(low, (diagonal[i] as number) - radius);
    high = Math.max(high, (diagonal[i] as number) + radius);
  }
  for (let halving = 0; halving < 120 && low < high; halving += 1) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) {
      break;
    }
    if (allBelow(diagonal, beside, middle)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return { value: high, vector: vectorOfTridiagonal(diagonal, beside, high) };
}

/** Whether all eigenvalues are below `x`: the pivots of `T − x` are all negative. */
function allBelow(diagonal: readonly number[], beside: readonly number[], x: number): boolean {
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i += 1) {
    const off = i === 0 ? 0 : (beside[i - 1] as number);
    pivot = (diagonal[i] as number) - x - (i === 0 ? 0 : (off * off) / pivot);
    if (!(pivot < 0)) {
      return false;
    }
  }
  return true;
}

/** Inverse iteration just above the eigenvalue, where `T − x` needs no pivoting. */
function vectorOfTridiagonal(
  diagonal: readonly number[],
  beside: readonly number[],
  value: number
): Float64Array {
  const n = diagonal.length;
  const shift = value + Math.abs(value) * Number.EPSILON * 4 + Number.MIN_VALUE;
  let vector = startVector(n);
  for (let pass = 0; pass < 4; pass += 1) {
    const pivots = new Float64Array(n);
    const solution = Float64Array.from(vector);
    for (let i = 0; i < n; i += 1) {
      const factor = i === 0 ? 0 : (beside[i - 1] as number) / (pivots[i - 1] as number);
      const pivot =
        (diagonal[i] as number) - shift - (i === 0 ? 0 : factor * (beside[i - 1] as number));
      pivots[i] = pivot === 0 ? -Number.MIN_VALUE * 2 ** 60 : pivot;
      if (i > 0) {
        solution[i] = (solution[i] as number) - factor * (solution[i - 1] as number);
      }
    }
    for (let i = n - 1; i >= 0; i -= 1) {
      const above = i === n - 1 ? 0 : (beside[i] as number) * (solution[i + 1] as number);
      solution[i] = ((solution[i] as number) - above) / (pivots[i] as number);
    }
    const largest = solution.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    if (!Number.isFinite(largest) || largest === 0) {
      return vector;
    }
    const scaled = solution.map(entry => entry / largest);
    const size = Math.sqrt(dot(scaled, scaled));
    vector = scaled.map(entry => entry / size);
  }
  return vector;
}

function combine(basis: readonly Float64Array[], weights: Float64Array, n: number): Float64Array {
  const sum = new Float64Array(n);
  basis.forEach((vector, i) => addTimes(sum, vector, weights[i] as number));
  const size = Math.sqrt(dot(sum, sum)) || 1;
  return sum.map(entry => entry / size);
}

function multiply(matrix: Float64Array, vector: Float64Array, n: number): Float64Array {
  const image = new Float64Array(n);
  for (let row = 0; row < n; row += 1) {
    let sum = 0;
    for (let column = 0, at = row * n; column < n; column += 1, at += 1) {
      sum += (matrix[at] as number) * (vector[column] as number);
    }
    image[row] = sum;
  }
  return image;
}

function addTimes(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) {
    target[i] = (target[i] as number) + factor * (vector[i] as number);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) {
    sum += (a[i] as number) * (b[i] as number);
  }
  return sum;
}
