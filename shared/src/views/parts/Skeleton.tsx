import type { ReactElement } from 'react';

export interface SkeletonProps {
  /** What is being loaded, for screen readers, e.g. `Loading candidates`. */
  label: string;
  /** The shape that will stand here. Default: `text`. */
  layout?: 'text' | 'table' | 'list' | 'form' | 'chart';
  /** Lines or rows. Default: 5. */
  rows?: number;
  /** Columns of a table. Default: 4. */
  columns?: number;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Grey shapes where the content will be. */
export function Skeleton({
  label,
  layout = 'text',
  rows = 5,
  columns = 4
}: SkeletonProps): ReactElement {
  const cells = layout === 'table' ? columns : layout === 'list' || layout === 'form' ? 2 : 1;
  return (
    <div className={`ph-Skeleton ph-mod-${layout}`} role="status" aria-label={label}>
      {range(layout === 'chart' ? 8 : rows).map(row => (
        <div key={row} className="ph-Skeleton-row" aria-hidden="true">
          {range(cells).map(cell => (
            <span key={cell} className="ph-Skeleton-cell" />
          ))}
        </div>
      ))}
    </div>
  );
}
