/**
 * Numbers out of a heat map that was saved as a picture in JET colours, as Autopilot's reports
 * hold them. JET is a path of straight lines through the colour cube, so the nearest point on the
 * path gives the number back, also from a compressed picture.
 */

/** Corners of the path: share, red, green, blue; colours from 0 to 255. */
const CORNERS: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 0, 127.5],
  [0.125, 0, 0, 255],
  [0.375, 0, 255, 255],
  [0.625, 255, 255, 0],
  [0.875, 255, 0, 0],
  [1, 127.5, 0, 0]
];

/** The JET colour of a share from 0 to 1. */
export function jet(share: number): [number, number, number] {
  const part = (middle: number): number =>
    Math.round(255 * Math.min(1, Math.max(0, 1.5 - Math.abs(4 * share - middle))));
  return [part(3), part(2), part(1)];
}

export interface FromJet {
  /** One share per pixel, 0 to 1. */
  values: Float32Array;
  /** Share of pixels whose colour lies on the path, but for the noise of compression. */
  pure: number;
}

/** Farther from the path than this (of 442) is no noise of JPEG compression. */
const NOISE = 48;
/** At least so many of the pixels of a JET picture lie on the path. */
const PURE = 0.97;

/** @param rgba - Four bytes per pixel. */
export function fromJet(rgba: Uint8ClampedArray): FromJet {
  const pixels = Math.floor(rgba.length / 4);
  const values = new Float32Array(pixels);
  let pure = 0;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    let nearest = Infinity;
    const r = rgba[pixel * 4] as number;
    const g = rgba[pixel * 4 + 1] as number;
    const b = rgba[pixel * 4 + 2] as number;
    for (const line of LINES) {
      const along =
        ((r - line.r) * line.dr + (g - line.g) * line.dg + (b - line.b) * line.db) / line.dd;
      const share = along < 0 ? 0 : along > 1 ? 1 : along;
      const distance =
        (r - line.r - share * line.dr) ** 2 +
        (g - line.g - share * line.dg) ** 2 +
        (b - line.b - share * line.db) ** 2;
      if (distance < nearest) {
        nearest = distance;
        values[pixel] = line.from + share * line.length;
      }
    }
    pure += nearest <= NOISE * NOISE ? 1 : 0;
  }
  return { values, pure: pixels > 0 ? pure / pixels : 0 };
}

/** Whether a picture is a plain JET map; an overlay over a photograph is none. */
export function isJet({ values, pure }: FromJet): boolean {
  return values.length > 0 && pure >= PURE;
}

const LINES = CORNERS.slice(1).map(([to, r1, g1, b1], i) => {
  const [from, r, g, b] = CORNERS[i] as readonly [number, number, number, number];
  const [dr, dg, db] = [r1 - r, g1 - g, b1 - b];
  return { from, length: to - from, r, g, b, dr, dg, db, dd: dr * dr + dg * dg + db * db };
});
