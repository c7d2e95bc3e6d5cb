/** The explanation that is seen as one HTML file: its pictures as they are, its numbers as tables. */
import { htmlReport, type ReportPicture } from '../../explain/export/html';
import { explanationTables } from '../../explain/export/tables';
import { explanationTexts } from '../../explain/export/texts';
import type { Explanation } from '../../explain/model';
import type { Host } from '../../host';
import { fileName } from '../../plots/fileName';
import type { ChartGetter } from '../../plots/shelf';

/**
 * Let the user save it.
 *
 * @param content - Where it is drawn.
 * @param charts - Those in `content`.
 * @throws Error if a picture cannot be made
 */
export async function exportHtml(
  host: Host,
  explanation: Explanation,
  name: string,
  content: HTMLElement | null,
  charts: ReadonlySet<ChartGetter>
): Promise<void> {
  const { meta, unit } = explanation;
  const pictures = content ? await seenPictures(content, charts) : [];
  const html = htmlReport({
    title: `Explanation of ${name}`,
    facts: [
      [
        `Read from ${meta.source}`,
        `format ${[...(meta.joined ?? [meta.format])].join(' and ')}`,
        ...(meta.method ? [meta.method] : []),
        ...(unit === 'unknown' ? [] : [`unit: ${unit}`])
      ].join(' · '),
      ...legendOf(explanation),
      ...meta.warnings.slice(0, 50)
    ],
    pictures,
    texts: explanation.kind === 'text' ? explanationTexts(explanation) : [],
    tables: explanationTables(explanation)
  });
  await host.save(fileName(name, 'explanation.html'), new TextEncoder().encode(html), 'text/html');
}

/** What marks and colours mean that have no axis of their own. */
function legendOf(e: Explanation): string[] {
  switch (e.kind) {
    case 'text':
      return ['Marks in texts: a solid line raises the label, a dashed line lowers it.'];
    case 'image':
      return e.convention === 'clarify'
        ? [
            'Colours are Clarify’s own: blue raises the score of the class, red lowers it. The ' +
              'files hold no numbers.'
          ]
        : [
            'Heat maps: bright is important. Eigen-CAM has no class and no sign; the map is the ' +
              'same whatever label is predicted.'
          ];
    default:
      return [];
  }
}

/** Charts, and canvases and pictures of their own, in the order of the page. */
async function seenPictures(
  content: HTMLElement,
  charts: ReadonlySet<ChartGetter>
): Promise<ReportPicture[]> {
  const found: { element: Element; picture: ReportPicture }[] = [];
  for (const get of charts) {
    const chart = get();
    if (chart) {
      const { element, label, summary } = chart;
      const address = dataAddress('image/svg+xml', await chart.picture());
      found.push({ element, picture: { label, summary, address } });
    }
  }
  for (const element of content.querySelectorAll<HTMLCanvasElement | HTMLImageElement>(
    'canvas, img'
  )) {
    const address = element.closest('.ph-Chart') ? undefined : drawn(element);
    if (address !== undefined) {
      const label =
        element.dataset.picture ??
        element.getAttribute('alt') ??
        element.getAttribute('aria-label') ??
        '';
      found.push({ element, picture: { label: label || 'Picture', summary: '', address } });
    }
  }
  return found
    .sort((a, b) =>
      a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1
    )
    .map(({ picture }) => picture);
}

/** A canvas or a loaded picture as an address; `undefined` if the page may not read it. */
function drawn(element: HTMLCanvasElement | HTMLImageElement): string | undefined {
  try {
    if (element instanceof HTMLCanvasElement) {
      return element.width > 0 ? element.toDataURL('image/png') : undefined;
    }
    if (element.naturalWidth === 0) {
      return undefined;
    }
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [element.naturalWidth, element.naturalHeight];
    canvas.getContext('2d')?.drawImage(element, 0, 0);
    return canvas.toDataURL('image/png');
  } catch {
    return undefined;
  }
}

function dataAddress(type: string, bytes: Uint8Array): string {
  let letters = '';
  const step = 0x8000;
  for (let at = 0; at < bytes.length; at += step) {
    letters += String.fromCharCode(...bytes.subarray(at, at + step));
  }
  return `data:${type};base64,${btoa(letters)}`;
}
