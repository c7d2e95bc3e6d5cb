import type { TabularExplanation } from '@pilothouse/core/explain/model';
import { ExplanationPanel } from '@pilothouse/core/views/explanation/kinds/tabular/ExplanationPanel';
import TabularView from '@pilothouse/core/views/explanation/kinds/tabular';
import type { Comparison } from '@pilothouse/core/views/explanation/kinds/registry';
import type { Story } from '../story';
import { FEATURES, random } from './data';
import { EMOJI, HOSTILE, HUGE, LONG, RTL } from './hostile';

interface Shape {
  records?: number;
  features?: readonly string[];
  labels?: readonly string[];
  change?: Partial<TabularExplanation>;
  seed?: number;
}

/** Made-up contributions that follow the values, with an interaction and some values missing. */
function madeUp({
  records = 300,
  features = FEATURES,
  labels = ['True.'],
  change = {},
  seed = 3
}: Shape = {}): TabularExplanation {
  const next = random(seed);
  const count = features.length;
  const bell = (): number => next() + next() + next() - 1.5;
  const plans = ['no', 'yes', 'trial', 'family'];
  const data = features.map((_, f) =>
    Array.from({ length: records }, () =>
      next() < 0.03 && f > 0
        ? null
        : f === 3
          ? (plans[Math.floor(next() * next() * 4)] ?? 'no')
          : Math.round(bell() * 1000) / 10
    )
  );
  const values = new Float64Array(labels.length * records * count);
  const base = labels.map((_, l) => -0.8 + l * 0.3);
  const predictions = new Float64Array(labels.length * records);
  labels.forEach((_, l) => {
    for (let r = 0; r < records; r += 1) {
      let sum = base[l] as number;
      for (let f = 0; f < count; f += 1) {
        const value = data[f]?.[r];
        const size =
          typeof value === 'number'
            ? value / 100
            : typeof value === 'string'
              ? plans.indexOf(value) * 0.3 - 0.2
              : 0;
        const other = Number(data[(f + 1) % count]?.[r]) || 0;
        const phi =
          ((size * (1 + (f === 0 ? other / 80 : 0)) * 1.6) / (f + 1)) * (l % 2 ? -1 : 1) +
          bell() * 0.03;
        values[(l * records + r) * count + f] = phi;
        sum += phi;
      }
      predictions[l * records + r] = sum;
    }
  });
  const actual = Array.from({ length: records }, (_, r) =>
    (predictions[r] as number) + bell() > 0 ? (labels[0] as string) : (labels[1] ?? 'False.')
  );
  return {
    kind: 'tabular',
    labels: [...labels],
    features: [...features],
    records,
    values,
    base,
    unit: 'log-odds',
    data,
    predictions,
    actual,
    baseline: features.map((_, f) => (f === 3 ? 'no' : 0)),
    baselineRows: 1,
    meta: {
      format: 'F5',
      source: 's3://bucket/report',
      method: 'Exact Shapley values (trees)',
      warnings: []
    },
    ...change
  };
}

interface Options {
  comparison?: Comparison<TabularExplanation>;
  stored?: Record<string, unknown>;
  clicks?: string[];
}

/** A story of the panel alone; made when it is shown. */
function panel(id: string, make: () => TabularExplanation, options: Options = {}): Story {
  const { comparison, stored, clicks } = options;
  return {
    id: `tabular-${id}`,
    width: 1280,
    height: 800,
    host: { stored },
    clicks,
    render: ({ host }) => (
      <main className="ph-View">
        <h1 className="ph-View-title">Explanation of churn-best</h1>
        <ExplanationPanel
          explanation={make()}
          host={host}
          exportName="churn-best"
          comparison={comparison}
          onPickComparison={() => undefined}
          onEndComparison={() => undefined}
        />
      </main>
    )
  };
}

const many = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `measure_${i}_of_${count}`);

/** A panel that stands on its own for each explanation keeps its identity while it is shown. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const hot = once(oneHot);

const story = (id: string, shape: Shape, options?: Options): Story =>
  panel(
    id,
    once(() => madeUp(shape)),
    options
  );

/** A feature in four columns of 0 and 1, and the others as they are. */
function oneHot(): TabularExplanation {
  const plans = ['no', 'yes', 'trial', 'family'];
  const e = madeUp({
    features: [...FEATURES.slice(0, 3), ...plans.map(plan => `VMail_Plan_${plan}`)]
  });
  const next = random(5);
  const chosen = Array.from({ length: e.records }, () => Math.floor(next() * next() * 4));
  plans.forEach((_, i) => {
    e.data?.splice(
      3 + i,
      1,
      chosen.map(plan => (plan === i ? 1 : 0))
    );
    e.baseline?.splice(3 + i, 1, i === 0 ? 1 : 0);
  });
  return e;
}

const folded: Story = {
  id: 'tabular-folded',
  width: 1280,
  height: 800,
  host: {
    stored: {
      'explanation:folded': true,
      'explanation:aggregate': 'max_abs',
      'explanation:view': 'importance'
    }
  },
  render: ({ host, api }) => (
    <main className="ph-View">
      <h1 className="ph-View-title">Explanation of churn-best</h1>
      <TabularView explanation={hot()} api={api} host={host} exportName="churn-best" />
    </main>
  )
};

/** A file that ends before its values. */
const cut = once(() =>
  madeUp({
    records: 0,
    features: [],
    change: {
      ...{ data: undefined, predictions: undefined, actual: undefined, base: [null] },
      global: new Float64Array(0),
      meta: {
        format: 'F2',
        source: 'cut.json',
        warnings: [
          'cut.json: damaged at line 1 (the text ends too early); what comes before it was read.'
        ]
      }
    }
  })
);

const view = (name: string): Record<string, unknown> => ({ 'explanation:view': name });
const FEATURE_ROW = '.ph-FeatureList tbody tr:nth-child';

export const tabular: Story[] = [
  story('importance', {}),
  story('signed', {}, { stored: { 'explanation:measure': 'signed' } }),
  story('beeswarm', {}, { stored: view('beeswarm') }),
  story('records', {}, { stored: view('records') }),
  story('force', {}, { stored: { ...view('beeswarm'), 'explanation:local': 'force' } }),
  story('dependence', {}, { stored: view('beeswarm'), clicks: [`${FEATURE_ROW}(1)`] }),
  story('categories', {}, { clicks: [`${FEATURE_ROW}(4)`] }),
  story('new-cohort', {}, { clicks: ['.ph-Explain-what .ph-Button'] }),
  story('multiclass', { labels: ['low', 'medium', 'high'] }),
  story(
    'multiclass-all',
    { labels: ['low', 'medium', 'high'] },
    { stored: { 'explanation:measure': 'labels' } }
  ),
  story(
    'comparison',
    {},
    {
      stored: view('compare'),
      comparison: {
        name: 'churn-january',
        explanation: madeUp({ features: [...FEATURES.slice(2), 'Tenure'], seed: 9 })
      }
    }
  ),
  story('no-values', { change: { data: undefined } }, { stored: view('beeswarm') }),
  story('no-values-feature', { change: { data: undefined } }, { clicks: [`${FEATURE_ROW}(1)`] }),
  story('no-base', { change: { base: [null], predictions: undefined } }),
  story('broken', { change: { base: [0.4] } }),
  story('not-explained', {
    records: 4,
    change: { recordIndices: [0, 2, 3, 6], requestRecords: 9 }
  }),
  story('no-records', {
    records: 0,
    change: {
      global: Float64Array.from({ length: 10 }, (_, f) => 1 / (f + 1)),
      data: undefined,
      predictions: undefined,
      actual: undefined
    }
  }),
  {
    ...folded,
    id: 'tabular-cut',
    host: {},
    render: ({ host, api }) => (
      <main className="ph-View">
        <h1 className="ph-View-title">Explanation of cut.json</h1>
        <TabularView explanation={cut()} api={api} host={host} exportName="cut" />
      </main>
    )
  },
  folded,
  story('one-record', { records: 1 }, { stored: view('beeswarm') }),
  story('one-feature', { features: ['Day_Mins'] }, { stored: view('beeswarm') }),
  story('many-features', { records: 200, features: many(1000) }),
  story(
    'many-records',
    { records: 20_000 },
    { stored: view('beeswarm'), clicks: [`${FEATURE_ROW}(1)`] }
  ),
  panel(
    'odd-numbers',
    once(() => {
      const e = madeUp({ records: 60 });
      e.values.set([NaN, Infinity, -Infinity], 0);
      e.values.fill(NaN, 5 * 10, 6 * 10);
      (e.data?.[0] as (number | null)[])[3] = Infinity;
      return e;
    }),
    { stored: view('beeswarm') }
  ),
  story('all-missing', {
    records: 20,
    change: { values: new Float64Array(200).fill(NaN) }
  }),
  story(
    'hostile',
    {
      records: 40,
      features: [...HOSTILE, LONG, RTL, HUGE, EMOJI],
      labels: ['<img src=x onerror=window.ran=11>']
    },
    { stored: view('beeswarm'), clicks: [`${FEATURE_ROW}(1)`] }
  ),
  story('hostile-importance', {
    records: 40,
    features: [...HOSTILE, LONG, RTL, HUGE, EMOJI],
    labels: ['<img src=x onerror=window.ran=12>', RTL]
  })
];
