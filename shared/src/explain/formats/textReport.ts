/** F10: Autopilot's report on texts. Tokens have no offsets; they are found by reading on. */
import { counted } from '../counted';
import type { TextExplanation } from '../model';
import { metaOf, Numbers, type SampleFormat } from './format';
import { isObject, objectAt, stringAt, toNumber } from './json';
import { alignUnits, type RecordFacts } from './textUnits';

/** What Autopilot does; the engine names its own method in each sample. */
const AUTOPILOT_METHOD = 'Integrated gradients';

const MAX_VALUES = 20_000_000;

export const textReport: SampleFormat = {
  name: 'F10',
  accepts: sample =>
    isObject(sample) && typeof sample.text === 'string' && Array.isArray(sample.token_scores),
  start({ source }) {
    const values = new Numbers();
    const items: TextExplanation['items'] = [];
    let lost = 0;
    let omitted = 0;
    const methods = new Set<string>();
    const logOdds: boolean[] = [];
    return {
      get full() {
        return values.length >= MAX_VALUES;
      },
      take(sample) {
        const {
          text,
          token_scores: scores,
          ...rest
        } = sample as {
          text: string;
          token_scores: unknown[];
        } & Record<string, unknown>;
        if (values.length >= MAX_VALUES) {
          omitted += 1;
          return undefined;
        }
        const tokens = scores.filter(isObject);
        const own = objectAt(rest, 'pilothouse');
        methods.add(stringAt(own, 'method') ?? AUTOPILOT_METHOD);
        logOdds.push(own.unit === 'log-odds');
        const first = values.length;
        const units = alignUnits(text, tokens.map(partialText));
        lost += units.filter(({ text: unit, start, end }) => unit !== '' && start === end).length;
        tokens.forEach(({ attribution }) =>
          values.push(toNumber(Array.isArray(attribution) ? attribution[0] : attribution))
        );
        items.push({
          parts: [{ feature: 'text', text, units, first }],
          others: [],
          ...sampleFacts(rest)
        });
        return undefined;
      },
      end(warnings) {
        const explanation: TextExplanation = {
          kind: 'text',
          // One score per token, for the label that was predicted.
          labels: ['predicted label'],
          features: ['text'],
          records: items.length,
          values: values.take(),
          base: [null],
          unit: logOdds.length > 0 && logOdds.every(Boolean) ? 'log-odds' : 'unknown',
          items,
          meta: {
            ...metaOf('F10', source, [
              ...warnings,
              ...(lost > 0
                ? [`${source}: ${counted(lost, 'token was', 'tokens were')} not found in the text.`]
                : []),
              ...(omitted > 0 ? [`${source}: at least ${omitted} records were left out.`] : [])
            ]),
            method: [...methods].join('; ')
          }
        };
        return [explanation];
      }
    };
  }
};

function partialText(token: Record<string, unknown>): string {
  const { description } = token;
  const text = isObject(description) ? description.partial_text : token.partial_text;
  return typeof text === 'string' ? text : '';
}

/** Prediction, confidence and truth of one sample of an Autopilot report. */
export function sampleFacts(sample: Record<string, unknown>): RecordFacts {
  const label = sample.predicted_label;
  const probability = toNumber(sample.probability);
  return {
    ...(typeof label === 'string' || typeof label === 'number' || typeof label === 'boolean'
      ? { predictedLabel: String(label) }
      : {}),
    ...(Number.isNaN(probability) ? {} : { probability })
  };
}
