import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type RefObject
} from 'react';
import type { ImageExplanation } from '../../../../explain/model';
import { percentText } from '../../../../plots/numbers';
import { EmptyState } from '../../../parts';
import { watchPlace } from '../../../parts/watchPlace';
import type { HeatLook } from './compose';
import type { PictureStore } from './pictures';
import { Thumbnail } from './Thumbnail';
import type { MapChoice } from './useHeat';

export interface GalleryProps {
  explanation: ImageExplanation;
  /** Indices of the items to show, in order. */
  shown: readonly number[];
  /** Index of the selected item. */
  selected: number;
  onSelect: (item: number) => void;
  /** The heat map over the small picture. */
  mapOf: (item: number) => MapChoice | undefined;
  store: PictureStore;
  look: HeatLook;
  locale: string;
}

/** Least width and height of a tile, in px; as in the style sheet. */
const TILE_WIDTH = 128;
const TILE_HEIGHT = 140;
/** Rows beyond those in sight that are drawn. */
const OVERSCAN = 1;

/** Small pictures to choose from; only those in sight are opened. */
export function Gallery(props: GalleryProps): ReactElement {
  const { explanation: e, shown, selected, onSelect, locale } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { columns, first, last, rows, reveal } = useGrid(scroller, shown.length);
  const moveTo = useRef(false);
  const position = shown.indexOf(selected);
  const stop = position >= 0 ? position : 0;

  useLayoutEffect(() => {
    if (moveTo.current) {
      moveTo.current = false;
      scroller.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    }
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = {
      ArrowRight: stop + 1,
      ArrowLeft: stop - 1,
      ArrowDown: stop + columns,
      ArrowUp: stop - columns,
      Home: 0,
      End: shown.length - 1
    }[event.key];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    const at = Math.min(shown.length - 1, Math.max(0, next));
    reveal(at);
    moveTo.current = true;
    onSelect(shown[at] as number);
  };

  if (shown.length === 0) {
    return <EmptyState title="No picture fits">Loosen the filters above.</EmptyState>;
  }
  return (
    <div
      ref={scroller}
      className="ph-Gallery"
      role="listbox"
      aria-label="Explained pictures"
      onKeyDown={onKeyDown}
    >
      <div style={{ blockSize: rows * TILE_HEIGHT }} role="presentation">
        <div
          className="ph-Gallery-rows"
          role="presentation"
          style={{
            transform: `translateY(${first * TILE_HEIGHT}px)`,
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`
          }}
        >
          {shown.slice(first * columns, last * columns).map((index, offset) => {
            const at = first * columns + offset;
            const item = e.items[index] as ImageExplanation['items'][number];
            const { predictedLabel, probability, name } = item;
            const wrong = item.actual !== undefined && item.actual !== predictedLabel;
            return (
              <div
                key={index}
                className="ph-Gallery-tile"
                role="option"
                aria-selected={index === selected}
                aria-setsize={shown.length}
                aria-posinset={at + 1}
                tabIndex={at === stop ? 0 : -1}
                title={name.slice(0, 400)}
                onClick={() => onSelect(index)}
              >
                <Thumbnail
                  item={item}
                  choice={props.mapOf(index)}
                  store={props.store}
                  look={props.look}
                />
                <span className="ph-Gallery-caption">
                  <span className="ph-Gallery-label" dir="auto">
                    {(predictedLabel ?? name).slice(0, 60)}
                  </span>
                  {probability !== undefined && (
                    <span className="ph-number ph-muted">{percentText(probability, locale)}</span>
                  )}
                </span>
                {wrong && <span className="ph-Gallery-wrong">wrong</span>}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface Grid {
  columns: number;
  rows: number;
  /** Rows `[first, last)` are drawn. */
  first: number;
  last: number;
  /** Scroll so that an item is in sight. */
  reveal: (index: number) => void;
}

function useGrid(scroller: RefObject<HTMLDivElement>, count: number): Grid {
  const [place, setPlace] = useState({ top: 0, width: 2 * TILE_WIDTH, height: 4 * TILE_HEIGHT });
  const none = count === 0;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) {
      return;
    }
    const measure = (): void =>
      setPlace(old => {
        const next = {
          top: element.scrollTop,
          width: element.clientWidth || old.width,
          height: element.clientHeight || old.height
        };
        return next.top === old.top && next.width === old.width && next.height === old.height
          ? old
          : next;
      });
    measure();
    return watchPlace(element, measure);
  }, [scroller, none]);

  const columns = Math.max(1, Math.floor(place.width / TILE_WIDTH));
  const rows = Math.ceil(count / columns);
  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      const top = Math.floor(index / columns) * TILE_HEIGHT;
      if (element && top < element.scrollTop) {
        element.scrollTop = top;
      } else if (element && top + TILE_HEIGHT > element.scrollTop + element.clientHeight) {
        element.scrollTop = top + TILE_HEIGHT - element.clientHeight;
      }
    },
    [scroller, columns]
  );
  const first = Math.max(0, Math.floor(place.top / TILE_HEIGHT) - OVERSCAN);
  const last = Math.min(rows, Math.ceil((place.top + place.height) / TILE_HEIGHT) + OVERSCAN);
  return { columns, rows, first: Math.min(first, Math.max(0, rows - 1)), last, reveal };
}
