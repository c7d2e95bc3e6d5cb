import type { MouseEvent, ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icons';
import { classes } from './classes';

export interface ButtonProps {
  /** A verb and its object, in sentence case. */
  children: ReactNode;
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
  /** At most one `primary` in a view. Default: `secondary`. */
  kind?: 'primary' | 'secondary' | 'danger' | 'quiet';
  icon?: IconName;
  disabled?: boolean;
  /** The act is under way: the button keeps its place and its focus but does nothing. */
  busy?: boolean;
  /** Tooltip; say why when the button is disabled. */
  title?: string;
  /** Id of an element that says more, e.g. why it is disabled. */
  describedBy?: string;
  expanded?: boolean;
  type?: 'button' | 'submit';
  className?: string;
}

/** A button with words; `secondary` unless it says otherwise. */
export function Button({
  children,
  onClick,
  kind = 'secondary',
  icon,
  disabled,
  busy,
  title,
  describedBy,
  expanded,
  type = 'button',
  className
}: ButtonProps): ReactElement {
  return (
    <button
      type={type}
      className={classes('ph-Button', `ph-mod-${kind}`, busy && 'ph-mod-busy', className)}
      disabled={disabled}
      aria-disabled={busy ? true : undefined}
      aria-busy={busy ? true : undefined}
      aria-describedby={describedBy}
      aria-expanded={expanded}
      title={title}
      onClick={busy ? event => event.preventDefault() : onClick}
    >
      {busy ? (
        <span className="ph-Button-spinner" aria-hidden="true" />
      ) : (
        icon && <Icon name={icon} />
      )}
      <span className="ph-Button-label">{children}</span>
    </button>
  );
}
