/** F8 as samples: one answer, or several that are read as one explanation. */
import type { Explanation, TabularExplanation } from '../model';
import { metaOf, noValues, type ReadContext, type SampleFormat } from './format';
import type { JsonObject } from './json';
import {
  entriesOf,
  holdsAttributions,
  isOnlineAnswer,
  onlineAnswer,
  onlineExplanation,
  sizeOf,
  type OnlineAnswer,
  type OnlineContext
} from './online';
import { outputReadings, unknownBase, type Outputs } from './onlinePredictions';
import { hasText, onlineText } from './onlineText';

/** Records beyond this are left out. */
const MAX_RECORDS = 200_000;

export const onlineAnswers: SampleFormat = {
  name: 'F8',
  accepts: sample => isOnlineAnswer(sample) || holdsAttributions(sample),
  start(context) {
    const parts: Part[] = [];
    let records = 0;
    let omitted = 0;
    return {
      get full() {
        return records >= MAX_RECORDS;
      },
      take(sample, where) {
        const source = where === '' ? context.source : `${context.source}, ${where}`;
        const answer = onlineAnswer(sample as JsonObject, source);
        if (records >= MAX_RECORDS) {
          omitted += 1;
          return undefined;
        }
        records += answer.records.length;
        const raw = sample as JsonObject;
        parts.push({ answer, texts: hasText(raw) ? entriesOf(raw) : undefined });
        return undefined;
      },
      end(warnings) {
        const more =
          omitted > 0
            ? [`${context.source}: ${omitted} answers beyond the limit were left out.`]
            : [];
        return sameShape(parts).map(group => explain(group, context, [...warnings, ...more]));
      }
    };
  }
};

interface Part {
  answer: OnlineAnswer;
  /** Entries of `kernel_shap`, if some feature is a text. */
  texts: readonly unknown[] | undefined;
}

/** Answers that explain the same features and labels; those that explain nothing go with any. */
function sameShape(parts: readonly Part[]): Part[][] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const { width, count } = sizeOf(part.answer);
    const { features, labelHeaders } = part.answer;
    const isText = part.texts !== undefined;
    const key = count > 0 ? JSON.stringify([width, count, isText, features, labelHeaders]) : '';
    const group = groups.get(key);
    if (group) {
      group.push(part);
    } else {
      groups.set(key, [part]);
    }
  }
  const without = groups.get('');
  const [first] = [...groups].filter(([key]) => key !== '');
  if (!without || !first) {
    return [...groups.values()];
  }
  groups.delete('');
  const mixed = new Set([...first[1], ...without]);
  groups.set(
    first[0],
    parts.filter(part => mixed.has(part))
  );
  return [...groups.values()];
}

function explain(parts: readonly Part[], context: ReadContext, warnings: string[]): Explanation {
  const merged: OnlineAnswer = {
    predictions: parts[0]?.answer.predictions ?? { contentType: '', data: '' },
    labelHeaders: parts.find(({ answer }) => answer.labelHeaders)?.answer.labelHeaders,
    features: parts.find(({ answer }) => answer.features)?.answer.features,
    records: parts.flatMap(({ answer }) => answer.records),
    warnings: [...warnings, ...parts.flatMap(({ answer }) => answer.warnings)]
  };
  const explained = merged.records.filter(record => record !== null).length;
  if (explained > 0 && explained < merged.records.length) {
    merged.warnings.push(
      `${context.source}: ${merged.records.length - explained} of ${merged.records.length} ` +
        'records were not explained (the condition of the request was not met).'
    );
  }
  const labels = sizeOf(merged).count;
  const ways =
    labels > 0
      ? outputWays(
          parts.map(({ answer }) => answer),
          labels,
          explained === 1
        )
      : [];
  if (labels > 0 && parts.some(({ texts }) => texts)) {
    return onlineText(
      parts.flatMap(({ answer, texts }) => texts ?? answer.records.map(() => null)),
      merged,
      ways,
      context
    );
  }
  return (
    bestWay(merged, ways, context) ?? {
      ...noValues(),
      kind: 'tabular',
      labels: merged.labelHeaders ?? [],
      base: merged.labelHeaders?.map(() => null) ?? [],
      requestRecords: merged.records.length,
      meta: metaOf('F8', context.source, [
        ...merged.warnings,
        explained > 0
          ? `${context.source}: ${explained === 1 ? 'one record is' : `${explained} records are`} ` +
            'explained, without any contribution.'
          : `${context.source}: no record was explained. Explanations were switched off, or the ` +
            'condition of the request held for no record.'
      ])
    }
  );
}

/** Model outputs of all answers in one reading and one unit. */
export interface OutputWay {
  outputs: Outputs;
  unit: OnlineContext['unit'];
}

/** Every reading of the predictions, as they are, as log-odds, and as centred logarithms. */
function outputWays(
  answers: readonly OnlineAnswer[],
  labels: number,
  isAlone: boolean
): OutputWay[] {
  const each = answers
    .filter(({ records }) => records.length > 0)
    .map(({ predictions, records }) =>
      outputReadings(predictions.data, records.length, labels, isAlone)
    );
  const count = Math.min(...each.map(readings => readings.length));
  const readings = Array.from({ length: Number.isFinite(count) ? count : 0 }, (_, i) =>
    each.flatMap(list => list[i] as Outputs)
  );
  const odds = readings
    .filter(outputs => outputs.every(row => row.every(p => !(p < 0 || p > 1))))
    .map(outputs => outputs.map(row => row.map(p => Math.log(p / (1 - p)))));
  const margins = readings
    .filter(() => labels > 1)
    .filter(outputs => outputs.every(row => row.every(p => !(p < 0 || p > 1))))
    .map(outputs => outputs.map(centred));
  return [
    ...readings.map(outputs => ({ outputs, unit: 'unknown' as const })),
    ...[...odds, ...margins].map(outputs => ({ outputs, unit: 'log-odds' as const }))
  ];
}

function centred(row: number[]): number[] {
  const logs = row.map(Math.log);
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  return logs.map(value => value - mean);
}

/** The way whose base is the same for all records; without one, the base is unknown. */
function bestWay(
  answer: OnlineAnswer,
  ways: readonly OutputWay[],
  context: ReadContext
): TabularExplanation | undefined {
  for (const { outputs, unit } of ways) {
    const found = onlineExplanation(answer, { unit, outputs }, context.source);
    if (found?.explanation.base.every(base => base !== null)) {
      return found.explanation;
    }
  }
  const given: OnlineContext = { unit: 'unknown', outputs: ways[0]?.outputs };
  const found = onlineExplanation(answer, given, context.source)?.explanation;
  found?.meta.warnings.push(unknownBase(context.source, ways.length > 0));
  return found;
}
