/** What is wrong with a deployment before anything is sent. Pure. */
import { tagsProblem } from '../automl/tags';
import { parseS3Uri } from '../aws/s3';
import { isRoleArn } from '../environment/names';
import {
  batchInputUri,
  resolveDeployment,
  SERVERLESS_MEMORY,
  type DeploymentDefaults,
  type DeploymentDraft
} from './deployDraft';
import type { DeploymentSubject } from './deploySubject';

/** Fields of the form that a rule can concern; archives by their container's number. */
export type DeployField =
  | 'kind'
  | 'name'
  | 'instanceType'
  | 'instanceCount'
  | 'memory'
  | 'concurrency'
  | 'provisioned'
  | 'asyncOutput'
  | 'asyncFailure'
  | 'concurrent'
  | 'successTopic'
  | 'errorTopic'
  | 'kms'
  | 'download'
  | 'startup'
  | 'role'
  | `modelData${number}`
  | 'copyTo'
  | 'tags'
  | 'input'
  | 'contentType'
  | 'split'
  | 'output'
  | 'inputFilter'
  | 'outputFilter'
  | 'join'
  | 'strategy'
  | 'maxPayload'
  | 'maxConcurrent'
  | 'timeout'
  | 'retries';

export interface DeployProblem {
  field: DeployField;
  severity: 'error' | 'warning';
  message: string;
}

const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/;
const INSTANCE = /^ml\.[a-z0-9-]+\.[a-z0-9-]+$/;
const TOPIC = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/;
/** Megabytes that all payloads of an instance may have together. */
const MAX_PAYLOADS = 100;

/** Every problem of a draft, errors and warnings, in the order of the form. */
export function deployProblems(
  subject: DeploymentSubject,
  typed: DeploymentDraft,
  defaults: DeploymentDefaults
): DeployProblem[] {
  const draft = resolveDeployment(typed, subject, defaults);
  const found: DeployProblem[] = [];
  const error = (field: DeployField, message: string | undefined): void => {
    if (message !== undefined) {
      found.push({ field, severity: 'error', message });
    }
  };
  const warn = (field: DeployField, message: string): void => {
    found.push({ field, severity: 'warning', message });
  };
  checkKind(subject, draft, error, warn);
  error('name', nameProblem(draft.name, draft.kind === 'batch' ? 'transform job' : 'endpoint'));
  if (draft.kind === 'serverless') {
    checkServerless(draft, error);
  } else {
    if (!INSTANCE.test(draft.instanceType)) {
      error('instanceType', 'This is not an instance type. Write one like ml.m5.xlarge.');
    }
    error('instanceCount', range(draft.instanceCount, 1, 100, 'The number of instances', true));
    if (draft.kind !== 'batch') {
      error('download', range(draft.timeouts.download, 60, 3600, 'The time to load the model'));
      error('startup', range(draft.timeouts.startup, 60, 3600, 'The time to start'));
    }
  }
  if (draft.kind === 'asynchronous') {
    checkAsync(draft, error);
  }
  if (draft.kind === 'batch') {
    checkBatch(subject, draft, defaults, error, warn);
  }
  if (!isRoleArn(draft.roleArn)) {
    error(
      'role',
      draft.roleArn === ''
        ? 'No execution role is known. Enter the ARN of a role that SageMaker may assume.'
        : 'This is not the ARN of a role. Write arn:aws:iam::123456789012:role/name.'
    );
  }
  draft.modelData.forEach((uri, index) => {
    if (!parseS3Uri(uri)?.key && !uri.startsWith('https://')) {
      error(
        `modelData${index}`,
        `Container ${index + 1} needs the S3 location of its archive, e.g. s3://bucket/model.tar.gz.`
      );
    }
  });
  if (draft.copyTo !== '' || (subject.readAs !== undefined && !draft.inPlace)) {
    error('copyTo', placeProblem(draft.copyTo, 'The place for copies'));
  }
  error('tags', tagsProblem(draft.tags));
  return found;
}

type Say = (field: DeployField, message: string | undefined) => void;

function checkKind(
  { problem, containers }: DeploymentSubject,
  { kind }: DeploymentDraft,
  error: Say,
  warn: (field: DeployField, message: string) => void
): void {
  if (kind === 'serverless' && problem === 'llm') {
    error('kind', 'Serverless endpoints have no GPU, which this model needs. Choose another kind.');
  } else if (kind === 'serverless' && containers.length > 1) {
    warn(
      'kind',
      `This candidate is a pipeline of ${containers.length} containers. AWS excludes pipelines ` +
        'from serverless endpoints, so it may be refused.'
    );
  } else if (kind === 'batch' && !['tabular', 'series', 'other'].includes(problem)) {
    warn(
      'kind',
      'AWS describes batch transform for tables and series alone; for this problem it may fail.'
    );
  }
}

function nameProblem(name: string, what: string): string | undefined {
  if (name === '') {
    return `The ${what} has no name. Give it one.`;
  }
  if (name.length > 63) {
    return `The name has ${name.length} characters; at most 63 are allowed. Shorten it.`;
  }
  return NAME.test(name)
    ? undefined
    : 'The name may have letters, digits and hyphens, and must begin and end with a letter or digit.';
}

function checkServerless({ serverless }: DeploymentDraft, error: Say): void {
  const { memory, concurrency, provisioned } = serverless;
  if (!SERVERLESS_MEMORY.includes(memory)) {
    error('memory', 'The memory must be 1024 to 6144 MB in steps of 1024.');
  }
  error('concurrency', range(concurrency, 1, 200, 'The number of requests at a time', true));
  error('provisioned', range(provisioned, 1, 200, 'Provisioned concurrency'));
  if (provisioned !== undefined && concurrency !== undefined && provisioned > concurrency) {
    error('provisioned', 'It cannot be above the number of requests at a time. Lower it.');
  }
}

function checkAsync({ async }: DeploymentDraft, error: Say): void {
  error('asyncOutput', placeProblem(async.outputUri, 'The place for answers'));
  if (async.failureUri !== '') {
    error('asyncFailure', placeProblem(async.failureUri, 'The place for failures'));
  }
  error('concurrent', range(async.concurrent, 1, 1000, 'The number of requests at a time'));
  for (const field of ['successTopic', 'errorTopic'] as const) {
    const topic = async[field].trim();
    if (topic !== '' && !TOPIC.test(topic)) {
      error(field, 'This is not the ARN of a topic. Write arn:aws:sns:region:account:name.');
    }
  }
  error('kms', keyProblem(async.kmsKeyId));
}

function checkBatch(
  { problem }: DeploymentSubject,
  draft: DeploymentDraft,
  defaults: DeploymentDefaults,
  error: Say,
  warn: (field: DeployField, message: string) => void
): void {
  const { batch } = draft;
  if (!batch.input || (batch.input.kind === 's3' && batch.input.uri.trim() === '')) {
    error('input', 'There are no records yet. Choose a file or an S3 location.');
  } else {
    error('input', placeProblem(batchInputUri(draft, defaults), 'The input'));
  }
  error('output', placeProblem(batch.outputUri, 'The output'));
  if (!/^[\w.+-]+\/[\w.+-]+/.test(batch.contentType.trim())) {
    error('contentType', 'Enter the type of the records, e.g. text/csv.');
  }
  if (problem === 'series' && batch.split !== 'None') {
    error('split', 'Series must stay whole. Choose not to split.');
  }
  for (const field of ['inputFilter', 'outputFilter'] as const) {
    const filter = batch[field].trim();
    if (filter !== '' && !/^\$([.[].*)?$/.test(filter)) {
      error(field, 'A filter is a JSONPath that begins with $, e.g. $[1:] or $.features.');
    }
  }
  const filters = [batch.inputFilter, batch.outputFilter].some(
    text => !['', '$'].includes(text.trim())
  );
  const json = batch.contentType.trim().toLowerCase().startsWith('application/json');
  if ((batch.join || filters) && batch.split === 'None' && !json) {
    error(
      batch.join ? 'join' : 'inputFilter',
      'Filters and joins work on single records: split by line, or leave them out.'
    );
  }
  if (batch.strategy !== '' && batch.split === 'None') {
    error('strategy', 'Without splitting every object is one request: leave this to the service.');
  }
  error('maxPayload', range(batch.maxPayload, 0, MAX_PAYLOADS, 'The largest request (MB)'));
  error('maxConcurrent', range(batch.maxConcurrent, 0, 100, 'The number of requests at a time'));
  if ((batch.maxPayload ?? 6) * (batch.maxConcurrent ?? 1) > MAX_PAYLOADS) {
    error(
      'maxPayload',
      `Size and number of requests multiply to more than ${MAX_PAYLOADS} MB. Lower one of them.`
    );
  }
  error('timeout', range(batch.timeout, 1, 3600, 'The time per request'));
  error('retries', range(batch.retries, 0, 3, 'The number of repetitions'));
  error('kms', keyProblem(batch.kmsKeyId));
  if (batch.dataType === 'ManifestFile' && batch.input?.kind === 'file') {
    warn('input', 'A manifest names objects in S3; upload it only if it does.');
  }
}

function placeProblem(uri: string, what: string): string | undefined {
  if (uri === '') {
    return `${what} is not known. Enter an S3 location like s3://bucket/path/.`;
  }
  return parseS3Uri(uri) ? undefined : `${what} is no S3 location. Write s3://bucket/path/.`;
}

function keyProblem(key: string): string | undefined {
  return key.length > 2048 || /\s/.test(key.trim())
    ? 'This is not the id or ARN of a KMS key. Correct it, or leave it empty.'
    : undefined;
}

function range(
  value: number | undefined,
  least: number,
  most: number,
  what: string,
  required = false
): string | undefined {
  if (value === undefined) {
    return required ? `${what} is missing. Enter ${least} to ${most}.` : undefined;
  }
  return Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : `${what} must be a whole number from ${least} to ${most}.`;
}
