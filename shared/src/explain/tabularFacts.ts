/** What an explanation of features is; whether it holds together say the checks of `namedChecks`. */
import type { TabularExplanation } from './model';
import { unexplained } from './records';

/**
 * Method, unit, base, baseline, records: short facts on one label.
 *
 * @param number - Writes a number as the view does.
 * @param locale - Of the counts.
 */
export function tabularFacts(
  e: TabularExplanation,
  label: number,
  number: (value: number) => string,
  locale?: string
): string[] {
  const many = (count: number): string => count.toLocaleString(locale);
  const base = e.base[label] ?? null;
  const whole = e.partOf?.records ?? e.records;
  const notExplained = unexplained(e).length;
  return [
    e.meta.method ?? 'Method not stated (SHAP values)',
    unitFact(e),
    base === null ? 'Base value unknown' : `Base ${number(base)}`,
    e.baselineRows === undefined
      ? undefined
      : `Baseline of ${many(e.baselineRows)} ${e.baselineRows === 1 ? 'record' : 'records (mean)'}`,
    e.records === 0
      ? 'Global values only'
      : whole > e.records
        ? `${many(e.records)} of ${many(whole)} records`
        : `${many(e.records)} ${e.records === 1 ? 'record' : 'records'}`,
    notExplained > 0 ? `${many(notExplained)} of the request not explained` : undefined,
    e.partOf && e.partOf.omittedFeatures > 0
      ? `${many(e.partOf.omittedFeatures)} weaker features left out`
      : undefined,
    e.partOf && e.partOf.omittedLabels > 0
      ? `${e.partOf.omittedLabels} labels left out`
      : undefined,
    e.records > 0 && !e.partOf && (base === null || !e.predictions)
      ? 'Adding up not checked: predictions or base are missing'
      : undefined
  ].filter((fact): fact is string => fact !== undefined);
}

function unitFact({ unit }: TabularExplanation): string {
  switch (unit) {
    case 'log-odds':
      return 'Unit: log-odds';
    case 'probability':
      return 'Unit: probability';
    case 'target':
      return 'Unit: that of the target';
    case 'unknown':
      return 'Unit not stated';
  }
}
