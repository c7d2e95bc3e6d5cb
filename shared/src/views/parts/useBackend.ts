import { useCallback, useEffect, useState } from 'react';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import type { BackendChoice, BackendState, Host } from '../../host';

export interface Backend {
  /** `undefined` until first known. */
  state: BackendState | undefined;
  /** Why the last act on the backend failed. */
  error: AwsErrorData | undefined;
  /** An act on the backend is under way. */
  busy: boolean;
  choose: (choice: BackendChoice) => Promise<void>;
  startEngine: () => Promise<void>;
  installEngine: () => Promise<void>;
}

/** The backend in use, kept up to date. */
export function useBackend(host: Host): Backend {
  const { backend } = host;
  const [state, setState] = useState<BackendState>();
  const [error, setError] = useState<AwsErrorData>();
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    let ended = false;
    const keep = (next: BackendState): void => {
      if (!ended) {
        setState(next);
      }
    };
    const unsubscribe = backend.onDidChange(keep);
    backend.state().then(keep, (reason: unknown) => {
      if (!ended) {
        setError(AwsError.from(reason).toData());
      }
    });
    return () => {
      ended = true;
      unsubscribe();
    };
  }, [backend]);

  const act = useCallback(async (run: () => Promise<BackendState>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      setState(await run());
    } catch (reason) {
      setError(AwsError.from(reason).toData());
    } finally {
      setBusy(false);
    }
  }, []);

  return {
    state,
    error,
    busy,
    choose: useCallback(choice => act(() => backend.choose(choice)), [act, backend]),
    startEngine: useCallback(() => act(() => backend.startEngine()), [act, backend]),
    installEngine: useCallback(() => act(() => backend.installEngine()), [act, backend])
  };
}
