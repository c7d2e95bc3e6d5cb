/** Failures of deployments and endpoints in plain words, with the next step. */
import type { FailureAdvice } from '../automl/failures';
import type { AwsErrorData } from '../aws/errors';

interface Rule {
  pattern: RegExp;
  text: string;
  step: string;
}

const LIMIT = /account-level service limit (?:of )?['"]?([\w.-]+) for ([\w -]+?)['"]? is (\d+)/i;
const USED = /current utilization of (\d+)/i;
const MORE = /request delta of (\d+)/i;

/** True if a message says that a quota is used up: Service Quotas is the next step. */
export function isQuota(message: string): boolean {
  return /ResourceLimitExceeded|LimitExceeded|service limit|quota/i.test(message);
}

/** What the account may run, as far as the message tells it. */
function quotaAdvice(message: string): FailureAdvice {
  const [, type, use, limit] = LIMIT.exec(message) ?? [];
  const used = USED.exec(message)?.[1];
  const more = MORE.exec(message)?.[1];
  const numbers = [
    used === undefined ? undefined : `${used} in use`,
    more === undefined ? undefined : `${more} more needed`
  ].filter(Boolean);
  return {
    text:
      type === undefined
        ? 'The account’s quota for this kind of instance or endpoint is used up.'
        : `The quota for ${type} (${use}) is ${[limit, ...numbers].join(', ')}.`,
    step: 'Choose another instance type, delete an endpoint, or ask for more in Service Quotas.'
  };
}

const rules: readonly Rule[] = [
  {
    pattern: /InsufficientInstanceCapacity|(unable to|cannot) provision|capacity error/i,
    text: 'AWS has no instance of this type free at the moment.',
    step: 'Deploy again later, or with another instance type or Region.'
  },
  {
    pattern: /ping health check|health check|did not pass/i,
    text: 'The model’s container did not become ready in time.',
    step: 'Read its log. Large models need a larger instance, and both start-up timeouts at 3600 s.'
  },
  {
    pattern: /(download|model data).*(time|timed) ?out|timed? ?out.*(download|model data)/i,
    text: 'The model’s archive was not loaded in time.',
    step: 'Set the time for the download to 3600 s, or choose a larger instance.'
  },
  {
    pattern: /could not (access|find) model data|model data.*(access|exist)/i,
    text: 'The execution role cannot read the model’s archive.',
    step: 'Give the role s3:GetObject on it. Of another account: copy the archive into this one.'
  },
  {
    pattern: /iam:PassRole|PassRole/,
    text: 'You may not hand this execution role to SageMaker.',
    step: 'Choose a role that you may pass, or ask for iam:PassRole on it.'
  },
  {
    pattern: /could not assume role|role.*(assume|trust)/i,
    text: 'SageMaker may not assume the execution role.',
    step: 'Its trust policy must name sagemaker.amazonaws.com; or choose another role.'
  },
  {
    pattern: /\becr\b|docker image|image .*(not (exist|found)|does not exist|access)/i,
    text: 'The container’s image cannot be loaded.',
    step: 'The role needs ecr:BatchGetImage and ecr:GetDownloadUrlForLayer, and the image must be in this Region.'
  },
  {
    pattern: /out of memory|OOM|CUDA|memory/i,
    text: 'The model does not fit into the memory of the instance.',
    step: 'Choose a larger instance type.'
  },
  {
    pattern: /instance type .*not (supported|available)|unsupported instance/i,
    text: 'This Region does not offer the instance type for endpoints.',
    step: 'Choose another instance type.'
  },
  {
    pattern: /kms/i,
    text: 'The encryption key cannot be used.',
    step: 'Give the role kms:Decrypt and kms:GenerateDataKey on the key.'
  },
  {
    pattern: /subnet|security group|VPC|network/i,
    text: 'The private network does not let the endpoint work.',
    step: 'Its subnets must reach S3 and the container’s image, for instance by VPC endpoints.'
  },
  {
    pattern: /AcceptEula|eula/i,
    text: 'The terms of the model were not accepted.',
    step: 'Read and accept them, then deploy again.'
  }
];

/**
 * Plain words for a `FailureReason` of an endpoint, or for the message of a refused call.
 *
 * @returns `undefined` if there is nothing to add to the service’s own words.
 */
export function endpointAdvice(reason: string): FailureAdvice | undefined {
  if (isQuota(reason)) {
    return quotaAdvice(reason);
  }
  const found = rules.find(({ pattern }) => pattern.test(reason));
  return found && { text: found.text, step: found.step };
}

/** The same for a call that failed; missing permissions are named elsewhere. */
export function deployAdvice({
  code,
  message,
  missingAction
}: AwsErrorData): FailureAdvice | undefined {
  if (/LimitExceeded/.test(code)) {
    return quotaAdvice(message);
  }
  const passing = missingAction === 'iam:PassRole';
  return missingAction === undefined || passing
    ? endpointAdvice(passing ? missingAction : message)
    : undefined;
}
