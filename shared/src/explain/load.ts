/** Loads an explanation from S3: from an AutoML job, or from a prefix or file. */
import type { AwsApi } from '../aws/api';
import { getObject, headObject, requireS3Uri } from '../aws/s3';
import { AwsError } from '../aws/errors';
import { assemble, type Pieces } from './assemble';
import { findFiles, textIfThere, type ExplanationFiles } from './files';
import { FormatError, readAnalysis } from './formats/analysis';
import { readAnalysisConfig } from './formats/analysisConfig';
import { readBaseline } from './formats/baseline';
import { LocalValuesReader, type ColumnHints, type LocalValues } from './formats/localValues';
import { readTable, type DataTable } from './formats/table';
import type { TabularExplanation } from './model';

/** Bytes per request while a large file is read. */
const PIECE = 4 * 1024 * 1024;
/** Local values beyond this are not read; the explanation says so. */
const MAX_LOCAL = 256 * 1024 * 1024;
/** Feature values beyond this are not read; the explanation says so. */
const MAX_DATA = 64 * 1024 * 1024;

export interface LoadOptions {
  signal?: AbortSignal;
  /** Bytes of local values read so far, and of all of them. */
  onProgress?: (read: number, total: number) => void;
}

/** Where an explanation comes from, once loaded; or why there is none. */
export type JobExplanation =
  | { state: 'ready'; explanation: TabularExplanation; candidateName: string; prefix: string }
  | { state: 'none'; reason: 'not-best' | 'unfinished' | 'no-files'; bestCandidate?: string };

interface JobAnswer {
  AutoMLJobStatus?: string;
  ResolvedAttributes?: {
    AutoMLProblemTypeResolvedAttributes?: { TabularResolvedAttributes?: { ProblemType?: string } };
  };
  BestCandidate?: {
    CandidateName?: string;
    CandidateProperties?: { CandidateArtifactLocations?: { Explainability?: string } };
  };
}

/**
 * Load the explanation of a job's best candidate.
 *
 * @param candidateName - Absent: the best. Any other candidate has none.
 * @throws AwsError, FormatError
 */
export async function loadJobExplanation(
  api: AwsApi,
  jobName: string,
  candidateName?: string,
  options: LoadOptions = {}
): Promise<JobExplanation> {
  const job = await api.call<JobAnswer>(
    'sagemaker',
    'DescribeAutoMLJobV2',
    { AutoMLJobName: jobName },
    { signal: options.signal }
  );
  const best = job.BestCandidate?.CandidateName;
  if (candidateName !== undefined && best !== undefined && candidateName !== best) {
    return { state: 'none', reason: 'not-best', bestCandidate: best };
  }
  const prefix = job.BestCandidate?.CandidateProperties?.CandidateArtifactLocations?.Explainability;
  const running = job.AutoMLJobStatus === 'InProgress' || job.AutoMLJobStatus === 'Stopping';
  if (!prefix || best === undefined) {
    return { state: 'none', reason: running ? 'unfinished' : 'no-files', bestCandidate: best };
  }
  const problemType =
    job.ResolvedAttributes?.AutoMLProblemTypeResolvedAttributes?.TabularResolvedAttributes
      ?.ProblemType;
  const explanation = await loadPrefix(api, prefix, problemType, options);
  return explanation
    ? { state: 'ready', explanation, candidateName: best, prefix }
    : { state: 'none', reason: running ? 'unfinished' : 'no-files', bestCandidate: best };
}

/**
 * Load the explanation at an S3 URI: a report's prefix, or one of its files.
 *
 * @returns `undefined` if there is nothing to read.
 * @throws AwsError, FormatError
 */
export function loadUri(
  api: AwsApi,
  uri: string,
  options: LoadOptions = {}
): Promise<TabularExplanation | undefined> {
  const folder = /\.(json|csv)$/i.test(uri) ? uri.slice(0, uri.lastIndexOf('/')) : uri;
  const prefix = folder.replace(/\/+$/, '').replace(/\/explanations_shap(\/out\.csv)?$/, '');
  return loadPrefix(api, prefix, undefined, options);
}

async function loadPrefix(
  api: AwsApi,
  prefix: string,
  problemType: string | undefined,
  options: LoadOptions
): Promise<TabularExplanation | undefined> {
  const { signal } = options;
  const files = await findFiles(api, prefix, { signal });
  const [analysisText, configText, baselineText] = await Promise.all(
    [files.analysis, files.config, files.baseline].map(async uri =>
      uri === undefined ? undefined : textIfThere(api, uri, { signal })
    )
  );
  const analysis =
    analysisText === undefined ? undefined : readAnalysis(analysisText, files.analysis as string);
  const config = configText === undefined ? {} : readAnalysisConfig(configText);
  const baseline =
    baselineText === undefined ? undefined : readBaseline(baselineText, files.baseline as string);
  if (!analysis && files.local.length === 0) {
    return undefined;
  }
  const pieces: Pieces = { source: prefix, analysis, config, baseline, problemType, warnings: [] };
  if (files.local.length > 0) {
    const features = analysis?.features ?? baseline?.features;
    pieces.local = await readLocal(api, files, { labels: analysis?.labels, features }, options);
  }
  const tables = await Promise.all([
    readSide(api, config.datasetUri ?? files.data, files.data, pieces, signal),
    readSide(api, config.predictionsUri ?? files.predictions, files.predictions, pieces, signal)
  ]);
  [pieces.data, pieces.predictions] = tables;
  return assemble(pieces);
}

/** Read all parts of `out.csv` piece by piece. */
async function readLocal(
  api: AwsApi,
  files: ExplanationFiles,
  hints: ColumnHints,
  { signal, onProgress }: LoadOptions
): Promise<LocalValues> {
  const first = files.local[0] as string;
  const reader = new LocalValuesReader(first, hints);
  let read = 0;
  for (const uri of files.local) {
    if (uri !== first) {
      reader.nextPart(uri);
    }
    const location = requireS3Uri(uri);
    const { size } = await headObject(api, location, { signal });
    // The decoder keeps letters together that a piece's border cuts.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    for (let start = 0; start < size; start += PIECE) {
      if (read >= MAX_LOCAL) {
        const local = reader.endCut();
        const total = Math.round((local.records * files.localBytes) / read);
        local.warnings.push(
          `${first}: ${local.records} of about ${total} records were read; the file is too large.`
        );
        return local;
      }
      const range = { start, end: Math.min(start + PIECE, size) };
      const bytes = await getObject(api, location, { range, signal });
      if (bytes.length === 0) {
        throw new FormatError(uri, 'became shorter while it was read. Load it again.');
      }
      reader.push(decoder.decode(bytes, { stream: true }));
      read += bytes.length;
      onProgress?.(read, files.localBytes);
    }
  }
  return reader.end();
}

/** A CSV file beside the report. Without it the explanation is still worth showing. */
async function readSide(
  api: AwsApi,
  uri: string | undefined,
  listed: string | undefined,
  pieces: Pieces,
  signal: AbortSignal | undefined
): Promise<DataTable | undefined> {
  // The configuration of a real job may name the whole training set: take the file beside the
  // report when there is one.
  const place = listed ?? uri;
  if (place === undefined || !/\.csv$/i.test(place)) {
    return undefined;
  }
  try {
    const { size } = await headObject(api, requireS3Uri(place), { signal });
    if (size > MAX_DATA) {
      pieces.warnings.push(`${place}: too large to show feature values.`);
      return undefined;
    }
    const text = await textIfThere(api, place, { signal });
    return text === undefined ? undefined : readTable(text, place);
  } catch (error) {
    const failure = AwsError.from(error);
    if (failure.code === 'Cancelled') {
      throw failure;
    }
    pieces.warnings.push(`${place} could not be read: ${failure.message}`);
    return undefined;
  }
}
