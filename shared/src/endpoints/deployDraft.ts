/** What the deployment form holds: everything the user may choose, as typed. */
import { defaultOutputPath } from '../environment/names';
import { defaultInstance, type DeploymentKind, type DeploymentSubject } from './deploySubject';
import { resourceName } from './names';
import { RESPONSE_KEYS, type ResponseKey } from './responseKeys';

export interface DeployTag {
  key: string;
  value: string;
}

/** First line of a CSV file, with its length in bytes. */
export interface FirstLine {
  cells: string[];
  bytes: number;
}

/** Records for a batch transform. */
export type BatchInput =
  | { kind: 's3'; uri: string }
  /** A workspace file that is uploaded, on request without its first line. */
  | { kind: 'file'; path: string; first?: FirstLine; skipFirst: boolean };

export interface DeploymentDraft {
  kind: DeploymentKind;
  /** Part of generated names; the same for all attempts of one draft. */
  stamp: string;
  /** Of the endpoint, or of the transform job. */
  name: string;
  /** Empty: the default of the problem. */
  instanceType: string;
  instanceCount: number | undefined;
  /** What the answer shall hold, as far as the containers can give it. */
  responseKeys: ResponseKey[];
  /** Let a real-time endpoint explain predictions, where that is possible. */
  explain: boolean;
  /** Empty: the default role. */
  roleArn: string;
  /** Places of the model archives by container; empty: as the candidate has them. */
  modelData: string[];
  /** Prefix that the archives are copied to first; empty: they are used where they are, but for
   * those of another account, which go to the default bucket. */
  copyTo: string;
  /** Use archives of another account where they are: then its bucket must let this one read. */
  inPlace: boolean;
  tags: DeployTag[];
  serverless: {
    /** Megabytes. */
    memory: number;
    concurrency: number | undefined;
    provisioned: number | undefined;
  };
  async: {
    outputUri: string;
    failureUri: string;
    concurrent: number | undefined;
    successTopic: string;
    errorTopic: string;
    kmsKeyId: string;
  };
  /** Seconds that the variant may take to load the model and to start. */
  timeouts: { download: number | undefined; startup: number | undefined };
  batch: {
    input: BatchInput | undefined;
    dataType: 'S3Prefix' | 'ManifestFile';
    contentType: string;
    split: 'Line' | 'RecordIO' | 'TFRecord' | 'None';
    gzip: boolean;
    /** How the answers stand in the output; empty: each on its line, where records do. */
    assemble: 'Line' | 'None' | '';
    outputUri: string;
    accept: string;
    kmsKeyId: string;
    inputFilter: string;
    outputFilter: string;
    join: boolean;
    strategy: 'MultiRecord' | 'SingleRecord' | '';
    /** Megabytes. */
    maxPayload: number | undefined;
    maxConcurrent: number | undefined;
    /** Seconds. */
    timeout: number | undefined;
    retries: number | undefined;
  };
}

/** Memory of a serverless endpoint in megabytes. */
export const SERVERLESS_MEMORY: readonly number[] = [1024, 2048, 3072, 4096, 5120, 6144];

/** @param now - For generated names. */
export function emptyDeployment(subject: DeploymentSubject, now: Date): DeploymentDraft {
  const stamp = now.toISOString().replace(/\D/g, '').slice(2, 14);
  const { problem } = subject;
  const series = problem === 'series';
  const llm = problem === 'llm';
  return {
    kind: 'real-time',
    stamp,
    name: resourceName(subject.jobName, stamp),
    instanceType: '',
    instanceCount: 1,
    responseKeys: [...RESPONSE_KEYS],
    explain: true,
    roleArn: '',
    modelData: [],
    copyTo: '',
    inPlace: false,
    tags: [],
    serverless: { memory: 4096, concurrency: 5, provisioned: undefined },
    async: {
      outputUri: '',
      failureUri: '',
      concurrent: undefined,
      successTopic: '',
      errorTopic: '',
      kmsKeyId: ''
    },
    // Large models take their time to load.
    timeouts: { download: llm ? 3600 : undefined, startup: llm ? 3600 : undefined },
    batch: {
      input: undefined,
      dataType: 'S3Prefix',
      contentType: llm
        ? 'application/jsonlines'
        : problem === 'image'
          ? 'application/x-image'
          : 'text/csv',
      // Series must stay whole, and pictures are.
      split: series || problem === 'image' ? 'None' : 'Line',
      gzip: false,
      assemble: '',
      outputUri: '',
      accept: '',
      kmsKeyId: '',
      inputFilter: '',
      outputFilter: '',
      join: false,
      strategy: '',
      maxPayload: series ? 0 : undefined,
      maxConcurrent: undefined,
      timeout: series ? 3600 : undefined,
      retries: undefined
    }
  };
}

/** A stored draft; one of an older version may lack fields. */
export function completeDeployment(
  stored: Partial<DeploymentDraft>,
  subject: DeploymentSubject,
  now: Date
): DeploymentDraft {
  const empty = emptyDeployment(subject, now);
  return {
    ...empty,
    ...stored,
    serverless: { ...empty.serverless, ...stored.serverless },
    async: { ...empty.async, ...stored.async },
    timeouts: { ...empty.timeouts, ...stored.timeouts },
    batch: { ...empty.batch, ...stored.batch }
  };
}

/** What the backend says about places and roles. */
export interface DeploymentDefaults {
  roleArn?: string;
  bucket?: string;
}

/** Prefix of everything that deployments store. */
function homeOf(bucket: string | undefined): string {
  return bucket ? `${defaultOutputPath(bucket)}deployments/` : '';
}

/**
 * The draft with its defaults in place of what was left empty: what rules look at and plans hold.
 */
export function resolveDeployment(
  draft: DeploymentDraft,
  subject: DeploymentSubject,
  defaults: DeploymentDefaults
): DeploymentDraft {
  const home = homeOf(defaults.bucket);
  const place = (typed: string, name: string): string =>
    typed.trim() || (home && `${home}${draft.name}/${name}/`);
  const { async, batch } = draft;
  return {
    ...draft,
    name: draft.name.trim(),
    instanceType: draft.instanceType.trim() || defaultInstance(subject, draft.kind).type,
    roleArn: draft.roleArn.trim() || defaults.roleArn || subject.roleArn || '',
    modelData: subject.containers.map(
      ({ ModelDataUrl }, index) => draft.modelData[index]?.trim() || ModelDataUrl
    ),
    copyTo: copyPlace(draft, subject, home),
    tags: draft.tags,
    async: {
      ...async,
      outputUri: place(async.outputUri, 'async-output'),
      failureUri: place(async.failureUri, 'async-failure')
    },
    batch: {
      ...batch,
      assemble: batch.assemble || assembled(subject, draft),
      outputUri: place(batch.outputUri, 'output')
    }
  };
}

/** Series are sent whole, yet their forecasts are lines. */
function assembled({ problem }: DeploymentSubject, { batch }: DeploymentDraft): 'Line' | 'None' {
  return batch.split === 'Line' || problem === 'series' ? 'Line' : 'None';
}

function copyPlace(
  { copyTo, inPlace }: DeploymentDraft,
  { readAs }: DeploymentSubject,
  home: string
): string {
  if (readAs === undefined) {
    return copyTo.trim();
  }
  return inPlace ? '' : copyTo.trim() || (home && `${home}models/`);
}

/** Where a workspace file for a batch transform is uploaded to; empty if no place is known. */
export function batchInputUri(draft: DeploymentDraft, defaults: DeploymentDefaults): string {
  const { input } = draft.batch;
  if (input?.kind === 's3') {
    return input.uri;
  }
  const home = homeOf(defaults.bucket);
  const file = input?.path.split(/[\\/]/).filter(Boolean).pop() ?? '';
  return home && file ? `${home}${draft.name}/input/${file}` : '';
}

/**
 * The filter that leaves the target's column out of records, for files that have it.
 *
 * @returns a JSONPath of the kind that batch transforms take; empty if the column is not there.
 */
export function filterWithout(header: readonly string[], target: string | undefined): string {
  const at = target === undefined ? -1 : header.indexOf(target);
  if (at < 0 || header.length < 2) {
    return '';
  }
  if (at === 0) {
    return '$[1:]';
  }
  return at === header.length - 1
    ? '$[:-1]'
    : `$[${header.flatMap((_, index) => (index === at ? [] : [index])).join(',')}]`;
}
