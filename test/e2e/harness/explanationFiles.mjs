// Files of every kind of explanation, as services and jobs leave them, in a workspace.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './paths.mjs';

const fixtures = join(root, 'test', 'fixtures', 'explainability');

const text = {
  text: 'A fantastic movie, <b>really</b>!',
  predicted_label: 'positive',
  probability: 0.98,
  token_scores: [
    { attribution: 0.02, description: { partial_text: 'A' } },
    { attribution: 0.67, description: { partial_text: 'fantastic' } },
    { attribution: -0.08, description: { partial_text: 'movie,' } },
    { attribution: 0.11, description: { partial_text: '<b>really</b>!' } }
  ]
};

const pdp = {
  version: '1.0',
  explanations: {
    pdp: [
      {
        feature_name: 'Age',
        data_type: 'numerical',
        feature_values: [20, 30, 40, 50],
        data_distribution: [0.2, 0.4, 0.3, 0.1],
        model_predictions: [[0.1, 0.3, 0.5, 0.4]],
        label_headers: ['Target']
      }
    ]
  }
};

const series = {
  item_id: 'shop-1',
  offset: [10, 11],
  explanations: [
    { feature_name: 'sales', timestamp: '2024-01-01 00:00:00', scores: [0.4, -0.1] },
    { feature_name: 'price', timestamp: '2024-01-01 00:00:00', scores: [-0.9, 0.3] }
  ]
};

const violations = {
  violations: [
    {
      feature_name: 'label0',
      constraint_check_type: 'feature_attribution_drift_check',
      description: 'Feature attribution drift 0.73 exceeds threshold 0.9'
    }
  ]
};

/** One red and one blue pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DA8J8BAAf/Af9jgNErAAAAAElFTkSuQmCC',
  'base64'
);

/** A name that would be an element, were it taken for HTML. */
export const HOSTILE_NAME = '<img src=x onerror=alert(1)> #1 100%.explanation.json';

/** Local values of 100,000 records and 20 features, about 25 MB. */
export function writeLargeFile(file) {
  const features = Array.from({ length: 20 }, (_, index) => `feature_${index}_yes`);
  // A few hundred different lines are as long to read as many.
  const lines = Array.from({ length: 500 }, (_, line) =>
    features.map((_, index) => Math.sin(line + index * 0.7) / (index + 1)).join(',')
  );
  const rows = Array.from({ length: 100_000 }, (_, row) => lines[row % lines.length]);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${[features.join(','), ...rows].join('\n')}\n`);
}

/** The global values of a report some time later: its first feature means twice as much. */
function laterAnalysis() {
  const file = join(fixtures, 'job-credit-risk-shap', 'analysis.json');
  const analysis = JSON.parse(readFileSync(file, 'utf8'));
  for (const label of Object.values(analysis.explanations.kernel_shap)) {
    const [first] = Object.keys(label.global_shap_values);
    label.global_shap_values[first] *= 2;
  }
  return analysis;
}

/** Write them below a folder. */
export function writeExplanationFiles(folder) {
  const write = (path, content) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.isBuffer(content) ? content : JSON.stringify(content));
  };
  cpSync(join(fixtures, 'job-credit-risk-shap'), join(folder, 'report'), { recursive: true });
  cpSync(join(fixtures, 'job-adult-sex-bias'), join(folder, 'bias'), { recursive: true });
  cpSync(
    join(fixtures, 'online-tabular-adult', 'response-two-records.json'),
    join(folder, 'answer.json')
  );
  write('movie.explanation.json', [text]);
  write(HOSTILE_NAME, [text]);
  write('later.json', laterAnalysis());
  write('pdp/analysis.json', pdp);
  write('series/out.jsonl', series);
  write('constraint_violations.json', violations);
  write('pictures/samples.json', [
    {
      input_image_uri: 's3://bucket/input/cat.png',
      heatmap_image_uri: 's3://bucket/heat/cat.png',
      predicted_label: 'cat',
      probability: 0.9
    }
  ]);
  write('clarify/shap_cat_box1_object.png', picture);
  const local = join(fixtures, 'job-credit-risk-shap', 'explanations_shap', 'out.csv');
  write('packed.csv.gz', gzipSync(readFileSync(local)));
  write('strange.json', { nothing: ['that', 'is', 'known'] });
  write('cut.json', Buffer.from('{"explanations": {"kernel_shap": {"label0": {"global_sh'));
}
