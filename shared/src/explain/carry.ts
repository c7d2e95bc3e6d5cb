/** What was chosen in an explanation, in the same one with its one-hot columns folded, or back. */
import type { Cohort } from './cohorts';
import { foldingOf, NONE, type Family, type Folding } from './families';
import type { TabularExplanation } from './model';

/** True if both have the same records: they are the same, or one is the other one folded. */
export function sameRecords(from: TabularExplanation, to: TabularExplanation): boolean {
  return from === to || foldingOf(to)?.plain === from || foldingOf(from)?.plain === to;
}

/**
 * A feature of `from` in `to`: that which a column is folded into; of a folded one the column
 * that is set in a record, or the first.
 */
export function carriedFeature(
  from: TabularExplanation,
  to: TabularExplanation,
  feature: number,
  record?: number
): number | undefined {
  if (from === to) {
    return feature;
  }
  const folded = foldingOf(to);
  if (folded?.plain === from) {
    return folded.to[feature];
  }
  const unfolded = foldingOf(from);
  if (unfolded?.plain !== to) {
    return undefined;
  }
  const family = familyAt(unfolded, feature);
  if (!family) {
    return unfolded.to.indexOf(feature);
  }
  const value = record === undefined ? undefined : from.data?.[feature]?.[record];
  return family.features[Math.max(0, family.values.indexOf(String(value)))];
}

/** A cohort of `from` in `to`; `undefined` if it cannot be told there. */
export function carriedCohort(
  from: TabularExplanation,
  to: TabularExplanation,
  cohort: Cohort
): Cohort | undefined {
  if (from === to) {
    return cohort;
  }
  if (!sameRecords(from, to)) {
    return undefined;
  }
  if (!('feature' in cohort)) {
    return cohort;
  }
  const forth = foldingOf(to);
  const folding = (forth?.plain === from ? forth : foldingOf(from)) as Folding;
  const isForth = folding === forth;
  const folded = isForth ? (folding.to[cohort.feature] as number) : cohort.feature;
  const family = familyAt(folding, folded);
  if (!family) {
    return { ...cohort, feature: isForth ? folded : folding.to.indexOf(folded) };
  }
  // Contributions were summed: those of one column are gone.
  if (cohort.kind === 'contribution') {
    return undefined;
  }
  return isForth ? setColumn(family, folded, cohort) : oneColumn(family, to, cohort);
}

function familyAt({ families, to }: Folding, folded: number): Family | undefined {
  return families.find(({ features: [first = -1] }) => to[first] === folded);
}

type ValueCohort = Extract<Cohort, { kind: 'range' | 'values' }>;

/** Records in which a column is set have its value; those in which it is not have no one value. */
function setColumn(family: Family, folded: number, cohort: ValueCohort): Cohort | undefined {
  const value = family.values[family.features.indexOf(cohort.feature)];
  const isSet =
    cohort.kind === 'range'
      ? cohort.low > 0 && cohort.low <= 1 && cohort.high >= 1
      : cohort.values.length === 1 &&
        ['1', 'true'].includes(String(cohort.values[0]).toLowerCase());
  return isSet && value !== undefined
    ? { kind: 'values', feature: folded, values: [value] }
    : undefined;
}

/** Of several values no column alone can tell. */
function oneColumn(
  family: Family,
  to: TabularExplanation,
  cohort: ValueCohort
): Cohort | undefined {
  const [value] = cohort.kind === 'values' && cohort.values.length === 1 ? cohort.values : [NONE];
  const feature = family.features[family.values.indexOf(String(value))];
  const set = to.data?.[feature ?? -1]?.find(cell => /^(1|true)$/i.test(String(cell)));
  return feature === undefined || set === undefined || set === null
    ? undefined
    : { kind: 'values', feature, values: [set] };
}
