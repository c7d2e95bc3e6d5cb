/** A job's report in an in-memory bucket, for tests. */
import { FakeApi, fakeError } from '../../aws/testing/fakeApi';

/** `CandidateArtifactLocations.Explainability` of the fake job. */
export const PREFIX = 's3://bucket/out/job/documentation/explainability/output';
/** Key of {@link PREFIX}, with a slash. */
export const KEY = 'out/job/documentation/explainability/output/';

/** A bucket with these files below the prefix. */
export function fakeBucket(files: Record<string, string>): FakeApi {
  const bytes = (key: string): Uint8Array => {
    const text = files[key.slice(KEY.length)];
    if (text === undefined) {
      throw fakeError({ code: 'NoSuchKey', message: 'The key does not exist.', retryable: false });
    }
    return new TextEncoder().encode(text);
  };
  return new FakeApi({
    's3.ListObjectsV2': ({ Prefix }) => ({
      Contents: Object.keys(files)
        .filter(name => (KEY + name).startsWith(Prefix))
        .map(name => ({ Key: KEY + name, Size: (files[name] as string).length }))
    }),
    's3.HeadObject': ({ Key }) => ({ ContentLength: bytes(Key).length }),
    's3.GetObject': ({ Key, Range }) => {
      const range = /bytes=(\d+)-(\d+)/.exec(Range ?? '');
      const body = bytes(Key);
      return { Body: range ? body.subarray(Number(range[1]), Number(range[2]) + 1) : body };
    },
    'sagemaker.DescribeAutoMLJobV2': () => ({
      AutoMLJobStatus: 'Completed',
      ResolvedAttributes: {
        AutoMLProblemTypeResolvedAttributes: {
          TabularResolvedAttributes: { ProblemType: 'BinaryClassification' }
        }
      },
      BestCandidate: {
        CandidateName: 'best',
        CandidateProperties: { CandidateArtifactLocations: { Explainability: PREFIX } }
      }
    })
  });
}

/** A report that adds up: two features, two records, log-odds. */
export const SMALL = {
  'analysis.json': JSON.stringify({
    version: '1.0',
    explanations: {
      kernel_shap: { yes: { global_shap_values: { a: 1.5, b: 0.5 }, expected_value: 0.25 } }
    }
  }),
  'analysis_config.json': JSON.stringify({
    headers: ['a', 'b', 'y'],
    label: 'y',
    dataset_uri: `${PREFIX}/dataset.csv`,
    predicted_label_dataset_uri: `${PREFIX}/predictions.csv`,
    methods: { shap: { use_logit: true, agg_method: 'mean_abs', save_local_shap_values: true } },
    predictor: { label_headers: ['no', 'yes'] }
  }),
  'explanations_shap/out.csv': 'a_yes,b_yes\n1,0.5\n-2,0.5\n',
  'explanations_shap/baseline.csv': 'a,b\n10,red\n',
  'dataset.csv': 'a,b,y\n11,blue,yes\n8,red,no\n',
  'predictions.csv': 'yes\n1.75\n-1.25\n'
};
