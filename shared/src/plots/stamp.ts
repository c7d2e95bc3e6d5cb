/** Dots as pixels: small anti-aliased discs, written into RGBA. */

/** The pixels of a disc or ring, for pictures of one width. */
export interface Stamp {
  size: number;
  /** Pixels from the corner to the centre, along each side. */
  centre: number;
  /** Where the pixels lie about the corner, and how far they are covered (1 to 255). */
  dx: Int8Array;
  dy: Int8Array;
  alpha: Uint8Array;
  /** Pixels that are covered as a whole, as distances from the corner in the picture. */
  solid: Int32Array;
  /** As `solid`: pixels that are covered in part. */
  edge: Int32Array;
  /** How far those of `edge` are covered, of 255. */
  edgeAlpha: Int32Array;
  /** As `edgeAlpha`, of 256. */
  edgeWeight: Int32Array;
}

/**
 * @param inner - Radius of the hole in px; 0: none.
 * @param width - Of the picture, in px.
 */
export function stamp(outer: number, inner: number, width: number): Stamp {
  const size = Math.ceil(outer * 2) + 2;
  const middle = size / 2;
  const covered: { dx: number; dy: number; alpha: number }[] = [];
  for (let dy = 0; dy < size; dy += 1) {
    for (let dx = 0; dx < size; dx += 1) {
      const distance = Math.hypot(dx + 0.5 - middle, dy + 0.5 - middle);
      const within = (radius: number): number => Math.min(1, Math.max(0, radius - distance + 0.5));
      const alpha = Math.round(255 * (within(outer) - (inner > 0 ? within(inner) : 0)));
      if (alpha > 0) {
        covered.push({ dx, dy, alpha });
      }
    }
  }
  const edge = covered.filter(pixel => pixel.alpha < 255);
  const place = ({ dx, dy }: { dx: number; dy: number }): number => dy * width + dx;
  return {
    size,
    centre: (size - 1) >> 1,
    dx: Int8Array.from(covered, pixel => pixel.dx),
    dy: Int8Array.from(covered, pixel => pixel.dy),
    alpha: Uint8Array.from(covered, pixel => pixel.alpha),
    solid: Int32Array.from(
      covered.filter(pixel => pixel.alpha === 255),
      place
    ),
    edge: Int32Array.from(edge, place),
    edgeAlpha: Int32Array.from(edge, pixel => pixel.alpha),
    edgeWeight: Int32Array.from(edge, pixel => Math.round((pixel.alpha * 256) / 255))
  };
}

/**
 * Pixels of a picture as one number each, as {@link rgba} packs them; signed, since engines
 * compute with such numbers faster.
 */
export interface Canvas32 {
  width: number;
  height: number;
  pixels: Int32Array;
}

/** A colour in the byte order of the machine's canvas (little endian everywhere browsers run). */
export function rgba(r: number, g: number, b: number, alpha = 255): number {
  return ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** Put a stamp with its centre on a pixel of the picture. */
export function put(on: Canvas32, shape: Stamp, px: number, py: number, color: number): void {
  const left = px - shape.centre;
  const top = py - shape.centre;
  const { width, height, pixels } = on;
  const corner = top * width + left;
  if (left < 0 || top < 0 || left + shape.size > width || top + shape.size > height) {
    putCut(on, shape, left, top, color);
    return;
  }
  const { solid, edge, edgeAlpha, edgeWeight } = shape;
  for (let i = 0; i < solid.length; i += 1) {
    pixels[corner + (solid[i] as number)] = color;
  }
  for (let i = 0; i < edge.length; i += 1) {
    const at = corner + (edge[i] as number);
    const under = pixels[at] as number;
    if (under >>> 24 !== 255) {
      pixels[at] = over(color, edgeAlpha[i] as number, under);
      continue;
    }
    // As mixed() does.
    const weight = edgeWeight[i] as number;
    const redBlue = Math.imul(color & 0xff00ff, weight) + Math.imul(under & 0xff00ff, 256 - weight);
    const green = Math.imul(color & 0xff00, weight) + Math.imul(under & 0xff00, 256 - weight);
    pixels[at] = -0x1000000 | ((redBlue >>> 8) & 0xff00ff) | ((green >>> 8) & 0xff00);
  }
}

/** Put the part of a stamp that lies on the picture. */
function putCut(
  { width, height, pixels }: Canvas32,
  { dx, dy, alpha }: Stamp,
  left: number,
  top: number,
  color: number
): void {
  for (let i = 0; i < alpha.length; i += 1) {
    const px = left + (dx[i] as number);
    const py = top + (dy[i] as number);
    if (px >= 0 && py >= 0 && px < width && py < height) {
      const at = py * width + px;
      const a = alpha[i] as number;
      pixels[at] = a === 255 ? color : over(color, a, pixels[at] as number);
    }
  }
}

/** Two colours without their opacity, the first with a weight of 256. */
function mixed(color: number, under: number, weight: number): number {
  // Two channels at a time.
  const other = 256 - weight;
  const redBlue = (Math.imul(color & 0xff00ff, weight) + Math.imul(under & 0xff00ff, other)) >>> 8;
  const green = (Math.imul(color & 0xff00, weight) + Math.imul(under & 0xff00, other)) >>> 8;
  return (redBlue & 0xff00ff) | (green & 0xff00);
}

/** Source over destination, without premultiplication. */
function over(color: number, alpha: number, under: number): number {
  const below = under >>> 24;
  if (below === 0) {
    return (color & 0xffffff) | (alpha << 24);
  }
  // On what is not opaque the weights are those of the sum.
  const share = (alpha * 255 * 255) / (alpha * 255 + below * (255 - alpha));
  const out = Math.round(alpha + (below * (255 - alpha)) / 255);
  return (out << 24) | mixed(color, under, Math.round((share * 256) / 255));
}
