/** Pages of the AWS console. */
import type { AwsApi, CallOptions } from '../aws/api';
import { parseS3Uri } from '../aws/s3';
import { AutoMLService } from './service';

interface Arn {
  partition: string;
  service: string;
  region: string;
  resource: string;
}

function parseArn(arn: string | undefined): Arn | undefined {
  const match = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z]{2,}-[a-z-]+-\d)?:\d{12}?:(.+)$/.exec(
    arn ?? ''
  );
  return match
    ? {
        partition: match[1] as string,
        service: match[2] as string,
        region: match[3] ?? '',
        resource: match[4] as string
      }
    : undefined;
}

const hosts: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com'
};

function page(arn: Arn, service: string, fragment: string): string | undefined {
  const host = hostOf(arn);
  return host && `https://${host}/${service}/home?region=${arn.region}#${fragment}`;
}

/** Host of the console in a Region; `undefined` where there is none, as for the local engine. */
function hostOf(arn: Arn | undefined): string | undefined {
  return arn?.region && Object.hasOwn(hosts, arn.partition)
    ? `${arn.region}.${hosts[arn.partition]}`
    : undefined;
}

const pages: Record<string, string> = {
  'training-job': '/jobs/',
  'processing-job': '/processing-jobs/',
  'transform-job': '/transform-jobs/',
  endpoint: '/endpoints/'
};

/** Page of a candidate's step, a transform or an endpoint; `undefined` for ARNs not of AWS. */
export function resourcePage(resourceArn: string | undefined): string | undefined {
  const arn = parseArn(resourceArn);
  const [kind = '', name = ''] = arn?.resource.split('/') ?? [];
  return arn && Object.hasOwn(pages, kind) && name
    ? page(arn, 'sagemaker', `${pages[kind]}${encodeURIComponent(name)}`)
    : undefined;
}

/**
 * Where the console shows what a job wrote: AutoML jobs have no page of their own outside
 * SageMaker Studio.
 *
 * @param jobArn - Tells partition and Region.
 */
export function outputPage(
  jobArn: string | undefined,
  uri: string | undefined
): string | undefined {
  const arn = parseArn(jobArn);
  const place = uri === undefined ? undefined : parseS3Uri(uri);
  const host = hostOf(arn);
  if (!arn || !place || !host) {
    return undefined;
  }
  const prefix = place.key === '' || place.key.endsWith('/') ? place.key : `${place.key}/`;
  return (
    `https://${host}/s3/buckets/${place.bucket}` +
    `?region=${arn.region}&prefix=${encodeURIComponent(prefix)}`
  );
}

/**
 * {@link outputPage} of a job that only its name is known of.
 *
 * @throws AwsError as describing the job does.
 */
export async function jobConsolePage(
  api: AwsApi,
  jobName: string,
  options?: CallOptions
): Promise<string | undefined> {
  const job = await new AutoMLService(api).describe(jobName, options);
  return outputPage(job.AutoMLJobArn, job.OutputDataConfig?.S3OutputPath);
}

/**
 * CloudWatch's page of a log group.
 *
 * @param resourceArn - Tells partition and Region.
 * @param streamPrefix - Of the streams that are listed; absent: all.
 */
export function logPage(
  resourceArn: string | undefined,
  group: string,
  streamPrefix?: string
): string | undefined {
  const arn = parseArn(resourceArn);
  // CloudWatch writes the escape character itself as `$25`.
  const escaped = (text: string): string =>
    encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
  const streams =
    streamPrefix === undefined ? '' : `$3FlogStreamNameFilter$3D${escaped(streamPrefix)}`;
  return arn && page(arn, 'cloudwatch', `logsV2:log-groups/log-group/${escaped(group)}${streams}`);
}

/** CloudWatch's page of the log that the failure of a model names. */
export function modelLogPage(logArn: unknown): string | undefined {
  const text = typeof logArn === 'string' ? logArn : '';
  const group = /^log-group:([^:]+)/.exec(parseArn(text)?.resource ?? '')?.[1];
  return group === undefined ? undefined : logPage(text, group);
}

/** CloudWatch's page of what the containers of an endpoint write. */
export function endpointLogPage(
  endpointArn: string | undefined,
  endpointName: string
): string | undefined {
  // The ARN has the name in lower case, the log group has it as it is.
  return logPage(endpointArn, `/aws/sagemaker/Endpoints/${endpointName}`);
}

/** Service Quotas' page of SageMaker. */
export function quotaPage(resourceArn: string | undefined): string | undefined {
  const host = hostOf(parseArn(resourceArn));
  return host && `https://${host}/servicequotas/home/services/sagemaker/quotas`;
}

/** {@link quotaPage} of a Region, before there is anything with an ARN. */
export function regionQuotaPage(region: string | undefined): string | undefined {
  const partition = region?.startsWith('cn-')
    ? 'aws-cn'
    : region?.startsWith('us-gov-')
      ? 'aws-us-gov'
      : 'aws';
  return quotaPage(`arn:${partition}:sagemaker:${region ?? ''}:000000000000:quotas`);
}
