import { describe, expect, it } from 'vitest';
import { deployAdvice, endpointAdvice, isQuota } from './failures';

const LIMIT =
  "The account-level service limit 'ml.g5.12xlarge for endpoint usage' is 0 Instances, with " +
  'current utilization of 0 Instances and a request delta of 1 Instances.';

describe('endpointAdvice', () => {
  it.each([
    [
      LIMIT,
      'The quota for ml.g5.12xlarge (endpoint usage) is 0, 0 in use, 1 more needed.',
      'Service Quotas'
    ],
    ['ResourceLimitExceeded', 'used up', 'Service Quotas'],
    [
      'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.',
      'no instance',
      'later'
    ],
    [
      'The primary container for production variant AllTraffic did not pass the ping health check.',
      'ready in time',
      '3600'
    ],
    ['Timed out while downloading model data.', 'not loaded in time', '3600'],
    ['Could not access model data at s3://b/m.tar.gz.', 'cannot read', 's3:GetObject'],
    ['Could not assume role arn:aws:iam::1:role/x', 'not assume', 'trust policy'],
    ['CUDA out of memory', 'fit into the memory', 'larger instance'],
    ['Requested image x was not found in ECR', 'image', 'ecr:BatchGetImage'],
    ['The subnet has no free addresses', 'network', 'S3']
  ])('%s', (reason, text, step) => {
    expect(endpointAdvice(reason)).toEqual({
      text: expect.stringContaining(text) as string,
      step: expect.stringContaining(step) as string
    });
  });

  it('adds nothing to what it does not know', () => {
    expect(endpointAdvice('Something new happened.')).toBeUndefined();
    expect(isQuota('Something new happened.')).toBe(false);
  });
});

describe('deployAdvice', () => {
  const error = { message: 'No.', retryable: false };

  it('knows quotas by their code, and roles that may not be passed', () => {
    expect(deployAdvice({ ...error, code: 'ResourceLimitExceeded' })?.step).toContain(
      'Service Quotas'
    );
    expect(
      deployAdvice({ ...error, code: 'AccessDeniedException', missingAction: 'iam:PassRole' })?.text
    ).toContain('hand this execution role');
  });

  it('leaves other missing permissions to the sentence that names them', () => {
    expect(
      deployAdvice({
        code: 'AccessDeniedException',
        message: 'not authorized to use the network',
        missingAction: 'sagemaker:CreateModel',
        retryable: false
      })
    ).toBeUndefined();
  });
});
