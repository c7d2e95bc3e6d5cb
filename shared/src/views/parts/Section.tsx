import { useId, type ReactElement, type ReactNode } from 'react';
import type { Host } from '../../host';
import { Icon } from './icons';
import { useStored } from './useStored';

export interface SectionProps {
  title: ReactNode;
  /** Small text beside the title, e.g. a count. */
  note?: ReactNode;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
  /** Absent with `storageKey`: the section cannot be folded. */
  host?: Host;
  /** Name under which open or folded is remembered. */
  storageKey?: string;
  defaultOpen?: boolean;
  /** Level of the heading. Default: 3. */
  level?: 2 | 3 | 4;
}

/** A titled part of a view. With `host` and `storageKey` it folds and remembers. */
export function Section({
  title,
  note,
  actions,
  children,
  host,
  storageKey,
  defaultOpen = true,
  level = 3
}: SectionProps): ReactElement {
  const id = useId();
  const [open, setOpen] = useStored(host, storageKey && `section:${storageKey}`, defaultOpen);
  const folds = host !== undefined && storageKey !== undefined;
  const shown = !folds || open;
  const Heading = `h${level}` as const;
  return (
    <section className="ph-Section" aria-labelledby={`${id}-title`}>
      <div className="ph-Section-header">
        <Heading className="ph-Section-title" id={`${id}-title`}>
          {folds ? (
            <button
              type="button"
              className="ph-Section-toggle"
              aria-expanded={shown}
              aria-controls={shown ? id : undefined}
              onClick={() => setOpen(!open)}
            >
              <Icon name={shown ? 'chevronDown' : 'chevronRight'} />
              <span>{title}</span>
            </button>
          ) : (
            title
          )}
        </Heading>
        {note !== undefined && <span className="ph-Section-note">{note}</span>}
        {actions && <span className="ph-Section-actions">{actions}</span>}
      </div>
      {shown && (
        <div id={id} className="ph-Section-body">
          {children}
        </div>
      )}
    </section>
  );
}
