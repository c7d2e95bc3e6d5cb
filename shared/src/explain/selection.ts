/** The one selection that all parts of a tabular explanation follow. */
import { ALL, cohortRecords, predictedLabel, type Cohort } from './cohorts';
import type { TabularExplanation } from './model';

/** Indices within the explanation. */
export interface Selection {
  label: number;
  /** `undefined`: there is no record. */
  record: number | undefined;
  /** `undefined`: none was chosen. */
  feature: number | undefined;
  cohort: Cohort;
}

/** Where a view begins: on the label that the model gives the first record. */
export function firstSelection(e: TabularExplanation, record = 0): Selection {
  const first = e.records > 0 ? Math.min(Math.max(0, record), e.records - 1) : undefined;
  const predicted = first === undefined ? undefined : predictedLabel(e, first);
  return { label: Math.max(0, predicted ?? 0), record: first, feature: undefined, cohort: ALL };
}

/**
 * A selection after a change. What does not exist is left as it was; a new cohort that does not
 * hold the record moves on to its own first one.
 */
export function select(
  e: TabularExplanation,
  old: Selection,
  change: Partial<Selection>
): Selection {
  const next = { ...old };
  if (change.label !== undefined && exists(change.label, e.labels.length)) {
    next.label = change.label;
  }
  if (change.record !== undefined && exists(change.record, e.records)) {
    next.record = change.record;
  }
  if ('feature' in change) {
    next.feature =
      change.feature === undefined || exists(change.feature, e.features.length)
        ? change.feature
        : old.feature;
  }
  if (change.cohort !== undefined) {
    next.cohort = change.cohort;
    const records = cohortRecords(e, change.cohort);
    if (records && records.length > 0 && !records.includes(next.record ?? -1)) {
      next.record = records[0];
    }
  }
  return next;
}

function exists(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}
