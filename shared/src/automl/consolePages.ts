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
  const host = Object.hasOwn(hosts, arn.partition) ? hosts[arn.partition] : undefined;
  return host && arn.region
    ? `https://${arn.region}.${host}/${service}/home?region=${arn.region}#${fragment}`
    : undefined;
}

const pages: Record<string, string> = {
  'training-job': '/jobs/',
  'processing-job': '/processing-jobs/',
  'transform-job': '/transform-jobs/'
};

/** Page of a candidate's step; `undefined` for ARNs that are not of AWS. */
export function stepPage(stepArn: string | undefined): string | undefined {
  const arn = parseArn(stepArn);
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
  const host = arn && Object.hasOwn(hosts, arn.partition) ? hosts[arn.partition] : undefined;
  if (!arn?.region || !place || !host) {
    return undefined;
  }
  const prefix = place.key === '' || place.key.endsWith('/') ? place.key : `${place.key}/`;
  return (
    `https://${arn.region}.${host}/s3/buckets/${place.bucket}` +
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

/** CloudWatch's page of the log streams of a step. */
export function logPage(
  jobArn: string | undefined,
  group: string,
  streamPrefix: string
): string | undefined {
  const arn = parseArn(jobArn);
  // CloudWatch writes the escape character itself as `$25`.
  const escaped = (text: string): string =>
    encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
  return (
    arn &&
    page(
      arn,
      'cloudwatch',
      `logsV2:log-groups/log-group/${escaped(group)}$3FlogStreamNameFilter$3D${escaped(streamPrefix)}`
    )
  );
}

/** Service Quotas' page of SageMaker. */
export function quotaPage(jobArn: string | undefined): string | undefined {
  const arn = parseArn(jobArn);
  const host = arn && Object.hasOwn(hosts, arn.partition) ? hosts[arn.partition] : undefined;
  return arn?.region && host
    ? `https://${arn.region}.${host}/servicequotas/home/services/sagemaker/quotas`
    : undefined;
}
