import { useEffect, useRef, type RefObject } from 'react';

/**
 * Call something again and again while someone can see it.
 *
 * The next call comes one interval after the last one ended; none while the page or the element
 * is hidden. When they show again after more than an interval, it is called at once.
 *
 * @param call - What to do; failures are its own business.
 * @param interval - In ms; `undefined` stops polling.
 * @param element - Part of the view; hidden when its tab or panel is.
 */
export function usePolling(
  call: () => Promise<unknown> | void,
  interval: number | undefined,
  element?: RefObject<Element | null>
): void {
  const latest = useRef(call);
  latest.current = call;

  useEffect(() => {
    if (interval === undefined) {
      return;
    }
    let ended = false;
    let busy = false;
    let due = Date.now() + interval;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const visible = (): boolean =>
      document.visibilityState !== 'hidden' &&
      (!element?.current || element.current.checkVisibility?.() !== false);

    const run = async (): Promise<void> => {
      clearTimeout(timer);
      if (ended || busy || !visible()) {
        return;
      }
      if (Date.now() < due) {
        timer = setTimeout(() => void run(), due - Date.now());
        return;
      }
      busy = true;
      try {
        await latest.current();
      } finally {
        busy = false;
        due = Date.now() + interval;
        void run();
      }
    };
    const wake = (): void => void run();

    const observer =
      element?.current && typeof IntersectionObserver !== 'undefined'
        ? new IntersectionObserver(wake)
        : undefined;
    if (element?.current) {
      observer?.observe(element.current);
    }
    document.addEventListener('visibilitychange', wake);
    wake();
    return () => {
      ended = true;
      clearTimeout(timer);
      observer?.disconnect();
      document.removeEventListener('visibilitychange', wake);
    };
  }, [interval, element]);
}
