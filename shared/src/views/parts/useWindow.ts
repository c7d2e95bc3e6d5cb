import { useCallback, useLayoutEffect, useState, type RefObject } from 'react';
import { watchPlace } from './watchPlace';

/** More rows than this are drawn only where they are in sight. */
export const WINDOW_LIMIT = 200;
const OVERSCAN = 10;
/** Height of a row before one has been measured, and of the view before it has a size, in px. */
const GUESSED_ROW = 28;
const GUESSED_VIEW = 600;

export interface RowWindow {
  windowed: boolean;
  /** Rows `[start, end)` are drawn. */
  start: number;
  end: number;
  /** Height of what is left out above and below, in px. */
  before: number;
  after: number;
  /** Scroll so that a row is drawn and in sight. */
  reveal: (index: number) => void;
}

/**
 * Which rows of a long list to draw.
 *
 * @param scroller - Scrolling element; its rows have the class `ph-Table-row` or `ph-List-row` and
 * one height.
 */
export function useWindow(scroller: RefObject<HTMLElement>, count: number): RowWindow {
  const windowed = count > WINDOW_LIMIT;
  const [place, setPlace] = useState({ top: 0, view: GUESSED_VIEW, row: GUESSED_ROW });

  const measure = useCallback(() => {
    const element = scroller.current;
    if (!element) {
      return;
    }
    const first = element.querySelector<HTMLElement>('.ph-Table-row, .ph-List-row');
    const next = {
      top: element.scrollTop,
      view: element.clientHeight || GUESSED_VIEW,
      row: first?.getBoundingClientRect().height || GUESSED_ROW
    };
    setPlace(old =>
      old.top === next.top && old.view === next.view && old.row === next.row ? old : next
    );
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!windowed || !element) {
      return;
    }
    measure();
    return watchPlace(element, measure);
  }, [windowed, measure, scroller]);

  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (!windowed || !element) {
        return;
      }
      const top = index * place.row;
      if (top < element.scrollTop) {
        element.scrollTop = top;
      } else if (top + 2 * place.row > element.scrollTop + place.view) {
        element.scrollTop = top + 2 * place.row - place.view;
      }
      measure();
    },
    [windowed, scroller, place.row, place.view, measure]
  );

  if (!windowed) {
    return { windowed, start: 0, end: count, before: 0, after: 0, reveal };
  }
  const last = Math.max(0, count - Math.ceil(place.view / place.row));
  const first = Math.min(last, Math.floor(place.top / place.row));
  const start = Math.max(0, first - OVERSCAN);
  const end = Math.min(count, first + Math.ceil(place.view / place.row) + OVERSCAN);
  return {
    windowed,
    start,
    end,
    before: start * place.row,
    after: (count - end) * place.row,
    reveal
  };
}
