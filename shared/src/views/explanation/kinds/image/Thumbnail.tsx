import { useLayoutEffect, useRef, type ReactElement } from 'react';
import type { ImageItem } from '../../../../explain/model';
import { Icon } from '../../../parts';
import { drawLayers, WHOLE, type HeatLook } from './compose';
import { THUMB, type PictureStore } from './pictures';
import { useColoured, useHeat, type MapChoice } from './useHeat';

export interface ThumbnailProps {
  item: ImageItem;
  choice: MapChoice | undefined;
  store: PictureStore;
  look: HeatLook;
}

/** A small picture with its map over it; what it shows is told by the words beside it. */
export function Thumbnail({ item, choice, store, look }: ThumbnailProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const heat = useHeat(store, item, choice, THUMB);
  const { data: picture } = heat.picture;
  const { data: map } = heat.map;
  const coloured = useColoured(map, look);
  const error = heat.picture.error ?? (picture ? undefined : heat.map.error);

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    const size = picture?.bitmap ?? map;
    if (!canvas.current || !context || !size) {
      return;
    }
    const scale = THUMB / Math.max(size.width, size.height);
    canvas.current.width = Math.max(1, Math.round(size.width * scale));
    canvas.current.height = Math.max(1, Math.round(size.height * scale));
    const opacity = picture ? look.opacity : 1;
    const layers = { picture, map: coloured, covered: WHOLE, opacity, from: 0 };
    drawLayers(context, canvas.current, layers, WHOLE);
  }, [picture, map, coloured, look.opacity]);

  return (
    <span className="ph-Thumbnail" title={error?.message}>
      {error && !map ? (
        <Icon name="warning" label="Cannot be shown" />
      ) : (
        <canvas ref={canvas} aria-hidden="true" data-picture={pictureName(item)} />
      )}
    </span>
  );
}

/** What a picture is called where it stands without the words beside it. */
function pictureName({ name, predictedLabel }: ImageItem): string {
  const label = predictedLabel === undefined ? '' : `: ${predictedLabel.slice(0, 200)}`;
  return `${name.slice(0, 200)}${label}`;
}
