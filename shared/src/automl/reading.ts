import { featureSpecUri, inputUri, validationUri } from './draft';
import { isSetting, originOf } from './origin';
import { difference, isObject } from './patch';
import { problemOf, problems } from './problems';
import { textOf } from './problems/shared';
import { planJob } from './request';
import { dataTypes } from './types';
import { convertV1, isV1 } from './v1';
import type { DataProfile } from './preview';
import type { DataRef, JobDraft, Validation } from './draft';
import type { Json, JsonObject } from './patch';

/** A request that cannot be read into the form, with the reason for the user. */
export class RequestError extends Error {}

/**
 * The request that makes a job like a described one, under another name. Fields that are not known
 * here are kept: they may be settings of a newer API.
 *
 * @param job - Answer of `DescribeAutoMLJobV2` or `DescribeAutoMLJob`; the old one is converted.
 */
export function requestOfJob(job: object, name: string): JsonObject {
  const plain = JSON.parse(JSON.stringify(job)) as JsonObject;
  const current = isV1(plain) ? convertV1(plain) : plain;
  const kept = Object.entries(current).filter(
    ([field, value]) => isSetting(field) && value !== null
  );
  return { ...Object.fromEntries(kept), AutoMLJobName: name };
}

/** Read JSON that a person wrote. @throws RequestError with the place of the slip. */
export function parseRequest(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError(`This is not JSON: ${why}. Correct it, then apply it again.`);
  }
  if (!isObject(value)) {
    throw new RequestError('A request is an object: { "AutoMLJobName": … }. Correct it.');
  }
  return value;
}

/**
 * The draft that a request stands for. Fields that the form knows go there; everything else is
 * kept in `extra` and sent as it is, so that the draft makes exactly this request.
 *
 * @param given - Of `CreateAutoMLJobV2`; one of `CreateAutoMLJob` is converted.
 * @param base - Draft whose request was edited, with its defaults resolved: what a request cannot
 * say (workspace file, choices in the table) is kept from it where it still fits.
 * @throws RequestError if it names no known problem type.
 */
export function readRequest(given: JsonObject, base: JobDraft, profile?: DataProfile): JobDraft {
  const v1 = originOf(given)?.v1;
  const request = v1 ? convertV1(given) : given;
  const config = request.AutoMLProblemTypeConfig;
  const problem = isObject(config) ? problemOf(config) : undefined;
  if (!problem || !isObject(config)) {
    const members = Object.values(problems).map(({ member }) => member);
    throw new RequestError(
      `AutoMLProblemTypeConfig needs one of ${members.join(', ')}. Add it, then apply it again.`
    );
  }
  const member = isObject(config[problem.member]) ? (config[problem.member] as JsonObject) : {};
  const before = planJob(base, profile);
  const spec = textOf(member.FeatureSpecificationS3Uri);
  const ownSpec = before.featureSpec !== undefined && spec === before.featureSpec.uri;
  const common: JobDraft = {
    ...base,
    problem: problem.id,
    ...channelsOf(request, base),
    ...outputOf(request),
    name: textOf(request.AutoMLJobName),
    named: base.named || textOf(request.AutoMLJobName) !== base.name,
    roleArn: textOf(request.RoleArn),
    objective: isObject(request.AutoMLJobObjective)
      ? textOf(request.AutoMLJobObjective.MetricName)
      : '',
    deploy: deployOf(request.ModelDeployConfig),
    ...securityOf(request.SecurityConfig),
    emrRoleArn: emrOf(request.AutoMLComputeConfig),
    tags: tagsOf(request.Tags),
    excluded: ownSpec ? base.excluded : [],
    types: ownSpec ? base.types : {},
    featureSpecUri: ownSpec ? '' : spec,
    ...(v1 ? { origin: { v1, unknown: [] } } : {}),
    extra: {}
  };
  const draft = problem.read(member, common);
  const made = planJob(draft, profile);
  // Places below the output follow the name of the job: they are the form's.
  const wanted = JSON.parse(JSON.stringify(request)) as JsonObject;
  if (draft.data && draft.data.kind !== 's3') {
    moveChannel(trainingOf(wanted), inputUri(draft));
  }
  if (made.validationUpload) {
    moveChannel(othersOf(wanted)[0], made.validationUpload.uri);
  }
  if (ownSpec && made.featureSpec) {
    const config = (wanted.AutoMLProblemTypeConfig as JsonObject)[problem.member] as JsonObject;
    config.FeatureSpecificationS3Uri = featureSpecUri(draft);
  }
  const extra = difference(made.request as unknown as Json, wanted);
  return { ...draft, extra: isObject(extra) ? extra : {} };
}

/** First training channel, else the first. */
function trainingOf(request: JsonObject): JsonObject | undefined {
  const list = Array.isArray(request.AutoMLJobInputDataConfig)
    ? request.AutoMLJobInputDataConfig.filter(isObject)
    : [];
  return list.find(({ ChannelType }) => ChannelType !== 'validation') ?? list[0];
}

function placeOf(channel: JsonObject | undefined): { type: string; uri: string } {
  const source = isObject(channel?.DataSource) ? channel.DataSource.S3DataSource : undefined;
  return isObject(source)
    ? { type: textOf(source.S3DataType), uri: textOf(source.S3Uri) }
    : { type: '', uri: '' };
}

/** Channels besides the training data. */
function othersOf(request: JsonObject): JsonObject[] {
  const training = trainingOf(request);
  return Array.isArray(request.AutoMLJobInputDataConfig)
    ? request.AutoMLJobInputDataConfig.filter(isObject).filter(other => other !== training)
    : [];
}

function moveChannel(channel: JsonObject | undefined, uri: string): void {
  const source = isObject(channel?.DataSource) ? channel.DataSource.S3DataSource : undefined;
  if (isObject(source)) {
    source.S3Uri = uri;
  }
}

type Channels = Pick<
  JobDraft,
  'data' | 'dataType' | 'format' | 'contentType' | 'compressed' | 'validation'
>;

function channelsOf(request: JsonObject, base: JobDraft): Channels {
  const channel = trainingOf(request);
  const { type, uri } = placeOf(channel);
  const kept = base.data !== undefined && base.data.kind !== 's3' && uri === inputUri(base);
  const data: DataRef | undefined = kept ? base.data : uri ? { kind: 's3', uri } : undefined;
  const content = textOf(channel?.ContentType);
  const others = othersOf(request);
  const split = isObject(request.DataSplitConfig)
    ? textOf(request.DataSplitConfig.ValidationFraction)
    : '';
  const validation: Validation =
    others.length > 0
      ? validationUri(base) !== '' && placeOf(others[0]).uri === validationUri(base)
        ? base.validation
        : { kind: 'channel', uri: placeOf(others[0]).uri }
      : { kind: 'split', fraction: split };
  const format = content.includes('parquet') ? 'parquet' : content ? 'csv' : base.format;
  return {
    data,
    dataType: dataTypes.find(known => known === type) ?? 'S3Prefix',
    format,
    // The usual ones follow the data; others are said.
    contentType: ['text/csv;header=present', 'x-application/vnd.amazon+parquet', ''].includes(
      content
    )
      ? ''
      : content,
    compressed: channel?.CompressionType === 'Gzip',
    validation
  };
}

function outputOf(request: JsonObject): Pick<JobDraft, 'outputUri' | 'kmsKeyId'> {
  const output = isObject(request.OutputDataConfig) ? request.OutputDataConfig : {};
  return { outputUri: textOf(output.S3OutputPath), kmsKeyId: textOf(output.KmsKeyId) };
}

function deployOf(config: Json | undefined): JobDraft['deploy'] {
  if (!isObject(config)) {
    return { kind: 'off' };
  }
  return config.AutoGenerateEndpointName === true
    ? { kind: 'generated' }
    : { kind: 'named', name: textOf(config.EndpointName) };
}

function securityOf(config: Json | undefined): Pick<JobDraft, 'security'> {
  const found = isObject(config) ? config : {};
  const vpc = isObject(found.VpcConfig) ? found.VpcConfig : {};
  const ids = (list: Json | undefined): string =>
    Array.isArray(list) ? list.map(textOf).join(', ') : '';
  return {
    security: {
      volumeKmsKeyId: textOf(found.VolumeKmsKeyId),
      encryptTraffic: found.EnableInterContainerTrafficEncryption === true,
      subnets: ids(vpc.Subnets),
      securityGroups: ids(vpc.SecurityGroupIds)
    }
  };
}

function emrOf(config: Json | undefined): string {
  const emr = isObject(config) ? config.EmrServerlessComputeConfig : undefined;
  return isObject(emr) ? textOf(emr.ExecutionRoleARN) : '';
}

function tagsOf(list: Json | undefined): JobDraft['tags'] {
  return Array.isArray(list)
    ? list.filter(isObject).map(({ Key, Value }) => ({ key: textOf(Key), value: textOf(Value) }))
    : [];
}
