import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AwsApi } from '../../aws/api';
import type { AwsErrorData } from '../../aws/errors';
import { AwsError } from '../../aws/errors';
import { baseName } from '../../aws/source';
import { cloneJob } from '../../automl/clone';
import { emptyDraft, jobName, newUploadId, withNewUpload } from '../../automl/draft';
import type { JobDraft } from '../../automl/draft';
import type { Host } from '../../host';
import { useStored } from '../parts';
import type { ViewArgs } from '../names';

/** The draft of one launcher, kept over a reload. */
export interface DraftState {
  draft: JobDraft;
  /** False until it is known whether a draft was stored, and until a cloned job is there. */
  ready: boolean;
  /** Why the job that is cloned cannot be read. */
  problem: AwsErrorData | undefined;
  /** Read the cloned job again. */
  retry: () => void;
  /** Change the draft as it is now, also from code that began earlier. */
  update: (change: (draft: JobDraft) => JobDraft) => void;
}

/** What makes a launcher another one. */
export function draftKey({ path, cloneOf, problem }: ViewArgs['automl-launcher']): string {
  // The key of a form for a file alone stays as it was, so drafts of old versions are found.
  return cloneOf === undefined
    ? `${path ?? ''}${problem === undefined ? '' : `|${problem}`}`
    : `clone|${cloneOf}`;
}

/** A stored draft; one of an older version may lack fields. */
export function completeDraft(stored: Partial<JobDraft>): JobDraft {
  const empty = emptyDraft();
  return {
    ...empty,
    ...stored,
    // Memoised by its callers, so this stays until the draft is stored again.
    uploadId: stored.uploadId || newUploadId(),
    series: { ...empty.series, ...stored.series },
    llm: { ...empty.llm, ...stored.llm },
    security: { ...empty.security, ...stored.security }
  };
}

export function useDraft(
  api: AwsApi,
  host: Host,
  args: ViewArgs['automl-launcher'],
  canCall: boolean
): DraftState {
  const { path, cloneOf, problem } = args;
  const [stored, store, looked] = useStored<JobDraft | undefined>(
    host,
    `automl-draft:${draftKey(args)}`,
    undefined
  );
  const fresh = useMemo((): JobDraft => {
    const empty = { ...emptyDraft(), problem: problem ?? 'tabular', uploadId: newUploadId() };
    return path === undefined
      ? empty
      : {
          ...empty,
          data: { kind: problem === 'image' ? 'folder' : 'file', path },
          name: jobName(baseName(path), new Date())
        };
  }, [path, problem]);
  const draft = useMemo(() => (stored ? completeDraft(stored) : fresh), [stored, fresh]);
  const latest = useRef(draft);
  latest.current = draft;
  const update = useCallback(
    (change: (draft: JobDraft) => JobDraft): void => {
      const next = change(latest.current);
      if (next !== latest.current) {
        latest.current = next;
        store(next);
      }
    },
    [store]
  );

  const [failure, setFailure] = useState<AwsErrorData>();
  const [tries, setTries] = useState(0);
  const wanted = looked && canCall && cloneOf !== undefined && stored === undefined;
  useEffect(() => {
    if (!wanted || cloneOf === undefined) {
      return;
    }
    const controller = new AbortController();
    setFailure(undefined);
    cloneJob(api, cloneOf, new Date(), { signal: controller.signal })
      .then(draft => {
        if (!controller.signal.aborted) {
          update(() => withNewUpload(draft));
        }
      })
      .catch((thrown: unknown) => {
        if (!controller.signal.aborted) {
          setFailure(AwsError.from(thrown).toData());
        }
      });
    return () => controller.abort();
  }, [api, cloneOf, wanted, update, tries]);

  return {
    draft,
    ready: looked && (cloneOf === undefined || stored !== undefined),
    problem: failure,
    retry: () => setTries(tries + 1),
    update
  };
}
