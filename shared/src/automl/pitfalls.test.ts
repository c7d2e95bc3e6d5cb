/*
 * What the service can answer and what jobs fall into, from the specification's tables of errors
 * and pitfalls: each has a sentence and a next step, before the start or after it.
 */
import { describe, expect, test } from 'vitest';
import { failureAdvice, partialFailure } from './failures';
import { emptyDraft } from './draft';
import type { JobDraft } from './draft';
import { planJob } from './request';
import { checkDraft } from './rules';
import { startAdvice } from './startFailures';

const draft: JobDraft = {
  ...emptyDraft(),
  data: { kind: 's3', uri: 's3://bkt/in.csv' },
  target: 'y',
  mode: 'ENSEMBLING',
  name: 'job-1',
  outputUri: 's3://bkt/out',
  roleArn: 'arn:aws:iam::111122223333:role/exec'
};
const llm: JobDraft = { ...draft, problem: 'llm' };

function said(change: Partial<JobDraft>, takenName?: string): string {
  const whole = { ...draft, ...change };
  const found = checkDraft({
    draft: whole,
    plan: planJob(whole),
    cost: 'billed',
    region: 'eu-west-1',
    takenName
  });
  return found.map(({ message }) => message).join('\n');
}

describe('errors of the calls', () => {
  test.each([
    ['ResourceInUse', 'a job of this name', 'Choose another name'],
    ['ResourceLimitExceeded', 'quota', 'Service Quotas'],
    ['ResourceNotFound', 'does not exist', 'Check the names'],
    ['ValidationException', 'does not accept the request', 'Correct the field'],
    ['AccessDeniedException', 'lack a permission', 'Ask for the action'],
    ['ThrottlingException', 'too often', 'Wait a minute'],
    ['PermanentRedirect', 'another Region', 'Choose a bucket'],
    ['ExpiredTokenException', 'no valid credentials', 'Sign in again'],
    ['InternalFailure', 'fault of its own', 'Start again'],
    ['ConnectionLost', 'cut', 'Start again']
  ])('%s at the start', (code, text, step) => {
    expect(startAdvice({ code, message: '' })).toEqual({
      text: expect.stringContaining(text),
      step: expect.stringContaining(step)
    });
  });
});

describe('pitfalls before the start', () => {
  test.each<[string, string, string]>([
    [
      'automatic deployment needs quota, and is billed until it is deleted',
      said({ deploy: { kind: 'generated' } }),
      'billed until it is deleted. Check Service Quotas'
    ],
    [
      'a VPC must reach both buckets',
      said({ security: { ...draft.security, subnets: 'subnet-1', securityGroups: 'sg-1' } }),
      'The VPC must reach the buckets of the data and of the output'
    ],
    [
      'a language model reads a bucket of its own and needs Canvas in the Region',
      said(llm),
      'Regions that have SageMaker Canvas, and the role needs s3:GetObject, s3:PutObject and ' +
        's3:ListBucket on arn:aws:s3:::jumpstart-cache-prod-eu-west-1'
    ],
    ['a name is used once', said({}, 'JOB-1'), 'Choose another name; case does not count.']
  ])('%s', (_, text, expected) => {
    expect(text).toContain(expected);
  });
});

describe('pitfalls of a job', () => {
  test.each([
    ['Internal server error', /lack of memory/, /Lower batchSize, and read the logs/],
    ['AccessDenied: s3://jumpstart-cache-prod-eu-west-1', /base models/, /s3:GetObject/],
    ['More than 60% of the rows are truncated', /longer than the model can read/, /Shorten/],
    ['You must accept the EULA', /licence/, /accept it in the form/],
    ['The subnets cannot reach the bucket', /private network/, /S3 gateway endpoint/],
    ['ResourceLimitExceeded for ml.m5.12xlarge', /quota/, /Service Quotas/],
    ['Could not infer the problem type with confidence', /kind of problem/, /binary, multiclass/]
  ])('%s', (reason, text, step) => {
    expect(failureAdvice(reason)).toEqual({
      text: expect.stringMatching(text),
      step: expect.stringMatching(step)
    });
  });

  test('a deployment without quota leaves the model, and says how to deploy it', () => {
    expect(
      partialFailure('The endpoint could not be created: ResourceLimitExceeded')
    ).toMatchObject({ part: 'Deployment', step: expect.stringContaining('Service Quotas') });
  });
});
