import type { ReactElement, ReactNode } from 'react';
import { statusWords } from '../../aws/statusWords';
import { Icon, type IconName } from './icons';

export type BadgeTone = 'success' | 'error' | 'warning' | 'running' | 'neutral' | 'info';

export interface BadgeProps {
  tone: BadgeTone;
  children: ReactNode;
  /** Instead of the tone's own icon. */
  icon?: IconName;
  title?: string;
}

/** A state as an icon and a word; colour only repeats it. */
export function Badge({ tone, children, icon, title }: BadgeProps): ReactElement {
  return (
    <span className={`ph-Badge ph-mod-${tone}`} title={title}>
      <Icon name={icon ?? tone} />
      <span className="ph-Badge-text">{children}</span>
    </span>
  );
}

const tones: Record<string, BadgeTone> = {
  Completed: 'success',
  InService: 'success',
  Failed: 'error',
  OutOfService: 'error',
  UpdateRollbackFailed: 'error',
  InProgress: 'running',
  Pending: 'running',
  Creating: 'running',
  Updating: 'running',
  SystemUpdating: 'running',
  RollingBack: 'warning',
  Stopping: 'warning',
  Deleting: 'warning',
  Stopped: 'neutral'
};

export interface StatusBadgeProps {
  /** Status of a job or an endpoint as the API spells it, e.g. `InProgress`. */
  status: string | undefined;
}

/** True while the API will change this status by itself. */
export function isTransient(status: string | undefined): boolean {
  const tone = status === undefined ? undefined : tones[status];
  return tone === 'running' || tone === 'warning';
}

/** The badge of a status, in words; one that this code does not know is neutral. */
export function StatusBadge({ status }: StatusBadgeProps): ReactElement {
  const known = status ?? 'Unknown';
  return <Badge tone={tones[known] ?? 'neutral'}>{statusWords(known)}</Badge>;
}
