import { useMemo } from 'react';
import { centreSquare } from '../../../../explain/images/resample';
import type { ImageExplanation, ImageItem } from '../../../../explain/model';
import { useAsync, type Async } from '../../../parts';
import { colouredMap, WHOLE, type HeatLook, type Part } from './compose';
import type { HeatMap, Picture, PictureStore } from './pictures';

/** One heat map that can be chosen for a picture. */
export interface MapChoice {
  id: string;
  label: string;
  /** File that holds it. */
  uri: string;
  /** Computed here from activations. */
  own: boolean;
  /** How its colours are to be read. */
  convention: ImageExplanation['convention'];
}

/** The maps of a picture: those of the report, and our own where activations lie beside it. */
export function mapChoices(
  item: ImageItem,
  convention: ImageExplanation['convention'],
  activations?: string
): MapChoice[] {
  const choices = item.maps.map(({ uri, label, box }, index) => ({
    id: String(index),
    label: [label, box === undefined ? undefined : `box ${box}`].filter(Boolean).join(', '),
    uri,
    own: false,
    convention
  }));
  const named = choices.map((choice, index) => ({
    ...choice,
    label: choice.label || (choices.length > 1 ? `Map ${index + 1}` : 'As in the report')
  }));
  return activations === undefined
    ? named
    : [
        ...named,
        { id: 'own', label: 'Eigen-CAM, computed here', uri: activations, own: true, convention }
      ];
}

export interface Heat {
  map: Async<HeatMap>;
  picture: Async<Picture>;
}

/** Loads a picture and one of its maps. */
export function useHeat(
  store: PictureStore,
  item: ImageItem,
  choice: MapChoice | undefined,
  side?: number
): Heat {
  const { input } = item;
  const picture = useAsync(
    () => store.picture(input as string, side),
    input === undefined ? undefined : `picture ${input}`
  );
  const map = useAsync(
    () => {
      const { own, uri, convention } = choice as MapChoice;
      return own ? store.ownMap(uri) : store.map(uri, convention, side);
    },
    choice && `${choice.own} ${choice.uri}`
  );
  return { picture, map };
}

/** How a map lies over a picture of another shape. */
export type Covers = 'whole' | 'centre';

/** The part of the picture that a map covers, in shares. */
export function coveredPart(picture: Picture | undefined, covers: Covers): Part {
  if (!picture || covers === 'whole') {
    return WHOLE;
  }
  const square = centreSquare(picture);
  return {
    x: square.x / picture.width,
    y: square.y / picture.height,
    width: square.width / picture.width,
    height: square.height / picture.height
  };
}

/** Whether a map of this shape could be that of a part of the picture. */
export function shapesDiffer(picture: Picture | undefined, map: HeatMap | undefined): boolean {
  if (!picture || !map) {
    return false;
  }
  const ratio = (picture.width * map.height) / (picture.height * map.width);
  return Math.abs(Math.log(ratio)) > 0.03;
}

/** The map in colours; kept while nothing that colours it changes. */
export function useColoured(
  map: HeatMap | undefined,
  { threshold, scale, invert }: Omit<HeatLook, 'opacity'>
): CanvasImageSource | undefined {
  return useMemo(
    () => map && colouredMap(map, { opacity: 1, threshold, scale, invert }),
    [map, threshold, scale, invert]
  );
}
