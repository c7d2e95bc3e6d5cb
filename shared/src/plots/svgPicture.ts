/** An SVG of our own as the file that it is or as a PNG. */
import { canvasPng } from './canvasPng';

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** Pixels of a PNG per px. */
const SCALE = 2;

/** An element that is not in a page. */
export function svgElement(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, String(value));
  }
  return element;
}

/**
 * @param svg - With width and height; gets a ground of the given colour.
 * @throws Error if the page cannot make pictures.
 */
export async function svgPicture(
  format: 'png' | 'svg',
  svg: SVGElement,
  background: string
): Promise<Uint8Array> {
  const width = Number(svg.getAttribute('width'));
  const height = Number(svg.getAttribute('height'));
  svg.setAttribute('xmlns', NAMESPACE);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.prepend(svgElement('rect', { width, height, fill: background }));
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
