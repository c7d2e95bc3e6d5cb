import { useCallback, useEffect, useState } from 'react';
import type { Host } from '../../host';
import { readRecent, RECENT_KEY, type RecentSource } from './source';

/** Sources opened before, newest first; `refresh` looks again at what other views have opened. */
export function useRecent({ storage }: Host): { recent: RecentSource[]; refresh: () => void } {
  const [recent, setRecent] = useState<RecentSource[]>([]);
  const refresh = useCallback(() => {
    storage.get(RECENT_KEY).then(
      stored => setRecent(readRecent(stored)),
      () => {
        // A convenience: without it there is no list.
      }
    );
  }, [storage]);
  useEffect(refresh, [refresh]);
  return { recent, refresh };
}
