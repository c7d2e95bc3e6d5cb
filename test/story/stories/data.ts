/** Made-up tables and explanations, the same in every run. */

/** Numbers in [0, 1) that look random. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const quote = (text: string): string => `"${text.replace(/"/g, '""')}"`;

export const FEATURES = [
  'Account_Length',
  'Day_Mins',
  'Eve_Mins',
  'Night_Mins',
  'Intl_Mins',
  'CustServ_Calls',
  'VMail_Message',
  'Intl_Plan',
  'State',
  'Area_Code'
];

/** A table of customers with the target `Churn?`. */
export function churn(rows: number, features: readonly string[] = FEATURES): string {
  const next = random(7);
  const lines = [[...features, 'Churn?'].map(quote).join(',')];
  for (let row = 0; row < rows; row++) {
    const cells = features.map((name, index) => {
      if (next() < 0.02) {
        return '';
      }
      if (name === 'State') {
        return ['KS', 'OH', 'NJ', 'OK', 'AL'][Math.floor(next() * 5)];
      }
      if (name === 'Intl_Plan') {
        return next() < 0.1 ? 'yes' : 'no';
      }
      const bell = (next() + next() + next()) / 3;
      return index % 3 === 0 ? String(Math.round(bell * 200)) : (bell * 300).toFixed(1);
    });
    lines.push([...cells, next() < 0.14 ? 'True.' : 'False.'].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Files of an explanation as a job writes them, by name below its prefix.
 *
 * @param prefix - S3 URI without a slash at its end.
 */
export function explanationFiles(
  prefix: string,
  records: number,
  features: readonly string[] = FEATURES,
  labels: readonly string[] = ['True.']
): Record<string, string> {
  const next = random(11);
  const weight = features.map((_, index) => 1.6 / (index + 1));
  const data: number[][] = [];
  const values: number[][][] = [];
  for (let row = 0; row < records; row++) {
    const record = features.map(() => next() + next() - 1);
    data.push(record);
    values.push(
      labels.map((_, label) =>
        record.map(
          (value, index) =>
            (weight[index] ?? 0) * value * (label % 2 ? -1 : 1) + next() * 0.02 - 0.01
        )
      )
    );
  }
  const base = -1.2;
  const analysis = {
    version: '1.0',
    explanations: {
      kernel_shap: Object.fromEntries(
        labels.map((label, at) => [
          label,
          {
            expected_value: base,
            global_shap_values: Object.fromEntries(
              features.map((name, index) => [
                name,
                values.reduce((sum, row) => sum + Math.abs(row[at]?.[index] ?? 0), 0) / records
              ])
            )
          }
        ])
      )
    }
  };
  const config = {
    headers: features,
    dataset_uri: `${prefix}/dataset.csv`,
    predicted_label_dataset_uri: `${prefix}/predictions.csv`,
    methods: { shap: { use_logit: true, agg_method: 'mean_abs', save_local_shap_values: true } },
    predictor: { label_headers: labels }
  };
  const table = (header: readonly string[], rows: readonly (readonly number[])[]): string =>
    `${[header.map(quote).join(','), ...rows.map(row => row.join(','))].join('\n')}\n`;
  return {
    'analysis.json': JSON.stringify(analysis),
    'analysis_config.json': JSON.stringify(config),
    'dataset.csv': table(features, data),
    'predictions.csv': table(
      labels,
      values.map(row => row.map(label => base + label.reduce((sum, value) => sum + value, 0)))
    ),
    'explanations_shap/out.csv': table(
      labels.flatMap(label => features.map(name => `${name}_${label}`)),
      values.map(row => row.flat())
    ),
    'explanations_shap/baseline.csv': table(features, [features.map(() => 0)])
  };
}
