import { useCallback, useEffect, useRef, useState } from 'react';
import type { Host } from '../../host';

/**
 * State that survives a reload of the IDE.
 *
 * @param host - Without a host (or key) it is plain state.
 * @param key - Unique in the product, e.g. `section:jobs`.
 * @param initial - Until something was stored.
 * @returns value, setter, and whether the stored value has been looked up.
 */
export function useStored<T>(
  host: Host | undefined,
  key: string | undefined,
  initial: T
): [T, (value: T) => void, boolean] {
  const [value, setValue] = useState(initial);
  const [ready, setReady] = useState(false);
  const touched = useRef(false);
  const storage = host?.storage;

  useEffect(() => {
    let ended = false;
    touched.current = false;
    if (!storage || key === undefined) {
      setReady(true);
      return;
    }
    storage.get<T>(key).then(
      stored => {
        // What the user did in the meantime wins over what was stored before.
        if (!ended && stored !== undefined && !touched.current) {
          setValue(stored);
        }
        if (!ended) {
          setReady(true);
        }
      },
      () => {
        // Remembering is a convenience: without it the initial value stands.
        if (!ended) {
          setReady(true);
        }
      }
    );
    return () => {
      ended = true;
    };
  }, [storage, key]);

  const store = useCallback(
    (next: T) => {
      touched.current = true;
      setValue(next);
      if (storage && key !== undefined) {
        storage.set(key, next).catch(() => {
          // As above: the state still holds for this page.
        });
      }
    },
    [storage, key]
  );
  return [value, store, ready];
}
