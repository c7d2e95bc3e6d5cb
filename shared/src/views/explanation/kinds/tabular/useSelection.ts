import { useCallback, useMemo, useState } from 'react';
import { carriedCohort, carriedFeature, sameRecords } from '../../../../explain/carry';
import { ALL, cohortRecords, type Cohort } from '../../../../explain/cohorts';
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
  const [held, setHeld] = useState<Held>(() => ({
    of: e,
    selection: firstSelection(e, firstRecord)
  }));
  const [against, setAgainst] = useState<{ of: TabularExplanation; cohort: Cohort }>();
  const selection = useMemo(() => carried(held, e), [held, e]);
  const change = useCallback(
    (part: Partial<Selection>) =>
      setHeld(old => ({
        of: e,
        selection: select(e, carried(old, e), part)
      })),
    [e]
  );
  const other = useMemo(
    () => against && carriedCohort(against.of, e, against.cohort),
    [against, e]
  );
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

interface Held {
  of: TabularExplanation;
  selection: Selection;
}

/** Indices of one explanation mean nothing in another, but where the records are the same. */
function carried({ of, selection }: Held, e: TabularExplanation): Selection {
  if (of === e || !sameRecords(of, e)) {
    return of === e ? selection : firstSelection(e);
  }
  const { feature, record, cohort } = selection;
  return {
    ...selection,
    feature: feature === undefined ? undefined : carriedFeature(of, e, feature, record),
    cohort: carriedCohort(of, e, cohort) ?? ALL
  };
}

function everyRecord(e: TabularExplanation): Uint32Array {
  return Uint32Array.from({ length: e.records }, (_, record) => record);
}
