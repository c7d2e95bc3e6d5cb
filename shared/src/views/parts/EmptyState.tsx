import type { ReactElement, ReactNode } from 'react';

export interface EmptyStateProps {
  title: ReactNode;
  /** What would be here, in one or two sentences. */
  children?: ReactNode;
  /** One action, and a sample if there is one. */
  actions?: ReactNode;
}

/** In place of a list that has nothing. */
export function EmptyState({ title, children, actions }: EmptyStateProps): ReactElement {
  return (
    <div className="ph-EmptyState">
      <div className="ph-EmptyState-title">{title}</div>
      {children && <div className="ph-EmptyState-text">{children}</div>}
      {actions && <div className="ph-EmptyState-actions">{actions}</div>}
    </div>
  );
}
