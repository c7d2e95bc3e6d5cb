import { baseName } from '../aws/source';
import { joinS3Uri, parseS3Uri } from '../aws/s3';
import { problems } from './problems';
import { defaultLlm } from './problems/baseModels';
import { emptySeries } from './problems/seriesFields';
import type { DataProfile, FeatureType } from './preview';
import type { ProblemId } from './problems/model';
import type { LlmDraft } from './problems/baseModels';
import type { SeriesDraft } from './problems/seriesFields';
import type { RequestOrigin } from './origin';
import type { JsonObject } from './patch';
import type { Prefilled } from './prefill';
import type { DataType, ProblemType, TrainingMode } from './types';

/** Where a channel's data are: a workspace file, a workspace folder of pictures, or S3. */
export type DataRef =
  { kind: 'file'; path: string } | { kind: 'folder'; path: string } | { kind: 's3'; uri: string };

/**
 * How the job's result is checked: by a share of the data, or by data of their own, in S3 or (with
 * `path`) in a file of the workspace, or (with `folder`) in a folder of pictures there.
 */
export type Validation =
  | { kind: 'split'; fraction: string }
  | { kind: 'channel'; uri: string; path?: string; folder?: true };

/** Type of a feature that the user chose; sequences are only for tuning. */
export type ChosenType = FeatureType | 'sequence';

/** Automatic deployment of the best model. */
export type AutoDeploy = { kind: 'off' } | { kind: 'generated' } | { kind: 'named'; name: string };

/**
 * A job as it is being filled in. Plain JSON, so that it survives a reload. Numbers are the
 * text that was typed; empty is unset.
 */
export interface JobDraft {
  /** Which problem type's fields count. */
  problem: ProblemId;
  data?: DataRef;
  /** What an S3 location stands for. */
  dataType: DataType;
  format: 'csv' | 'parquet';
  /** Empty: by the data. */
  contentType: string;
  compressed: boolean;
  /** Column to predict: target, label column, or the series' values. */
  target: string;
  /** Text classification: column of the texts. */
  content: string;
  problemType: 'auto' | ProblemType;
  name: string;
  /** True once the user typed a name: it is no longer derived from the data. */
  named: boolean;
  /**
   * Keeps what is uploaded for this draft apart from what other windows upload under the same name;
   * empty until it is made. Kept over a reload, so that a cut upload goes on.
   */
  uploadId: string;
  /** Name that the job had when its upload began: it goes on there under another name, too. */
  uploadName: string;
  /** Empty: the default of the problem type. */
  objective: string;
  mode: TrainingMode;
  /** Empty: all of the mode. */
  algorithms: string[];
  maxCandidates: string;
  maxSecondsPerTrial: string;
  maxSeconds: string;
  /** Only prepare the candidates, train none. */
  definitionsOnly: boolean;
  validation: Validation;
  /** Column of sample weights; empty: none. */
  weight: string;
  /** Columns that are not used. */
  excluded: string[];
  /** Types chosen by the user, by column. */
  types: Record<string, ChosenType>;
  /** Feature specification that is in S3 already; used while nothing is chosen in the table. */
  featureSpecUri: string;
  series: SeriesDraft;
  llm: LlmDraft;
  /** Empty: the backend's default. */
  outputUri: string;
  /** Empty: the backend's default. */
  roleArn: string;
  kmsKeyId: string;
  tags: { key: string; value: string }[];
  deploy: AutoDeploy;
  security: Security;
  /** Role for EMR Serverless, which prepares very large tables; empty: none. */
  emrRoleArn: string;
  /** What was written into the request by hand and has no field: a merge patch. */
  extra: JsonObject;
  /** What is to be told about the job or request that the draft was read from. */
  origin?: RequestOrigin;
  /** Defaults of an administrator that were put into the fields; absent before that. */
  prefilled?: Prefilled;
}

/** Encryption and network of the job's machines. */
export interface Security {
  /** KMS key of the disks; empty: the service's own. */
  volumeKmsKeyId: string;
  encryptTraffic: boolean;
  /** Ids, separated by commas or spaces. */
  subnets: string;
  securityGroups: string;
}

/** What the backend offers by default. */
export interface DraftDefaults {
  roleArn?: string;
  defaultBucket?: string;
}

/** A draft with nothing chosen. */
export function emptyDraft(): JobDraft {
  return {
    problem: 'tabular',
    dataType: 'S3Prefix',
    format: 'csv',
    contentType: '',
    compressed: false,
    target: '',
    content: '',
    problemType: 'auto',
    name: '',
    named: false,
    uploadId: '',
    uploadName: '',
    objective: '',
    mode: 'AUTO',
    algorithms: [],
    maxCandidates: '',
    maxSecondsPerTrial: '',
    maxSeconds: '',
    definitionsOnly: false,
    validation: { kind: 'split', fraction: '' },
    weight: '',
    excluded: [],
    types: {},
    featureSpecUri: '',
    series: emptySeries,
    llm: defaultLlm,
    outputUri: '',
    roleArn: '',
    kmsKeyId: '',
    tags: [],
    deploy: { kind: 'off' },
    security: { volumeKmsKeyId: '', encryptTraffic: false, subnets: '', securityGroups: '' },
    emrRoleArn: '',
    extra: {}
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
  return data.kind === 's3' ? data.uri : data.path;
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
  const known = (name: string): string => (names.has(name) ? name : '');
  const keepTarget = same && names.has(draft.target);
  const kept: JobDraft = {
    ...draft,
    data,
    dataType: data.kind === 's3' ? draft.dataType : 'S3Prefix',
    format: profile?.format ?? draft.format,
    compressed: profile?.compressed ?? false,
    target: keepTarget ? draft.target : '',
    content: same ? known(draft.content) : '',
    series: same
      ? {
          ...draft.series,
          timestamp: known(draft.series.timestamp),
          item: known(draft.series.item),
          grouping: draft.series.grouping.filter(name => names.has(name))
        }
      : {
          ...draft.series,
          timestamp: '',
          item: '',
          grouping: [],
          filling: {},
          // Those of a preset stay for the first data, not for other ones.
          ...(draft.data === undefined ? {} : { frequency: '', horizon: '' })
        },
    problemType: keepTarget ? draft.problemType : 'auto',
    objective: keepTarget || draft.problem !== 'tabular' ? draft.objective : '',
    weight: known(draft.weight),
    excluded: draft.excluded.filter(name => names.has(name)),
    types: Object.fromEntries(Object.entries(draft.types).filter(([name]) => names.has(name))),
    name: draft.named || (same && draft.name) ? draft.name : jobName(baseName(dataLabel(data)), now)
  };
  return profile ? problems[draft.problem].suggest(kept, profile) : kept;
}

/** A draft for another problem type: what only the old one knows starts over. */
export function withProblem(
  draft: JobDraft,
  problem: ProblemId,
  profile: DataProfile | undefined
): JobDraft {
  if (draft.problem === problem) {
    return draft;
  }
  const { data: shape, dataTypes: allowed } = problems[problem];
  const kept = draft.data && (draft.data.kind === 's3' || fits(draft.data.kind, shape));
  const next: JobDraft = {
    ...draft,
    problem,
    data: kept ? draft.data : undefined,
    dataType: allowed.includes(draft.dataType) ? draft.dataType : 'S3Prefix',
    contentType: '',
    target: '',
    content: '',
    problemType: 'auto',
    objective: '',
    algorithms: [],
    maxCandidates: '',
    excluded: [],
    types: {},
    weight: '',
    featureSpecUri: '',
    validation: { kind: 'split', fraction: '' },
    extra: {}
  };
  return profile && kept && shape === 'table' ? problems[problem].suggest(next, profile) : next;
}

function fits(kind: 'file' | 'folder', shape: 'table' | 'images'): boolean {
  return (kind === 'folder') === (shape === 'images');
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

/** The name that follows a taken one: `churn`, `churn-2`, `churn-3`, within the length. */
export function nextName(name: string): string {
  const match = /^(.*?)-(\d{1,3})$/.exec(name);
  const suffix = `-${match ? Number(match[2]) + 1 : 2}`;
  const stem = (match?.[1] ?? name).slice(0, nameLimit - suffix.length).replace(/-+$/, '');
  return `${stem || 'job'}${suffix}`;
}

/** An id that no other draft has. */
export function newUploadId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(5));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** A draft whose uploads go to a place that no other one has. */
export function withNewUpload(draft: JobDraft): JobDraft {
  return { ...draft, uploadId: newUploadId(), uploadName: '' };
}

/** A draft whose upload begins. */
export function withUploadBegun(draft: JobDraft): JobDraft {
  return { ...draft, uploadName: draft.uploadName || draft.name };
}

type Uploading = Pick<JobDraft, 'outputUri' | 'name' | 'uploadId' | 'uploadName'>;

/** S3 URI of what is uploaded for a draft; empty if the output is none. */
function uploadUri(draft: Uploading, ...names: string[]): string {
  const { outputUri, uploadId } = draft;
  return parseS3Uri(outputUri)
    ? joinS3Uri(
        outputUri,
        'input',
        draft.uploadName || draft.name,
        ...(uploadId ? [uploadId] : []),
        ...names
      )
    : '';
}

/** S3 URI that a job reads its data from: workspace data are uploaded there first. */
export function inputUri(draft: JobDraft): string {
  if (draft.data === undefined || draft.data.kind === 's3') {
    return draft.data?.uri ?? '';
  }
  const uri = uploadUri(draft, baseName(draft.data.path));
  return uri && draft.data.kind === 'folder' ? `${uri}/` : uri;
}

/**
 * S3 URI of the validation data; a workspace file or folder is uploaded there first. Empty if there
 * are none.
 */
export function validationUri({ validation, ...draft }: JobDraft): string {
  if (validation.kind === 'split') {
    return '';
  }
  if (validation.path === undefined) {
    return validation.uri;
  }
  const uri = uploadUri(draft, 'validation', baseName(validation.path));
  return uri && validation.folder ? `${uri}/` : uri;
}

/** S3 URI of the feature specification that is written before the job is created. */
export function featureSpecUri(draft: JobDraft): string {
  return uploadUri(draft, 'features.json');
}
