import {
  useEffect,
  useLayoutEffect,
  useRef,
  type KeyboardEvent,
  type ReactElement,
  type SyntheticEvent
} from 'react';

/** What can be done with a row of a list. */
export interface MenuItem {
  label: string;
  run: () => void;
}

export interface RowMenuProps {
  /** Names the menu, e.g. `Actions of churn-1`. */
  label: string;
  items: readonly MenuItem[];
  /** What it stands below. */
  anchor: HTMLElement;
  /** Also when nothing was chosen. */
  onClose: () => void;
}

/** Space to the edges of the page, in px. */
const EDGE = 4;

/** A menu over everything else: lists scroll, and would cut it off. */
export function RowMenu({ label, items, anchor, onClose }: RowMenuProps): ReactElement {
  const menu = useRef<HTMLDivElement>(null);
  const closing = useRef(onClose);
  closing.current = onClose;

  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) {
      return;
    }
    // The browser's top layer; it also closes it by Escape and by a click beside it.
    element.showPopover?.();
    const at = anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = element;
    const { innerWidth, innerHeight } = window;
    const below = at.bottom + height + EDGE <= innerHeight;
    element.style.left = `${Math.max(EDGE, Math.min(at.right - width, innerWidth - width - EDGE))}px`;
    element.style.top = `${Math.max(EDGE, below ? at.bottom : at.top - height)}px`;
    element.querySelector('button')?.focus();
    const onToggle = (event: Event): void => {
      if ((event as ToggleEvent).newState === 'closed') {
        closing.current();
      }
    };
    element.addEventListener('toggle', onToggle);
    return () => element.removeEventListener('toggle', onToggle);
  }, [anchor]);

  // What it stands below moves away from it.
  useEffect(() => {
    const close = (event: Event): void => {
      if (!menu.current?.contains(event.target as Node)) {
        closing.current();
      }
    };
    window.addEventListener('scroll', close, true);
    return () => window.removeEventListener('scroll', close, true);
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(menu.current?.querySelectorAll('button') ?? [])];
    const index = buttons.findIndex(button => button === document.activeElement);
    const next = {
      ArrowDown: (index + 1) % buttons.length,
      ArrowUp: (index - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1
    }[event.key];
    event.stopPropagation();
    if (next !== undefined) {
      event.preventDefault();
      buttons[next]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      close(onClose);
    }
  };
  const close = (then: () => void): void => {
    onClose();
    anchor.focus();
    if (then !== onClose) {
      then();
    }
  };
  const quiet = (event: SyntheticEvent): void => event.stopPropagation();
  // React does not know the attribute yet.
  const popover = { popover: 'auto' } as object;
  return (
    <div
      ref={menu}
      className="ph-Menu"
      role="menu"
      aria-label={label}
      onKeyDown={onKeyDown}
      onClick={quiet}
      onFocus={quiet}
      {...popover}
    >
      {items.map(item => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className="ph-Menu-item"
          onClick={() => close(item.run)}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}
