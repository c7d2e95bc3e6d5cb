/** Batch transform jobs: reading, stopping, and their output. */
import type { AwsApi, CallOptions } from '../aws/api';
import { getObject, joinS3Uri, listPrefix, requireS3Uri } from '../aws/s3';
import { modelFacts, type ModelDescription, type ModelFacts } from './modelFacts';

/** Answer of `DescribeTransformJob`, as far as it is used. */
export interface TransformJob {
  TransformJobName: string;
  TransformJobArn?: string;
  /** As the API names it; may be one this code does not know. */
  TransformJobStatus: string;
  FailureReason?: string;
  ModelName?: string;
  TransformInput?: {
    DataSource?: { S3DataSource?: { S3DataType?: string; S3Uri?: string } };
    ContentType?: string;
    SplitType?: string;
    CompressionType?: string;
  };
  TransformOutput?: { S3OutputPath?: string; Accept?: string; AssembleWith?: string };
  TransformResources?: { InstanceType?: string; InstanceCount?: number };
  DataProcessing?: { InputFilter?: string; OutputFilter?: string; JoinSource?: string };
  /** ISO 8601. */
  CreationTime?: string;
  TransformStartTime?: string;
  TransformEndTime?: string;
}

/** True while the status will change by itself. */
export function isTransforming(status: string): boolean {
  return status === 'InProgress' || status === 'Stopping';
}

/** One job with what its model says; without the model if that cannot be read. */
export async function readTransform(
  api: AwsApi,
  name: string,
  options?: CallOptions
): Promise<{ job: TransformJob; model: ModelFacts }> {
  const job = await api.call<TransformJob>(
    'sagemaker',
    'DescribeTransformJob',
    { TransformJobName: name },
    options
  );
  const model = job.ModelName
    ? await api
        .call<ModelDescription>('sagemaker', 'DescribeModel', { ModelName: job.ModelName }, options)
        // Names of columns are a convenience: a model that is gone or denied hides no output.
        .catch(() => undefined)
    : undefined;
  return { job, model: modelFacts(model) };
}

/** Ask a job to stop; what is written already stays. */
export async function stopTransform(
  api: AwsApi,
  name: string,
  options?: CallOptions
): Promise<void> {
  await api.call('sagemaker', 'StopTransformJob', { TransformJobName: name }, options);
}

/** One object of the output, and the input it was made of. */
export interface TransformOutput {
  /** Below the job's places, without `.out`. */
  name: string;
  uri: string;
  inputUri: string;
  /** Bytes. */
  size: number;
}

/** Objects that are listed at most. */
export const MAX_OUTPUTS = 200;

/** What a job has written, by name. */
export async function transformOutputs(
  api: AwsApi,
  job: TransformJob,
  options?: CallOptions
): Promise<TransformOutput[]> {
  const output = job.TransformOutput?.S3OutputPath ?? '';
  const input = job.TransformInput?.DataSource?.S3DataSource?.S3Uri ?? '';
  const prefix = requireS3Uri(`${output.replace(/\/+$/, '')}/`);
  const folder = input.slice(0, input.lastIndexOf('/') + 1);
  const found: TransformOutput[] = [];
  for await (const { key, size } of listPrefix(api, prefix, options)) {
    if (key.endsWith('.out')) {
      const name = key.slice(prefix.key.length, -'.out'.length);
      found.push({
        name,
        size,
        uri: joinS3Uri(output, `${name}.out`),
        inputUri: folder + name
      });
      if (found.length === MAX_OUTPUTS) {
        break;
      }
    }
  }
  return found;
}

/** Bytes of output and input that are looked at. */
const LOOK = 1_048_576;

/** Begin of an object, ended after the last whole line if it goes on. */
async function head(
  api: AwsApi,
  uri: string,
  options: CallOptions
): Promise<{ text: string; cut: boolean }> {
  const bytes = await getObject(api, requireS3Uri(uri), {
    ...options,
    range: { start: 0, end: LOOK }
  });
  const cut = bytes.length === LOOK;
  const end = cut ? bytes.lastIndexOf(10) + 1 : bytes.length;
  return { text: new TextDecoder().decode(bytes.subarray(0, end)), cut };
}

/** Texts of an output and, where they are needed and can be read, of its input. */
export interface TransformTexts {
  output: string;
  /** Absent: joined by the service, compressed, not split, or not readable. */
  input?: string;
  /** True if only a beginning was read. */
  cut: boolean;
}

/** Read the beginning of an output, and of its input unless the job has joined them. */
export async function transformTexts(
  api: AwsApi,
  job: TransformJob,
  found: TransformOutput,
  options: CallOptions = {}
): Promise<TransformTexts> {
  const { DataProcessing, TransformInput } = job;
  const wanted =
    DataProcessing?.JoinSource !== 'Input' &&
    TransformInput?.SplitType === 'Line' &&
    TransformInput.CompressionType !== 'Gzip';
  const [output, input] = await Promise.all([
    found.size === 0 ? { text: '', cut: false } : head(api, found.uri, options),
    wanted ? head(api, found.inputUri, options).catch(() => undefined) : undefined
  ]);
  return { output: output.text, input: input?.text, cut: output.cut };
}
