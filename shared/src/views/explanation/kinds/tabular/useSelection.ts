import { useCallback, useMemo, useState } from 'react';
import { cohortRecords, type Cohort } from '../../../../explain/cohorts';
import type { TabularExplanation } from '../../../../explain/model';
import { firstSelection, select, type Selection } from '../../../../explain/selection';

/** What all parts of the view follow, and how they change it. */
export interface SelectionStore {
  selection: Selection;
  change: (change: Partial<Selection>) => void;
  /** Records of the cohort in rising order; `undefined`: all. */
  records: Uint32Array | undefined;
  /** A second cohort to compare with. */
  against: Cohort | undefined;
  setAgainst: (cohort: Cohort | undefined) => void;
  againstRecords: Uint32Array | undefined;
}

export function useSelection(e: TabularExplanation, firstRecord?: number): SelectionStore {
  const [held, setHeld] = useState(() => ({ of: e, selection: firstSelection(e, firstRecord) }));
  const [against, setAgainst] = useState<{ of: TabularExplanation; cohort: Cohort }>();
  // Indices of one explanation mean nothing in another.
  const selection = useMemo(() => (held.of === e ? held.selection : firstSelection(e)), [held, e]);
  const change = useCallback(
    (part: Partial<Selection>) =>
      setHeld(old => ({
        of: e,
        selection: select(e, old.of === e ? old.selection : firstSelection(e), part)
      })),
    [e]
  );
  const other = against?.of === e ? against.cohort : undefined;
  const records = useMemo(() => cohortRecords(e, selection.cohort), [e, selection.cohort]);
  const againstRecords = useMemo(
    () => (other ? (cohortRecords(e, other) ?? everyRecord(e)) : undefined),
    [e, other]
  );
  return {
    selection,
    change,
    records,
    against: other,
    setAgainst: useCallback(
      (cohort: Cohort | undefined) => setAgainst(cohort && { of: e, cohort }),
      [e]
    ),
    againstRecords
  };
}

function everyRecord(e: TabularExplanation): Uint32Array {
  return Uint32Array.from({ length: e.records }, (_, record) => record);
}
