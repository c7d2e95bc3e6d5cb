import { useLayoutEffect, useState, type RefObject } from 'react';
import type { Host } from '../host';
import { useTheme } from '../views/parts';
import { readStyle, type PlotStyle } from './style';

/**
 * Colours, type and width of the place of a chart; follows the theme and the pane's size.
 *
 * @returns `undefined` until the place is in the page.
 */
export function usePlotStyle(
  frame: RefObject<HTMLElement | null>,
  host: Host
): PlotStyle | undefined {
  const theme = useTheme(host);
  const { locale } = host;
  const [style, setStyle] = useState<PlotStyle>();

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) {
      return;
    }
    const read = (): void => {
      const next = readStyle(element, theme, locale);
      setStyle(old => (JSON.stringify(old) === JSON.stringify(next) ? old : next));
    };
    read();
    if (typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, theme, locale]);

  return style;
}
