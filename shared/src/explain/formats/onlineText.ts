/** F8 with text features: contributions of tokens, sentences or paragraphs. */
import { impliedBase } from '../checks';
import type { TextExplanation } from '../model';
import { metaOf, type ReadContext } from './format';
import { isObject, type JsonObject } from './json';
import { entriesOf, type OnlineAnswer } from './online';
import { unknownBase } from './onlinePredictions';
import type { OutputWay } from './onlineSamples';
import { TextBuilder } from './textUnits';

/** True if some feature of an answer is text. */
export function hasText(raw: JsonObject): boolean {
  return (entriesOf(raw) ?? []).some(
    record =>
      Array.isArray(record) &&
      record.some(
        feature =>
          isObject(feature) &&
          (feature.feature_type === 'text' ||
            feature.feature_type === 'free_text' ||
            (Array.isArray(feature.attributions) &&
              feature.attributions.some(unit => isObject(unit) && isObject(unit.description))))
      )
  );
}

/** @param entries - `kernel_shap` of all answers, `null` where a record was not explained. */
export function onlineText(
  entries: readonly unknown[],
  answer: OnlineAnswer,
  ways: readonly OutputWay[],
  context: ReadContext
): TextExplanation {
  const builder = new TextBuilder();
  const indices: number[] = [];
  entries.forEach((entry, index) => {
    if (Array.isArray(entry)) {
      builder.add(entry, { index });
      indices.push(index);
    }
  });
  const built = builder.end();
  const labels = Array.from({ length: built.labelCount }, (_, l) =>
    answer.labelHeaders?.length === built.labelCount
      ? (answer.labelHeaders[l] as string)
      : `label${l}`
  );
  const way = ways
    .map(({ outputs, unit }) => ({
      outputs,
      unit,
      base: labels.map((_, label) =>
        impliedBase(
          indices.map(i => outputs[i]?.[label] ?? NaN),
          built.sums.map(sums => sums[label] ?? 0)
        )
      )
    }))
    .find(({ base }) => base.every(value => value !== null));
  const warnings = [...answer.warnings, ...built.warnings(context.source)];
  const given = way ?? ways[0];
  if (!way) {
    warnings.push(unknownBase(context.source, ways.length > 0));
  }
  return {
    kind: 'text',
    labels,
    features: built.features,
    records: built.items.length,
    ...(built.items.length < entries.length ? { requestRecords: entries.length } : {}),
    values: built.values,
    base: way?.base ?? labels.map(() => null),
    unit: way?.unit ?? 'unknown',
    items: built.items.map((item, i) => ({
      ...item,
      ...(given ? { predictions: given.outputs[indices[i] as number] } : {})
    })),
    meta: metaOf('F8', context.source, warnings)
  };
}
