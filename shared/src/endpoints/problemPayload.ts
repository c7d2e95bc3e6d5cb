/** First requests for models of pictures, texts, series and language, by what their job says. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import { getObject, listPrefix, parseS3Uri, type S3Location } from '../aws/s3';
import type { Job } from '../automl/types';
import { csvRecords, toCsv } from '../explain/formats/csv';
import { deployedProblem } from './deploySubject';
import type { PromptDraft } from './prompt/body';
import { firstPrompt } from './prompt/recognise';

/** What a request of a model that is not tabular looks like. */
export interface ProblemPayload {
  contentType: string;
  accept: string;
  /** A body to begin with; absent: it comes from a file. */
  body?: string;
  /** Names and example rows, where a request is one row of them. */
  columns?: string[];
  rows?: string[][];
  /** The request of a language model, for which there is a form. */
  prompt?: PromptDraft;
  hint: string;
}

/** What a request of a language model looks like. */
export function promptPayload(prompt: PromptDraft): ProblemPayload {
  return {
    contentType: 'application/json',
    accept: 'application/json',
    prompt,
    hint: 'What the model’s container expects.'
  };
}

/** Bytes of the training data that are looked at. */
const LOOK = 262_144;
const MAX_ROWS = 20;
/** Rows of one series. */
const MAX_STEPS = 400;

/**
 * @param image - Image of the first container: it tells language models apart.
 * @returns `undefined` for tables, and for problems that this code does not know.
 */
export async function problemPayload(
  api: AwsApi,
  job: Job,
  image: string | undefined,
  options: CallOptions = {}
): Promise<ProblemPayload | undefined> {
  const config = job.AutoMLProblemTypeConfig;
  switch (deployedProblem(job)) {
    case 'image':
      return {
        contentType: 'application/x-image',
        accept: 'application/json',
        hint: 'One picture for each request, PNG or JPEG.'
      };
    case 'text': {
      const column = config?.TextClassificationJobConfig?.ContentColumn ?? 'text';
      const [header = [], ...rows] = await trainingRows(api, job, options);
      const at = header.indexOf(column);
      const texts = at < 0 ? [] : rows.map(row => [row[at] ?? '']).slice(0, MAX_ROWS);
      return {
        contentType: 'text/csv',
        accept: 'application/json',
        columns: [column],
        rows: texts.length > 0 ? texts : [['A text to classify.']],
        hint: 'One text on each line, in quotes where it holds commas.'
      };
    }
    case 'series': {
      const series = config?.TimeSeriesForecastingJobConfig?.TimeSeriesConfig;
      const [header = [], ...rows] = await trainingRows(api, job, options);
      const keys = [
        series?.ItemIdentifierAttributeName,
        ...(series?.GroupingAttributeNames ?? [])
      ].map(name => header.indexOf(name ?? ''));
      const keyOf = (row: readonly string[]): string => JSON.stringify(keys.map(at => row[at]));
      const first = rows[0] && keyOf(rows[0]);
      const own = rows.filter(row => keyOf(row) === first).slice(-MAX_STEPS);
      const body = own.length > 0 ? toCsv([header, ...own]) : '';
      return {
        contentType: 'text/csv',
        accept: 'application/json',
        body,
        hint: 'The history of one or a few items, with the header and columns of the training data.'
      };
    }
    case 'llm': {
      const stream = api.stream !== undefined;
      const prompt = firstPrompt({ fineTuned: true, image, stream });
      return prompt && promptPayload(prompt);
    }
    default:
      return undefined;
  }
}

/** First records of the training data, with the header; empty if they cannot be read here. */
async function trainingRows(api: AwsApi, job: Job, options: CallOptions): Promise<string[][]> {
  const [channel] = job.AutoMLJobInputDataConfig ?? [];
  const uri = channel?.DataSource?.S3DataSource?.S3Uri;
  const place = uri === undefined ? undefined : parseS3Uri(uri);
  if (!place || channel?.CompressionType === 'Gzip') {
    return [];
  }
  try {
    const object = await firstObject(api, place, options);
    const bytes = await getObject(api, object, { ...options, range: { start: 0, end: LOOK } });
    const end = bytes.length < LOOK ? bytes.length : bytes.lastIndexOf(10) + 1;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end));
    return csvRecords(text);
  } catch (error) {
    const failure = AwsError.from(error);
    if (failure.code === 'Cancelled') {
      throw failure;
    }
    // Another format, or data that are gone: the user writes the request.
    return [];
  }
}

async function firstObject(
  api: AwsApi,
  place: S3Location,
  options: CallOptions
): Promise<S3Location> {
  for await (const { key, size } of listPrefix(api, place, options)) {
    if (size > 0) {
      return { bucket: place.bucket, key };
    }
  }
  return place;
}
