/** F7: contributions to a forecast, one item per line. */
import { counted } from '../counted';
import type { SeriesEntry, SeriesExplanation, SeriesItem } from '../model';
import { metaOf, Numbers, type SampleFormat } from './format';
import { isObject, nameAt, toNumber } from './json';

/** Scores beyond this are left out; the explanation says so. */
const MAX_VALUES = 20_000_000;

const PATH =
  /(?:^|\/)(timewise|fine_grained)_(chronological|anti_chronological|bidirectional)(?:\/|$)/;

export const series: SampleFormat = {
  name: 'F7',
  accepts: sample =>
    isObject(sample) &&
    Array.isArray(sample.explanations) &&
    (sample.explanations.some(entry => isObject(entry) && Array.isArray(entry.scores)) ||
      (sample.explanations.length === 0 && Array.isArray(sample.offset))),
  start({ source, config, series: known }) {
    const values = new Numbers();
    const items: SeriesItem[] = [];
    const features = new Map<string, number>();
    let uneven = 0;
    let firstUneven = '';
    let omitted = 0;
    return {
      get full() {
        return values.length >= MAX_VALUES;
      },
      take(sample, where) {
        if (values.length >= MAX_VALUES) {
          omitted += 1;
          return undefined;
        }
        const object = sample as Record<string, unknown>;
        const list = (object.explanations as unknown[])
          .filter(isObject)
          .filter(entry => Array.isArray(entry.scores));
        const offset = Array.isArray(object.offset)
          ? Float64Array.from((object.offset as unknown[]).map(toNumber))
          : new Float64Array(0);
        const horizon =
          offset.length || Math.max(0, ...list.map(({ scores }) => (scores as unknown[]).length));
        const first = values.length;
        const entries = list.map((entry): SeriesEntry => {
          const scores = entry.scores as unknown[];
          if (scores.length !== horizon) {
            uneven += 1;
            firstUneven ||= where;
          }
          for (let step = 0; step < horizon; step += 1) {
            values.push(toNumber(scores[step]));
          }
          const name = nameAt(entry, 'feature_name') ?? 'all series';
          const feature = features.get(name) ?? features.size;
          features.set(name, feature);
          const time = entry.timestamp;
          return {
            feature,
            ...(typeof time === 'string' || typeof time === 'number'
              ? { timestamp: String(time) }
              : {})
          };
        });
        const id = object.item_id;
        items.push({
          id: typeof id === 'string' || typeof id === 'number' ? String(id) : `${items.length + 1}`,
          offset,
          horizon,
          entries,
          first
        });
        return undefined;
      },
      end(warnings) {
        const [, byGranularity, byDirection] = PATH.exec(source) ?? [];
        const direction = byDirection ?? known?.direction ?? config.direction;
        const granularity = byGranularity ?? known?.granularity ?? config.granularity;
        const explanation: SeriesExplanation = {
          kind: 'series',
          labels: [],
          features: [...features.keys()],
          records: items.length,
          values: values.take(),
          base: [],
          unit: 'target',
          items,
          ...(direction === undefined ? {} : { direction }),
          ...(granularity === undefined ? {} : { granularity }),
          ...(known?.resultsUri === undefined ? {} : { resultsUri: known.resultsUri }),
          relative: false,
          meta: metaOf('F7', source, [
            ...warnings,
            ...(uneven > 0
              ? [
                  `${source}: ${counted(uneven, 'entry does', 'entries do')} not have one score per step of the horizon ` +
                    `(first in ${firstUneven || 'the only sample'}).`
                ]
              : []),
            ...(omitted > 0 ? [`${source}: at least ${omitted} items were left out.`] : [])
          ])
        };
        return [explanation];
      }
    };
  }
};
