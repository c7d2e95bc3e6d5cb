import type { ReactElement } from 'react';
import type { Host } from '../../host';
import type { ExplanationSource } from '../names';
import { RelativeTime } from '../parts';
import { sourceKey, sourcePlace, sourceTitle, type RecentSource } from './source';

export interface RecentListProps {
  recent: readonly RecentSource[];
  host: Host;
  onOpen: (source: ExplanationSource) => void;
}

/** Explanations that were opened before. */
export function RecentList({ recent, host, onOpen }: RecentListProps): ReactElement {
  return (
    <ul className="ph-Recent" aria-label="Recent explanations">
      {recent.map(({ source, opened }) => (
        <li key={sourceKey(source)}>
          <button
            type="button"
            className="ph-Link"
            title={sourcePlace(source)}
            onClick={() => onOpen(source)}
          >
            {sourceTitle(source)}
          </button>{' '}
          <span className="ph-muted">
            <RelativeTime time={opened} locale={host.locale} />
          </span>
        </li>
      ))}
    </ul>
  );
}
