/**
 * The bytes of a PNG file of what is drawn on a canvas.
 *
 * @throws Error if the page cannot make one, e.g. of a canvas that is too large.
 */
export async function canvasPng(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
  if (!blob) {
    throw new Error('the picture is too large for this page.');
  }
  return new Uint8Array(await blob.arrayBuffer());
}
