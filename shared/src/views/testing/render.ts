import { act, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach } from 'vitest';

declare global {
  // Read by React: effects run inside `act`.
  var IS_REACT_ACT_ENVIRONMENT: boolean | undefined;
}

/** Something drawn in the test's page. */
export interface Rendered {
  element: HTMLElement;
  rerender: (node: ReactElement) => Promise<void>;
  unmount: () => Promise<void>;
}

const drawn = new Set<() => Promise<void>>();

// A view that stays would go on asking for news in the page of the next test.
afterEach(async () => {
  for (const unmount of [...drawn]) {
    await unmount();
  }
});

/** Let answers that are already under way arrive. */
export async function settle(ms = 0): Promise<void> {
  await act(() => new Promise(resolve => setTimeout(resolve, ms)));
}

export async function render(node: ReactElement): Promise<Rendered> {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true;
  const element = document.createElement('div');
  document.body.append(element);
  const root = createRoot(element);
  const rerender = async (next: ReactElement): Promise<void> => {
    await act(async () => root.render(next));
    await settle();
  };
  const unmount = async (): Promise<void> => {
    drawn.delete(unmount);
    await act(async () => root.unmount());
    element.remove();
  };
  drawn.add(unmount);
  await rerender(node);
  return { element, rerender, unmount };
}

/**
 * The one control with this name: its label, its text or what it is labelled by.
 *
 * @throws if there is none, naming those there are.
 */
export function control(within: Element, name: string): HTMLElement {
  const controls = [...within.querySelectorAll<HTMLElement>('button, input, select, textarea, tr')];
  const nameOf = (element: HTMLElement): string =>
    element.getAttribute('aria-label') ??
    (element as HTMLInputElement).labels?.[0]?.textContent ??
    element.textContent ??
    '';
  const found = controls.find(element => nameOf(element).trim() === name);
  if (!found) {
    throw new Error(`No “${name}” among: ${controls.map(nameOf).join(' | ')}`);
  }
  return found;
}

export async function click(element: HTMLElement): Promise<void> {
  await act(async () => element.click());
  await settle();
}

export async function focus(element: HTMLElement | null | undefined): Promise<void> {
  await act(async () => element?.focus());
}

export async function press(element: HTMLElement, key: string): Promise<void> {
  await act(async () => {
    element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  });
  await settle();
}

/** Enter text as a user does: through the element's own setter, then leave the field. */
export async function fill(element: HTMLElement, value: string): Promise<void> {
  const prototype = Object.getPrototypeOf(element) as object;
  const setter = Object.getOwnPropertyDescriptor(prototype, 'value')?.set;
  const type = element instanceof HTMLSelectElement ? 'change' : 'input';
  await act(async () => {
    element.focus();
    setter?.call(element, value);
    element.dispatchEvent(new Event(type, { bubbles: true }));
  });
  await act(async () => element.blur());
  await settle();
}
