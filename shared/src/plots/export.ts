/** What a chart shows, as a file. */
import { toCsv } from '../explain/formats/csv';
import type { Host } from '../host';
import type { PlotFigure } from './figure';
import { loadPlotly } from './plotly';

export type ExportKind = 'csv' | 'png' | 'svg';

const TYPES: Record<ExportKind, string> = {
  csv: 'text/csv',
  png: 'image/png',
  svg: 'image/svg+xml'
};

/**
 * Let the user save a figure.
 *
 * @param element - Where the figure is drawn; pictures show it as it is there, zoom and all.
 * @param background - Colour under pictures: a chart without one is unreadable on other pages.
 * @throws Error if the picture cannot be made or saved.
 */
export async function exportFigure(
  host: Host,
  figure: PlotFigure,
  kind: ExportKind,
  name: string,
  element: HTMLElement,
  background: string
): Promise<void> {
  const file = `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.${kind}`;
  const bytes =
    kind === 'csv'
      ? csvBytes(figure)
      : await pictureBytes(element, kind, figure.height, background);
  await host.save(file, bytes, TYPES[kind]);
}

function csvBytes({ table }: PlotFigure): Uint8Array {
  const header = table.columns.map(column => column.name);
  return new TextEncoder().encode(toCsv([header, ...table.rows]));
}

async function pictureBytes(
  element: HTMLElement,
  format: 'png' | 'svg',
  height: number,
  background: string
): Promise<Uint8Array> {
  const plotly = await loadPlotly();
  const source = await plotly.toImage(element, {
    format,
    width: element.clientWidth || 800,
    height,
    setBackground: background,
    ...(format === 'png' ? { scale: 2 } : {})
  });
  const body = source.slice(source.indexOf(',') + 1);
  if (format === 'svg') {
    return new TextEncoder().encode(decodeURIComponent(body));
  }
  return Uint8Array.from(atob(body), letter => letter.charCodeAt(0));
}
