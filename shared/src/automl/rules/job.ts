import { nameLimit } from '../draft';
import { listOf } from '../problems/seriesFields';
import type { Field, Rule, RuleContext } from './model';

/** Of keys and values of tags. */
const tagPattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const rolePattern = /^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;

function isRole(arn: string): boolean {
  return arn.length <= 2048 && rolePattern.test(arn);
}

function keyRule(field: Field, what: string, keyOf: (context: RuleContext) => string): Rule {
  return {
    id: 'F-07',
    field,
    severity: 'error',
    check: context => {
      const key = keyOf(context);
      return key.length > 2048 || /\s/.test(key)
        ? `“${key.slice(0, 40)}” (${what}) is not the id or ARN of a KMS key. Correct it, or ` +
            'leave it empty.'
        : undefined;
    }
  };
}

/** Name, role, encryption, tags, deployment: V-32, V-38. */
export const jobRules: Rule[] = [
  {
    id: 'F-05',
    field: 'name',
    severity: 'error',
    check: ({ draft: { name }, takenName }) => {
      if (name === '') {
        return 'The job has no name. Give it one.';
      }
      if (name.length > nameLimit) {
        return `The name has ${name.length} characters; at most ${nameLimit} are allowed. Shorten it.`;
      }
      if (!/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/.test(name)) {
        return (
          'The name may have letters, digits and hyphens, and must begin and end with a letter ' +
          'or digit.'
        );
      }
      return takenName !== undefined && takenName.toLowerCase() === name.toLowerCase()
        ? `There is a job called “${takenName}” already. Choose another name; case does not count.`
        : undefined;
    }
  },
  {
    id: 'F-06',
    field: 'role',
    severity: 'error',
    check: ({ draft: { roleArn } }) => {
      if (roleArn === '') {
        return 'No execution role is set. Enter the ARN of a role that SageMaker may assume.';
      }
      return isRole(roleArn)
        ? undefined
        : 'This is not the ARN of a role. Write arn:aws:iam::123456789012:role/name.';
    }
  },
  keyRule('kms', 'output', ({ draft }) => draft.kmsKeyId),
  keyRule('volumeKms', 'disks', ({ draft }) => draft.security.volumeKmsKeyId),
  {
    id: 'F-08',
    field: 'tags',
    severity: 'error',
    check: ({ draft: { tags } }) => {
      if (tags.length > 50) {
        return `There are ${tags.length} tags; at most 50 are allowed. Remove some.`;
      }
      const bad = tags.find(({ key, value }) => !key || key.length > 128 || value.length > 256);
      if (bad) {
        return bad.key
          ? `The tag “${bad.key.slice(0, 40)}” is too long: 128 characters for a key, 256 for a value.`
          : 'A tag has no key. Give it one, or remove it.';
      }
      const odd = tags.find(({ key, value }) => !tagPattern.test(key + value));
      if (odd) {
        return (
          `The tag “${odd.key.slice(0, 40)}” may have letters, digits, spaces and _ . : / = + - @ ` +
          'alone. Correct it.'
        );
      }
      if (tags.some(({ key }) => key.toLowerCase().startsWith('aws:'))) {
        return 'Tags that begin with “aws:” are reserved. Choose another key.';
      }
      return new Set(tags.map(({ key }) => key)).size < tags.length
        ? 'Two tags have the same key. Remove one of them.'
        : undefined;
    }
  },
  {
    id: 'V-32',
    field: 'deploy',
    severity: 'error',
    check: ({ plan }) => {
      const deploy = plan.request.ModelDeployConfig;
      if (!deploy) {
        return undefined;
      }
      if (deploy.AutoGenerateEndpointName && deploy.EndpointName) {
        return 'Choose a generated endpoint name or your own, not both.';
      }
      if (!deploy.AutoGenerateEndpointName && !deploy.EndpointName) {
        return 'The endpoint has no name. Enter one, or let it be generated.';
      }
      return deploy.EndpointName && !/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(deploy.EndpointName)
        ? 'The endpoint name may have up to 63 letters, digits and hyphens. Correct it.'
        : undefined;
    }
  },
  {
    id: 'V-38',
    field: 'deploy',
    severity: 'warning',
    check: ({ draft, cost }) => {
      if (draft.deploy.kind === 'off' || cost === 'free') {
        return undefined;
      }
      if (draft.problem !== 'tabular') {
        return (
          'The endpoint needs a quota for its instance and is billed until it is deleted. ' +
          'Without quota the job ends well and no endpoint is made: check Service Quotas.'
        );
      }
      const need =
        draft.mode === 'HYPERPARAMETER_TUNING' ? 'two ml.m5.2xlarge' : 'one ml.m5.12xlarge';
      return (
        `The endpoint needs a quota for ${need} and is billed until it is deleted. ` +
        'Check Service Quotas, or deploy later on an instance of your choice.'
      );
    }
  },
  {
    id: 'F-12',
    field: 'security',
    severity: 'error',
    check: ({ draft: { security } }) => {
      const subnets = listOf(security.subnets);
      const groups = listOf(security.securityGroups);
      if (subnets.length === 0 && groups.length === 0) {
        return undefined;
      }
      if (subnets.length === 0 || groups.length === 0) {
        return 'A VPC needs both subnets and security groups. Enter both, or neither.';
      }
      if (subnets.length > 16 || groups.length > 5) {
        return 'At most 16 subnets and 5 security groups are allowed. Remove some.';
      }
      const wrong = [...subnets, ...groups].find(id => !/^[-0-9a-zA-Z]{1,32}$/.test(id));
      return wrong
        ? `“${wrong.slice(0, 40)}” is not the id of a subnet or security group. Write subnet-… or sg-….`
        : undefined;
    }
  },
  {
    id: 'F-12',
    field: 'security',
    severity: 'info',
    check: ({ draft }) =>
      draft.security.subnets.trim() !== ''
        ? 'The VPC must reach the buckets of the data and of the output, for example by an S3 ' +
          'gateway endpoint.'
        : undefined
  },
  {
    id: 'F-13',
    field: 'emr',
    severity: 'error',
    check: ({ draft: { emrRoleArn } }) =>
      emrRoleArn === '' || isRole(emrRoleArn)
        ? undefined
        : 'This is not the ARN of a role. Write arn:aws:iam::123456789012:role/name.'
  }
];
