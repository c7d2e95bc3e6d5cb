/**
 * Very many marks as a picture under the axes. No canvas and no GPU here, so that the same code
 * runs in tests; the picture comes in bands, so that nothing else waits for long.
 */

/** Where the axes stand. */
export interface PlotArea {
  /** In CSS px. */
  width: number;
  height: number;
  /** Values at the left and right end. */
  range: [number, number];
  /** Values at the upper and lower end. */
  yRange: [number, number];
}

/** A horizontal part of the picture. */
export interface Band {
  /** Distance from the top of the plot area, in device px. */
  top: number;
  width: number;
  height: number;
  /** RGBA bytes, not premultiplied. */
  pixels: Uint8ClampedArray;
}

export interface Underlay {
  bands: number;
  /** Marks of all bands, where they may be very many; absent: bands are drawn quickly. */
  marks?: number;
  /** Finds out what a band needs, where that takes long: a step of its own before it. */
  prepare?(index: number, area: PlotArea): void;
  /** @param ratio - Device pixels per CSS px. */
  band(index: number, area: PlotArea, ratio: number): Band;
  /** The mark nearest to a point, in px of the plot area, within a few px. */
  hit(x: number, y: number, area: PlotArea): { row: number; record: number } | undefined;
  /** Where the marks of a record stand, in px of the plot area. */
  places(record: number, area: PlotArea): { x: number; y: number }[];
}

/** First device px of a band, and the first after it. */
export function bandRows(
  index: number,
  bands: number,
  area: PlotArea,
  ratio: number
): [number, number] {
  const height = Math.max(1, Math.round(area.height * ratio));
  const edge = (at: number): number => Math.round((at / bands) * height);
  return [edge(index), Math.max(edge(index) + 1, edge(index + 1))];
}
