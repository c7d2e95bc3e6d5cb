/** The files of a candidate's model quality report. */
import { AwsError } from '../aws/errors';
import type { AwsErrorData } from '../aws/errors';
import type { AwsApi, CallOptions } from '../aws/api';
import { getObjectText, joinS3Uri, listPrefix, requireS3Uri, formatS3Uri } from '../aws/s3';
import { looseJson } from './fields';
import { parseQualityReport, type QualityReport } from './report/statistics';
import type { Candidate } from './types';

/** A JSON file that is shown as it is. */
export interface OtherDocument {
  name: string;
  value: unknown;
}

export interface InsightFile {
  name: string;
  uri: string;
  /** Bytes. */
  size: number;
}

/** What is below `ModelInsights`. */
export interface Insights {
  quality?: QualityReport;
  /** Why `statistics.json` is not read; its content is among the documents. */
  problem?: AwsErrorData;
  documents: OtherDocument[];
  files: InsightFile[];
}

/** JSON files that are read whole. */
const MOST_DOCUMENTS = 8;
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_FILES = 300;

/**
 * The quality report of a candidate.
 *
 * @returns `undefined` if the candidate has none, or nothing is there.
 * @throws AwsError as the calls do.
 */
export async function loadInsights(
  api: AwsApi,
  candidate: Candidate,
  options?: CallOptions
): Promise<Insights | undefined> {
  const prefix = candidate.CandidateProperties?.CandidateArtifactLocations?.ModelInsights;
  if (!prefix) {
    return undefined;
  }
  // The location is a prefix; where below it the file is differs between jobs.
  const location = requireS3Uri(joinS3Uri(prefix, ''));
  const files: InsightFile[] = [];
  for await (const { key, size } of listPrefix(api, location, options)) {
    if (files.length < MOST_FILES && !key.endsWith('/')) {
      files.push({
        name: key.slice(location.key.length),
        uri: formatS3Uri({ bucket: location.bucket, key }),
        size
      });
    }
  }
  if (files.length === 0) {
    return undefined;
  }
  const found: Insights = { documents: [], files };
  const json = files.filter(({ name, size }) => /\.json$/i.test(name) && size <= MOST_BYTES);
  json.sort((a, b) => Number(isStatistics(b.name)) - Number(isStatistics(a.name)));
  for (const file of json.slice(0, MOST_DOCUMENTS)) {
    const text = await getObjectText(api, requireS3Uri(file.uri), options);
    if (isStatistics(file.name) && !found.quality) {
      try {
        found.quality = parseQualityReport(text);
        continue;
      } catch (thrown) {
        found.problem = AwsError.from(thrown).toData();
      }
    }
    found.documents.push({ name: file.name, value: jsonOr(text) });
  }
  return found;
}

const isStatistics = (name: string): boolean => /(^|\/)statistics\.json$/.test(name);

/** JSON if it is such, else the text itself. */
function jsonOr(text: string): unknown {
  try {
    return looseJson(text);
  } catch {
    return text.slice(0, 100_000);
  }
}
