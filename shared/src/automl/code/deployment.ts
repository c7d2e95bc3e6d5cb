import type { DeploymentPlan } from '../../endpoints/deploy';
import type { JobCode } from './index';
import { pythonLiteral, shellWord } from './quote';

/** Calls of a deployment by the names of boto3 and of the CLI, in order. */
function calls(plan: DeploymentPlan): { python: string; cli: string; input: object }[] {
  return [
    { python: 'create_model', cli: 'create-model', input: plan.createModel },
    {
      python: 'create_endpoint_config',
      cli: 'create-endpoint-config',
      input: plan.createEndpointConfig
    },
    { python: 'create_endpoint', cli: 'create-endpoint', input: plan.createEndpoint }
  ];
}

/** Deploying a candidate as code. */
export function deploymentCode(plan: DeploymentPlan): JobCode[] {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const stored = plan.uploads.map(
    ({ Bucket, Key, Body }) =>
      `boto3.client("s3").put_object(Bucket=${JSON.stringify(Bucket)}, ` +
      `Key=${JSON.stringify(Key)}, Body=${JSON.stringify(text(Body))})`
  );
  const python = [
    'import boto3',
    '',
    ...stored,
    'sagemaker = boto3.client("sagemaker")',
    ...calls(plan).map(({ python: name, input }) => {
      const fields = Object.entries(input).map(
        ([field, value]) => `    ${field}=${pythonLiteral(value, 1)},\n`
      );
      return `sagemaker.${name}(\n${fields.join('')})`;
    })
  ];
  const cli = [
    ...plan.uploads.map(
      ({ Bucket, Key, Body }) =>
        `printf '%s' ${shellWord(text(Body))} | aws s3 cp - ${shellWord(`s3://${Bucket}/${Key}`)}`
    ),
    ...calls(plan).map(
      ({ cli: name, input }) =>
        `aws sagemaker ${name} --cli-input-json ${shellWord(JSON.stringify(input, null, 2))}`
    )
  ];
  const json = Object.fromEntries(calls(plan).map(({ cli: name, input }) => [name, input]));
  return [
    {
      id: 'python',
      label: 'Python (boto3)',
      language: 'python',
      code: `${python.join('\n')}\n`
    },
    { id: 'cli', label: 'CLI', language: 'shellscript', code: `${cli.join('\n')}\n` },
    { id: 'json', label: 'JSON', language: 'json', code: JSON.stringify(json, null, 2) }
  ];
}
