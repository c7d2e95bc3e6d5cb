import { useLayoutEffect, type RefObject } from 'react';

const CONTROLS = 'input, select, button, textarea, a[href]';

/**
 * Lets Tab reach the controls of the current row only: row, its controls, then on beyond the
 * table. Without this a table of 600 rows with two controls each would be 1,200 stops.
 *
 * @param scroller - Holds the rows; the current one carries `data-stop`.
 * @param enabled - False leaves every control reachable.
 */
export function useRowControls(scroller: RefObject<HTMLElement>, enabled: boolean): void {
  // After every drawing: rows come and go while scrolling.
  useLayoutEffect(() => {
    if (!enabled) {
      return;
    }
    for (const row of scroller.current?.querySelectorAll('tbody tr') ?? []) {
      const index = row.hasAttribute('data-stop') ? 0 : -1;
      for (const element of row.querySelectorAll<HTMLElement>(CONTROLS)) {
        element.tabIndex = index;
      }
    }
  });
}
