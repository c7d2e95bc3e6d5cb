import {
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode
} from 'react';
import type { Resource } from '../../aws/resourceList';
import { RowMenu, type MenuItem } from './RowMenu';
import { classes, Icon, MiddleEllipsis, RelativeTime, StatusBadge, useWindow } from '../parts';

export interface ResourceListProps {
  /** E.g. `AutoML jobs`. */
  label: string;
  resources: readonly Resource[];
  onOpen: (name: string) => void;
  locale: string;
  /** A second line of a row, of the same height in all. */
  detail?: (resource: Resource) => ReactNode;
  /** What a row's menu offers; also by the right button and Shift+F10. */
  actions?: (resource: Resource) => readonly MenuItem[];
  /** Code that a row carries to where it is dropped. */
  code?: (resource: Resource) => string | undefined;
}

/** Names with their states; one tab stop, arrow keys inside. Long lists draw what is in sight. */
export function ResourceList({
  label,
  resources,
  onOpen,
  locale,
  detail,
  actions,
  code
}: ResourceListProps): ReactElement {
  const scroller = useRef<HTMLUListElement>(null);
  const view = useWindow(scroller, resources.length);
  const [focused, setFocused] = useState(0);
  const move = useRef(false);
  const [menu, setMenu] = useState<{ resource: Resource; anchor: HTMLElement }>();
  const inSight = focused >= view.start && focused < view.end;
  const stop = inSight ? focused : view.start;

  useLayoutEffect(() => {
    if (move.current) {
      move.current = false;
      const button = scroller.current?.querySelector<HTMLElement>('.ph-List-item[tabindex="0"]');
      button?.focus();
      button?.scrollIntoView?.({ block: 'nearest' });
    }
  });

  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    const next = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: resources.length - 1
    }[event.key];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    const at = Math.min(resources.length - 1, Math.max(0, next));
    move.current = true;
    setFocused(at);
    view.reveal(at);
  };

  return (
    <ul
      className={classes('ph-List', view.windowed && 'ph-mod-windowed')}
      aria-label={label}
      ref={scroller}
    >
      {view.before > 0 && (
        <li role="presentation" aria-hidden="true" style={{ blockSize: view.before }} />
      )}
      {resources.slice(view.start, view.end).map((resource, offset) => {
        const index = view.start + offset;
        const carried = code?.(resource);
        return (
          <li
            key={resource.name}
            className="ph-List-row"
            aria-setsize={view.windowed ? resources.length : undefined}
            aria-posinset={view.windowed ? index + 1 : undefined}
            draggable={carried !== undefined}
            onDragStart={event => {
              event.dataTransfer.setData('text/plain', carried ?? '');
              event.dataTransfer.effectAllowed = 'copy';
            }}
          >
            <button
              type="button"
              className="ph-List-item"
              tabIndex={index === stop ? 0 : -1}
              onClick={() => onOpen(resource.name)}
              onFocus={() => setFocused(index)}
              onKeyDown={event => onKeyDown(event, index)}
              onContextMenu={
                actions &&
                (event => {
                  event.preventDefault();
                  setMenu({ resource, anchor: event.currentTarget });
                })
              }
            >
              <MiddleEllipsis text={resource.name} />
              <span className="ph-List-detail">
                <StatusBadge status={resource.status} />
                <RelativeTime time={resource.createdAt} locale={locale} />
              </span>
              {detail?.(resource)}
            </button>
            {actions && (
              <span className="ph-List-menu">
                <button
                  type="button"
                  className="ph-IconButton"
                  tabIndex={index === stop ? 0 : -1}
                  aria-label={`Actions of ${resource.name}`}
                  title={`Actions of ${resource.name}`}
                  aria-haspopup="menu"
                  aria-expanded={menu?.resource.name === resource.name}
                  onClick={event => setMenu({ resource, anchor: event.currentTarget })}
                >
                  <Icon name="more" />
                </button>
              </span>
            )}
            {actions && menu?.resource.name === resource.name && (
              <RowMenu
                label={`Actions of ${resource.name}`}
                items={actions(resource)}
                anchor={menu.anchor}
                onClose={() => setMenu(undefined)}
              />
            )}
          </li>
        );
      })}
      {view.after > 0 && (
        <li role="presentation" aria-hidden="true" style={{ blockSize: view.after }} />
      )}
    </ul>
  );
}
