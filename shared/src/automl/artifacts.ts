/** Files that belong to a candidate, and saving them. */
import type { AwsApi, CallOptions } from '../aws/api';
import { AwsError } from '../aws/errors';
import { formatS3Uri, getObject, headObject, joinS3Uri, listPrefix, parseS3Uri } from '../aws/s3';
import { isFields } from './fields';
import type { Candidate, Job } from './types';

export interface ArtifactPlace {
  label: string;
  /** S3 URI of one object, or of a prefix. */
  uri: string;
  /** A prefix whose objects are listed. */
  isPrefix: boolean;
}

export interface ArtifactFile {
  uri: string;
  /** Below the prefix. */
  name: string;
  /** Bytes. */
  size: number;
}

/** Larger files are not passed through the IDE. */
export const MOST_SAVED = 256 * 1024 * 1024;
const MOST_LISTED = 500;

const locationLabels: Record<string, string> = {
  Explainability: 'Explainability',
  ModelInsights: 'Model quality',
  BacktestResults: 'Back-test'
};

/** Where a candidate's files are, as the answer tells it; locations of a newer API too. */
export function artifactPlaces(candidate: Candidate): ArtifactPlace[] {
  const models = new Set<string>();
  const definitions = candidate.InferenceContainerDefinitions ?? {};
  for (const container of [
    ...(candidate.InferenceContainers ?? []),
    ...Object.values(definitions).flat()
  ]) {
    if (container?.ModelDataUrl) {
      models.add(container.ModelDataUrl);
    }
  }
  const locations = Object.entries(candidate.CandidateProperties?.CandidateArtifactLocations ?? {});
  return [
    ...[...models].map((uri, index, all) => ({
      label: all.length > 1 ? `Model ${index + 1}` : 'Model',
      uri,
      isPrefix: false
    })),
    ...locations.flatMap(([name, uri]) =>
      typeof uri === 'string' && uri
        ? [{ label: locationLabels[name] ?? name, uri, isPrefix: true }]
        : []
    )
  ];
}

/** Whether a file opens as a notebook. */
export function isNotebook(name: string): boolean {
  return /\.ipynb$/i.test(name);
}

/**
 * File name of a job's notebook in the workspace. The service gives the notebooks of all jobs the
 * same names.
 */
export function notebookName(jobName: string, uri: string): string {
  const { name } = savedAs(uri);
  const base = name.replace(/\.ipynb$/i, '').replace(/^SageMaker(\s?AI)?(Autopilot)?/, '');
  // Jobs are named by letters, digits and hyphens; an answer may hold anything.
  const plain = `${jobName}-${base || 'notebook'}`.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '');
  return `${plain.slice(0, 120) || 'notebook'}.ipynb`;
}

/**
 * Make sure that bytes are a notebook: an editor would only say that it cannot open them.
 *
 * @throws AwsError `NotANotebook`.
 */
export function checkNotebook(bytes: Uint8Array, uri: string): void {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    value = undefined;
  }
  const { cells, worksheets } = isFields(value) ? value : {};
  if (!Array.isArray(cells) && !Array.isArray(worksheets)) {
    throw new AwsError({
      code: 'NotANotebook',
      message: `${uri} is no notebook: it is not JSON with cells. Save it and look at it as text.`,
      retryable: false
    });
  }
}

/** The notebooks that a job wrote; those of a newer API by their name there. */
export function jobNotebooks(job: Job): { label: string; uri: string }[] {
  const labels: Record<string, string> = {
    DataExplorationNotebookLocation: 'Data exploration notebook',
    CandidateDefinitionNotebookLocation: 'Candidate definition notebook'
  };
  const told: Record<string, unknown> = { ...job.AutoMLJobArtifacts };
  // Known ones in the order that a person reads them in, those of a newer API after them.
  const names = [...new Set([...Object.keys(labels), ...Object.keys(told)])];
  return names.flatMap(name => {
    const uri = told[name];
    const label = Object.hasOwn(labels, name) ? (labels[name] as string) : name;
    return typeof uri === 'string' && uri ? [{ label, uri }] : [];
  });
}

/** The objects below a prefix, at most 500. */
export async function listArtifacts(
  api: AwsApi,
  uri: string,
  options?: CallOptions
): Promise<{ files: ArtifactFile[]; more: boolean }> {
  const place = parseS3Uri(joinS3Uri(uri, ''));
  const files: ArtifactFile[] = [];
  if (!place) {
    return { files, more: false };
  }
  for await (const { key, size } of listPrefix(api, place, options)) {
    if (key.endsWith('/')) {
      continue;
    }
    if (files.length === MOST_LISTED) {
      return { files, more: true };
    }
    files.push({
      uri: formatS3Uri({ bucket: place.bucket, key }),
      name: key.slice(place.key.length),
      size
    });
  }
  return { files, more: false };
}

/**
 * The bytes of an artifact.
 *
 * @throws AwsError as the calls do, and `TooLarge` beyond {@link MOST_SAVED}.
 */
export async function readArtifact(
  api: AwsApi,
  uri: string,
  options?: CallOptions
): Promise<Uint8Array> {
  const place = parseS3Uri(uri);
  if (!place) {
    throw new AwsError({
      code: 'InvalidUri',
      message: `“${uri}” is not an S3 location.`,
      retryable: false
    });
  }
  const { size } = await headObject(api, place, options);
  if (size > MOST_SAVED) {
    throw new AwsError({
      code: 'TooLarge',
      message: `The file has ${Math.round(size / 1e6)} MB, more than the IDE should carry. Copy it in a terminal: aws s3 cp "${uri}" .`,
      retryable: false
    });
  }
  return getObject(api, place, options);
}

const mimeTypes: Record<string, string> = {
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  csv: 'text/csv',
  ipynb: 'application/x-ipynb+json',
  pdf: 'application/pdf',
  png: 'image/png',
  html: 'text/html',
  gz: 'application/gzip'
};

/** Name and type under which an object is saved. */
export function savedAs(uri: string): { name: string; mimeType: string } {
  const name = uri.split('/').filter(Boolean).pop() ?? 'file';
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return { name, mimeType: mimeTypes[ending] ?? 'application/octet-stream' };
}
