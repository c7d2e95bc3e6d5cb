import { baseName } from '../aws/source';
import { joinS3Uri, parseS3Uri } from '../aws/s3';
import { guessTarget } from './target';
import type { DataProfile, FeatureType } from './preview';
import type { ProblemType, TrainingMode } from './types';

/** Where a channel's data are. */
export type DataRef = { kind: 'file'; path: string } | { kind: 's3'; uri: string };

/** How the job's result is checked. */
export type Validation = { kind: 'split'; fraction: string } | { kind: 'channel'; uri: string };

/** Automatic deployment of the best model. */
export type AutoDeploy = { kind: 'off' } | { kind: 'generated' } | { kind: 'named'; name: string };

/**
 * A job as it is being filled in. Plain JSON, so that it survives a reload. Numbers are the
 * text that was typed; empty is unset.
 */
export interface JobDraft {
  data?: DataRef;
  format: 'csv' | 'parquet';
  compressed: boolean;
  target: string;
  problemType: 'auto' | ProblemType;
  name: string;
  /** True once the user typed a name: it is no longer derived from the data. */
  named: boolean;
  /** Empty: the default of the problem type. */
  objective: string;
  mode: TrainingMode;
  /** Empty: all of the mode. */
  algorithms: string[];
  maxCandidates: string;
  maxSecondsPerTrial: string;
  maxSeconds: string;
  validation: Validation;
  /** Column of sample weights; empty: none. */
  weight: string;
  /** Columns that are not used. */
  excluded: string[];
  /** Types chosen by the user, by column. */
  types: Record<string, FeatureType>;
  /** Empty: the backend's default. */
  outputUri: string;
  /** Empty: the backend's default. */
  roleArn: string;
  kmsKeyId: string;
  tags: { key: string; value: string }[];
  deploy: AutoDeploy;
}

/** What the backend offers by default. */
export interface DraftDefaults {
  roleArn?: string;
  defaultBucket?: string;
}

/** A draft with nothing chosen. */
export function emptyDraft(): JobDraft {
  return {
    format: 'csv',
    compressed: false,
    target: '',
    problemType: 'auto',
    name: '',
    named: false,
    objective: '',
    mode: 'AUTO',
    algorithms: [],
    maxCandidates: '',
    maxSecondsPerTrial: '',
    maxSeconds: '',
    validation: { kind: 'split', fraction: '' },
    weight: '',
    excluded: [],
    types: {},
    outputUri: '',
    roleArn: '',
    kmsKeyId: '',
    tags: [],
    deploy: { kind: 'off' }
  };
}

/** Where results go unless the user says otherwise; empty if no bucket is known. */
export function defaultOutput(defaults: DraftDefaults): string {
  return defaults.defaultBucket ? `s3://${defaults.defaultBucket}/pilothouse/` : '';
}

/** A draft with the backend's defaults in place of what is empty. */
export function resolveDraft(draft: JobDraft, defaults: DraftDefaults): JobDraft {
  return {
    ...draft,
    outputUri: draft.outputUri.trim() || defaultOutput(defaults),
    roleArn: draft.roleArn.trim() || (defaults.roleArn ?? '')
  };
}

/** Path or URI of the data, as it is shown. */
export function dataLabel(data: DataRef): string {
  return data.kind === 'file' ? data.path : data.uri;
}

/**
 * A draft for other data: what belongs to the old data is dropped, the rest kept.
 *
 * @param profile - Absent until the data have been looked at.
 */
export function withData(
  draft: JobDraft,
  data: DataRef,
  profile: DataProfile | undefined,
  now: Date
): JobDraft {
  const same = draft.data !== undefined && dataLabel(draft.data) === dataLabel(data);
  const names = new Set(profile?.columns.map(({ name }) => name));
  const keepTarget = same && names.has(draft.target);
  return {
    ...draft,
    data,
    format: profile?.format ?? draft.format,
    compressed: profile?.compressed ?? false,
    target: keepTarget ? draft.target : ((profile && guessTarget(profile)) ?? ''),
    problemType: keepTarget ? draft.problemType : 'auto',
    objective: keepTarget ? draft.objective : '',
    weight: names.has(draft.weight) ? draft.weight : '',
    excluded: draft.excluded.filter(name => names.has(name)),
    types: Object.fromEntries(Object.entries(draft.types).filter(([name]) => names.has(name))),
    name: draft.named || (same && draft.name) ? draft.name : jobName(baseName(dataLabel(data)), now)
  };
}

/** A draft for another target: problem type and objective start over. */
export function withTarget(draft: JobDraft, target: string): JobDraft {
  return { ...draft, target, problemType: 'auto', objective: '' };
}

/** Longest job name. */
export const nameLimit = 32;

/**
 * A job name: `<file stem>-<YYYYMMDD-HHMM>`, within the service's pattern and length.
 *
 * @param file - File name; what cannot stand in a job name becomes a hyphen.
 */
export function jobName(file: string, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const stamp =
    `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}` +
    `-${two(now.getHours())}${two(now.getMinutes())}`;
  const stem = file
    .replace(/(\.(csv|tsv|txt|parquet|pq|gz))+$/i, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .slice(0, nameLimit - stamp.length - 1)
    .replace(/^-+|-+$/g, '');
  return `${stem || 'job'}-${stamp}`;
}

/** S3 URI that a job reads its data from: a workspace file is uploaded there first. */
export function inputUri(draft: JobDraft): string {
  if (draft.data?.kind !== 'file') {
    return draft.data?.uri ?? '';
  }
  return parseS3Uri(draft.outputUri)
    ? joinS3Uri(draft.outputUri, 'input', draft.name, baseName(draft.data.path))
    : '';
}

/** S3 URI of the feature specification that is written before the job is created. */
export function featureSpecUri(draft: JobDraft): string {
  return parseS3Uri(draft.outputUri)
    ? joinS3Uri(draft.outputUri, 'input', draft.name, 'features.json')
    : '';
}
