/** A figure of marks as a file: its picture and its axes in one. */
import { canvasPng } from './canvasPng';
import type { DrawnArea } from './plotHandle';

/** Pixels of a PNG per px. */
const SCALE = 2;

/**
 * @param axes - As it is drawn; zoom, ring and all.
 * @param marks - The picture under it.
 * @throws Error if the page cannot make pictures.
 */
export async function markPicture(
  format: 'png' | 'svg',
  axes: SVGSVGElement,
  marks: HTMLCanvasElement,
  area: DrawnArea,
  background: string
): Promise<Uint8Array> {
  const width = Number(axes.getAttribute('width'));
  const height = Number(axes.getAttribute('height'));
  const svg = axes.cloneNode(true) as SVGSVGElement;
  const make = (name: string, attributes: Record<string, string | number>): SVGElement => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, String(value));
    }
    return element;
  };
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const { left: x, top: y, width: w, height: h } = area;
  svg.prepend(
    make('rect', { width, height, fill: background }),
    make('image', {
      ...{ x, y, width: w, height: h, preserveAspectRatio: 'none' },
      href: marks.toDataURL('image/png')
    })
  );
  const text = new XMLSerializer().serializeToString(svg);
  if (format === 'svg') {
    return new TextEncoder().encode(text);
  }
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvasPng(canvas);
}
