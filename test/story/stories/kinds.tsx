/** Bias, partial dependence and series, in every state of their views. */
import { useState, type ReactElement } from 'react';
import { bias } from '@pilothouse/core/explain/formats/bias';
import type { JsonObject } from '@pilothouse/core/explain/formats/json';
import { pdp } from '@pilothouse/core/explain/formats/pdp';
import type {
  BiasExplanation,
  PdpExplanation,
  SeriesEntry,
  SeriesExplanation
} from '@pilothouse/core/explain/model';
import BiasView from '@pilothouse/core/views/explanation/kinds/bias';
import PdpView from '@pilothouse/core/views/explanation/kinds/pdp';
import type { KindProps } from '@pilothouse/core/views/explanation/kinds/registry';
import SeriesView from '@pilothouse/core/views/explanation/kinds/series';
import creditRisk from '../../fixtures/explainability/job-credit-risk-bias/analysis.json';
import weather from '../../fixtures/explainability/monitor-weather-bias/analysis.json';
import type { Story } from '../story';
import { random } from './data';
import { EMOJI, HOSTILE, HUGE, LONG, RTL } from './hostile';
import { kindFiles } from './kindFiles';
import { meta, nothing, story } from './kindStory';

/* Bias */
const readBias = (document: unknown): BiasExplanation =>
  bias.read(document as JsonObject, { source: 'analysis.json', config: {} })[0] as BiasExplanation;

const credit = readBias(creditRisk);

const hostileBias: BiasExplanation = {
  ...credit,
  sections: credit.sections.map(section => ({
    ...section,
    label: HOSTILE[0],
    positive: RTL,
    facets: [...HOSTILE, LONG, HUGE, EMOJI].map((name, i) => ({
      facet: name,
      group: HOSTILE[i % HOSTILE.length] as string,
      metrics: [
        { name: 'DPL', description: HOSTILE[0], value: 0.18 },
        { name: HOSTILE[1], description: HOSTILE[4], value: 7 },
        { name: LONG, description: HUGE, value: null, error: HOSTILE[0] }
      ]
    }))
  }))
};

const later: BiasExplanation = {
  ...credit,
  sections: credit.sections.map(section => ({
    ...section,
    facets: section.facets.map(facet => ({
      ...facet,
      metrics: facet.metrics.map((metric, i) => ({
        ...metric,
        value: metric.value === null ? null : metric.value * (i % 2 === 0 ? 0.4 : 1.3)
      }))
    }))
  }))
};

/* Partial dependence */
function pdpOf(features: readonly string[], labels: readonly string[]): PdpExplanation {
  const next = random(11);
  const entries = features.map((name, f) => {
    if (f === 5) {
      return { feature_name: name, error: 'The feature has more than 1,000 categories.' };
    }
    const categorical = f % 4 === 1;
    const n = categorical ? 5 : 15;
    const shares = Array.from({ length: n }, (_, i) => 0.2 + next() + Math.sin((i / n) * 3));
    const total = shares.reduce((a, b) => a + b, 0);
    return {
      feature_name: name,
      data_type: categorical ? 'categorical' : 'numerical',
      feature_values: categorical
        ? ['none', 'basic', 'standard', 'premium', 'unlimited']
        : Array.from({ length: n }, (_, i) => Math.round((18 + i * 3.7) * 10) / 10),
      ...(f === 2 ? {} : { data_distribution: shares.map(s => (s / total) * (f === 3 ? 0.6 : 1)) }),
      model_predictions: labels.map((_, l) =>
        Array.from({ length: n }, (_v, i) =>
          f === 4 && i === 6
            ? null
            : 0.45 + (Math.sin(i / 3 + l * 2) + next() * 0.2) * (0.4 / (f + 1))
        )
      ),
      label_headers: labels
    };
  });
  const document = { explanations: { pdp: entries } };
  return {
    ...(pdp.read(document, { source: 'analysis.json', config: {} })[0] as PdpExplanation),
    unit: 'probability'
  };
}

const PDP_FEATURES = [
  'Day_Mins',
  'Plan',
  'CustServ_Calls',
  'Intl_Mins',
  'Eve_Mins',
  'Zip_Code',
  'Night_Mins',
  'VMail_Message',
  'Account_Length'
];

const pdpOne = pdpOf(PDP_FEATURES, ['True.']);
const pdpMany = pdpOf(
  Array.from({ length: 400 }, (_, i) => `sensor_${i}`),
  ['low', 'medium', 'high']
);

/* Series */
function seriesOf(
  items: readonly string[],
  features: readonly string[],
  change: Partial<SeriesExplanation> = {}
): SeriesExplanation {
  const next = random(5);
  const horizon = 10;
  const steps = 14;
  const entries: SeriesEntry[] = features.flatMap((_, feature) =>
    feature === features.length - 1
      ? [{ feature }]
      : Array.from({ length: feature === 1 ? steps - 4 : steps }, (_v, t) => ({
          feature,
          timestamp: `2026-01-01 ${String(t).padStart(2, '0')}:00:00`
        }))
  );
  const values: number[] = [];
  const list = items.map(id => {
    const first = values.length;
    for (const entry of entries) {
      for (let h = 0; h < horizon; h += 1) {
        const wave = Math.sin(entry.feature * 2 + h / 3 + values.length / 40);
        values.push(((wave + next() - 0.5) * 12) / (1 + entry.feature));
      }
    }
    return {
      id,
      first,
      horizon,
      entries,
      offset: Float64Array.from({ length: horizon }, (_, h) => 120 + h * 9)
    };
  });
  return {
    ...nothing,
    kind: 'series',
    features: [...features],
    records: items.length,
    values: Float64Array.from(values),
    unit: 'target',
    items: list,
    direction: 'chronological',
    granularity: 'fine_grained',
    relative: false,
    meta: meta('F7'),
    ...change
  };
}

const SERIES = ['sales', 'price', 'promotion', 'temperature', 'shop_size'];
const weatherSeries = seriesOf(['San José', 'Lisbon', 'Oslo'], SERIES);
const impact = seriesOf(['A', 'B'], SERIES, { relative: true });
const scaled: SeriesExplanation = {
  ...impact,
  values: impact.values.map(value => value / 20),
  items: impact.items.map(item => ({ ...item, offset: new Float64Array() }))
};
/** The same items a month later: weaker contributions, other signs. */
const laterSeries: SeriesExplanation = {
  ...weatherSeries,
  values: weatherSeries.values.map((value, i) => value * (0.4 + 0.6 * Math.cos(i)))
};

/** Lets the comparison be taken away, as the tab does. */
function Compared(props: KindProps<BiasExplanation>): ReactElement {
  const [ended, setEnded] = useState(false);
  return (
    <BiasView
      {...props}
      comparison={ended ? undefined : { explanation: later, name: 'churn-20261201' }}
      onPickComparison={() => setEnded(false)}
      onEndComparison={() => setEnded(true)}
    />
  );
}

const tab = (name: string): Record<string, unknown> => ({ 'explanation:bias-view': name });
const seriesTab = (name: string): Record<string, unknown> => ({ 'explanation:series-view': name });

export const kindStories: Story[] = [
  story({ id: 'bias-readings' }, BiasView, credit),
  story(
    {
      id: 'bias-limits',
      stored: { 'bias:limits': { '*': 0.05, DI: 0.2 } },
      clicks: ['tr[data-stop], tbody tr:nth-child(4)']
    },
    BiasView,
    credit
  ),
  story({ id: 'bias-chart', stored: tab('chart') }, BiasView, credit),
  story({ id: 'bias-pair', stored: tab('pair') }, BiasView, credit),
  story({ id: 'bias-reports', stored: tab('reports') }, Compared, credit),
  story({ id: 'bias-infinite' }, BiasView, readBias(weather)),
  story({ id: 'bias-infinite-chart', stored: tab('chart') }, BiasView, readBias(weather)),
  story({ id: 'bias-empty' }, BiasView, { ...credit, sections: [] }),
  story({ id: 'bias-hostile' }, BiasView, hostileBias),
  story({ id: 'bias-hostile-chart', stored: tab('chart') }, BiasView, hostileBias),
  story({ id: 'pdp-feature' }, PdpView, pdpOne),
  story({ id: 'pdp-category', clicks: ['tbody tr:nth-child(4)'] }, PdpView, pdpOne),
  story({ id: 'pdp-failed', clicks: ['tbody tr:last-child'] }, PdpView, pdpOne),
  story({ id: 'pdp-grid', stored: { 'explanation:pdp-view': 'grid' } }, PdpView, pdpOne),
  story({ id: 'pdp-labels' }, PdpView, pdpMany),
  story({ id: 'pdp-compare' }, PdpView, pdpOne, {
    comparison: {
      explanation: pdpOf(PDP_FEATURES.slice().reverse(), ['True.']),
      name: 'churn-20261201'
    },
    onPickComparison: () => undefined,
    onEndComparison: () => undefined
  }),
  story({ id: 'pdp-centred', stored: { 'explanation:pdp-centred': true } }, PdpView, pdpMany),
  story({ id: 'pdp-empty' }, PdpView, { ...pdpOne, curves: [] }),
  story({ id: 'pdp-hostile' }, PdpView, pdpOf([...HOSTILE, LONG, RTL, HUGE], [HOSTILE[0], HUGE])),
  story({ id: 'series-heat' }, SeriesView, weatherSeries),
  story(
    { id: 'series-many-items', stored: seriesTab('horizon') },
    SeriesView,
    seriesOf(
      Array.from({ length: 3000 }, (_, i) => `item-${String(i).padStart(4, '0')}`),
      ['sales', 'shop_size']
    )
  ),
  story({ id: 'series-compare' }, SeriesView, weatherSeries, {
    comparison: { explanation: laterSeries, name: 'weather-20261201' },
    onPickComparison: () => undefined,
    onEndComparison: () => undefined
  }),
  story({ id: 'series-time', stored: seriesTab('time') }, SeriesView, weatherSeries),
  story({ id: 'series-static', stored: seriesTab('static') }, SeriesView, weatherSeries),
  story({ id: 'series-impact' }, SeriesView, scaled),
  story({ id: 'series-elsewhere' }, SeriesView, {
    ...weatherSeries,
    items: [],
    resultsUri: 's3://bucket/asymmetric_shapley_value/fine_grained_chronological/out.jsonl'
  }),
  story(
    { id: 'series-hostile' },
    SeriesView,
    seriesOf([...HOSTILE, HUGE], [...HOSTILE, LONG, HUGE, RTL])
  ),
  ...kindFiles
];
