/** The charts that are seen in a part of a page, for exports of the whole. */
import { createContext, useContext, useEffect, useRef, type RefObject } from 'react';

export interface ShelvedChart {
  /** Where it stands on the page. */
  element: Element;
  label: string;
  /** One sentence that says what is seen. */
  summary: string;
  /** The bytes of an SVG file. */
  picture: () => Promise<Uint8Array>;
}

/** Gives the chart as it is now; `undefined` while it is not drawn. */
export type ChartGetter = () => ShelvedChart | undefined;

/** Collects the charts below it; absent: nobody asks for them. */
export const ChartShelf = createContext<Set<ChartGetter> | undefined>(undefined);

/** Put a chart on the shelf for as long as it stands. */
export function useShelved(
  element: RefObject<Element>,
  chart: () => Omit<ShelvedChart, 'element'> | undefined
): void {
  const shelf = useContext(ChartShelf);
  const latest = useRef(chart);
  latest.current = chart;
  useEffect(() => {
    const get: ChartGetter = () => {
      const now = latest.current();
      return now && element.current ? { ...now, element: element.current } : undefined;
    };
    shelf?.add(get);
    return () => void shelf?.delete(get);
  }, [shelf, element]);
}
