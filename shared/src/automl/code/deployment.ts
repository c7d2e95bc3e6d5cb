import { requireS3Uri } from '../../aws/s3';
import type { DeploymentPlan, PlannedCall } from '../../endpoints/deploy';
import type { JobCode } from './index';
import { pythonLiteral, shellPath, shellWord } from './quote';

/** `CreateModel` -> `create_model` or `create-model`. */
function spelt({ operation }: PlannedCall, between: '_' | '-'): string {
  return operation.replace(/(?<=[a-z])[A-Z]/g, letter => `${between}${letter}`).toLowerCase();
}

/** A comment ends with its line. */
const oneLine = (words: string): string => words.replace(/\s+/g, ' ');
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** Deploying a candidate as code. */
export function deploymentCode(plan: DeploymentPlan): JobCode[] {
  const requests = Object.fromEntries(plan.calls.map(call => [call.operation, call.input]));
  return [
    { id: 'python', label: 'Python (boto3)', language: 'python', code: pythonCode(plan) },
    { id: 'cli', label: 'CLI', language: 'shellscript', code: cliCode(plan) },
    { id: 'typescript', label: 'TypeScript', language: 'typescript', code: typescriptCode(plan) },
    { id: 'json', label: 'JSON', language: 'json', code: json(requests) }
  ];
}

function pythonCode({ uploads, copies, readAs, file, calls }: DeploymentPlan): string {
  const stores: string[] = [];
  const at = (uri: string): string => {
    const { bucket, key } = requireS3Uri(uri);
    return `Bucket=${JSON.stringify(bucket)}, Key=${JSON.stringify(key)}`;
  };
  for (const { Bucket, Key, Body } of uploads) {
    stores.push(
      `s3.put_object(Bucket=${JSON.stringify(Bucket)}, Key=${JSON.stringify(Key)}, ` +
        `Body=${JSON.stringify(text(Body))})`
    );
  }
  if (readAs !== undefined && copies.length > 0) {
    stores.push(
      'keys = boto3.client("sts").assume_role(',
      `    RoleArn=${JSON.stringify(readAs)}, RoleSessionName="deploy"`,
      ')["Credentials"]',
      'other_s3 = boto3.client(',
      '    "s3",',
      '    aws_access_key_id=keys["AccessKeyId"],',
      '    aws_secret_access_key=keys["SecretAccessKey"],',
      '    aws_session_token=keys["SessionToken"],',
      ')'
    );
  }
  for (const { from, to } of copies) {
    const { bucket, key } = requireS3Uri(from);
    if (readAs !== undefined) {
      const target = requireS3Uri(to);
      stores.push(
        `archive = other_s3.get_object(${at(from)})["Body"]`,
        `s3.upload_fileobj(archive, ${JSON.stringify(target.bucket)}, ${JSON.stringify(target.key)})`
      );
      continue;
    }
    const source = pythonLiteral({ Bucket: bucket, Key: key }).replace(/\n\s*/g, ' ');
    stores.push(`s3.copy_object(${at(to)}, CopySource=${source})`);
  }
  if (file) {
    stores.push(`with open(${JSON.stringify(file.path)}, "rb") as file:`);
    if (file.skip > 0) {
      stores.push(`    file.seek(${file.skip})  # after the header line`);
    }
    const { bucket, key } = requireS3Uri(file.uri);
    stores.push(`    s3.upload_fileobj(file, ${JSON.stringify(bucket)}, ${JSON.stringify(key)})`);
  }
  const lines = [
    'import boto3',
    '',
    ...(stores.length > 0 ? ['s3 = boto3.client("s3")', ...stores] : []),
    'sagemaker = boto3.client("sagemaker")',
    ...calls.map(call => {
      const fields = Object.entries(call.input).map(
        ([field, value]) => `    ${field}=${pythonLiteral(value, 1)},\n`
      );
      return `sagemaker.${spelt(call, '_')}(\n${fields.join('')})`;
    })
  ];
  return `${lines.join('\n')}\n`;
}

function cliCode({ uploads, copies, readAs, file, calls }: DeploymentPlan): string {
  const lines = [
    ...uploads.map(
      ({ Bucket, Key, Body }) =>
        `printf '%s' ${shellWord(text(Body))} | aws s3 cp - ${shellWord(`s3://${Bucket}/${Key}`)}`
    ),
    ...(readAs !== undefined && copies.length > 0
      ? [`# Profile "other" has role_arn = ${oneLine(readAs)} in the AWS configuration.`]
      : []),
    ...copies.map(({ from, to }) =>
      readAs === undefined
        ? `aws s3 cp ${shellWord(from)} ${shellWord(to)}`
        : `aws s3 cp --profile other ${shellWord(from)} - | aws s3 cp - ${shellWord(to)}`
    ),
    ...(file
      ? [
          file.skip > 0
            ? `tail -c +${file.skip + 1} ${shellPath(file.path)} | aws s3 cp - ${shellWord(file.uri)}`
            : `aws s3 cp ${shellPath(file.path)} ${shellWord(file.uri)}`
        ]
      : []),
    ...calls.map(
      call => `aws sagemaker ${spelt(call, '-')} --cli-input-json ${shellWord(json(call.input))}`
    )
  ];
  return `${lines.join('\n')}\n`;
}

function typescriptCode({ uploads, copies, readAs, file, calls }: DeploymentPlan): string {
  const put = (bucket: string, key: string, body: string): string =>
    'await s3.send(\n' +
    `  new PutObjectCommand({ Bucket: ${json(bucket)}, Key: ${json(key)}, Body: ${body} })\n` +
    ');';
  const assumes = readAs !== undefined && copies.length > 0;
  const stores = uploads.map(({ Bucket, Key, Body }) => put(Bucket, Key, json(text(Body))));
  for (const { from, to } of copies) {
    const target = requireS3Uri(to);
    const source = requireS3Uri(from);
    if (readAs !== undefined) {
      const object = `{ Bucket: ${json(source.bucket)}, Key: ${json(source.key)} }`;
      stores.push(
        put(
          target.bucket,
          target.key,
          `await (await other.send(new GetObjectCommand(${object}))).Body?.transformToByteArray()`
        )
      );
      continue;
    }
    stores.push(
      'await s3.send(\n  new CopyObjectCommand({\n' +
        `    Bucket: ${json(target.bucket)},\n    Key: ${json(target.key)},\n` +
        `    CopySource: encodeURI(${json(`${source.bucket}/${source.key}`)})\n  })\n);`
    );
  }
  if (file) {
    const { bucket, key } = requireS3Uri(file.uri);
    const read = `await readFile(${json(file.path)})`;
    stores.push(put(bucket, key, file.skip > 0 ? `(${read}).subarray(${file.skip})` : read));
  }
  const s3Names = [
    ...(copies.length > 0 ? (assumes ? ['GetObjectCommand'] : ['CopyObjectCommand']) : []),
    ...(uploads.length > 0 || file || assumes ? ['PutObjectCommand'] : []),
    'S3Client'
  ];
  const lines = [
    ...(file ? ["import { readFile } from 'node:fs/promises';"] : []),
    ...(stores.length > 0 ? [`import { ${s3Names.join(', ')} } from '@aws-sdk/client-s3';`] : []),
    ...(assumes
      ? ["import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';"]
      : []),
    'import {',
    ...calls.map(({ operation }) => `  ${operation}Command,`),
    '  SageMakerClient',
    "} from '@aws-sdk/client-sagemaker';",
    '',
    ...(stores.length > 0 ? ['const s3 = new S3Client({});'] : []),
    ...(assumes
      ? [
          'const other = new S3Client({',
          '  credentials: fromTemporaryCredentials({',
          `    params: { RoleArn: ${json(readAs)}, RoleSessionName: "deploy" }`,
          '  })',
          '});'
        ]
      : []),
    ...stores,
    'const sagemaker = new SageMakerClient({});',
    ...calls.map(
      ({ operation, input }) => `await sagemaker.send(new ${operation}Command(${json(input)}));`
    )
  ];
  return `${lines.join('\n')}\n`;
}
