/** F3: partial dependence in `analysis.json`. */
import type { PdpCurve, PdpExplanation } from '../model';
import { metaOf, noValues, Numbers, type DocumentFormat } from './format';
import { isObject, nameAt, stringList, toNumber, type JsonObject } from './json';

export const pdp: DocumentFormat = {
  name: 'F3',
  sections: ['explanations.pdp'],
  read(document, { source }) {
    const list = isObject(document.explanations) ? document.explanations.pdp : undefined;
    if (!Array.isArray(list)) {
      return [];
    }
    const warnings: string[] = [];
    const values = new Numbers();
    const curves = (list as unknown[]).flatMap((entry, index): PdpCurve[] => {
      const where = `${source}: explanations.pdp[${index}]`;
      if (!isObject(entry)) {
        warnings.push(`${where} is not an object; left out.`);
        return [];
      }
      return [readCurve(entry, index, where, values, warnings)];
    });
    const labels = [...new Set(curves.flatMap(curve => curve.labels))];
    const explanation: PdpExplanation = {
      ...noValues(),
      kind: 'pdp',
      labels,
      base: labels.map(() => null),
      features: curves.map(({ feature }) => feature),
      values: values.take(),
      curves,
      meta: metaOf('F3', source, warnings)
    };
    return [explanation];
  }
};

function readCurve(
  entry: JsonObject,
  index: number,
  where: string,
  values: Numbers,
  warnings: string[]
): PdpCurve {
  const feature = nameAt(entry, 'feature_name') ?? `column_${index}`;
  const raw = Array.isArray(entry.feature_values) ? (entry.feature_values as unknown[]) : [];
  const numeric = entry.data_type !== 'categorical' && raw.every(v => Number.isFinite(toNumber(v)));
  const grid = raw.map(v => (numeric ? toNumber(v) : categoryOf(v)));
  const first = values.length;
  const curve: PdpCurve = {
    feature,
    type: numeric ? 'numerical' : 'categorical',
    grid,
    distribution: [],
    first,
    labels: []
  };
  const given = Array.isArray(entry.model_predictions)
    ? (entry.model_predictions as unknown[])
    : [];
  // A single label may be written without the outer list.
  const rows = given.length > 0 && !given.some(Array.isArray) ? [given] : given;
  if (typeof entry.error === 'string' || rows.length === 0 || grid.length === 0) {
    const error = typeof entry.error === 'string' ? entry.error : 'the file holds no values';
    return { ...curve, grid: [], error };
  }
  const names = stringList(entry.label_headers);
  if (names && names.length !== rows.length) {
    warnings.push(`${where}: ${rows.length} curves, ${names.length} label headers.`);
  }
  curve.labels = rows.map((_, l) => names?.[l] ?? `label${l}`);
  rows.forEach((row, l) => {
    const points = Array.isArray(row) ? (row as unknown[]) : [];
    if (points.length !== grid.length) {
      warnings.push(
        `${where} (${feature}, ${curve.labels[l]}): ${points.length} predictions for ` +
          `${grid.length} feature values; missing ones are left out.`
      );
    }
    grid.forEach((_, i) => values.push(toNumber(points[i])));
  });
  const shares = Array.isArray(entry.data_distribution)
    ? (entry.data_distribution as unknown[]).map(toNumber)
    : [];
  if (shares.length === grid.length && shares.every(Number.isFinite)) {
    curve.distribution = shares;
  } else if (shares.length > 0) {
    warnings.push(`${where} (${feature}): the distribution does not fit the feature values.`);
  }
  return curve;
}

/** Categories are texts, numbers, truth values or nothing. */
function categoryOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? '?' : String(value);
}
