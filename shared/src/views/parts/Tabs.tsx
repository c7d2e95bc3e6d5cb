import { useId, useRef, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';

export interface TabItem<T extends string = string> {
  id: T;
  label: ReactNode;
  disabled?: boolean;
}

export interface TabsProps<T extends string = string> {
  /** What the tabs choose between, for screen readers. */
  label: string;
  tabs: readonly TabItem<T>[];
  selected: T;
  onSelect: (id: T) => void;
  /** Content of the selected tab. */
  children: ReactNode;
  /** At the right of the tabs. */
  actions?: ReactNode;
}

/** One tab stop; arrow keys, Home and End move between tabs and select at once. */
export function Tabs<T extends string = string>({
  label,
  tabs,
  selected,
  onSelect,
  children,
  actions
}: TabsProps<T>): ReactElement {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const enabled = tabs.filter(tab => !tab.disabled);

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = enabled.findIndex(tab => tab.id === selected);
    const last = enabled.length - 1;
    const next = {
      ArrowRight: at < last ? at + 1 : 0,
      ArrowLeft: at > 0 ? at - 1 : last,
      Home: 0,
      End: last
    }[event.key];
    const tab = next === undefined ? undefined : enabled[next];
    if (!tab) {
      return;
    }
    event.preventDefault();
    onSelect(tab.id);
    const position = tabs.indexOf(tab);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[position]?.focus();
  };

  return (
    <div className="ph-Tabs">
      <div className="ph-Tabs-bar">
        <div
          className="ph-Tabs-list"
          role="tablist"
          aria-label={label}
          ref={list}
          onKeyDown={onKeyDown}
        >
          {tabs.map(tab => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              className="ph-Tab"
              aria-selected={tab.id === selected}
              aria-controls={tab.id === selected ? `${id}-panel` : undefined}
              tabIndex={tab.id === selected ? 0 : -1}
              disabled={tab.disabled}
              onClick={() => onSelect(tab.id)}
            >
              {tab.label}
            </button>
          ))}
        </div>
        {actions && <div className="ph-Tabs-actions">{actions}</div>}
      </div>
      <div
        className="ph-Tabs-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${selected}`}
      >
        {children}
      </div>
    </div>
  );
}
