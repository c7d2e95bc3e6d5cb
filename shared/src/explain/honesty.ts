/** The line under each explanation that says what it is and how far it can be trusted. */
import { checkAdditivity, checkGlobal, type Check } from './checks';
import type { TabularExplanation } from './model';
import { unexplained } from './records';

export interface Honesty {
  /** Short facts: method, unit, baseline, records. */
  facts: string[];
  /** Outcome of the checks, in words. */
  checks: { check: Check; text: string }[];
}

/** @param number - Writes a number as the view does. */
export function honesty(
  e: TabularExplanation,
  label: number,
  number: (value: number) => string
): Honesty {
  const base = e.base[label] ?? null;
  const whole = e.partOf?.records ?? e.records;
  const notExplained = unexplained(e).length;
  const facts = [
    e.meta.method ?? 'Method not stated (SHAP values)',
    unitFact(e),
    base === null ? 'Base value unknown' : `Base ${number(base)}`,
    e.baselineRows === undefined
      ? undefined
      : `Baseline of ${e.baselineRows} ${e.baselineRows === 1 ? 'record' : 'records (mean)'}`,
    e.records === 0
      ? 'Global values only'
      : whole > e.records
        ? `${e.records} of ${whole} records`
        : `${e.records} ${e.records === 1 ? 'record' : 'records'}`,
    notExplained > 0 ? `${notExplained} of the request not explained` : undefined,
    e.partOf && e.partOf.omittedFeatures > 0
      ? `${e.partOf.omittedFeatures} weaker features left out`
      : undefined,
    e.partOf && e.partOf.omittedLabels > 0 ? `${e.partOf.omittedLabels} labels left out` : undefined
  ].filter((fact): fact is string => fact !== undefined);
  // A part of an explanation lacks what these sums need.
  const checks = e.partOf
    ? []
    : [checkAdditivity(e, label), checkGlobal(e, label)].map(check => ({
        check,
        text: checkText(check, number)
      }));
  return { facts, checks };
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

function checkText(check: Check, number: (value: number) => string): string {
  const worst = check.worst === undefined ? '' : number(check.worst);
  if (check.id === 'additivity') {
    switch (check.state) {
      case 'exact':
        return `Adds up: base + contributions = prediction, largest residual ${worst}`;
      case 'close':
        return `Adds up nearly: largest residual ${worst}`;
      case 'broken':
        return (
          `Does not add up: base + contributions miss the prediction by up to ${worst} ` +
          `(record ${(check.record ?? 0) + 1})`
        );
      case 'unknown':
        return 'Adding up not checked: predictions or base are missing';
    }
  }
  switch (check.state) {
    case 'exact':
      return 'Global values equal the mean absolute contributions';
    case 'close':
      return `Global values nearly equal the mean absolute contributions (by ${worst})`;
    case 'broken':
      return (
        `Global values differ from the mean absolute contributions by up to ${worst} ` +
        `(${check.feature ?? ''}); they may cover other records`
      );
    case 'unknown':
      return 'Global values not checked: values of single records or of the report are missing';
  }
}
