import { featureSpec } from './features';
import { featureSpecUri, inputUri, validationUri } from './draft';
import { patched } from './patch';
import { problems } from './problems';
import { listOf } from './problems/seriesFields';
import { parseDecimal } from './typed';
import { contentTypes } from './types';
import type { DataProfile } from './preview';
import type { FeatureSpec } from './features';
import type { JobDraft } from './draft';
import type { Json } from './patch';
import type { JobRequest, ProblemTypeConfig } from './types';

/** Everything that starting a draft comes to. */
export interface JobPlan {
  request: JobRequest;
  /** Workspace file to upload first; with `folder`, every picture below it. */
  upload?: { path: string; uri: string; folder?: true };
  /** Workspace file (or folder) with validation data to upload, too. */
  validationUpload?: { path: string; uri: string; folder?: true };
  /** Feature specification to write first. */
  featureSpec?: { uri: string; content: FeatureSpec };
}

/**
 * What the button does. Total: an incomplete draft gives an incomplete request, which the
 * rules refuse.
 *
 * @param profile - The data's columns; without it no feature specification can be made.
 */
export function planJob(draft: JobDraft, profile?: DataProfile): JobPlan {
  const content = problems[draft.problem].features ? featureSpec(draft, profile) : undefined;
  const uri = featureSpecUri(draft);
  const request = formRequest(draft, content ? uri : draft.featureSpecUri || undefined);
  return {
    // What a person wrote is sent as it is; the rules look at it and the service decides.
    request: patched(request as unknown as Json, draft.extra) as unknown as JobRequest,
    ...(draft.data && draft.data.kind !== 's3'
      ? {
          upload: {
            path: draft.data.path,
            uri: inputUri(draft),
            ...(draft.data.kind === 'folder' ? { folder: true as const } : {})
          }
        }
      : {}),
    ...(problems[draft.problem].validation &&
    draft.validation.kind === 'channel' &&
    draft.validation.path !== undefined
      ? {
          validationUpload: {
            path: draft.validation.path,
            uri: validationUri(draft),
            ...(draft.validation.folder ? { folder: true as const } : {})
          }
        }
      : {}),
    ...(content ? { featureSpec: { uri, content } } : {})
  };
}

/** The request that the fields of the form make, in the order that people read. */
export function formRequest(draft: JobDraft, specUri: string | undefined): JobRequest {
  const problem = problems[draft.problem];
  const metric = problem.objectives ? draft.objective || problem.objective(draft) : '';
  const fraction = parseDecimal(draft.validation.kind === 'split' ? draft.validation.fraction : '');
  return {
    AutoMLJobName: draft.name,
    AutoMLJobInputDataConfig: channels(draft),
    OutputDataConfig: {
      S3OutputPath: draft.outputUri,
      ...(draft.kmsKeyId ? { KmsKeyId: draft.kmsKeyId } : {})
    },
    AutoMLProblemTypeConfig: Object.fromEntries([
      [problem.member, problem.config(draft, specUri)]
    ]) as ProblemTypeConfig,
    RoleArn: draft.roleArn,
    ...(metric
      ? {
          AutoMLJobObjective: {
            MetricName: metric as NonNullable<JobRequest['AutoMLJobObjective']>['MetricName']
          }
        }
      : {}),
    ...(problem.validation && fraction !== undefined
      ? { DataSplitConfig: { ValidationFraction: fraction } }
      : {}),
    ...deployment(draft),
    ...security(draft),
    ...(draft.emrRoleArn
      ? {
          AutoMLComputeConfig: {
            EmrServerlessComputeConfig: { ExecutionRoleARN: draft.emrRoleArn }
          }
        }
      : {}),
    ...(draft.tags.length > 0
      ? { Tags: draft.tags.map(({ key, value }) => ({ Key: key, Value: value })) }
      : {})
  };
}

function deployment({ deploy }: JobDraft): Pick<JobRequest, 'ModelDeployConfig'> {
  if (deploy.kind === 'off') {
    return {};
  }
  return {
    ModelDeployConfig:
      deploy.kind === 'generated'
        ? { AutoGenerateEndpointName: true }
        : {
            AutoGenerateEndpointName: false,
            ...(deploy.name ? { EndpointName: deploy.name } : {})
          }
  };
}

function security(draft: JobDraft): Pick<JobRequest, 'SecurityConfig'> {
  const { volumeKmsKeyId, encryptTraffic } = draft.security;
  const subnets = listOf(draft.security.subnets);
  const groups = listOf(draft.security.securityGroups);
  const config = {
    ...(volumeKmsKeyId ? { VolumeKmsKeyId: volumeKmsKeyId } : {}),
    ...(encryptTraffic ? { EnableInterContainerTrafficEncryption: true } : {}),
    ...(subnets.length > 0 || groups.length > 0
      ? { VpcConfig: { SecurityGroupIds: groups, Subnets: subnets } }
      : {})
  };
  return Object.keys(config).length > 0 ? { SecurityConfig: config } : {};
}

/** The content type that is sent. */
export function contentTypeOf(draft: JobDraft): string {
  const { data, contentTypes: known } = problems[draft.problem];
  const byData = data === 'table' ? contentTypes[draft.format] : known[0];
  return draft.contentType || (byData ?? '');
}

function channels(draft: JobDraft): JobRequest['AutoMLJobInputDataConfig'] {
  const problem = problems[draft.problem];
  const channel = (type: 'training' | 'validation', uri: string, prefix: boolean) => ({
    ChannelType: type,
    ContentType: contentTypeOf(draft),
    // Only tables can be compressed: elsewhere the field says nothing.
    ...(problem.data === 'table'
      ? { CompressionType: draft.compressed ? ('Gzip' as const) : ('None' as const) }
      : {}),
    DataSource: { S3DataSource: { S3DataType: prefix ? 'S3Prefix' : draft.dataType, S3Uri: uri } }
  });
  const { validation } = draft;
  // What is uploaded lies below a prefix, whatever the other channel's location is.
  const training = channel('training', inputUri(draft), draft.data?.kind !== 's3');
  return problem.validation && validation.kind === 'channel'
    ? [training, channel('validation', validationUri(draft), validation.path !== undefined)]
    : [training];
}
