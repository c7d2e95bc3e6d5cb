/**
 * A made-up report to look around in: rents of 240 flats that add up from their parts, so the
 * contributions are exact, and three reviews. The same in every run.
 */
import { toCsv } from './formats/csv';
import type { ExplanationFolder } from './folder';
import { memoryFolder } from './folders';

const FLATS = 240;
const DISTRICTS = ['North', 'Harbour', 'Old town'];

type Flat = Record<string, number | string>;

/** What each feature adds to the rent, in euros a month. */
const PARTS: Record<string, (flat: Flat) => number> = {
  Area: ({ Area }) => 9.5 * Number(Area),
  Distance: ({ Distance }) => -140 * Math.log1p(Number(Distance)),
  // Old houses are liked, and new ones.
  Built: ({ Built }) => 0.02 * (Number(Built) - 1975) ** 2,
  District: ({ District }) => [-40, 60, 110][DISTRICTS.indexOf(String(District))] ?? 0,
  Balcony: ({ Balcony }) => (Balcony === 'yes' ? 35 : 0),
  Floor: ({ Floor }) => 6 * Number(Floor)
};

/** Numbers from 0 to 1 that look random. */
function numbers(): () => number {
  let state = 20_261;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function flats(): Flat[] {
  const next = numbers();
  return Array.from({ length: FLATS }, () => ({
    Area: Math.round(28 + 90 * next() ** 1.5),
    Distance: Math.round(120 * next() ** 1.3) / 10,
    Built: Math.round(1900 + 124 * next()),
    District: DISTRICTS[Math.floor(next() * DISTRICTS.length)] as string,
    Balcony: next() < 0.6 ? 'yes' : 'no',
    Floor: Math.floor(next() * 7)
  }));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function rents(): Record<string, string> {
  const rows = flats();
  const names = Object.keys(PARTS);
  const parts = names.map(name => rows.map(row => PARTS[name]?.(row) ?? 0));
  const means = parts.map(mean);
  const values = parts.map((column, f) => column.map(value => value - (means[f] as number)));
  const base = 180 + means.reduce((sum, value) => sum + value, 0);
  const sizes = values.map(column => mean(column.map(Math.abs)));
  const text = (cells: (string | number)[][]): string => toCsv(cells);
  return {
    'analysis.json': JSON.stringify({
      version: '1.0',
      explanations: {
        kernel_shap: {
          Rent: {
            global_shap_values: Object.fromEntries(names.map((name, f) => [name, sizes[f]])),
            expected_value: base
          }
        }
      }
    }),
    'analysis_config.json': JSON.stringify({
      headers: [...names, 'Rent'],
      label: 'Rent',
      dataset_uri: 'dataset.csv',
      predicted_label_dataset_uri: 'predictions.csv',
      methods: { shap: { agg_method: 'mean_abs', save_local_shap_values: true } }
    }),
    'dataset.csv': text([names, ...rows.map(row => names.map(name => row[name] as string))]),
    'predictions.csv': text([
      ['Rent'],
      ...rows.map((_, r) => [base + values.reduce((sum, column) => sum + (column[r] as number), 0)])
    ]),
    'explanations_shap/out.csv': text([
      names.map(name => `${name}_Rent`),
      ...rows.map((_, r) => values.map(column => column[r] as number))
    ])
  };
}

const REVIEWS: [label: string, probability: number, tokens: [string, number][]][] = [
  [
    'positive',
    0.97,
    [
      ['A', 0.01],
      ['wonderful', 0.52],
      ['flat,', 0.04],
      ['quiet', 0.21],
      ['and', 0.01],
      ['bright,', 0.17],
      ['though', -0.06],
      ['a', 0],
      ['little', -0.02],
      ['small.', -0.09]
    ]
  ],
  [
    'negative',
    0.91,
    [
      ['The', 0.01],
      ['heating', 0.05],
      ['failed', 0.38],
      ['twice,', 0.12],
      ['and', 0.01],
      ['nobody', 0.19],
      ['answered.', 0.08],
      ['Nice', -0.24],
      ['view.', -0.05]
    ]
  ],
  [
    'positive',
    0.64,
    [
      ['Not', -0.17],
      ['cheap,', 0.05],
      ['not', -0.12],
      ['new,', -0.03],
      ['but', 0.06],
      ['we', 0.02],
      ['loved', 0.41],
      ['it.', 0.03]
    ]
  ]
];

function reviews(): string {
  return JSON.stringify(
    REVIEWS.map(([label, probability, tokens]) => ({
      text: tokens.map(([token]) => token).join(' '),
      predicted_label: label,
      probability,
      token_scores: tokens.map(([token, attribution]) => ({
        attribution,
        description: { partial_text: token }
      }))
    }))
  );
}

export function sampleFolder(): ExplanationFolder {
  return memoryFolder('Sample', { ...rents(), 'reviews.json': reviews() });
}
