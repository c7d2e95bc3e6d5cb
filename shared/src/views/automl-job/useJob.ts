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
  /** Look again from the start. */
  reload: () => void;
}

/**
 * A job, followed while the view is there.
 *
 * @param place - Names the backend, another one starts over; `undefined` while not known.
 */
export function useJob(api: AwsApi, jobName: string, place: string | undefined): JobState {
  const [snapshot, setSnapshot] = useState<JobSnapshot>();
  const [error, setError] = useState<AwsErrorData>();
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound(before => before + 1), []);

  useEffect(() => {
    if (place === undefined) {
      return;
    }
    const controller = new AbortController();
    const follow = async (): Promise<void> => {
      try {
        const { signal } = controller;
        for await (const next of new AutoMLService(api).watch(jobName, { signal })) {
          if (signal.aborted) {
            return;
          }
          setSnapshot(next);
          setError(next.problem);
        }
      } catch (thrown) {
        if (!controller.signal.aborted) {
          setError(AwsError.from(thrown).toData());
        }
      }
    };
    void follow();
    return () => controller.abort();
  }, [api, jobName, place, round]);

  const current = snapshot?.job.AutoMLJobName === jobName ? snapshot : undefined;
  return { snapshot: current, error, reload };
}
