import { useCallback, useEffect, useRef, useState } from 'react';
import { AwsError, type AwsErrorData } from '../../aws/errors';

export interface Page<T> {
  items: T[];
  /** Absent on the last page. */
  nextToken?: string;
}

export interface PagedList<T> {
  /** `undefined` until the first page came. */
  items: T[] | undefined;
  hasMore: boolean;
  loading: boolean;
  /** Why the last load failed; the items before it stay. */
  error: AwsErrorData | undefined;
  /** When the first page was last read, ms since the epoch. */
  updatedAt: number | undefined;
  /** Begin again with the first page. */
  reload: () => Promise<void>;
  /** Read the first page again and keep the later ones: for polling. */
  refresh: () => Promise<void>;
  /** Read the next page. */
  more: () => Promise<void>;
}

interface Held<T> {
  key: string | undefined;
  items?: T[];
  nextToken?: string;
  error?: AwsErrorData;
  updatedAt?: number;
}

/**
 * A list that is read page by page.
 *
 * @param fetchPage - Reads one page; without a token the first.
 * @param idOf - Key of an item; a page that moved brings no item twice.
 * @param key - Names the list; another key drops the items. `undefined`: nothing to read yet.
 */
export function usePagedList<T>(
  fetchPage: (token: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  idOf: (item: T) => string,
  key: string | undefined
): PagedList<T> {
  const [held, setHeld] = useState<Held<T>>({ key });
  const [loading, setLoading] = useState(key !== undefined);
  const running = useRef<AbortController>();
  const functions = useRef({ fetchPage, idOf });
  functions.current = { fetchPage, idOf };

  const load = useCallback(
    async (token: string | undefined, merge: (old: Held<T>, page: Page<T>) => Held<T>) => {
      running.current?.abort();
      if (key === undefined) {
        return;
      }
      const controller = new AbortController();
      running.current = controller;
      setLoading(true);
      try {
        const page = await functions.current.fetchPage(token, controller.signal);
        if (!controller.signal.aborted) {
          setHeld(old => merge(old.key === key ? old : { key }, page));
        }
      } catch (reason) {
        const error = AwsError.from(reason).toData();
        if (!controller.signal.aborted) {
          setHeld(old => (old.key === key ? { ...old, error } : { key, error }));
        }
      } finally {
        if (running.current === controller) {
          setLoading(false);
        }
      }
    },
    [key]
  );

  const first = useCallback(
    (_: Held<T>, page: Page<T>): Held<T> => ({ key, ...page, updatedAt: Date.now() }),
    [key]
  );
  const append = useCallback(
    (old: Held<T>, page: Page<T>): Held<T> => ({
      ...old,
      error: undefined,
      items: unique([...(old.items ?? []), ...page.items], functions.current.idOf),
      nextToken: page.nextToken
    }),
    []
  );
  const renew = useCallback(
    (old: Held<T>, page: Page<T>): Held<T> => {
      const later = (old.items?.length ?? 0) > page.items.length && page.nextToken !== undefined;
      if (!later) {
        return first(old, page);
      }
      return {
        key,
        items: unique([...page.items, ...(old.items ?? [])], functions.current.idOf),
        nextToken: old.nextToken,
        updatedAt: Date.now()
      };
    },
    [key, first]
  );

  const reload = useCallback(() => load(undefined, first), [load, first]);
  useEffect(() => {
    void reload();
    return () => running.current?.abort();
  }, [reload]);

  const current: Held<T> = held.key === key ? held : { key };
  const { nextToken } = current;
  return {
    items: current.items,
    hasMore: nextToken !== undefined,
    loading: loading && key !== undefined,
    error: current.error,
    updatedAt: current.updatedAt,
    reload,
    refresh: useCallback(() => load(undefined, renew), [load, renew]),
    more: useCallback(async () => {
      if (nextToken !== undefined) {
        await load(nextToken, append);
      }
    }, [load, append, nextToken])
  };
}

function unique<T>(items: T[], idOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter(item => {
    const id = idOf(item);
    return seen.has(id) ? false : seen.add(id);
  });
}
