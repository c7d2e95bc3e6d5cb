import { useDeferredValue, useEffect, useMemo, useState, type ReactElement } from 'react';
import {
  activationFiles,
  chooseImages,
  EVERYTHING,
  type ImageFilter,
  type ImageOrder
} from '../../../../explain/images/choose';
import type { ImageExplanation, ImageItem } from '../../../../explain/model';
import { EmptyState, useStored } from '../../../parts';
import { FileNotes } from '../FileNotes';
import type { KindProps } from '../registry';
import type { HeatLook } from './compose';
import { Filters } from './Filters';
import { Gallery } from './Gallery';
import { ItemTable } from './ItemTable';
import { PicturePane } from './PicturePane';
import { PictureStore } from './pictures';
import { mapChoices } from './useHeat';

const USUAL: HeatLook = { opacity: 0.5, threshold: 0, scale: 'inferno', invert: false };

/** Explained pictures: small ones to choose from, the chosen one with its heat map. */
export default function ImageView({
  explanation: e,
  folder,
  host,
  exportName,
  firstRecord = 0
}: KindProps<ImageExplanation>): ReactElement {
  const store = useMemo(() => new PictureStore(folder), [folder]);
  const [chosen, setChosen] = useState(firstRecord);
  const [filter, setFilter] = useState<ImageFilter>(EVERYTHING);
  const [order, setOrder] = useState<ImageOrder>('file');
  const [look, setLook] = useStored<HeatLook>(host, 'explanation:image-look', USUAL);
  const activations = useActivations(e, store);
  const wanted = useDeferredValue(filter);
  const shown = useMemo(() => chooseImages(e.items, wanted, order), [e, wanted, order]);
  // Colouring all small pictures may lag behind the slider; the large one does not.
  const smallLook = useDeferredValue(look);
  const selected = shown.includes(chosen) ? chosen : shown[0];
  const item = selected === undefined ? undefined : (e.items[selected] as ImageItem);
  const mapOf = useMemo(
    () => (index: number) =>
      mapChoices(e.items[index] as ImageItem, e.convention, activations.get(index))[0],
    [e, activations]
  );

  if (e.items.length === 0) {
    return (
      <>
        <EmptyState title="No explained pictures">
          {e.meta.source} names no picture with a heat map.
        </EmptyState>
        <FileNotes explanation={e} />
      </>
    );
  }
  const pane = item && (
    <PicturePane
      // Zoom and map belong to one picture.
      key={selected}
      item={item}
      convention={e.convention}
      activations={activations.get(selected as number)}
      store={store}
      host={host}
      look={look}
      onLook={setLook}
      exportName={exportName}
    />
  );
  return (
    <div className="ph-Stack">
      {e.items.length === 1 ? (
        pane
      ) : (
        <>
          <Filters
            items={e.items}
            filter={filter}
            onFilter={setFilter}
            order={order}
            onOrder={setOrder}
            shown={shown.length}
            locale={host.locale}
          />
          <div className="ph-Images">
            <Gallery
              explanation={e}
              shown={shown}
              selected={selected ?? -1}
              onSelect={setChosen}
              mapOf={mapOf}
              store={store}
              look={smallLook}
              locale={host.locale}
            />
            {pane}
          </div>
          <ItemTable items={e.items} shown={shown} host={host} exportName={exportName} />
        </>
      )}
      <FileNotes explanation={e} facts={facts(e)} />
    </div>
  );
}

/** Files with activations beside the report, by index of the picture. */
function useActivations(e: ImageExplanation, store: PictureStore): Map<number, string> {
  const [found, setFound] = useState(new Map<number, string>());
  useEffect(() => {
    let ended = false;
    if (e.convention === 'eigen-cam') {
      void store.entries().then(entries => {
        const files = activationFiles(
          e.items,
          entries.map(({ path }) => path)
        );
        if (!ended && files.size > 0) {
          setFound(files);
        }
      });
    }
    return () => {
      ended = true;
    };
  }, [e, store]);
  return found;
}

function facts(e: ImageExplanation): string[] {
  const method =
    e.convention === 'eigen-cam'
      ? 'Eigen-CAM: the first principal component of the last layer’s activations'
      : 'Kernel SHAP over segments of the picture; an absent segment is replaced by the baseline';
  return [
    e.meta.method ?? method,
    e.items.length === 1 ? '1 picture' : `${e.items.length} pictures`
  ];
}
