/** A figure of marks as a file: its picture and its axes in one. */
import type { DrawnArea } from './plotHandle';
import { svgElement, svgPicture } from './svgPicture';

/**
 * @param axes - As it is drawn; zoom, ring and all.
 * @param marks - The picture under it.
 * @throws Error if the page cannot make pictures.
 */
export function markPicture(
  format: 'png' | 'svg',
  axes: SVGSVGElement,
  marks: HTMLCanvasElement,
  area: DrawnArea,
  background: string
): Promise<Uint8Array> {
  const svg = axes.cloneNode(true) as SVGSVGElement;
  const { left: x, top: y, width, height } = area;
  svg.prepend(
    svgElement('image', {
      ...{ x, y, width, height, preserveAspectRatio: 'none' },
      href: marks.toDataURL('image/png')
    })
  );
  return svgPicture(format, svg, background);
}
