/**
 * The explainer of an endpoint: `ClarifyExplainerConfig` for tabular models, with the baseline
 * that the job's own explanation used, so that both give the same values.
 */
import type { AwsApi, CallOptions } from '../aws/api';
import { readAnalysisConfig } from '../explain/formats/analysisConfig';
import { csvRecords, toCsv } from '../explain/formats/csv';
import { textIfThere } from '../explain/files';
import { joinS3Uri, requireS3Uri } from '../aws/s3';

/** Longest baseline that may stand in the configuration itself. */
const MAX_INLINE = 4096;
const MAX_HEADERS = 256;
const MAX_HEADER = 64;
const MAX_LABELS = 16;

export interface DeployExplainer {
  /** Names of the features in the order of a request's columns. */
  features: string[];
  /** Baseline rows as CSV without a header. */
  baseline: string;
  /** Folder a long baseline may be stored in, e.g. the job's Explainability prefix. */
  prefix: string;
  /** Explain log-odds; absent: yes for classification. */
  useLogit?: boolean;
  /** Class names in the order of the model's probabilities. */
  labels?: string[];
}

/**
 * Read what an explainer needs from the Explainability prefix of a best candidate.
 *
 * @returns `undefined` if the prefix holds no baseline.
 * @throws AwsError if the files cannot be read for another reason.
 */
export async function loadDeployExplainer(
  api: AwsApi,
  prefix: string,
  options: CallOptions = {}
): Promise<DeployExplainer | undefined> {
  const [baselineText, configText] = await Promise.all([
    textIfThere(api, joinS3Uri(prefix, 'explanations_shap', 'baseline.csv'), options),
    textIfThere(api, joinS3Uri(prefix, 'analysis_config.json'), options)
  ]);
  if (baselineText === undefined) {
    return undefined;
  }
  const [header, ...rows] = csvRecords(baselineText);
  if (!header || rows.length === 0) {
    return undefined;
  }
  const config = configText === undefined ? undefined : readAnalysisConfig(configText);
  return {
    features: header,
    baseline: toCsv(rows),
    prefix,
    useLogit: config?.useLogit,
    labels: config?.labelHeaders
  };
}

/**
 * Build the configuration.
 *
 * @param output - `SAGEMAKER_INFERENCE_OUTPUT` as a list: tells which column of the model's CSV
 * answer holds the probabilities.
 * @param name - Unique name for a stored baseline.
 */
export function explainerConfig(
  explainer: DeployExplainer,
  problemType: string | undefined,
  output: readonly string[],
  name: string
): {
  config: Record<string, unknown>;
  uploads: { Bucket: string; Key: string; Body: Uint8Array; ContentType: string }[];
  notes: string[];
} {
  const notes: string[] = [];
  const inference: Record<string, unknown> = {};
  const { features, labels } = explainer;
  if (features.length <= MAX_HEADERS && features.every(f => f !== '' && f.length <= MAX_HEADER)) {
    inference.FeatureHeaders = features;
  } else {
    notes.push(
      `Explanations will number the features: names are passed on for at most ${MAX_HEADERS} ` +
        `features of at most ${MAX_HEADER} characters.`
    );
  }
  const probabilities = output.indexOf('probabilities');
  if (probabilities >= 0) {
    inference.ProbabilityIndex = probabilities;
    // One name alone is that of the positive class: the model's list holds two.
    if (
      labels &&
      labels.length > 1 &&
      labels.length <= MAX_LABELS &&
      labels.every(l => l && l.length <= MAX_HEADER)
    ) {
      inference.LabelHeaders = labels;
    } else if (output.includes('labels')) {
      inference.LabelIndex = output.indexOf('labels');
    }
  }
  const inline = explainer.baseline.length <= MAX_INLINE;
  const uri = joinS3Uri(explainer.prefix, 'endpoint-baselines', `${name}.csv`);
  const { bucket, key } = requireS3Uri(uri);
  return {
    notes,
    uploads: inline
      ? []
      : [
          {
            Bucket: bucket,
            Key: key,
            Body: new TextEncoder().encode(explainer.baseline),
            ContentType: 'text/csv'
          }
        ],
    config: {
      // Explaining costs time on every call: it is asked for per call, with a header.
      EnableExplanations: '`false`',
      ...(Object.keys(inference).length > 0 ? { InferenceConfig: inference } : {}),
      ShapConfig: {
        ShapBaselineConfig: {
          MimeType: 'text/csv',
          ...(inline ? { ShapBaseline: explainer.baseline } : { ShapBaselineUri: uri })
        },
        UseLogit: explainer.useLogit ?? /Classification$/.test(problemType ?? '')
      }
    }
  };
}
