/** Drawing a picture and its heat map, in any part and at any size. */
import {
  upsample,
  type Rectangle,
  type ScalarMap,
  type Size
} from '../../../../explain/images/resample';
import { paintHeat, type HeatScale } from '../../../../plots/heatColors';
import type { HeatMap, Picture } from './pictures';

/** How the map is drawn. */
export interface HeatLook {
  /** 0 to 1. */
  opacity: number;
  /** Less importance than this is left clear, 0 to 1. */
  threshold: number;
  scale: HeatScale;
  invert: boolean;
}

/** The part of a picture that is seen, in shares of its width and height. */
export type Part = Rectangle;

export const WHOLE: Part = { x: 0, y: 0, width: 1, height: 1 };

/** Longest side of a coloured map, in px: the browser's own enlargement does the rest. */
const PAINTED = 384;

/** The numbers of a map, or of its opposite. */
export function shownScalar(map: HeatMap, invert: boolean): ScalarMap | undefined {
  const { scalar, inverted } = map;
  return invert && scalar
    ? (inverted ?? { ...scalar, values: scalar.values.map(value => 1 - value) })
    : scalar;
}

/** A map in colours, to be drawn over the part of the picture that it covers. */
export function colouredMap(map: HeatMap, look: HeatLook): CanvasImageSource | undefined {
  const scalar = shownScalar(map, look.invert);
  if (!scalar) {
    return map.bitmap;
  }
  // Small maps are enlarged as numbers: between two colours of a scale lie others.
  const factor = Math.max(1, Math.floor(PAINTED / Math.max(scalar.width, scalar.height)));
  const size = { width: scalar.width * factor, height: scalar.height * factor };
  const values = factor > 1 ? upsample(scalar, size) : scalar.values;
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d');
  if (!context) {
    return undefined;
  }
  const image = context.createImageData(size.width, size.height);
  paintHeat(values, look, image.data);
  context.putImageData(image, 0, 0);
  return canvas;
}

/** What one pane shows. */
export interface Layers {
  picture?: Picture;
  /** The map in colours. */
  map?: CanvasImageSource;
  /** Part of the picture that the map covers, in shares. */
  covered: Part;
  opacity: number;
  /** The map begins here, in shares of the pane's width; for swiping. */
  from: number;
}

/** Draw the layers so that `part` fills the canvas. */
export function drawLayers(
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  { picture, map, covered, opacity, from }: Layers,
  part: Part
): void {
  const place = (r: Rectangle): [number, number, number, number] => [
    ((r.x - part.x) / part.width) * width,
    ((r.y - part.y) / part.height) * height,
    (r.width / part.width) * width,
    (r.height / part.height) * height
  ];
  context.clearRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  if (picture) {
    context.drawImage(picture.bitmap, ...place(WHOLE));
  }
  if (map) {
    context.save();
    context.beginPath();
    context.rect(from * width, 0, width, height);
    context.clip();
    context.globalAlpha = opacity;
    context.drawImage(map, ...place(covered));
    context.restore();
  }
}

/** Largest zoom: from here on single pixels of the photo are seen. */
const MOST = 16;

/** Zoom by a factor around a point (in shares of what is seen), within the picture. */
export function zoomed(part: Part, factor: number, at = { x: 0.5, y: 0.5 }): Part {
  const side = Math.min(1, Math.max(1 / MOST, part.width / factor));
  return within({
    x: part.x + (part.width - side) * at.x,
    y: part.y + (part.height - side) * at.y,
    width: side,
    height: side
  });
}

/** Move by shares of what is seen. */
export function moved(part: Part, right: number, down: number): Part {
  return within({ ...part, x: part.x + right * part.width, y: part.y + down * part.height });
}

function within({ x, y, width, height }: Part): Part {
  return {
    x: Math.min(1 - width, Math.max(0, x)),
    y: Math.min(1 - height, Math.max(0, y)),
    width,
    height
  };
}

/** Importance at a point of the picture, in shares; `undefined` outside of the map. */
export function valueAt(
  map: HeatMap,
  covered: Part,
  invert: boolean,
  x: number,
  y: number
): number | undefined {
  const scalar = shownScalar(map, invert);
  const u = (x - covered.x) / covered.width;
  const v = (y - covered.y) / covered.height;
  if (!scalar || u < 0 || v < 0 || u >= 1 || v >= 1) {
    return undefined;
  }
  const row = Math.floor(v * scalar.height);
  return scalar.values[row * scalar.width + Math.floor(u * scalar.width)];
}
