import { useCallback, useEffect, useState } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import type { AwsErrorData } from '../../aws/errors';
import { AutoMLService } from '../../automl/service';
import type { JobSnapshot } from '../../automl/service';

export interface JobState {
  snapshot: JobSnapshot | undefined;
  /** Why the job cannot be read; an older snapshot may stand beside it. */
  error: AwsErrorData | undefined;
  /** When the snapshot was made, ms since the epoch. */
  updatedAt: number | undefined;
  /** Look again from the start. */
  reload: () => void;
}

/** What is known under the key of one backend and name. */
interface Held {
  key: string;
  snapshot?: JobSnapshot;
  error?: AwsErrorData;
  updatedAt?: number;
}

/**
 * A job, followed while the view is there.
 *
 * @param place - Names the backend, another one starts over; `undefined` while not known.
 */
export function useJob(api: AwsApi, jobName: string, place: string | undefined): JobState {
  const key = `${place}\n${jobName}`;
  const [held, setHeld] = useState<Held>({ key });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound(before => before + 1), []);

  useEffect(() => {
    if (place === undefined) {
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const follow = async (): Promise<void> => {
      try {
        for await (const snapshot of new AutoMLService(api).watch(jobName, { signal })) {
          if (signal.aborted) {
            return;
          }
          setHeld(old => ({
            key,
            snapshot,
            error: snapshot.problem,
            // A look that failed shows what the one before it saw.
            updatedAt: snapshot.problem && old.key === key ? old.updatedAt : Date.now()
          }));
        }
      } catch (thrown) {
        const error = AwsError.from(thrown).toData();
        if (!signal.aborted) {
          setHeld(old => (old.key === key ? { ...old, error } : { key, error }));
        }
      }
    };
    void follow();
    return () => controller.abort();
  }, [api, jobName, place, key, round]);

  const current = held.key === key ? held : undefined;
  return {
    snapshot: current?.snapshot,
    error: current?.error,
    updatedAt: current?.updatedAt,
    reload
  };
}
