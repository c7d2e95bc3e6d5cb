import type { ReactElement } from 'react';
import { toCsv } from '../../../../explain/formats/csv';
import type { Host } from '../../../../host';
import { canvasPng } from '../../../../plots/canvasPng';
import { fileName } from '../../../../plots/fileName';
import { Button } from '../../../parts';
import { drawLayers, shownScalar, type Layers, type Part } from './compose';
import type { HeatMap, Picture } from './pictures';

export interface PictureExportsProps {
  panes: { layers: Layers }[];
  /** Width by height of the picture. */
  ratio: number;
  picture: Picture | undefined;
  part: Part;
  map: HeatMap | undefined;
  invert: boolean;
  host: Host;
  /** File name without extension. */
  name: string;
}

const TYPES = { csv: 'text/csv', png: 'image/png' } as const;

/** The picture as it is seen, and its map as numbers where the file holds any. */
export function PictureExports(props: PictureExportsProps): ReactElement {
  const { panes, ratio, picture, part, map, invert, host, name } = props;
  const save = async (kind: keyof typeof TYPES): Promise<void> => {
    try {
      const bytes =
        kind === 'csv' && map
          ? new TextEncoder().encode(toCsv(mapRows(map, invert)))
          : await picturePng(panes, ratio, picture, part);
      await host.save(fileName(name, kind), bytes, TYPES[kind]);
    } catch (error) {
      host.notify('error', `The picture could not be exported: ${(error as Error).message}`);
    }
  };
  return (
    <span className="ph-Row" role="group" aria-label="Actions of the picture">
      {map?.scalar && (
        <Button kind="quiet" onClick={() => void save('csv')}>
          CSV
        </Button>
      )}
      <Button kind="quiet" disabled={!picture && !map} onClick={() => void save('png')}>
        PNG
      </Button>
    </span>
  );
}

/** Importance of each place of the map, 0 to 1: a line per row of the map, from its upper left. */
export function mapRows(map: HeatMap, invert: boolean): number[][] {
  const scalar = shownScalar(map, invert);
  return scalar
    ? Array.from({ length: scalar.height }, (_, y) =>
        Array.from(scalar.values.subarray(y * scalar.width, (y + 1) * scalar.width), value =>
          Number(value.toPrecision(6))
        )
      )
    : [];
}

/** Least width of an exported pane, in px. */
const EXPORT_WIDTH = 800;
const GAP = 16;

/** What the panes show, at the picture's own size where that is larger. */
async function picturePng(
  panes: { layers: Layers }[],
  ratio: number,
  picture: Picture | undefined,
  part: Part
): Promise<Uint8Array> {
  const width = Math.max(EXPORT_WIDTH, Math.min(picture?.bitmap.width ?? 0, 4096));
  const height = Math.round(width / ratio);
  const whole = document.createElement('canvas');
  whole.width = panes.length * width + (panes.length - 1) * GAP;
  whole.height = height;
  const context = whole.getContext('2d');
  const pane = document.createElement('canvas');
  const draft = pane.getContext('2d');
  if (!context || !draft) {
    throw new Error('this page cannot draw pictures.');
  }
  pane.width = width;
  pane.height = height;
  panes.forEach(({ layers }, index) => {
    drawLayers(draft, pane, layers, part);
    context.drawImage(pane, index * (width + GAP), 0);
  });
  return canvasPng(whole);
}
