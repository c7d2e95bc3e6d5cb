/** From an AutoML job to the folder of its explanation. */
import type { AwsApi } from '../aws/api';
import type { ExplanationFolder } from './folder';
import { s3Folder } from './folders';

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
