import { useMemo, useState, type ReactElement } from 'react';
import { shareAbove } from '../../../../explain/images/regions';
import type { ImageExplanation, ImageItem } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { percentText } from '../../../../plots/numbers';
import {
  Banner,
  Button,
  IconButton,
  RadioGroup,
  SelectField,
  Skeleton,
  useStored
} from '../../../parts';
import {
  shownScalar,
  valueAt,
  WHOLE,
  zoomed,
  type HeatLook,
  type Layers,
  type Part
} from './compose';
import { HeatLegend } from './HeatLegend';
import { LookControls } from './LookControls';
import type { HeatMap, Picture, PictureStore } from './pictures';
import { PictureExports } from './PictureExports';
import { mapRegions, RegionTable } from './RegionTable';
import { Slider } from './Slider';
import { Stage } from './Stage';
import {
  coveredPart,
  mapChoices,
  shapesDiffer,
  useColoured,
  useHeat,
  type Covers
} from './useHeat';

export type ImageMode = 'overlay' | 'side' | 'swipe';

export interface PicturePaneProps {
  item: ImageItem;
  convention: ImageExplanation['convention'];
  /** File with activations of its last layer. */
  activations: string | undefined;
  store: PictureStore;
  host: Host;
  look: HeatLook;
  onLook: (look: HeatLook) => void;
  exportName: string;
}

const MODES = [
  { value: 'overlay', label: 'Overlay' },
  { value: 'side', label: 'Side by side' },
  { value: 'swipe', label: 'Swipe' }
] as const;

/** One step of the buttons. */
const ZOOM = 1.5;

/** The selected picture, large, with its heat map. */
export function PicturePane(props: PicturePaneProps): ReactElement {
  const { item, convention, store, host, look, onLook } = props;
  const { locale } = host;
  const { activations } = props;
  const choices = useMemo(
    () => mapChoices(item, convention, activations),
    [item, convention, activations]
  );
  const [chosen, setChosen] = useState<string>();
  const choice = choices.find(({ id }) => id === chosen) ?? choices[0];
  const heat = useHeat(store, item, choice);
  const { data: picture } = heat.picture;
  const { data: map } = heat.map;
  const usual = convention === 'clarify' ? 'side' : 'overlay';
  const [mode, setMode] = useStored<ImageMode>(host, `explanation:image-${convention}`, usual);
  const [part, setPart] = useState<Part>(WHOLE);
  const [swipe, setSwipe] = useState(0.5);
  const [covers, setCovers] = useState<Covers>('whole');
  const [point, setPoint] = useState<{ x: number; y: number }>();
  const differ = shapesDiffer(picture, map);
  const covered = useMemo(
    () => coveredPart(picture, differ ? covers : 'whole'),
    [picture, differ, covers]
  );
  const coloured = useColoured(map, look);
  const { opacity } = look;
  const panes = useMemo(
    () => panesOf(mode, { picture, coloured, covered, opacity, swipe }),
    [mode, picture, coloured, covered, opacity, swipe]
  );
  const ratio = picture ? picture.width / picture.height : map ? map.width / map.height : 4 / 3;
  const alt = altText(item, map, look, locale);
  const loading = (heat.picture.loading || heat.map.loading) && !picture && !map;

  return (
    <section className="ph-Stack" aria-label="Selected picture">
      <PictureTitle item={item} locale={locale} />
      <div className="ph-Row ph-mod-fields">
        <RadioGroup
          label="Show as"
          hideLabel
          inline
          value={mode}
          choices={MODES}
          onChange={setMode}
        />
        <span className="ph-Row ph-Stage-zoom">
          <IconButton
            icon="subtract"
            label="Zoom out"
            disabled={part.width >= 1}
            onClick={() => setPart(zoomed(part, 1 / ZOOM))}
          />
          <span className="ph-number ph-Stage-zoomed">{percentText(1 / part.width, locale)}</span>
          <IconButton icon="add" label="Zoom in" onClick={() => setPart(zoomed(part, ZOOM))} />
          {part.width < 1 && (
            <Button kind="quiet" onClick={() => setPart(WHOLE)}>
              Whole picture
            </Button>
          )}
        </span>
        {choices.length > 1 && (
          <SelectField
            label="Heat map"
            value={choice?.id ?? ''}
            choices={choices.map(({ id, label }) => ({ value: id, label }))}
            onChange={setChosen}
          />
        )}
      </div>
      {[heat.picture.error, heat.map.error].map(
        (error, index) =>
          error && (
            <Banner
              key={index}
              kind="error"
              title={index === 0 ? 'The picture cannot be shown.' : 'The heat map cannot be shown.'}
              actions={
                <Button onClick={() => void (index === 0 ? heat.picture : heat.map).reload()}>
                  Try again
                </Button>
              }
            >
              {error.message}
            </Banner>
          )
      )}
      {item.input === undefined && (
        <p className="ph-muted">The files do not name the explained picture itself.</p>
      )}
      {loading ? (
        <Skeleton label="Loading picture" layout="chart" rows={8} />
      ) : (
        (picture || map) && (
          <div className="ph-Stages">
            {panes.map(({ name, layers }) => (
              <figure key={name} className="ph-Stack">
                {panes.length > 1 && <figcaption className="ph-muted">{name}</figcaption>}
                <Stage
                  alt={panes.length > 1 ? `${name}: ${alt}` : alt}
                  ratio={ratio}
                  layers={layers}
                  part={part}
                  onPart={setPart}
                  onPoint={setPoint}
                />
              </figure>
            ))}
          </div>
        )
      )}
      {mode === 'swipe' && (
        <Slider label="Map from" value={swipe} onChange={setSwipe} locale={locale} />
      )}
      {map && (
        <HeatLegend
          convention={convention}
          scale={map?.scalar ? look.scale : undefined}
          invert={look.invert && map?.scalar !== undefined}
          threshold={map?.scalar ? look.threshold : 0}
        />
      )}
      {(convention === 'eigen-cam' || mode !== 'side') && (
        <LookControls
          look={look}
          onLook={onLook}
          numbers={map?.scalar !== undefined}
          opacity={mode !== 'side'}
          convention={convention}
          locale={locale}
        />
      )}
      {differ && map && picture && (
        <SelectField
          label={`The map (${map.width} x ${map.height}) has another shape than the picture (${picture.width} x ${picture.height}). It covers`}
          value={covers}
          choices={[
            { value: 'whole', label: 'the whole picture, stretched' },
            { value: 'centre', label: 'the centre square that the network saw' }
          ]}
          onChange={setCovers}
        />
      )}
      <p className="ph-muted" aria-hidden="true">
        {pointText(point, map, covered, look.invert, locale)}
      </p>
      {map?.notes.map(note => (
        <p key={note} className="ph-muted">
          {note}
        </p>
      ))}
      <div className="ph-Chart-foot ph-Row">
        {map?.scalar ? <RegionTable map={map} invert={look.invert} locale={locale} /> : <span />}
        <PictureExports
          panes={panes}
          ratio={ratio}
          picture={picture}
          part={part}
          map={map}
          invert={look.invert}
          host={host}
          name={`${props.exportName}-${item.name}`}
        />
      </div>
    </section>
  );
}

function PictureTitle({ item, locale }: { item: ImageItem; locale: string }): ReactElement {
  const { predictedLabel, probability, actual } = item;
  return (
    <div>
      <h2 className="ph-PictureTitle" dir="auto">
        {item.name.slice(0, 400)}
      </h2>
      {predictedLabel !== undefined && (
        <p>
          Predicted <strong dir="auto">{predictedLabel.slice(0, 200)}</strong>
          {probability !== undefined && `, ${percentText(probability, locale, 1)}`}
          {actual !== undefined && (
            <>
              {' · '}
              {actual === predictedLabel ? 'right' : 'wrong: '}
              {actual !== predictedLabel && <bdi>{actual.slice(0, 200)}</bdi>}
            </>
          )}
        </p>
      )}
    </div>
  );
}

function panesOf(
  mode: ImageMode,
  shown: {
    picture: Picture | undefined;
    coloured: CanvasImageSource | undefined;
    covered: Part;
    opacity: number;
    swipe: number;
  }
): { name: string; layers: Layers }[] {
  const { picture, coloured, covered, opacity, swipe } = shown;
  const layers = { picture, map: coloured, covered, opacity, from: 0 };
  switch (mode) {
    case 'side':
      return [
        ...(picture ? [{ name: 'Picture', layers: { ...layers, map: undefined } }] : []),
        ...(coloured
          ? [{ name: 'Heat map', layers: { ...layers, picture: undefined, opacity: 1 } }]
          : [])
      ];
    case 'swipe':
      return [{ name: 'Picture and heat map', layers: { ...layers, from: swipe } }];
    case 'overlay':
      // Without the picture below, a faint map would only be faint.
      return [{ name: 'Overlay', layers: { ...layers, opacity: picture ? opacity : 1 } }];
  }
}

/** One sentence for those who do not see the picture. */
function altText(
  item: ImageItem,
  map: HeatMap | undefined,
  look: HeatLook,
  locale: string
): string {
  const name = item.name.slice(0, 100);
  const scalar = map && shownScalar(map, look.invert);
  if (!scalar) {
    return map ? `${name} with its heat map` : name;
  }
  const places = mapRegions(map, look.invert).sort((a, b) => b.share - a.share);
  const top = places[0];
  if (!top || top.share === 0) {
    return `${name}; its heat map is flat`;
  }
  const strong = percentText(shareAbove(scalar, 0.5), locale);
  return (
    `${name} with heat map, strongest ${top.name} ` +
    `(${percentText(top.share, locale)} of the importance); ${strong} of it is above one half`
  );
}

function pointText(
  point: { x: number; y: number } | undefined,
  map: HeatMap | undefined,
  covered: Part,
  invert: boolean,
  locale: string
): string {
  const value = point && map && valueAt(map, covered, invert, point.x, point.y);
  if (value === undefined) {
    const read = map?.scalar ? '; point at the map to read it' : '';
    return `Drag to move, Ctrl and wheel to zoom${read}.`;
  }
  return `Importance here: ${value.toLocaleString(locale, { maximumFractionDigits: 2 })}`;
}
