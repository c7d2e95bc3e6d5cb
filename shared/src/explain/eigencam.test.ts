import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eigenCam } from './eigencam';
import { classActivationMap } from './images/classMap';
import { topEigenpair } from './images/eigenpair';
import { centreSquare, seenPart, upsample } from './images/resample';

interface Golden {
  shape: [number, number, number];
  activations: (number | null)[];
  flat: boolean;
  signRule: string;
  correlation: number;
  projection: number[];
  map: number[];
  enlarged: { height: number; width: number; values: number[] };
}

const golden = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../test/fixtures/golden/eigencam.json', import.meta.url)),
    'utf-8'
  )
) as Record<string, Golden>;

const gap = (ours: ArrayLike<number>, theirs: readonly number[]): number =>
  theirs.reduce((most, value, i) => Math.max(most, Math.abs((ours[i] as number) - value)), 0);

describe('Eigen-CAM against the reference numbers (test/golden/make_eigencam.py)', () => {
  it.each(Object.entries(golden))('%s', (_, expected) => {
    const numbers = Float64Array.from(expected.activations, value => value ?? NaN);
    const ours = eigenCam(numbers, expected.shape);
    const scale = Math.max(...expected.projection.map(Math.abs), Number.MIN_VALUE);
    expect(ours.flat).toBe(expected.flat);
    expect(ours.signRule).toBe(expected.signRule);
    expect(Math.abs(ours.correlation - expected.correlation)).toBeLessThan(1e-9);
    expect(gap(ours.projection, expected.projection) / scale).toBeLessThan(1e-9);
    expect(gap(ours.map, expected.map)).toBeLessThan(1e-9);
    const { height, width, values } = expected.enlarged;
    const [, h, w] = expected.shape;
    const enlarged = upsample({ width: w, height: h, values: ours.map }, { width, height });
    expect(gap(enlarged, values)).toBeLessThan(1e-6);
  });

  it('has cases of both sign rules, a flat one and one with missing numbers', () => {
    const all = Object.values(golden);
    expect(new Set(all.map(({ signRule }) => signRule))).toEqual(
      new Set(['correlation', 'largest'])
    );
    expect(all.some(({ flat }) => flat)).toBe(true);
    expect(all.some(({ activations }) => activations.includes(null))).toBe(true);
  });
});

const tensor = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 5 })
  )
  .chain(([c, h, w]) =>
    fc.record({
      shape: fc.constant([c, h, w] as [number, number, number]),
      numbers: fc.array(
        fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constant(NaN)),
        { minLength: c * h * w, maxLength: c * h * w }
      )
    })
  );

describe('eigenCam', () => {
  it('always gives finite importance from 0 to 1', () => {
    fc.assert(
      fc.property(tensor, ({ shape, numbers }) => {
        const cam = eigenCam(Float64Array.from(numbers), shape);
        expect([...cam.map].every(value => value >= 0 && value <= 1)).toBe(true);
        expect([...cam.projection].every(Number.isFinite)).toBe(true);
        expect(cam.explained).toBeGreaterThanOrEqual(0);
      })
    );
  });

  it('finds a rank-one pattern, whatever the sign of the activations', () => {
    const pattern = [0, 1, 4, 2, 0, 1];
    for (const factor of [1, -1]) {
      const weights = [1, 2, 0.5].map(weight => weight * factor);
      const numbers = weights.flatMap(weight => pattern.map(value => weight * value));
      const cam = eigenCam(Float32Array.from(numbers), [3, 2, 3]);
      expect(cam.explained).toBeCloseTo(1, 9);
      expect(cam.correlation).toBeCloseTo(1, 9);
      // The map goes with the mean activation: where activations are negative, the pattern's
      // least place is the most active one.
      const top = cam.map.indexOf(Math.max(...cam.map));
      expect(factor > 0 ? [2] : [0, 4]).toContain(top);
    }
  });

  it('says so when there is nothing to map', () => {
    const cam = eigenCam(new Float32Array(18).fill(2), [2, 3, 3]);
    expect(cam.flat).toBe(true);
    expect([...cam.map]).toEqual(Array(9).fill(0));
  });

  it('refuses numbers that do not fit the shape', () => {
    expect(() => eigenCam(new Float32Array(5), [1, 2, 3])).toThrow(
      /5 activations are not 1 x 2 x 3/
    );
    expect(() => eigenCam(new Float32Array(0), [0, 2, 3])).toThrow(RangeError);
  });
});

describe('topEigenpair', () => {
  it('solves close eigenvalues to rounding', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 9, maxLength: 60 }),
        entries => {
          const n = Math.floor(Math.sqrt(entries.length));
          const gram = new Float64Array(n * n);
          for (let i = 0; i < n; i += 1) {
            for (let j = 0; j < n; j += 1) {
              for (let k = 0; k < n; k += 1) {
                gram[i * n + j]! += entries[i * n + k]! * entries[j * n + k]!;
              }
            }
          }
          const { value, vector } = topEigenpair(gram, n);
          const size = Math.max(...[...gram].map(Math.abs), 1e-30);
          for (let i = 0; i < n; i += 1) {
            const image = [...vector].reduce((sum, entry, k) => sum + gram[i * n + k]! * entry, 0);
            expect(Math.abs(image - value * vector[i]!) / size).toBeLessThan(1e-10);
          }
        }
      )
    );
  });
});

describe('classActivationMap', () => {
  it('sums to the logit', () => {
    fc.assert(
      fc.property(
        tensor,
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 6, maxLength: 6 }),
        fc.double({ min: -9, max: 9, noNaN: true }),
        ({ shape, numbers }, weights, bias) => {
          const [channels, height, width] = shape;
          const activations = Float64Array.from(numbers, value => value || 0);
          const head = weights.slice(0, channels);
          const { terms, logit } = classActivationMap(activations, shape, head, bias);
          let pooled = bias;
          head.forEach((weight, c) => {
            const part = activations.subarray(c * height * width, (c + 1) * height * width);
            pooled += (weight * part.reduce((a, b) => a + b, 0)) / (height * width);
          });
          expect(Math.abs(logit - pooled)).toBeLessThan(1e-8);
          expect(Math.abs(terms.reduce((a, b) => a + b, bias) - logit)).toBeLessThan(1e-12);
        }
      )
    );
  });

  it('refuses weights that do not fit', () => {
    expect(() => classActivationMap(new Float32Array(4), [1, 2, 2], [1, 2], 0)).toThrow(RangeError);
  });
});

describe('upsample', () => {
  it('keeps a constant, and stays within the least and the most', () => {
    const map = { width: 3, height: 2, values: Float64Array.from([0, 1, 0.5, 0.2, 0.9, 0.1]) };
    const large = upsample(map, { width: 31, height: 17 });
    expect(Math.min(...large)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...large)).toBeLessThanOrEqual(1);
    const same = upsample({ ...map, values: map.values.fill(0.5) }, { width: 5, height: 5 });
    expect([...same]).toEqual(Array(25).fill(0.5));
  });

  it('goes back through resize and centre crop', () => {
    // 400 x 200, shortest side to 256 (512 x 256), centre crop of 224.
    const seen = seenPart(
      { width: 400, height: 200 },
      { width: 512, height: 256 },
      { x: 144, y: 16, width: 224, height: 224 }
    );
    expect(seen).toEqual({ x: 112.5, y: 12.5, width: 175, height: 175 });
    const large = upsample(
      { width: 1, height: 1, values: Float64Array.from([1]) },
      { width: 400, height: 200 },
      seen
    );
    expect(large[0]).toBeNaN();
    expect(large[100 * 400 + 200]).toBe(1);
    expect([...large].filter(value => value === 1)).toHaveLength(175 * 175);
    expect(centreSquare({ width: 400, height: 200 })).toEqual({
      x: 100,
      y: 0,
      width: 200,
      height: 200
    });
  });
});
