import type { AwsErrorData } from '../aws/errors';
import type { FailureAdvice } from './failures';

const advice: { code: RegExp; message?: RegExp; text: string; step: string }[] = [
  {
    code: /^ResourceInUse/,
    text: 'There is a job of this name already, perhaps started in another window.',
    step: 'Choose another name, or open the job in the list. Case does not count, and names of ended jobs stay taken.'
  },
  {
    code: /^ResourceLimitExceeded|^LimitExceeded/,
    text: 'The account’s quota is used up: jobs at the same time, or machines of this kind.',
    step: 'Wait for a job to end or stop one, or ask for a higher quota in Service Quotas.'
  },
  {
    code: /^ResourceNotFound/,
    text: 'Something that the request names does not exist, or was deleted meanwhile.',
    step: 'Check the names in the message against your account and Region.'
  },
  {
    code: /^(AccessDenied|NotAuthorized|Unauthorized)|^403$|^Forbidden$/,
    message: /iam:PassRole|PassRole/,
    text: 'These credentials may not hand this role to SageMaker.',
    step: 'Choose a role that you may pass, or ask for iam:PassRole on this role.'
  },
  {
    code: /^(AccessDenied|NotAuthorized|Unauthorized)|^403$|^Forbidden$/,
    message: /kms/i,
    text: 'The KMS key may not be used.',
    step: 'Ask for kms:GenerateDataKey and kms:Decrypt on the key, for you and for the role.'
  },
  {
    code: /^(AccessDenied|NotAuthorized|Unauthorized)|^403$|^Forbidden$/,
    text: 'These credentials lack a permission.',
    step: 'Ask for the action that the message names: s3:PutObject for the upload, sagemaker:CreateAutoMLJobV2 for the job.'
  },
  {
    code: /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint)|^301$/,
    text: 'The bucket is in another Region than the job.',
    step: 'Choose a bucket in the Region of the backend, or change the Region.'
  },
  {
    code: /^NoSuchBucket/,
    text: 'The bucket does not exist.',
    step: 'Correct the output location, or create the bucket.'
  },
  {
    code: /^(ValidationException|InvalidParameter|ParamValidation)/,
    message: /^Parameter validation failed:[^]*Unknown parameter in|unknown to this AWS SDK/,
    text: 'The AWS SDK of this IDE does not know a field of the request.',
    step: 'Remove the field under “Edit request”, or update the SDK (in JupyterLab: boto3).'
  },
  {
    code: /^(ValidationException|InvalidParameter|ParamValidation)/,
    message: /role/i,
    text: 'The service does not accept the role.',
    step: 'Choose a role that sagemaker.amazonaws.com may assume and that may read the data and write the output.'
  },
  {
    code: /^(ValidationException|InvalidParameter|ParamValidation)/,
    message: /s3|bucket|prefix|object/i,
    text: 'The service cannot use the location of the data or the output.',
    step: 'Check that the location exists, lies in the same Region, and that the role may read it.'
  },
  {
    code: /^(ValidationException|InvalidParameter|ParamValidation)/,
    text: 'The service does not accept the request.',
    step: 'Correct the field that the message names; “Edit request” shows the whole request.'
  },
  {
    code: /^(Throttling|TooManyRequests|RequestLimitExceeded|SlowDown)/,
    text: 'The service is asked too often at the moment.',
    step: 'Wait a minute, then start again; what was uploaded is not sent twice.'
  },
  {
    code: /^(ConnectionLost|Timeout|EngineUnavailable|EngineNotResponding)$/,
    text: 'The connection was cut.',
    step: 'Start again: the upload goes on where it ended. If the job exists already, its name is refused.'
  },
  {
    code: /^(InternalFailure|InternalServerError|ServiceUnavailable|InternalError)/,
    text: 'The service had a fault of its own.',
    step: 'Start again in a minute. If it stays, see the service’s health page.'
  },
  {
    code: /^FileChanged$/,
    text: 'The file changed while it was sent.',
    step: 'Wait until nothing writes to it, then start again.'
  },
  {
    code: /^(ExpiredToken|ExpiredCredentials|NoCredentials|InvalidClientTokenId)/,
    text: 'There are no valid credentials.',
    step: 'Sign in again, then start again; the form keeps what you entered.'
  }
];

/**
 * Plain words for a start that failed, beside the service's own.
 *
 * @returns `undefined` if there is nothing to add.
 */
export function startAdvice(
  error: Pick<AwsErrorData, 'code' | 'message'>
): FailureAdvice | undefined {
  const found = advice.find(
    ({ code, message }) => code.test(error.code) && (message?.test(error.message) ?? true)
  );
  return found && { text: found.text, step: found.step };
}
