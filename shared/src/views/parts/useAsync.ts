import { useCallback, useEffect, useRef, useState } from 'react';
import { AwsError, type AwsErrorData } from '../../aws/errors';

export interface Async<T> {
  /** Last data of this key; stays while it is loaded again and after a failure. */
  data: T | undefined;
  /** Why the last load failed; gone after the next success. */
  error: AwsErrorData | undefined;
  loading: boolean;
  /** When `data` arrived, ms since the epoch. */
  updatedAt: number | undefined;
  /** Load again; resolves when it is done, whether it worked or not. */
  reload: () => Promise<void>;
}

interface Held<T> {
  key: string | undefined;
  data?: T;
  error?: AwsErrorData;
  loading: boolean;
  updatedAt?: number;
}

/**
 * Load something and keep it.
 *
 * @param load - Called for each new key and on reload. Its signal aborts when the view goes, the
 * key changes or a newer load starts.
 * @param key - Names what is loaded, e.g. `job:NAME`; another key drops the data. `undefined`:
 * nothing to load yet.
 */
export function useAsync<T>(
  load: (signal: AbortSignal) => Promise<T>,
  key: string | undefined
): Async<T> {
  const [held, setHeld] = useState<Held<T>>({ key, loading: key !== undefined });
  const latest = useRef(load);
  latest.current = load;
  const running = useRef<AbortController>();

  const reload = useCallback(async (): Promise<void> => {
    running.current?.abort();
    if (key === undefined) {
      return;
    }
    const controller = new AbortController();
    running.current = controller;
    setHeld(old => (old.key === key ? { ...old, loading: true } : { key, loading: true }));
    try {
      const data = await latest.current(controller.signal);
      if (!controller.signal.aborted) {
        setHeld({ key, data, loading: false, updatedAt: Date.now() });
      }
    } catch (reason) {
      const error = AwsError.from(reason).toData();
      if (!controller.signal.aborted) {
        setHeld(old => ({ ...old, key, loading: false, error }));
      }
    }
  }, [key]);

  useEffect(() => {
    void reload();
    return () => running.current?.abort();
  }, [reload]);

  const current: Held<T> = held.key === key ? held : { key, loading: key !== undefined };
  return {
    data: current.data,
    error: current.error,
    loading: current.loading,
    updatedAt: current.updatedAt,
    reload
  };
}
