/** How cost grows with size: the exponent of a power law through measured points. */

/**
 * @param points Pairs of size and cost, both above 0, at least two.
 * @returns the slope of the least-squares line through their logarithms: 1 is linear growth,
 *   0 none.
 */
export function exponent(points) {
  const logs = points.map(pair => pair.map(Math.log));
  const mean = axis => logs.reduce((sum, pair) => sum + pair[axis], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const share = logs.reduce((sum, pair) => sum + (pair[0] - x) * (pair[1] - y), 0);
  return share / logs.reduce((sum, pair) => sum + (pair[0] - x) ** 2, 0);
}
