import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import { fileSource } from '../../aws/source';
import { formatS3Uri } from '../../aws/s3';
import type { UploadMark } from '../../aws/upload';
import { deployConfirmation, type DeploymentPlan, type PlannedCall } from '../../endpoints/deploy';
import {
  completeDeployment,
  emptyDeployment,
  type DeploymentDraft
} from '../../endpoints/deployDraft';
import {
  deploy,
  removalConfirmation,
  removeCreated,
  requireFreeName
} from '../../endpoints/deployRun';
import type { DeploymentSubject } from '../../endpoints/deploySubject';
import type { Host } from '../../host';
import { useStored } from '../parts';

/** What is kept over a reload. */
interface Kept {
  draft: Partial<DeploymentDraft>;
  /** What exists of it, by `PlannedCall.what`. */
  created: string[];
}

export interface RunProgress {
  step: 'ask' | 'files' | PlannedCall['operation'] | 'remove';
  /** Bytes of an upload. */
  sent: number;
  total: number;
}

export interface Deployment {
  /** False until it is known whether a draft was kept. */
  ready: boolean;
  draft: DeploymentDraft;
  change: (part: Partial<DeploymentDraft>) => void;
  /** What exists of an attempt that did not end. */
  created: readonly string[];
  progress: RunProgress | undefined;
  error: AwsErrorData | undefined;
  /** What was deployed last from this form. */
  done: { kind: DeploymentDraft['kind']; name: string } | undefined;
  run: (plan: DeploymentPlan) => Promise<void>;
  cancel: () => void;
  /** Take back what exists, after asking. */
  remove: (plan: DeploymentPlan) => Promise<void>;
}

/** The form's draft and the run of its plan. @param key - Of the kept state. */
export function useDeployment(
  api: AwsApi,
  host: Host,
  subject: DeploymentSubject,
  key: string
): Deployment {
  const [kept, keep, ready] = useStored<Kept | null>(host, `deployment:${key}`, null);
  const [fresh, setFresh] = useState(() => emptyDeployment(subject, new Date()));
  const [progress, setProgress] = useState<RunProgress>();
  const [error, setError] = useState<AwsErrorData>();
  const [done, setDone] = useState<Deployment['done']>();
  const running = useRef<AbortController>();
  const draft = useMemo(
    () => (kept ? completeDeployment(kept.draft, subject, new Date()) : fresh),
    [kept, fresh, subject]
  );
  const latest = useRef<Kept>({ draft, created: [] });
  latest.current = { draft, created: kept?.created ?? [] };
  useEffect(() => () => running.current?.abort(), []);

  const store = useCallback(
    (part: Partial<Kept>): void => {
      latest.current = { ...latest.current, ...part };
      keep(latest.current);
    },
    [keep]
  );
  const change = useCallback(
    (part: Partial<DeploymentDraft>): void => {
      setDone(undefined);
      store({ draft: { ...latest.current.draft, ...part } });
    },
    [store]
  );
  const startOver = useCallback((): void => {
    const used = latest.current.draft.stamp;
    keep(null);
    const next = emptyDeployment(subject, new Date());
    // Names differ by the second.
    setFresh(next.stamp === used ? emptyDeployment(subject, new Date(Date.now() + 1_000)) : next);
  }, [keep, subject]);

  const work = useCallback(
    async (first: RunProgress['step'], act: (signal: AbortSignal) => Promise<void>) => {
      if (running.current) {
        return;
      }
      const controller = new AbortController();
      running.current = controller;
      setError(undefined);
      setProgress({ step: first, sent: 0, total: 0 });
      try {
        await act(controller.signal);
      } catch (thrown) {
        setError(AwsError.from(thrown).toData());
      } finally {
        running.current = undefined;
        setProgress(undefined);
      }
    },
    []
  );

  const run = useCallback<Deployment['run']>(
    plan =>
      work('ask', async signal => {
        await requireFreeName(api, plan, { signal });
        if (!(await host.confirm(deployConfirmation(plan)))) {
          return;
        }
        await deploy(api, plan, {
          signal,
          open: path => fileSource(host.files, path),
          ledger: {
            // Remembering is a convenience: without it an upload that was cut starts over.
            get: target =>
              host.storage.get<UploadMark>(`upload:${formatS3Uri(target)}`).catch(() => undefined),
            set: (target, mark) =>
              host.storage.set(`upload:${formatS3Uri(target)}`, mark).catch(() => undefined)
          },
          existing: latest.current.created,
          onStep: step => setProgress({ step, sent: 0, total: 0 }),
          onUpload: (sent, total) => setProgress({ step: 'files', sent, total }),
          onCreated: ({ what }) => store({ created: [...latest.current.created, what] })
        });
        const { kind, name } = plan;
        startOver();
        setDone({ kind, name });
        openDeployed(host, kind, name);
      }),
    [api, host, store, startOver, work]
  );

  const remove = useCallback<Deployment['remove']>(
    plan =>
      work('remove', async () => {
        const there = plan.calls.filter(({ what }) => latest.current.created.includes(what));
        if (!(await host.confirm(removalConfirmation(there)))) {
          return;
        }
        const left = await removeCreated(api, there);
        store({ created: left.map(({ call }) => call.what) });
        if (left.length > 0) {
          throw new AwsError({
            code: 'DeletionIncomplete',
            message: left.map(({ call, why }) => `${call.what} is still there: ${why}`).join(' '),
            retryable: true
          });
        }
        host.notify('info', 'What was created is removed.');
      }),
    [api, host, store, work]
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  return {
    ready,
    draft,
    change,
    created: kept?.created ?? [],
    progress,
    error,
    done,
    run,
    cancel,
    remove
  };
}

/** Show what was deployed. */
export function openDeployed(host: Host, kind: DeploymentDraft['kind'], name: string): void {
  if (kind === 'batch') {
    host.openView('transform-job', { transformJobName: name });
  } else {
    host.openView('endpoint', { endpointName: name });
  }
}
