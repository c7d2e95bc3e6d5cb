/** F6: contributions of pieces of text, one record per line of a job's `out.jsonl`. */
import type { TextExplanation } from '../model';
import { metaOf, type SampleFormat } from './format';
import { isObject } from './json';
import { TextBuilder } from './textUnits';

/** Contributions beyond this are left out; the explanation says so. */
const MAX_VALUES = 20_000_000;

export const textLines: SampleFormat = {
  name: 'F6',
  accepts: sample =>
    isObject(sample) &&
    Array.isArray(sample.explanations) &&
    sample.explanations.some(isObject) &&
    sample.explanations
      .filter(isObject)
      .every(feature => feature.attributions !== undefined && feature.scores === undefined),
  start({ source, analysis, config }) {
    const builder = new TextBuilder();
    let omitted = 0;
    return {
      get full() {
        return builder.size >= MAX_VALUES;
      },
      take(sample) {
        const list = (sample as { explanations: unknown[] }).explanations;
        if (builder.size >= MAX_VALUES) {
          omitted += 1;
          return undefined;
        }
        if (list.filter(isObject).every(({ attributions }) => !Array.isArray(attributions))) {
          return 'has no attributions';
        }
        builder.add(list);
        return undefined;
      },
      end(warnings) {
        const built = builder.end();
        if (built.items.length === 0) {
          return [];
        }
        const names = [analysis?.labels, config.labelHeaders].find(
          list => list?.length === built.labelCount
        );
        const labels = Array.from(
          { length: built.labelCount },
          (_, l) => names?.[l] ?? `label${l}`
        );
        const explanation: TextExplanation = {
          kind: 'text',
          labels,
          features: built.features,
          records: built.items.length,
          values: built.values,
          base: labels.map((_, l) =>
            analysis?.labels.length === labels.length ? (analysis.base[l] ?? null) : null
          ),
          unit: config.unit ?? (config.useLogit ? 'log-odds' : 'unknown'),
          items: built.items,
          ...(analysis?.tokens && analysis.labels.length === labels.length
            ? { globalTokens: analysis.tokens }
            : {}),
          meta: metaOf('F6', source, [
            ...warnings,
            ...built.warnings(source),
            ...(omitted > 0 ? [`${source}: at least ${omitted} records were left out.`] : [])
          ])
        };
        return [explanation];
      }
    };
  }
};
