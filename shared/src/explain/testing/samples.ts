/** Hand-made files of the formats that nobody has published, for tests. */

export const TEXT_LINE = {
  explanations: [
    {
      feature_name: 'Review',
      data_type: 'free_text',
      attributions: [
        { attribution: [0.1, -0.1], description: { partial_text: 'Nice', start_idx: 0 } },
        { attribution: [0.2, -0.2], description: { partial_text: 'dress.', start_idx: 5 } }
      ]
    },
    { feature_name: 'Age', data_type: 'numerical', attributions: [{ attribution: [-0.4, 0.4] }] }
  ]
};

export const IMAGE_SAMPLES = [
  {
    input_image_uri: 's3://b/in/cat 1.jpg',
    heatmap_image_uri: 's3://b/heat/cat 1.jpg',
    predicted_label: 'cat',
    probability: 0.9
  },
  {
    input_image_uri: 's3://b/in/dog.jpg',
    heatmap_image_uri: 's3://b/heat/dog.jpg',
    predicted_label: 'dog',
    probability: '0.7'
  }
];

export const TEXT_SAMPLE = {
  text: 'It was a fantastic movie!',
  predicted_label: 2,
  probability: 0.9984835,
  token_scores: [
    { attribution: 0, description: { partial_text: 'It' } },
    { attribution: 0.675, description: { partial_text: 'fantastic' } },
    { attribution: -0.1, description: { partial_text: 'movie!' } }
  ]
};

/** One analysis with bias, global values, partial dependence and a section nobody knows. */
export const MIXED = {
  version: '1.0',
  post_training_bias_metrics: {
    label: 'y',
    label_value_or_threshold: '1',
    facets: {
      sex: [
        {
          value_or_threshold: '0',
          metrics: [
            { name: 'DI', description: 'Disparate Impact (DI)', value: 'Infinity' },
            { name: 'TE', description: 'Treatment Equality (TE)', value: '-∞' },
            { name: 'CDDPL', description: 'CDDPL', value: null, error: 'Group variable is empty' }
          ]
        }
      ]
    }
  },
  pre_training_bias_metrics: {
    label: 'y',
    label_value_or_threshold: '1',
    facets: { sex: [{ value_or_threshold: '0', metrics: [{ name: 'CI', value: 0.33 }] }] }
  },
  explanations: {
    kernal_shap: {
      '0.123': { global_shap_values: { age: 0.5, sex: 0.25 }, expected_value: 0.1 },
      very_good: { global_shap_values: { age: 0.75, sex: 0.1 }, expected_value: 0.2 }
    },
    pdp: [
      {
        feature_name: 'age',
        data_type: 'numerical',
        feature_values: [20, 30, 40],
        data_distribution: [0.2, 0.5, 0.3],
        model_predictions: [
          [0.1, 0.2, 0.6],
          [0.9, 0.8, 0.4]
        ],
        label_headers: ['no', 'yes']
      },
      { feature_name: 'sex', data_type: 'categorical', error: 'too many categories' }
    ],
    segment_metrics: { a: 1 }
  }
};

/** An answer of an endpoint; contributions of two features, base 0.25 in log-odds or plain. */
export function onlineAnswer(
  data: string,
  attributions: readonly (readonly number[][] | null)[],
  more: Record<string, unknown> = {}
): Record<string, unknown> {
  return {
    version: '1.0',
    predictions: { content_type: 'text/csv; charset=utf-8', data },
    explanations: {
      kernel_shap: attributions.map(
        record =>
          record?.map((attribution, f) => ({
            feature_header: `f${f}`,
            attributions: [{ attribution }]
          })) ?? null
      )
    },
    ...more
  };
}
