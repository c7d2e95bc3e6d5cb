import { useCallback, useEffect, useState } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import type { AwsErrorData } from '../../aws/errors';
import { AutoMLService } from '../../automl/service';
import type { JobSnapshot } from '../../automl/service';
import type { Host } from '../../host';

export interface JobState {
  snapshot: JobSnapshot | undefined;
  /** Why the job cannot be read; an older snapshot may stand beside it. */
  error: AwsErrorData | undefined;
  /** Look again from the start. */
  reload: () => void;
}

/** A job, followed while the view is there; another backend starts over. */
export function useJob(api: AwsApi, host: Host, jobName: string): JobState {
  const [snapshot, setSnapshot] = useState<JobSnapshot>();
  const [error, setError] = useState<AwsErrorData>();
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound(before => before + 1), []);

  useEffect(() => {
    let before: string | undefined;
    return host.backend.onDidChange(state => {
      const now = JSON.stringify([state.choice, state.status === 'ready']);
      if (before !== undefined && before !== now) {
        reload();
      }
      before = now;
    });
  }, [host, reload]);

  useEffect(() => {
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
  }, [api, jobName, round]);

  const current = snapshot?.job.AutoMLJobName === jobName ? snapshot : undefined;
  return { snapshot: current, error, reload };
}
