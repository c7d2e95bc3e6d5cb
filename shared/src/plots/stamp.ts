/** Dots as pixels: small anti-aliased discs, written into RGBA. */

/** The pixels of a disc or ring: where they lie about its corner, and how far they are covered. */
export interface Stamp {
  size: number;
  dx: Int8Array;
  dy: Int8Array;
  /** 1 to 255. */
  alpha: Uint8Array;
}

/** @param inner - Radius of the hole in px; 0: none. */
export function stamp(outer: number, inner: number): Stamp {
  const size = Math.ceil(outer * 2) + 2;
  const centre = size / 2;
  const covered: { dx: number; dy: number; alpha: number }[] = [];
  for (let dy = 0; dy < size; dy += 1) {
    for (let dx = 0; dx < size; dx += 1) {
      const distance = Math.hypot(dx + 0.5 - centre, dy + 0.5 - centre);
      const within = (radius: number): number => Math.min(1, Math.max(0, radius - distance + 0.5));
      const alpha = Math.round(255 * (within(outer) - (inner > 0 ? within(inner) : 0)));
      if (alpha > 0) {
        covered.push({ dx, dy, alpha });
      }
    }
  }
  return {
    size,
    dx: Int8Array.from(covered, pixel => pixel.dx),
    dy: Int8Array.from(covered, pixel => pixel.dy),
    alpha: Uint8Array.from(covered, pixel => pixel.alpha)
  };
}

/** Pixels of a picture as one number each, as {@link rgba} packs them. */
export interface Canvas32 {
  width: number;
  height: number;
  pixels: Uint32Array;
}

/** A colour in the byte order of the machine's canvas (little endian everywhere browsers run). */
export function rgba(r: number, g: number, b: number, alpha = 255): number {
  return ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** Put a stamp with its centre at a place, in px of the picture. */
export function put(on: Canvas32, shape: Stamp, x: number, y: number, color: number): void {
  const { width, height, pixels } = on;
  const { size, dx, dy, alpha } = shape;
  const left = Math.round(x - size / 2);
  const top = Math.round(y - size / 2);
  const cut = left < 0 || top < 0 || left + size > width || top + size > height;
  for (let i = 0; i < alpha.length; i += 1) {
    const px = left + (dx[i] as number);
    const py = top + (dy[i] as number);
    if (cut && (px < 0 || py < 0 || px >= width || py >= height)) {
      continue;
    }
    const at = py * width + px;
    const a = alpha[i] as number;
    pixels[at] = a === 255 ? color : over(color, a, pixels[at] as number);
  }
}

/** Source over destination, without premultiplication. */
function over(color: number, alpha: number, under: number): number {
  const below = under >>> 24;
  if (below === 0) {
    return (color & 0xffffff) | (alpha << 24);
  }
  // Two channels at a time; below what is not opaque the weights are those of the sum.
  const share = below === 255 ? alpha : (alpha * 255 * 255) / (alpha * 255 + below * (255 - alpha));
  const w = Math.round((share * 256) / 255);
  const redBlue =
    ((Math.imul(color & 0xff00ff, w) + Math.imul(under & 0xff00ff, 256 - w)) >>> 8) & 0xff00ff;
  const green =
    ((Math.imul(color & 0xff00, w) + Math.imul(under & 0xff00, 256 - w)) >>> 8) & 0xff00;
  const out = below === 255 ? 255 : Math.round(alpha + (below * (255 - alpha)) / 255);
  return (out << 24) | redBlue | green;
}
