/** F14: `constraint_violations.json` of a model monitor. */
import type { Violation, ViolationsExplanation } from '../model';
import { metaOf, noValues, type DocumentFormat } from './format';
import { isObject, nameAt, type JsonObject } from './json';

export const violations: DocumentFormat = {
  name: 'F14',
  sections: ['violations'],
  read(document, { source }) {
    if (!Array.isArray(document.violations)) {
      return [];
    }
    const list = document.violations as unknown[];
    // Checkers of other things have violations, too.
    if (list.length > 0 ? !list.some(isOfMonitor) : !/violations[^/]*$/.test(source)) {
      return [];
    }
    const warnings: string[] = [];
    const found = list.flatMap((entry, index): Violation[] => {
      if (!isObject(entry)) {
        warnings.push(`${source}: violations[${index}] is not an object; left out.`);
        return [];
      }
      return [readViolation(entry)];
    });
    const labels = [
      ...new Set(list.flatMap(entry => (isObject(entry) ? (nameAt(entry, 'label') ?? []) : [])))
    ];
    const explanation: ViolationsExplanation = {
      ...noValues(),
      kind: 'violations',
      labels,
      base: labels.map(() => null),
      features: [...new Set(found.map(({ subject }) => subject))],
      violations: found,
      meta: metaOf('F14', source, warnings)
    };
    return [explanation];
  }
};

function isOfMonitor(entry: unknown): boolean {
  return (
    isObject(entry) &&
    ['constraint_check_type', 'metric_name', 'feature_name', 'facet'].some(key => key in entry)
  );
}

/** Monitors of data, bias and attributions name their subjects with different keys. */
function readViolation(entry: JsonObject): Violation {
  const text = (...keys: string[]): string | undefined => {
    const value = keys.map(key => entry[key]).find(v => v !== undefined && v !== null);
    return value === undefined || typeof value === 'object' ? undefined : `${value as string}`;
  };
  const facetValue = text('facet_value', 'value_or_threshold');
  const facet = text('facet', 'facet_name');
  const metric = text('metric_name', 'metric');
  return {
    subject:
      text('feature_name', 'column_name') ??
      (facet === undefined
        ? (text('label', 'label_name') ?? 'all')
        : `${facet}${facetValue === undefined ? '' : ` = ${facetValue}`}`),
    ...(metric === undefined ? {} : { metric }),
    check: text('constraint_check_type', 'check_type', 'violation_type') ?? '',
    description: text('description', 'message') ?? ''
  };
}
