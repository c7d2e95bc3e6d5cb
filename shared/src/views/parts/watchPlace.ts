/**
 * Measure when an element scrolls or changes its size.
 *
 * @returns ends it.
 */
export function watchPlace(element: HTMLElement, measure: () => void): () => void {
  element.addEventListener('scroll', measure, { passive: true });
  const observer = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(measure);
  observer?.observe(element);
  return () => {
    element.removeEventListener('scroll', measure);
    observer?.disconnect();
  };
}
