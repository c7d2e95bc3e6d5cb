import type { ReactElement } from 'react';

export interface LiveRegionProps {
  /** Read out when it changes. Keep it short; change it at most every few seconds. */
  message: string;
  /** Interrupts what is being read. Only for failures of the user's own act. */
  assertive?: boolean;
}

/** Tells screen readers about progress and results without moving the focus. */
export function LiveRegion({ message, assertive }: LiveRegionProps): ReactElement {
  return (
    <div
      className="ph-hidden"
      role={assertive ? 'alert' : 'status'}
      aria-live={assertive ? 'assertive' : 'polite'}
    >
      {message}
    </div>
  );
}
