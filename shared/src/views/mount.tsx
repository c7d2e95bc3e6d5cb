import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import type { AwsApi } from '../aws/api';
import type { Host } from '../host';
import type { ViewArgs, ViewName } from './names';
import { views } from './registry';

/** A view on the page. */
export interface MountedView<V extends ViewName> {
  /** Show other arguments. */
  update(args: ViewArgs[V]): void;
  /** Take the view off the page and end its work. */
  dispose(): void;
}

/**
 * Load a view and draw it into an element.
 *
 * @param element - An empty element of the page; gets the class `ph-root`.
 */
export async function mountView<V extends ViewName>(
  view: V,
  args: ViewArgs[V],
  element: HTMLElement,
  context: { api: AwsApi; host: Host }
): Promise<MountedView<V>> {
  const { default: component } = await views[view]();
  element.classList.add('ph-root');
  const root = createRoot(element);
  const draw = (next: ViewArgs[V]): void => {
    root.render(createElement(component, { args: next, ...context }));
  };
  draw(args);
  return { update: draw, dispose: () => root.unmount() };
}
