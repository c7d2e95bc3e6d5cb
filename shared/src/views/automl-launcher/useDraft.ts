import { useCallback, useMemo, useRef } from 'react';
import { baseName } from '../../aws/source';
import { emptyDraft, jobName } from '../../automl/draft';
import type { JobDraft } from '../../automl/draft';
import type { Host } from '../../host';
import { useStored } from '../parts';

/** The draft of one launcher, kept over a reload. */
export interface DraftState {
  draft: JobDraft;
  /** False until it is known whether a draft was stored. */
  ready: boolean;
  /** Change the draft as it is now, also from code that began earlier. */
  update: (change: (draft: JobDraft) => JobDraft) => void;
}

/** @param path - Workspace file that the launcher was opened with. */
export function useDraft(host: Host, path: string | undefined): DraftState {
  const [stored, store, ready] = useStored<JobDraft | undefined>(
    host,
    `automl-draft:${path ?? ''}`,
    undefined
  );
  const fresh = useMemo(
    (): JobDraft =>
      path === undefined
        ? emptyDraft()
        : {
            ...emptyDraft(),
            data: { kind: 'file', path },
            name: jobName(baseName(path), new Date())
          },
    [path]
  );
  // A draft of an older version may lack fields.
  const draft = useMemo(() => (stored ? { ...emptyDraft(), ...stored } : fresh), [stored, fresh]);
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
  return { draft, ready, update };
}
