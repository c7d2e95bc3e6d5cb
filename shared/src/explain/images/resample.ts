/** From a map on the network's last layer to the picture that it was given. */

export interface Size {
  width: number;
  height: number;
}

export interface Rectangle extends Size {
  x: number;
  y: number;
}

/** A small map of numbers, row-major. */
export interface ScalarMap extends Size {
  values: Float32Array | Float64Array;
}

/** The largest centred square of a picture: what networks see after "resize, then crop". */
export function centreSquare({ width, height }: Size): Rectangle {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
}

/**
 * The part of the original that a network saw after a resize of the whole and a crop.
 *
 * @param resized - Size of the whole after the resize.
 * @param crop - In px of the resized picture.
 */
export function seenPart(original: Size, resized: Size, crop: Rectangle): Rectangle {
  const across = original.width / resized.width;
  const down = original.height / resized.height;
  return {
    x: crop.x * across,
    y: crop.y * down,
    width: crop.width * across,
    height: crop.height * down
  };
}

/**
 * Enlarge a map to the picture, bilinearly, with pixel centres aligned (half-pixel rule).
 *
 * @param target - Size of the result.
 * @param covered - The part of the result that the map covers; default: all of it.
 * @returns row-major, `NaN` where the network saw nothing.
 */
export function upsample(map: ScalarMap, target: Size, covered?: Rectangle): Float32Array {
  const part = covered ?? { x: 0, y: 0, ...target };
  const across = Array.from({ length: target.width }, (_, x) =>
    between(x, part.x, part.width, map.width)
  );
  const result = new Float32Array(target.width * target.height).fill(NaN);
  for (let y = 0; y < target.height; y += 1) {
    const down = between(y, part.y, part.height, map.height);
    if (!down) {
      continue;
    }
    for (let x = 0; x < target.width; x += 1) {
      const side = across[x];
      if (side) {
        const top = mix(map.values, down.low * map.width, side);
        const bottom = mix(map.values, down.high * map.width, side);
        result[y * target.width + x] = top + (bottom - top) * down.share;
      }
    }
  }
  return result;
}

interface Between {
  low: number;
  high: number;
  share: number;
}

/** Between which cells of a map the centre of a pixel lies; `undefined`: outside. */
function between(pixel: number, start: number, length: number, cells: number): Between | undefined {
  const centre = pixel + 0.5 - start;
  if (centre < 0 || centre >= length) {
    return undefined;
  }
  const at = Math.min(cells - 1, Math.max(0, (centre / length) * cells - 0.5));
  const low = Math.floor(at);
  return { low, high: Math.min(cells - 1, low + 1), share: at - low };
}

function mix(
  values: Float32Array | Float64Array,
  row: number,
  { low, high, share }: Between
): number {
  const a = values[row + low] as number;
  const b = values[row + high] as number;
  return a + (b - a) * share;
}
