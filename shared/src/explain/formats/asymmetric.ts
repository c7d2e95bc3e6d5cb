/** F4: the time series section of `analysis.json`; the values are in another file (F7). */
import type { SeriesExplanation } from '../model';
import { metaOf, noValues, type DocumentFormat } from './format';
import { isObject } from './json';

export const asymmetric: DocumentFormat = {
  name: 'F4',
  sections: ['explanations.asymmetric_shapley_value'],
  read(document, { source, config }) {
    const section = isObject(document.explanations)
      ? document.explanations.asymmetric_shapley_value
      : undefined;
    if (!isObject(section)) {
      return [];
    }
    const text = (key: string): string | undefined =>
      typeof section[key] === 'string' ? section[key] : undefined;
    const direction = text('direction') ?? config.direction;
    const granularity = text('granularity') ?? config.granularity;
    const resultsUri = text('explanation_results_path');
    const explanation: SeriesExplanation = {
      ...noValues(),
      kind: 'series',
      unit: 'target',
      items: [],
      ...(direction === undefined ? {} : { direction }),
      ...(granularity === undefined ? {} : { granularity }),
      ...(resultsUri === undefined ? {} : { resultsUri }),
      relative: false,
      meta: metaOf('F4', source)
    };
    return [explanation];
  }
};
