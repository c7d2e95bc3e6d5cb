/** What is known about the model behind an endpoint: its columns, samples, classes and base. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import { joinS3Uri } from '../aws/s3';
import { problemTypeOf, type Job } from '../automl/types';
import { textIfThere } from '../explain/files';
import { readAnalysis } from '../explain/formats/analysis';
import { readAnalysisConfig } from '../explain/formats/analysisConfig';
import { readBaseline } from '../explain/formats/baseline';
import { csvRecords } from '../explain/formats/csv';
import type { ExplanationUnit, FeatureColumn } from '../explain/model';
import { hubExample } from './hubExample';
import { loadSamples, PAYLOAD_TYPES } from './payload';
import { problemPayload, promptPayload, type ProblemPayload } from './problemPayload';
import { firstPrompt } from './prompt/recognise';
import type { EndpointDetails } from './service';

export interface ModelContext {
  /** Names of the features in the order of a request; empty if unknown. */
  columns: string[];
  /** Example rows as text, each as long as `columns`. */
  samples: string[][];
  unit: ExplanationUnit;
  /** Names of the model's outputs, and the base of each, from the job's report. */
  labels?: string[];
  base?: (number | null)[];
  method?: string;
  baseline?: FeatureColumn;
  baselineRows?: number;
  /** What an answer's probability is of, where that is not what one would think. */
  probabilityNote?: string;
  /** What a request looks like, for models of other things than tables. */
  payload?: ProblemPayload;
  /** Why something is not known. */
  problems: string[];
}

/** Never fails but when it is cancelled: what cannot be read is left out and said. */
export async function loadModelContext(
  api: AwsApi,
  details: Pick<EndpointDetails, 'explainer' | 'jobName' | 'modelDataUrl' | 'image' | 'pipeline'> &
    Partial<Pick<EndpointDetails, 'endpoint'>>,
  options: CallOptions = {}
): Promise<ModelContext> {
  const context = fromExplainer(details);
  if (details.jobName === undefined) {
    const payload = await payloadWithoutJob(api, details, options);
    return payload ? { ...context, payload } : context;
  }
  try {
    const job = await api.call<Job>(
      'sagemaker',
      'DescribeAutoMLJobV2',
      { AutoMLJobName: details.jobName },
      options
    );
    context.payload = await problemPayload(api, job, details.image, options);
    if (context.payload) {
      context.columns = context.payload.columns ?? [];
      context.samples = context.payload.rows ?? [];
      return context;
    }
    if (details.pipeline && problemTypeOf(job) === 'BinaryClassification') {
      context.probabilityNote =
        'The probability of this pipeline is that of the positive class, the second of the ' +
        'labels, whichever class was predicted.';
    }
    if (problemTypeOf(job) === 'Regression') {
      context.unit = 'target';
    }
    const best = job.BestCandidate;
    const prefix = best?.CandidateProperties?.CandidateArtifactLocations?.Explainability;
    if (prefix) {
      await fromJob(api, prefix, context, options);
      const isBest =
        details.modelDataUrl !== undefined &&
        best?.InferenceContainers?.[0]?.ModelDataUrl === details.modelDataUrl;
      if (!isBest) {
        // The report is about another model: its base and method do not hold here.
        delete context.base;
        delete context.method;
      }
    }
  } catch (error) {
    const failure = AwsError.from(error);
    if (failure.code === 'Cancelled') {
      throw failure;
    }
    context.problems.push(`No sample rows: ${failure.message}`);
  }
  return context;
}

/** Models of a hub come from no job: their example and their image tell how they are asked. */
async function payloadWithoutJob(
  api: AwsApi,
  { image, endpoint }: Partial<EndpointDetails>,
  options: CallOptions
): Promise<ProblemPayload | undefined> {
  const example = await hubExample(api, endpoint?.EndpointArn, options);
  const prompt = firstPrompt({
    fineTuned: false,
    image,
    example: example?.body,
    stream: api.stream !== undefined
  });
  if (prompt) {
    return promptPayload(prompt);
  }
  // Other texts have no field of their own here: they are sent from a file.
  if (!example || (example.body !== undefined && !isPayloadType(example.contentType))) {
    return undefined;
  }
  return {
    contentType: example.contentType,
    accept: 'application/json',
    ...(example.body === undefined ? {} : { body: example.body }),
    hint: 'Begins with the example of the model’s card.'
  };
}

function isPayloadType(type: string): boolean {
  return (PAYLOAD_TYPES as readonly string[]).includes(type);
}

/** What the endpoint's own configuration says. */
function fromExplainer({ explainer }: Pick<EndpointDetails, 'explainer'>): ModelContext {
  const headers = explainer?.InferenceConfig?.FeatureHeaders ?? [];
  const rows = csvRecords(explainer?.ShapConfig?.ShapBaselineConfig?.ShapBaseline ?? '');
  const width = headers.length > 0 ? headers.length : (rows[0]?.length ?? 0);
  return {
    columns: headers.length > 0 ? headers : Array.from({ length: width }, (_, i) => `column_${i}`),
    samples: rows.filter(row => row.length === width).slice(0, 1),
    unit: explainer?.ShapConfig?.UseLogit ? 'log-odds' : 'unknown',
    problems: []
  };
}

async function fromJob(
  api: AwsApi,
  prefix: string,
  context: ModelContext,
  options: CallOptions
): Promise<void> {
  const baselineUri = joinS3Uri(prefix, 'explanations_shap', 'baseline.csv');
  const analysisUri = joinS3Uri(prefix, 'analysis.json');
  const [samples, analysisText, configText, baselineText] = await Promise.all([
    loadSamples(api, prefix, options),
    textIfThere(api, analysisUri, options),
    textIfThere(api, joinS3Uri(prefix, 'analysis_config.json'), options),
    textIfThere(api, baselineUri, options)
  ]);
  const config = configText === undefined ? {} : readAnalysisConfig(configText);
  context.method = config.method;
  const baseline = baselineText === undefined ? undefined : readBaseline(baselineText, baselineUri);
  if (baseline) {
    context.baseline = baseline.values;
    context.baselineRows = baseline.rows;
  }
  // The explainer's names come from the baseline, in the order of a request.
  const columns = baseline?.features ?? samples?.columns;
  if (columns) {
    const order = columns.map(name => samples?.columns.indexOf(name) ?? -1);
    context.columns = columns;
    if (samples && order.every(at => at >= 0)) {
      context.samples = samples.rows.map(row => order.map(at => row[at] as string));
    }
  }
  if (analysisText !== undefined) {
    const analysis = readAnalysis(analysisText, analysisUri);
    context.labels = analysis.labels;
    context.base = analysis.base;
  }
  if (context.unit === 'unknown') {
    // Not asked for log-odds, so a classifier's probabilities are explained.
    const classifies = config.useLogit === true || (config.labelHeaders?.length ?? 0) > 1;
    context.unit = config.unit === 'target' ? 'target' : classifies ? 'probability' : context.unit;
  }
  if (context.unit === 'probability' && config.useLogit) {
    // The report's base is in another unit than the endpoint's values.
    delete context.base;
  }
}
