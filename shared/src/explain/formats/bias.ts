/** F1: the bias sections of `analysis.json`. */
import type { BiasExplanation, BiasFacet, BiasMetric, BiasSection } from '../model';
import { metaOf, noValues, type DocumentFormat } from './format';
import { isObject, membersOf, toNumber, type JsonObject } from './json';

const STAGES = [
  ['pre_training_bias_metrics', 'pre-training'],
  ['post_training_bias_metrics', 'post-training']
] as const;

export const bias: DocumentFormat = {
  name: 'F1',
  sections: STAGES.map(([key]) => key),
  read(document, { source }) {
    const warnings: string[] = [];
    const sections = STAGES.flatMap(([key, stage]) => {
      const section = document[key];
      if (section === undefined) {
        return [];
      }
      if (!isObject(section)) {
        warnings.push(`${source}: ${key} is not an object; left out.`);
        return [];
      }
      return [readSection(section, stage, `${source}: ${key}`, warnings)];
    });
    if (sections.length === 0) {
      return [];
    }
    const facets = sections.flatMap(section => section.facets);
    const labels = [...new Set(sections.map(({ label }) => label).filter(label => label !== ''))];
    const explanation: BiasExplanation = {
      ...noValues(),
      kind: 'bias',
      labels,
      base: labels.map(() => null),
      features: [...new Set(facets.map(({ facet }) => facet))],
      values: Float64Array.from(
        facets.flatMap(({ metrics }) => metrics.map(({ value }) => value ?? NaN))
      ),
      sections,
      meta: metaOf('F1', source, warnings)
    };
    return [explanation];
  }
};

function readSection(
  section: JsonObject,
  stage: BiasSection['stage'],
  where: string,
  warnings: string[]
): BiasSection {
  const facets: BiasFacet[] = [];
  const all = isObject(section.facets) ? section.facets : {};
  for (const [facet, groups] of membersOf(all)) {
    if (!Array.isArray(groups)) {
      warnings.push(`${where}.facets.${facet} is not a list; left out.`);
      continue;
    }
    groups.forEach((group: unknown, index) => {
      if (!isObject(group) || !Array.isArray(group.metrics)) {
        warnings.push(`${where}.facets.${facet}[${index}] holds no metrics; left out.`);
        return;
      }
      const metrics = (group.metrics as unknown[]).flatMap((metric, position) => {
        const read = readMetric(metric);
        if (!read) {
          warnings.push(
            `${where}.facets.${facet}[${index}].metrics[${position}] has no name; left out.`
          );
        }
        return read ? [read] : [];
      });
      facets.push({ facet, group: textOf(group.value_or_threshold), metrics });
    });
  }
  if (facets.length === 0) {
    warnings.push(`${where} holds no facets.`);
  }
  return {
    stage,
    label: textOf(section.label),
    positive: textOf(section.label_value_or_threshold),
    facets
  };
}

function readMetric(metric: unknown): BiasMetric | undefined {
  if (!isObject(metric) || typeof metric.name !== 'string') {
    return undefined;
  }
  const number = toNumber(metric.value);
  const spelled = typeof metric.value === 'string' ? metric.value : '';
  const error =
    typeof metric.error === 'string'
      ? metric.error
      : Number.isNaN(number) && spelled !== ''
        ? `not a number: ${spelled}`
        : undefined;
  return {
    name: metric.name,
    description: typeof metric.description === 'string' ? metric.description : metric.name,
    value: Number.isNaN(number) ? null : number,
    ...(error === undefined ? {} : { error })
  };
}

function textOf(value: unknown): string {
  return (Array.isArray(value) ? (value as unknown[]) : [value])
    .filter(one => ['string', 'number', 'boolean'].includes(typeof one))
    .join(',');
}
