import type { MouseEvent, ReactElement } from 'react';
import { Icon, type IconName } from './icons';
import { classes } from './classes';

export interface IconButtonProps {
  icon: IconName;
  /** What it does: the tooltip and the name for screen readers. */
  label: string;
  onClick: (event: MouseEvent<HTMLButtonElement>) => void;
  disabled?: boolean;
  busy?: boolean;
  /** For a toggle. */
  pressed?: boolean;
  /** For a button that opens something. */
  expanded?: boolean;
}

/** A button without words, where an icon is known or room is short. */
export function IconButton({
  icon,
  label,
  onClick,
  disabled,
  busy,
  pressed,
  expanded
}: IconButtonProps): ReactElement {
  return (
    <button
      type="button"
      className={classes('ph-IconButton', busy && 'ph-mod-busy')}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-busy={busy ? true : undefined}
      aria-disabled={busy ? true : undefined}
      disabled={disabled}
      onClick={busy ? undefined : onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
