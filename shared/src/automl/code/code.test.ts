import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { transformSync } from 'esbuild';
import { describe, expect, it, test } from 'vitest';
import { memorySource } from '../../aws/source';
import { emptyDraft } from '../draft';
import type { JobDraft } from '../draft';
import { readProfile } from '../preview';
import { planJob } from '../request';
import type { JobPlan } from '../request';
import type { PlannedCall } from '../../endpoints/deploy';
import { planOf } from '../../endpoints/testing/deployment';
import { deploymentCode } from './deployment';
import { jobCode } from './index';
import { pythonLiteral, shellWord } from './quote';

const hostile = `a'b"c\\d$(id)\`id\`{x}\u2028é🚢;#`;
const profile = await readProfile(
  memorySource('d.csv', new TextEncoder().encode('a,b,y\n1,2,3\n4,5,6\n'))
);
const draft: JobDraft = {
  ...emptyDraft(),
  data: { kind: 'file', path: `-${hostile}.csv` },
  target: hostile,
  problemType: 'Regression',
  name: 'job-1',
  outputUri: 's3://bkt/out',
  roleArn: 'arn:aws:iam::111122223333:role/exec',
  tags: [{ key: 'k', value: hostile }],
  excluded: ['a']
};
const plan = planJob(draft, profile);
const codeOf = (id: string, of: JobPlan = plan, from = draft): string =>
  jobCode(of, from, 's3://bkt/out').find(variant => variant.id === id)?.code ?? '';

/** Run the Python code with a boto3 that records its calls. */
function runPython(code: string): Record<string, unknown>[] {
  const folder = mkdtempSync(join(tmpdir(), 'ph-'));
  writeFileSync(
    join(folder, 'boto3.py'),
    `import json
class Client:
    def __init__(self, name): self.name = name
    def __getattr__(self, operation):
        def call(*args, **kw): print(json.dumps([operation, args, kw]))
        return call
client = Client
`
  );
  writeFileSync(join(folder, 'code.py'), code);
  const output = execFileSync('python3', [join(folder, 'code.py')], { encoding: 'utf8' });
  return output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>);
}

/** Run the shell code with an \`aws\` that records its arguments. */
function runShell(code: string): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'ph-'));
  const log = join(folder, 'log');
  writeFileSync(
    join(folder, 'aws'),
    `#!/bin/sh\nfor word; do printf '%s\\0' "$word"; done >> ${log}\nprintf '\\n\\0' >> ${log}\n`,
    { mode: 0o755 }
  );
  execFileSync('sh', ['-c', code], {
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` }
  });
  const calls: string[][] = [[]];
  for (const word of readFileSync(log, 'utf8').split('\0').slice(0, -1)) {
    if (word === '\n') {
      calls.push([]);
    } else {
      calls[calls.length - 1]?.push(word);
    }
  }
  return calls.slice(0, -1);
}

test('the Python code does what the button does, hostile names included', () => {
  const calls = runPython(codeOf('python'));
  expect(calls[0]).toEqual([
    'upload_file',
    [draft.data?.kind === 'file' && draft.data.path, 'bkt', plan.upload?.uri.slice(9)],
    {}
  ]);
  expect(calls[1]).toMatchObject(['put_object', [], { Key: 'out/input/job-1/features.json' }]);
  expect(calls[2]).toEqual(['create_auto_ml_job_v2', [], plan.request]);
});

test('the shell code does what the button does, hostile names included', () => {
  const calls = runShell(codeOf('cli'));
  expect(calls[0]).toEqual(['s3', 'cp', `./-${hostile}.csv`, plan.upload?.uri]);
  expect(calls[1]).toEqual(['s3', 'cp', '-', plan.featureSpec?.uri]);
  expect(calls[2]?.slice(0, 3)).toEqual(['sagemaker', 'create-auto-ml-job-v2', '--cli-input-json']);
  expect(JSON.parse(calls[2]?.[3] ?? '')).toEqual(plan.request);
});

test('the TypeScript code is TypeScript, and the JSON is the request', () => {
  expect(() => transformSync(codeOf('typescript'), { loader: 'ts' })).not.toThrow();
  expect(JSON.parse(codeOf('json'))).toEqual(plan.request);
});

test('the magic says what it cannot do, and does the rest', () => {
  expect(codeOf('magic')).toBe(
    '# %pilot automl fit has no option for features and types, tags, ' +
      'names with line breaks, braces or $: use Python (boto3).\n'
  );
  const simple: JobDraft = {
    ...draft,
    data: { kind: 'file', path: 'data' },
    target: `it's -y`,
    tags: [],
    excluded: [],
    maxCandidates: '5'
  };
  expect(codeOf('magic', planJob(simple, profile), simple)).toBe(
    '%load_ext pilothouse\n%pilot automl fit ./data ' +
      `--target 'it'"'"'s -y' --name job-1 --problem-type Regression --objective MSE ` +
      '--max-candidates 5 --role arn:aws:iam::111122223333:role/exec --no-wait\n'
  );
  const dashed = { ...simple, target: '-x' };
  expect(codeOf('magic', planJob(dashed, profile), dashed)).toContain(" '--target=-x' ");
  const elsewhere = { ...simple, outputUri: 's3://other/out' };
  expect(codeOf('magic', planJob(elsewhere), elsewhere)).toContain('another output location');
});

test('deploying as code', () => {
  const call = (operation: string, input: Record<string, unknown>): PlannedCall =>
    ({ operation, what: operation, resource: 'r', input }) as PlannedCall;
  const variants = deploymentCode({
    kind: 'real-time',
    name: 'e',
    modelName: 'm',
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    cost: 'free',
    explains: true,
    notes: [],
    copies: [],
    uploads: [
      {
        Bucket: 'bkt',
        Key: `k ${hostile}`,
        Body: new TextEncoder().encode(`1,"${hostile}"\n`),
        ContentType: 'text/csv'
      }
    ],
    calls: [
      call('CreateModel', { ModelName: 'm', Containers: [{ Image: hostile }] }),
      call('CreateEndpointConfig', {
        EndpointConfigName: 'c',
        Deep: [{ Flag: true, Nothing: null }]
      }),
      call('CreateEndpoint', { EndpointName: 'e' })
    ]
  });
  const python = runPython(variants.find(({ id }) => id === 'python')?.code ?? '');
  expect(python).toEqual([
    ['put_object', [], { Bucket: 'bkt', Key: `k ${hostile}`, Body: `1,"${hostile}"\n` }],
    ['create_model', [], { ModelName: 'm', Containers: [{ Image: hostile }] }],
    [
      'create_endpoint_config',
      [],
      { EndpointConfigName: 'c', Deep: [{ Flag: true, Nothing: null }] }
    ],
    ['create_endpoint', [], { EndpointName: 'e' }]
  ]);
  const shell = runShell(variants.find(({ id }) => id === 'cli')?.code ?? '');
  expect(shell.map(call => call[1])).toEqual([
    'cp',
    'create-model',
    'create-endpoint-config',
    'create-endpoint'
  ]);
});

test('any text survives the shell', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), words => {
      const plain = words.map(word => word.replace(/\0/g, ''));
      const script = `printf '%s\\0' ${plain.map(shellWord).join(' ')}`;
      const output = execFileSync('sh', ['-c', script]).toString('utf8');
      expect(output.split('\0').slice(0, -1)).toEqual(plain);
    }),
    { numRuns: 30 }
  );
});

test('any JSON value survives Python', () => {
  const values = fc.sample(fc.jsonValue(), 60);
  const code = `import json\nprint(json.dumps(${pythonLiteral(values)}))`;
  const output = execFileSync('python3', ['-'], { input: code, encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual(JSON.parse(JSON.stringify(values)));
});

describe('the code of a deployment from another account', () => {
  const role = 'arn:aws:iam::111122223333:role/R';
  const of = (readAs: string, id: string): string =>
    deploymentCode(planOf({ readAs })).find(variant => variant.id === id)?.code ?? '';

  it('reads the archive with the role, and makes the rest with one’s own credentials', () => {
    const python = of(role, 'python');
    expect(python).toContain(`RoleArn="${role}"`);
    expect(python).toContain('other_s3.get_object(Bucket="bucket", Key="model.tar.gz")');
    expect(python).toMatch(/\nsagemaker = boto3\.client\("sagemaker"\)/);
    const typescript = transformSync(of(role, 'typescript'), { loader: 'ts', format: 'esm' });
    expect(typescript.code).toContain('fromTemporaryCredentials');
    expect(of(role, 'cli')).toContain('aws s3 cp --profile other s3://bucket/model.tar.gz -');
  });

  it('has no line that a role could begin', () => {
    expect(of('x\nrm -rf /', 'cli').split('\n')).not.toContain('rm -rf /');
  });
});
