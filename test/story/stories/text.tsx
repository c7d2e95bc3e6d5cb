import type { TextExplanation, TextPart, TextRecord } from '@pilothouse/core/explain/model';
import type { Host } from '@pilothouse/core/host';
import type { AwsApi } from '@pilothouse/core/aws/api';
import TextView from '@pilothouse/core/views/explanation/kinds/text';
import type { Story } from '../story';
import { HOSTILE, HUGE, RTL } from './hostile';

/** Cuts a text into units that hold the space before them, as most tokenizers do. */
function unitsOf(text: string): TextPart['units'] {
  const units: TextPart['units'] = [];
  for (const match of text.matchAll(/\s*(?:[\p{L}\p{N}\p{M}'’]{1,6}|[^\s\p{L}\p{N}])|\s+$/gu)) {
    units.push({ text: match[0], start: match.index, end: match.index + match[0].length });
  }
  return units;
}

/** Words with a meaning get a score; the rest a little noise that is the same in every run. */
const WEIGHTS: Record<string, number> = {
  fantas: 0.31,
  tic: 0.22,
  loved: 0.18,
  great: 0.16,
  boring: -0.34,
  awful: -0.29,
  not: -0.17,
  waste: -0.2,
  but: -0.05
};

function scoresOf(units: TextPart['units'], labels: number): number[] {
  let state = 7;
  const first = units.map(({ text }) => {
    state = (state * 16807) % 2147483647;
    return 0.5 * (WEIGHTS[text.trim().toLowerCase()] ?? (state / 2147483647 - 0.5) * 0.03);
  });
  return Array.from({ length: labels }, (_, label) =>
    first.map(score => (label === 0 ? score : -score / Math.max(1, labels - 1)))
  ).flat();
}

function explanationOf(
  texts: string[],
  labels: string[],
  change: Partial<TextExplanation> = {},
  otherFeatures: string[] = []
): TextExplanation {
  const values: number[] = [];
  const items: TextRecord[] = texts.map((text, index) => {
    const units = unitsOf(text);
    const first = values.length;
    const scores = scoresOf(units, labels.length);
    scores.forEach(score => values.push(score));
    const others = otherFeatures.map((feature, i) => {
      const begin = values.length;
      labels.forEach((_, label) =>
        values.push((label === 0 ? 1 : -1) * 0.04 * (1 - (i % 3) * 0.6))
      );
      return { feature, type: i % 2 ? 'categorical' : 'numerical', first: begin };
    });
    const predictions = labels.map((_, label) => {
      const own = scores.slice(label * units.length, (label + 1) * units.length);
      const rest = others.reduce((sum, other) => sum + (values[other.first + label] as number), 0);
      return 1 / labels.length + rest + own.reduce((a, b) => a + b, 0);
    });
    const top = predictions.indexOf(Math.max(...predictions));
    return {
      parts: [{ feature: 'Review', text, units, first }],
      others,
      predictedLabel: labels[top],
      probability: Math.min(0.999, Math.max(0, predictions[top] as number)),
      predictions,
      index
    };
  });
  return {
    kind: 'text',
    labels,
    features: ['Review', ...otherFeatures],
    records: items.length,
    values: Float64Array.from(values),
    base: labels.map(() => 1 / labels.length),
    unit: 'probability',
    items,
    meta: { format: 'F8', source: 'answer.json', warnings: [] },
    ...change
  };
}

const REVIEWS = [
  'It was a fantastic movie! I loved the music and the light over the harbour.\n\nThe second half is not as strong, but the last scene is great.',
  'Boring from the first minute. A waste of an evening, and the sound was awful.',
  'Not great, not awful: the story holds, the actors do what they can.',
  'A fantastic cast 👩‍👩‍👧 in a café scene that I loved — twice. 10/10',
  'סרט נהדר, great music, אבל הסוף היה ארוך מדי.'
];

const long = (): string =>
  Array.from(
    { length: 4000 },
    (_, i) =>
      `Line ${i + 1}: ${REVIEWS[i % 3]?.replaceAll('\n', ' ')} ${'and so on '.repeat((i % 5) * 3)}`
  ).join('\n');

const show =
  (explanation: TextExplanation) =>
  ({ api, host }: { api: AwsApi; host: Host }) => (
    <main className="ph-View">
      <h1 className="ph-View-title">Explanation of reviews</h1>
      <TextView explanation={explanation} api={api} host={host} exportName="reviews" />
    </main>
  );

const base = { width: 1200, height: 800 };

export const texts: Story[] = [
  {
    ...base,
    id: 'text-records',
    render: show(explanationOf(REVIEWS, ['positive', 'negative'], {}, ['Stars', 'Country']))
  },
  {
    ...base,
    id: 'text-underline',
    host: { stored: { 'explanation:text-marks': 'underline', 'explanation:text-level': 'token' } },
    render: show(explanationOf([REVIEWS.join('\n')], ['positive', 'negative']))
  },
  {
    ...base,
    id: 'text-sentences',
    host: { stored: { 'explanation:text-level': 'sentence' } },
    render: show(explanationOf(REVIEWS.slice(0, 2), ['positive', 'negative']))
  },
  {
    ...base,
    id: 'text-all-records',
    clicks: ['#stage [role=tab]:nth-child(2)'],
    render: show(explanationOf(REVIEWS, ['good', 'bad', 'neither']))
  },
  {
    ...base,
    id: 'text-table',
    clicks: ['.ph-Chart-table > summary', '.ph-SignedBars-row'],
    render: show(explanationOf(REVIEWS.slice(1, 2), ['positive']))
  },
  {
    ...base,
    id: 'text-long',
    render: context => show(explanationOf([long()], ['positive']))(context)
  },
  { ...base, id: 'text-rtl', render: show(explanationOf([REVIEWS[4] as string], ['positive'])) },
  {
    ...base,
    id: 'text-no-base',
    render: show(
      explanationOf(REVIEWS.slice(0, 1), [], {
        base: [null],
        unit: 'unknown',
        meta: {
          format: 'F10',
          source: 'report.json',
          warnings: ['report.json, line 7: token_scores is no list; the sample is left out.']
        },
        // A file without labels: one number per unit.
        values: Float64Array.from(scoresOf(unitsOf(REVIEWS[0] as string), 1))
      })
    )
  },
  { ...base, id: 'text-empty', render: show(explanationOf([], ['positive'])) },
  {
    ...base,
    id: 'text-hostile',
    render: show(
      explanationOf(
        [`${HOSTILE.join(' ')} ${RTL} great`, HUGE, ''],
        ['<img src=x onerror=window.ran=10>', RTL],
        {},
        [...HOSTILE]
      )
    )
  }
];
