/** What a chart asks of the part that draws its figure. */
import type { FigurePoint } from './figure';
import type { PlotArea } from './under';

/** Where the axes of a drawn figure are, in px of its element. */
export interface DrawnArea extends PlotArea {
  left: number;
  top: number;
}

export interface PlotHandle {
  /** Where the figure stands; `undefined` until it is drawn. */
  area: () => DrawnArea | undefined;
  /** The point at a place, in px of the element. */
  pointAt: (x: number, y: number) => FigurePoint | undefined;
  /** The figure as it is seen: the bytes of a file. */
  picture: (format: 'png' | 'svg', background: string) => Promise<Uint8Array>;
}
