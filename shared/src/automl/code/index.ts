import { requireS3Uri } from '../../aws/s3';
import type { JobDraft } from '../draft';
import { uploadsOf } from '../jobUploads';
import type { JobPlan } from '../request';
import { magicCode } from './magic';
import { sdkCode } from './sdk';
import { pythonStores } from './stores';
import { pythonLiteral, shellPath, shellWord } from './quote';

/** One way to do what the button does. */
export interface JobCode {
  id: 'json' | 'python' | 'sdk' | 'cli' | 'typescript' | 'magic';
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
    { id: 'sdk', label: 'Python (SageMaker SDK)', language: 'python', code: sdkCode(plan) },
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

function pythonCode(plan: JobPlan): string {
  const { imports, lines } = pythonStores(plan);
  const fields = Object.entries(plan.request).map(
    ([name, value]) => `    ${name}=${pythonLiteral(value, 1)},`
  );
  const code = [
    ...imports,
    ...(imports.length > 0 ? [''] : []),
    'import boto3',
    '',
    ...lines,
    'sagemaker = boto3.client("sagemaker")',
    'sagemaker.create_auto_ml_job_v2(',
    ...fields,
    ')'
  ];
  return `${code.join('\n')}\n`;
}

function cliCode(plan: JobPlan): string {
  const { request, featureSpec } = plan;
  const lines = uploadsOf(plan).map(({ path, uri, folder }) => {
    const recursive = folder
      ? // Case counts in the patterns of the CLI.
        ` --recursive --exclude '*' ${['png', 'jpg', 'jpeg']
          .flatMap(ending => [ending, ending.toUpperCase()])
          .map(ending => `--include '*.${ending}'`)
          .join(' ')}`
      : '';
    return `aws s3 cp ${shellPath(path)} ${shellWord(uri)}${recursive}`;
  });
  if (featureSpec) {
    lines.push(
      `printf '%s' ${shellWord(JSON.stringify(featureSpec.content))} | ` +
        `aws s3 cp - ${shellWord(featureSpec.uri)}`
    );
  }
  lines.push(`aws sagemaker create-auto-ml-job-v2 --cli-input-json ${shellWord(json(request))}`);
  return `${lines.join('\n')}\n`;
}

function typescriptCode(plan: JobPlan): string {
  const { request, featureSpec } = plan;
  const uploads = uploadsOf(plan);
  const folders = uploads.some(({ folder }) => folder);
  const files = [...(folders ? ['readdir'] : []), ...(uploads.length > 0 ? ['readFile'] : [])];
  const stores = uploads.length > 0 || featureSpec !== undefined;
  const lines = [
    ...(files.length > 0 ? [`import { ${files.join(', ')} } from 'node:fs/promises';`] : []),
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
  for (const upload of uploads) {
    if (!upload.folder) {
      put(upload.uri, `await readFile(${json(upload.path)})`);
      continue;
    }
    const { bucket, key } = requireS3Uri(upload.uri);
    const path = json(upload.path);
    lines.push(
      `for (const name of await readdir(${path}, { recursive: true })) {`,
      '  if (/\\.(png|jpe?g)$/i.test(name)) {',
      `    const Body = await readFile(${path} + '/' + name);`,
      `    const Key = ${json(key)} + name.replaceAll('\\\\', '/');`,
      `    await s3.send(new PutObjectCommand({ Bucket: ${json(bucket)}, Key, Body }));`,
      '  }',
      '}'
    );
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
