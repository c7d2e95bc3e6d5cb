/** What a chart shows, as a file, and what else can be done with it. */
import { toCsv } from '../explain/formats/csv';
import type { Host } from '../host';
import type { Figure } from './figure';
import { fileName } from './fileName';
import type { PlotHandle } from './plotHandle';

/** One thing that can be done with what is seen. */
export interface ExportAction {
  id: string;
  /** On the button, e.g. `CSV`. */
  label: string;
  /** @throws Error with a sentence for the user. */
  run: () => Promise<void>;
}

export interface ExportTarget {
  host: Host;
  figure: Figure;
  /** File name without extension. */
  name: string;
  /** Draws the figure; pictures show it as it is there, zoom and all. */
  plot: () => PlotHandle | null;
  /** Colour under pictures: a chart without one is unreadable on other pages. */
  background: string;
}

/**
 * The actions of a chart: its numbers and its pictures, then `more`, e.g. a page of its own or
 * the code that makes it.
 */
export function exportMenu(
  target: ExportTarget,
  more: readonly ExportAction[] = []
): ExportAction[] {
  const { host, figure, name, plot, background } = target;
  const save = (extension: string, bytes: Uint8Array, type: string): Promise<void> =>
    host.save(fileName(name, extension), bytes, type);
  const picture = (format: 'png' | 'svg', type: string) => async (): Promise<void> => {
    const drawn = plot();
    if (drawn) {
      await save(format, await drawn.picture(format, background), type);
    }
  };
  return [
    { id: 'csv', label: 'CSV', run: () => save('csv', csvBytes(figure), 'text/csv') },
    { id: 'png', label: 'PNG', run: picture('png', 'image/png') },
    { id: 'svg', label: 'SVG', run: picture('svg', 'image/svg+xml') },
    ...more
  ];
}

function csvBytes({ table }: Figure): Uint8Array {
  const header = table.columns.map(column => column.name);
  const rows = table.all?.() ?? table.rows;
  return new TextEncoder().encode(toCsv([header, ...rows]));
}
