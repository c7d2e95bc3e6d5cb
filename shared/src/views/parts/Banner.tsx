import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icons';
import { IconButton } from './IconButton';

export type BannerKind = 'info' | 'warning' | 'error';

export interface BannerProps {
  kind: BannerKind;
  /** What happened. */
  title?: ReactNode;
  /** Why, and the next step. */
  children?: ReactNode;
  /** Buttons for the next step. */
  actions?: ReactNode;
  onDismiss?: () => void;
}

const marks: Record<BannerKind, { icon: IconName; word: string }> = {
  info: { icon: 'info', word: 'Note' },
  warning: { icon: 'warning', word: 'Warning' },
  error: { icon: 'error', word: 'Error' }
};

/** News above what it is about: an icon and a word for its kind, a title, why, and what to do. */
export function Banner({ kind, title, children, actions, onDismiss }: BannerProps): ReactElement {
  const { icon, word } = marks[kind];
  return (
    <div className={`ph-Banner ph-mod-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon name={icon} label={word} />
      <div className="ph-Banner-body">
        {title && <div className="ph-Banner-title">{title}</div>}
        {children && <div className="ph-Banner-text">{children}</div>}
        {actions && <div className="ph-Banner-actions">{actions}</div>}
      </div>
      {onDismiss && <IconButton icon="close" label="Dismiss" onClick={onDismiss} />}
    </div>
  );
}
