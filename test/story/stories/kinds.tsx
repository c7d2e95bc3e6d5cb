/** Explanations of single kinds, in every state of their views. */
import { useState, type ComponentType, type ReactElement } from 'react';
import type { Host } from '@pilothouse/core/host';
import type { AwsApi } from '@pilothouse/core/aws/api';
import type { ExplanationFolder } from '@pilothouse/core/explain/folder';
import { bias } from '@pilothouse/core/explain/formats/bias';
import type { JsonObject } from '@pilothouse/core/explain/formats/json';
import { pdp } from '@pilothouse/core/explain/formats/pdp';
import type {
  BaselineExplanation,
  BiasExplanation,
  Explanation,
  PdpExplanation,
  RawExplanation,
  ReportExplanation,
  SeriesEntry,
  SeriesExplanation,
  ViolationsExplanation
} from '@pilothouse/core/explain/model';
import { memorySource } from '@pilothouse/core/aws/source';
import BaselineView from '@pilothouse/core/views/explanation/kinds/baseline';
import BiasView from '@pilothouse/core/views/explanation/kinds/bias';
import PdpView from '@pilothouse/core/views/explanation/kinds/pdp';
import RawView from '@pilothouse/core/views/explanation/kinds/raw';
import type { KindProps } from '@pilothouse/core/views/explanation/kinds/registry';
import ReportView from '@pilothouse/core/views/explanation/kinds/report';
import SeriesView from '@pilothouse/core/views/explanation/kinds/series';
import ViolationsView from '@pilothouse/core/views/explanation/kinds/violations';
import creditRisk from '../../fixtures/explainability/job-credit-risk-bias/analysis.json';
import weather from '../../fixtures/explainability/monitor-weather-bias/analysis.json';
import type { Story } from '../story';
import { random } from './data';
import { EMOJI, HOSTILE, HUGE, LONG, RTL } from './hostile';

const meta = (format: Explanation['meta']['format'], warnings: string[] = []) => ({
  format,
  source: 'report/analysis.json',
  warnings
});

const nothing = {
  labels: [],
  features: [],
  records: 0,
  values: new Float64Array(),
  base: [],
  unit: 'unknown' as const
};

interface KindStory {
  id: string;
  stored?: Record<string, unknown>;
  clicks?: string[];
}

/** A story that shows one view as the explanation tab does. */
function story<E extends Explanation>(
  { id, stored, clicks }: KindStory,
  View: ComponentType<KindProps<E>>,
  explanation: E,
  more: Partial<KindProps<E>> = {}
): Story {
  const Page = ({ api, host }: { api: AwsApi; host: Host }): ReactElement => (
    <main className="ph-View">
      <header className="ph-View-header">
        <h1 className="ph-View-title">Explanation of churn-20261122-1402</h1>
      </header>
      <View explanation={explanation} api={api} host={host} exportName="churn" {...more} />
    </main>
  );
  return {
    id,
    width: 1200,
    height: 800,
    clicks,
    host: { stored },
    render: context => <Page {...context} />
  };
}

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

/* The rest */
const violations: ViolationsExplanation = {
  ...nothing,
  kind: 'violations',
  meta: meta('F14', ['constraint_violations.json: entry 4 has no description']),
  violations: [
    {
      subject: 'age',
      metric: 'CI',
      check: 'bias_drift_check',
      description:
        'Metric value 0.71 does not meet the baseline constraint requirement: it was 0.42 when the model was trained, and the interval of confidence does not hold it.'
    },
    {
      subject: 'label0',
      check: 'feature_attribution_drift_check',
      description: 'NDCG 0.81 is below 0.90.'
    },
    { subject: 'income', metric: 'DPL', check: 'bias_drift_check', description: '' },
    { subject: HOSTILE[0], check: HOSTILE[1], description: HOSTILE[4] },
    { subject: HUGE, check: RTL, description: LONG }
  ]
};

const baselineNext = random(3);
const baseline: BaselineExplanation = {
  ...nothing,
  kind: 'baseline',
  features: ['age', 'income', 'plan', '<b>bold</b>', RTL, LONG],
  records: 60,
  data: [
    Array.from({ length: 60 }, () => Math.round(20 + baselineNext() * 50)),
    Array.from({ length: 60 }, (_, i) => (i % 9 === 0 ? null : Math.round(baselineNext() * 90000))),
    Array.from({ length: 60 }, (_, i) => ['basic', 'basic', 'premium'][i % 3] as string),
    Array.from({ length: 60 }, () => baselineNext()),
    Array.from({ length: 60 }, () => null),
    Array.from({ length: 60 }, () => HOSTILE[0])
  ],
  meta: meta('F12')
};

const raw: RawExplanation = {
  ...nothing,
  kind: 'raw',
  title: 'performance_metrics',
  json: {
    version: '2.0',
    segments: [
      { name: HOSTILE[0], rows: 120, metrics: { f1: 0.81, auc: null, note: LONG } },
      { name: RTL, rows: 80, metrics: { f1: 0.77, auc: 0.9, note: '' } }
    ],
    numbers: Array.from({ length: 5000 }, (_, i) => i / 7),
    flags: { ready: true, odd: EMOJI, empty: {}, none: [] },
    __proto__: 1,
    [HUGE]: HUGE
  },
  meta: meta('raw')
};

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const reportHtml = `<!DOCTYPE html><html><head><title>x</title>
<style>table{border-collapse:collapse} td,th{border:1px solid #999;padding:4px 8px}</style></head>
<body><h1>SageMaker Analysis Report</h1><p>Global explanations of label0.</p>
<table><tr><th>Feature</th><th>Value</th></tr><tr><td>Age</td><td>0.0597</td></tr></table>
<script>parent.window.ran=11; document.body.textContent='ran'</script>
<img src="https://example.org/track.png" onerror="parent.window.ran=12">
<a href="https://example.org/">elsewhere</a><form action="https://example.org"><button>send</button></form>
</body></html>`;
const reportNotebook = JSON.stringify({
  cells: [
    {
      cell_type: 'markdown',
      source: ['# SageMaker Analysis Report\n', 'What the model looks at.']
    },
    { cell_type: 'markdown', source: `## ${HOSTILE[0]}\n${HOSTILE[1]}` },
    {
      cell_type: 'code',
      source: 'show(report)',
      outputs: [
        { output_type: 'stream', text: ['Global values\n', 'Age  0.0597\n'] },
        { output_type: 'display_data', data: { 'image/png': PIXEL } },
        { output_type: 'display_data', data: { 'text/html': '<script>window.ran=13</script>' } }
      ]
    }
  ]
});
const files: Record<string, string> = {
  'report.html': reportHtml,
  'report.ipynb': reportNotebook,
  'report.pdf': '%PDF-1.4'
};
const folder: ExplanationFolder = {
  source: 's3://bucket/report',
  list: async () => ({ entries: [], truncated: false }),
  open: path => memorySource(path, new TextEncoder().encode(files[path] ?? '')),
  resolve: () => undefined
};
const report: ReportExplanation = {
  ...nothing,
  kind: 'report',
  files: [
    { uri: 'report.ipynb', type: 'ipynb' },
    { uri: 'report.html', type: 'html' },
    { uri: 'report.pdf', type: 'pdf' }
  ],
  meta: meta('F13')
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
  story({ id: 'violations' }, ViolationsView, violations),
  story({ id: 'violations-none' }, ViolationsView, { ...violations, violations: [] }),
  story({ id: 'baseline-features' }, BaselineView, baseline),
  story({ id: 'baseline-rows', clicks: ['[role="tab"]:nth-child(2)'] }, BaselineView, baseline),
  story({ id: 'baseline-one' }, BaselineView, {
    ...baseline,
    records: 1,
    data: baseline.data.map(column => column.slice(0, 1))
  }),
  story({ id: 'report-page' }, ReportView, report, { folder }),
  story({ id: 'report-notebook', clicks: ['[role="tab"]:nth-child(2)'] }, ReportView, report, {
    folder
  }),
  story({ id: 'report-pdf', clicks: ['[role="tab"]:nth-child(3)'] }, ReportView, report, {
    folder
  }),
  story({ id: 'report-elsewhere' }, ReportView, report),
  story({ id: 'raw-tree' }, RawView, raw)
];
