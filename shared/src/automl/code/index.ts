import { requireS3Uri } from '../../aws/s3';
import type { JobDraft } from '../draft';
import type { JobPlan } from '../request';
import { magicCode } from './magic';
import { pythonLiteral, shellPath, shellWord } from './quote';

/** One way to do what the button does. */
export interface JobCode {
  id: 'json' | 'python' | 'cli' | 'typescript' | 'magic';
  label: string;
  language: 'json' | 'python' | 'typescript' | 'shellscript';
  code: string;
}

/** Where generated code sends its calls, said once for all variants. */
export const codeNote =
  'Runs with the AWS credentials and Region of your environment. For the local engine, first run ' +
  'eval "$(python -m pilothouse_engine env)" in the terminal.';

/**
 * The job as code, in every variant.
 *
 * @param defaultOutput - Output location of a job that names none.
 * @throws AwsError `InvalidUri` while a location of the plan is none: check the rules first.
 */
export function jobCode(plan: JobPlan, draft: JobDraft, defaultOutput: string): JobCode[] {
  return [
    { id: 'python', label: 'Python (boto3)', language: 'python', code: pythonCode(plan) },
    {
      id: 'magic',
      label: 'Magic',
      language: 'python',
      code: magicCode(draft, plan, defaultOutput)
    },
    { id: 'cli', label: 'CLI', language: 'shellscript', code: cliCode(plan) },
    { id: 'typescript', label: 'TypeScript', language: 'typescript', code: typescriptCode(plan) },
    { id: 'json', label: 'JSON', language: 'json', code: json(plan.request) }
  ];
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function pythonCode({ request, upload, featureSpec }: JobPlan): string {
  const lines = [
    ...(featureSpec ? ['import json', ''] : []),
    'import boto3',
    '',
    ...(upload || featureSpec ? ['s3 = boto3.client("s3")'] : [])
  ];
  if (upload) {
    const { bucket, key } = requireS3Uri(upload.uri);
    lines.push(`s3.upload_file(${[upload.path, bucket, key].map(text => json(text)).join(', ')})`);
  }
  if (featureSpec) {
    const { bucket, key } = requireS3Uri(featureSpec.uri);
    lines.push(
      `features = ${pythonLiteral(featureSpec.content)}`,
      `s3.put_object(Bucket=${json(bucket)}, Key=${json(key)}, Body=json.dumps(features))`
    );
  }
  const fields = Object.entries(request).map(
    ([name, value]) => `    ${name}=${pythonLiteral(value, 1)},`
  );
  lines.push(
    'sagemaker = boto3.client("sagemaker")',
    'sagemaker.create_auto_ml_job_v2(',
    ...fields,
    ')'
  );
  return `${lines.join('\n')}\n`;
}

function cliCode({ request, upload, featureSpec }: JobPlan): string {
  const lines: string[] = [];
  if (upload) {
    lines.push(`aws s3 cp ${shellPath(upload.path)} ${shellWord(upload.uri)}`);
  }
  if (featureSpec) {
    lines.push(
      `printf '%s' ${shellWord(JSON.stringify(featureSpec.content))} | ` +
        `aws s3 cp - ${shellWord(featureSpec.uri)}`
    );
  }
  lines.push(`aws sagemaker create-auto-ml-job-v2 --cli-input-json ${shellWord(json(request))}`);
  return `${lines.join('\n')}\n`;
}

function typescriptCode({ request, upload, featureSpec }: JobPlan): string {
  const stores = Boolean(upload ?? featureSpec);
  const lines = [
    ...(upload ? ["import { readFile } from 'node:fs/promises';"] : []),
    ...(stores ? ["import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';"] : []),
    "import { CreateAutoMLJobV2Command, SageMakerClient } from '@aws-sdk/client-sagemaker';",
    '',
    ...(stores ? ['const s3 = new S3Client({});'] : [])
  ];
  const put = (uri: string, body: string): void => {
    const { bucket, key } = requireS3Uri(uri);
    lines.push(
      'await s3.send(',
      `  new PutObjectCommand({ Bucket: ${json(bucket)}, Key: ${json(key)}, Body: ${body} })`,
      ');'
    );
  };
  if (upload) {
    put(upload.uri, `await readFile(${json(upload.path)})`);
  }
  if (featureSpec) {
    lines.push(`const features = ${json(featureSpec.content)};`);
    put(featureSpec.uri, 'JSON.stringify(features)');
  }
  lines.push(
    'const sagemaker = new SageMakerClient({});',
    `await sagemaker.send(new CreateAutoMLJobV2Command(${json(request)}));`
  );
  return `${lines.join('\n')}\n`;
}
