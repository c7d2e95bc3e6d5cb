/** From an AutoML job or an S3 URI to the folder of its explanation, and what is in it. */
import type { AwsApi } from '../aws/api';
import { readFolder } from './read';
import type { ExplanationFolder, ReadOptions } from './folder';
import { s3Folder } from './folders';
import type { TabularExplanation } from './model';

/** A job's report; or why there is none. */
export type JobFolder =
  | {
      state: 'ready';
      folder: ExplanationFolder;
      candidateName: string;
      prefix: string;
      /** As the API names it; give it to `readFolder`. */
      problemType?: string;
      /** The job goes on: an empty folder may fill. */
      running: boolean;
    }
  | { state: 'none'; reason: 'not-best' | 'unfinished' | 'no-files'; bestCandidate?: string };

/** Where an explanation comes from, once loaded; or why there is none. */
export type JobExplanation =
  | { state: 'ready'; explanation: TabularExplanation; candidateName: string; prefix: string }
  | Extract<JobFolder, { state: 'none' }>;

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
 * The folder with the explanation of a job's best candidate.
 *
 * @param candidateName - Absent: the best. Any other candidate has none.
 * @throws AwsError
 */
export async function jobFolder(
  api: AwsApi,
  jobName: string,
  candidateName?: string,
  signal?: AbortSignal
): Promise<JobFolder> {
  const job = await api.call<JobAnswer>(
    'sagemaker',
    'DescribeAutoMLJobV2',
    { AutoMLJobName: jobName },
    { signal }
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
  return {
    state: 'ready',
    folder: s3Folder(api, prefix),
    candidateName: best,
    prefix,
    problemType,
    running
  };
}

/**
 * Load the tabular explanation of a job's best candidate.
 *
 * @param candidateName - Absent: the best. Any other candidate has none.
 * @throws AwsError, FormatError
 */
export async function loadJobExplanation(
  api: AwsApi,
  jobName: string,
  candidateName?: string,
  options: ReadOptions = {}
): Promise<JobExplanation> {
  const found = await jobFolder(api, jobName, candidateName, options.signal);
  if (found.state === 'none') {
    return found;
  }
  const { folder, prefix, problemType, running } = found;
  const explanation = await firstTabular(folder, { ...options, problemType });
  return explanation
    ? { state: 'ready', explanation, candidateName: found.candidateName, prefix }
    : {
        state: 'none',
        reason: running ? 'unfinished' : 'no-files',
        bestCandidate: found.candidateName
      };
}

/**
 * Load the tabular explanation at an S3 URI: a report's prefix, or one of its files.
 *
 * @returns `undefined` if there is none.
 * @throws AwsError, FormatError
 */
export function loadUri(
  api: AwsApi,
  uri: string,
  options: ReadOptions = {}
): Promise<TabularExplanation | undefined> {
  return firstTabular(s3Folder(api, reportPrefix(uri)), options);
}

/** The folder of the report that a file belongs to: any of its files shows the whole. */
export function reportPrefix(uri: string): string {
  const file = /(^|\/)(analysis|analysis_config)\.json$|\.csv$/i.test(uri);
  const folder = file ? uri.slice(0, uri.lastIndexOf('/')) : uri;
  return folder.replace(/\/+$/, '').replace(/\/explanations_shap(\/out\.csv)?$/, '');
}

async function firstTabular(
  folder: ExplanationFolder,
  options: ReadOptions
): Promise<TabularExplanation | undefined> {
  const { explanations } = await readFolder(folder, { ...options, newest: true });
  return explanations.find(explanation => explanation.kind === 'tabular');
}
